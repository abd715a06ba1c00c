"""The last seat and the last place: numbers of which each is given once (DESIGN §6.1)."""

from odoo.tools import SQL

NONE_LEFT, EXCLUDED = 0, -1


def make_number_function(env, name, parameters, whole, top, taken, update):
    """Make the database function that gives the row ``row_id`` a free number; call it in ``init`` of the model.

    It tries one free number after the other, in any order, because people rarely want the same at once: a few are
    guessed; where those are taken, all that look free are listed. Of the last ones many look free that others have
    taken since this request began; each of them costs a try, and sixteen people who wait at the desk must not wait for
    sixty calls. A function of the database keeps its plans between requests, which is most of the time of a booking.

    :param name: name of the function, that of the table first
    :param parameters: SQL of the parameters after ``row_id``, which ``update`` may use
    :param whole: SQL of the id of what is numbered, ``whole_id`` in the others
    :param top: SQL of the highest number
    :param taken: function from SQL of a number to SQL of the condition that it looks taken
    :param update: SQL that writes the number ``free``; a unique index refuses the second one
    """
    env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %(name)s(row_id integer, %(parameters)s) RETURNS integer LANGUAGE plpgsql AS
            $number$
            DECLARE
                guesses CONSTANT integer := 5;
                whole_id CONSTANT integer := (%(whole)s);
                top CONSTANT integer := COALESCE((%(top)s), 0);
                turn integer := 0;
                free integer;
                listed integer[];
            BEGIN
                LOOP
                    turn := turn + 1;
                    IF listed IS NULL AND turn <= guesses AND top > guesses THEN
                        free := 1 + floor(random() * top);
                        CONTINUE WHEN %(guess_taken)s;
                    ELSE
                        IF listed IS NULL THEN
                            turn := 1;
                            listed := ARRAY(SELECT number FROM generate_series(1, top) number
                                             WHERE NOT %(number_taken)s ORDER BY random());
                        END IF;
                        free := listed[turn];
                        IF free IS NULL THEN
                            RETURN %(none)s;
                        END IF;
                    END IF;
                    BEGIN
                        %(update)s;
                        RETURN free;
                    EXCEPTION
                        WHEN unique_violation THEN
                            NULL;  -- somebody was faster
                        WHEN exclusion_violation THEN
                            RETURN %(excluded)s;
                    END;
                END LOOP;
            END
            $number$
            """,
            name=SQL.identifier(name),
            parameters=parameters,
            whole=whole,
            top=top,
            guess_taken=taken(SQL("free")),
            number_taken=taken(SQL("number")),
            update=update,
            none=NONE_LEFT,
            excluded=EXCLUDED,
        )
    )


def take_number(env, name, *values):
    """Give a row a number, written by the function ``name`` in one call.

    :param values: the id of the row, and the values of the other parameters
    :return: the number, ``NONE_LEFT``, or ``EXCLUDED`` where an exclusion refused whoever asked
    """
    arguments = SQL(", ").join(SQL("%s", value) for value in values)
    # what two requests do to one row is repeated, and no error of the log
    env.cr.execute(SQL("SELECT %s(%s)", SQL.identifier(name), arguments), log_exceptions=False)
    return env.cr.fetchone()[0]
