"""Keeps values of our rows out of the log: PostgreSQL repeats them when a constraint refuses a row (DESIGN §6.2)."""

import logging
import re

SQL_LOGGER = "odoo.sql_db"
OUR_TABLE = re.compile(r"\bhcs_[a-z_]+")
REFUSED = "bad query"


class RowValuesFilter(logging.Filter):
    """Cuts a refused query of one of our tables down to the first line of the error, which names the constraint."""

    def filter(self, record):
        if not isinstance(record.msg, str) or not record.msg.startswith(REFUSED) or len(record.args or ()) != 2:
            return True
        query, error = record.args
        tables = OUR_TABLE.findall(query.decode(errors="replace") if isinstance(query, bytes) else str(query))
        if tables:
            record.msg = "bad query on %s, values left out\nERROR: %s"
            record.args = (tables[0], first_line(error))
        return True


def first_line(error):
    """The first line of an error of PostgreSQL, without the row and without the value it names."""
    # a value may stand in the first line as well: invalid input syntax for type date: "..."
    return re.sub(r': ".*', "", str(error).partition("\n")[0])


def install():
    """Put the filter on Odoo's SQL logger, once."""
    logger = logging.getLogger(SQL_LOGGER)
    if not any(isinstance(known, RowValuesFilter) for known in logger.filters):
        logger.addFilter(RowValuesFilter())
