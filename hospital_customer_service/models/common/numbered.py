"""The last seat and the last place: numbers of which each is given once (DESIGN §6.1)."""

from odoo.tools import SQL


def take_number(numbers, update):
    """Statement that tries one free number after the other, in any order: people rarely want the same at once.

    All of it in one call. Of the last numbers many look free that others have taken since this request began; each of
    them costs a try, and sixteen people who wait at the desk must not wait for sixty calls.

    :param numbers: SQL of a query for the column ``number``, those that look free
    :param update: SQL that writes the number ``free``; a unique index refuses the second one
    """
    return SQL(
        """
        DO $number$
        DECLARE
            free integer;
        BEGIN
            FOR free IN
                %s ORDER BY random()
            LOOP
                BEGIN
                    %s;
                    RETURN;
                EXCEPTION WHEN unique_violation THEN
                    NULL;  -- somebody was faster
                END;
            END LOOP;
        END
        $number$
        """,
        numbers,
        update,
    )
