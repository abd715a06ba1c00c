"""Values of our rows stay out of the log (DESIGN §6.2)."""

import logging

import pytest

from hcs_tools.log_filter import SQL_LOGGER, RowValuesFilter, install

DETAIL = (
    'duplicate key value violates unique constraint "hcs_patient_mrn"\nDETAIL:  Key (mrn)=(M-4711) already exists.\n'
)


@pytest.fixture
def logger(caplog):
    logger = logging.getLogger("test.sql_db")
    logger.addFilter(RowValuesFilter())
    yield logger
    logger.filters.clear()


def written(caplog):
    return "\n".join(record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    "query", [b"INSERT INTO hcs_patient VALUES ('M-4711')", "INSERT INTO hcs_patient VALUES ('M-4711')"]
)
def test_a_refused_row_of_ours_keeps_its_values(logger, caplog, query):
    logger.error("bad query: %s\nERROR: %s", query, ValueError(DETAIL))
    assert "M-4711" not in written(caplog)
    assert "hcs_patient" in written(caplog)
    assert "unique constraint" in written(caplog)


def test_a_value_in_the_first_line_of_the_error_is_cut_off(logger, caplog):
    logger.error("bad query: %s\nERROR: %s", "UPDATE hcs_patient", 'invalid input syntax for type date: "Zhang San"')
    assert "Zhang" not in written(caplog)


def test_other_tables_and_other_messages_are_logged_as_before(logger, caplog):
    logger.error("bad query: %s\nERROR: %s", "UPDATE res_partner SET name = 'x'", DETAIL)
    logger.warning("hcs_patient is %s", "big")
    logger.error("bad query")
    assert "M-4711" in written(caplog)
    assert "hcs_patient is big" in written(caplog)


def test_it_is_installed_once():
    sql_logger = logging.getLogger(SQL_LOGGER)
    before = list(sql_logger.filters)
    sql_logger.filters = [known for known in before if type(known).__name__ != "RowValuesFilter"]
    try:
        install()
        install()
        assert sum(type(known).__name__ == "RowValuesFilter" for known in sql_logger.filters) == 1
    finally:
        sql_logger.filters = before
