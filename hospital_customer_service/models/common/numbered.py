"""The last seat and the last place: numbers of which each is given once (DESIGN §6.1)."""

from odoo.tools import SQL


def take_number(env, numbers, update, answer):
    """Try one free number after the other, in any order: people rarely want the same at once.

    All of it in one call. Of the last numbers many look free that others have taken since this request began; each of
    them costs a try, and sixteen people who wait at the desk must not wait for sixty calls. Whoever waits for a number
    waits until the request that tried it ends, so that this one has to be short too: it answers in the same call.

    :param numbers: SQL of a query for the column ``number``, those that look free
    :param update: SQL that writes the number ``free``; a unique index refuses the second one
    :param answer: SQL of the column that holds the number and where it stands, such as ``seat FROM … WHERE id = 1``
    :return: whether an exclusion refused whoever asked, and the number or nothing
    """
    query = SQL(
        """
        DO $number$
        DECLARE
            free integer;
        BEGIN
            PERFORM set_config('hcs.excluded', '', TRUE);
            FOR free IN
                %s ORDER BY random()
            LOOP
                BEGIN
                    %s;
                    RETURN;
                EXCEPTION
                    WHEN unique_violation THEN
                        NULL;  -- somebody was faster
                    WHEN exclusion_violation THEN
                        PERFORM set_config('hcs.excluded', 'yes', TRUE);
                        RETURN;
                END;
            END LOOP;
        END
        $number$;
        SELECT current_setting('hcs.excluded') = 'yes', %s
        """,
        numbers,
        update,
        answer,
    )
    env.flush_query(query)
    # what two requests do to one row is repeated, and no error of the log
    env.cr.execute(query, log_exceptions=False)
    return env.cr.fetchone()
