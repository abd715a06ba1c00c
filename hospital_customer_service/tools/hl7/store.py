"""Rows of the inbox written straight into the database, by a process that is not Odoo; committed when it returns."""

import contextlib
import time
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import psycopg2
import psycopg2.extras

from .events import EVENTS

TABLE = "hcs_his_message"
COLUMNS = (
    "id", "source_id", "company_id", "message_id", "resource_type", "resource_id", "version_at", "raw", "file_name",
    "row", "state", "error_code", "error_field", "error_params", "tries", "received_at", "applied_at", "create_uid",
    "create_date", "write_uid", "write_date",
)  # fmt: skip
SUPERUSER = 1
_SOURCE = """
    SELECT s.id, s.company_id, s.encoding, s.max_megabytes, s.keep_other, s.hl7_reject_unknown, s.hl7_money, c.hcs_tz
      FROM hcs_his_source s JOIN res_company c ON c.id = s.company_id
     WHERE s.code = %s AND s.active"""
# what the role of a listener of its own needs, and no more
GRANTS = """
GRANT CONNECT ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT (id, code, active, company_id, encoding, max_megabytes, keep_other, hl7_reject_unknown, hl7_money)
    ON hcs_his_source TO {role};
GRANT SELECT (id, hcs_tz) ON res_company TO {role};
GRANT INSERT, SELECT (source_id, message_id) ON hcs_his_message TO {role};
GRANT USAGE ON SEQUENCE hcs_his_message_id_seq TO {role};
"""


@dataclass(slots=True)
class Source:
    id: int
    company_id: int
    encoding: str
    max_megabytes: int
    keep_other: bool
    reject_unknown: bool
    money: str
    tz: ZoneInfo

    @property
    def limit(self):
        return self.max_megabytes << 20


class Store:
    """One connection to the database, made again when it is lost."""

    def __init__(self, dsn, code):
        self.dsn, self.code = dsn, code
        self.connection = None

    def connect(self):
        self.close()
        connection = psycopg2.connect(self.dsn, connect_timeout=5, application_name="hcs-mllp")
        with connection.cursor() as cr:
            # an acknowledged message must outlive the power, whatever the server is set to
            cr.execute("SET synchronous_commit = on; SET timezone = 'UTC'; SET statement_timeout = '30s'")
        connection.commit()
        self.connection = connection

    def close(self):
        if self.connection is not None:
            with contextlib.suppress(psycopg2.Error):
                self.connection.close()
            self.connection = None

    def source(self):
        """The settings of the feed; None where there is none of that code or it is archived."""
        if self.connection is None:
            self.connect()
        with self.connection, self.connection.cursor() as cr:
            cr.execute(_SOURCE, [self.code])
            found = cr.fetchone()
        return Source(*found[:7], ZoneInfo(found[7] or "Asia/Shanghai")) if found else None

    def save(self, source, rows):
        """Insert the rows that are not known yet, in one transaction; return how many were new.

        Numbered as they came, inserted in one order everywhere: two listeners with the same messages do not block
        each other.
        """
        if self.connection is None:
            self.connect()
        with self.connection, self.connection.cursor() as cr:
            cr.execute(f"SELECT nextval('{TABLE}_id_seq') FROM generate_series(1, %s)", [len(rows)])  # noqa: S608
            tuples = [row_values(row, source, number) for row, (number,) in zip(rows, cr.fetchall(), strict=True)]
            tuples.sort(key=lambda values: values[3])
            psycopg2.extras.execute_values(
                cr,
                f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES %s"  # noqa: S608
                " ON CONFLICT (source_id, message_id) DO NOTHING",
                tuples,
                page_size=len(tuples),
            )
            return cr.rowcount


def row_values(row, source, number):
    """The columns of a row, as :meth:`hcs.his.message._prepare_row` has them."""
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    other = not row.error and row.resource_type not in EVENTS
    error = row.error
    return (
        number,
        source.id,
        source.company_id,
        row.message_id,
        row.resource_type or None,
        row.resource_id or None,
        row.version_at,
        None if other and not source.keep_other else row.raw,
        None,
        row.number,
        "error" if error else "ignored" if other else "new",
        error.code if error else None,
        error.field or None if error else None,
        psycopg2.extras.Json(error.params) if error and error.params else None,
        0,
        now,
        now if other else None,
        SUPERUSER,
        now,
        SUPERUSER,
        now,
    )
