import hashlib
import io

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.fhir import PARSERS
from ...tools.hl7 import EVENTS, answer, outcome, read_any, read_messages

STORE_BATCH = 500
STORE_BYTES = 8 << 20
KINDS = PARSERS.keys() | EVENTS.keys()


class HcsHisMessage(models.Model):
    """Raw first: what came is stored before anybody tries to understand it, and a repeated message has no effect."""

    _inherit = "hcs.his.message"

    @api.model
    def _store_files(self, source, files, record=None, shift=None, commit=None):
        """Store every resource of ``files``.

        :param files: iterable of ``(name, binary stream)``
        :return: ``{"received", "stored", "known", "ignored", "errors": [str], "error_count"}``
        """
        counts = {"received": 0, "stored": 0, "known": 0, "ignored": 0, "error_count": 0, "errors": []}
        for name, stream in files:
            batch, size = [], 0
            for row in read_any(name, stream, source.encoding, shift, source._zone(), source.hl7_money):
                batch.append(row)
                size += len(row.raw)
                if len(batch) >= STORE_BATCH or size >= STORE_BYTES:
                    self._store_rows(source, batch, record, counts)
                    batch, size = [], 0
                    if commit:
                        commit()
            self._store_rows(source, batch, record, counts)
            if commit:
                commit()
        if counts["stored"]:
            self.env.ref("hospital_customer_service.ir_cron_his_apply")._trigger()
        return counts

    @api.model
    def _store_hl7(self, source, body):
        """Store the messages of ``body``.

        :return: ``(whether all are good, [acknowledgements as bytes])``
        """
        rows = list(read_messages("body", io.BytesIO(body), source.encoding, source._zone(), source.hl7_money))
        counts = {"received": 0, "stored": 0, "known": 0, "ignored": 0, "error_count": 0, "errors": []}
        self._store_rows(source, [row for row in rows if row.raw], None, counts)
        if counts["stored"]:
            self.env.ref("hospital_customer_service.ir_cron_his_apply")._trigger()
        reject = source.hl7_reject_unknown
        good = all(outcome(row, reject)[0] == "AA" for row in rows)
        return good, list(filter(None, (answer(row, reject) for row in rows)))

    @api.model
    def _store_rows(self, source, rows, record, counts):
        now = fields.Datetime.now()
        tuples = {}
        counts["received"] += len(rows)
        for row in rows:
            values = self._prepare_row(source, row, record, now)
            if row.error:
                counts["error_count"] += 1
                if len(counts["errors"]) < 20:
                    counts["errors"].append(
                        self._describe_error(row.error.code, row.error.field, row.error.params, row.number)
                    )
            elif row.resource_type not in KINDS:
                counts["ignored"] += 1
            tuples[values["message_id"]] = values
        # numbered as they came, inserted in one order everywhere: two senders of the same do not block each other
        numbers = self.env.execute_query(
            SQL("SELECT nextval('hcs_his_message_id_seq') FROM generate_series(1, %s)", len(tuples))
        )
        for values, (number,) in zip(tuples.values(), numbers, strict=True):
            values["id"] = number
        stored = self._insert_messages([tuples[key] for key in sorted(tuples)])
        counts["stored"] += stored
        counts["known"] += len(rows) - stored

    @api.model
    def _prepare_row(self, source, row, record, now):
        other = not row.error and row.resource_type not in KINDS
        message_id = row.message_id
        if row.error and not row.raw:
            # nothing to tell two broken files apart but where they broke
            place = f"{row.file}|{row.number}|{row.error}"
            message_id = f"?/{hashlib.blake2b(place.encode(), digest_size=12).hexdigest()}"
        return {
            "source_id": source.id,
            "company_id": source.company_id.id,
            "import_id": record.id if record else None,
            "message_id": message_id,
            "resource_type": row.resource_type or None,
            "resource_id": row.resource_id or None,
            "version_at": row.version_at,
            "raw": None if other and not source.keep_other else row.raw,
            "file_name": row.file[:200] or None,
            "row": row.number,
            "state": "error" if row.error else "ignored" if other else "new",
            "error_code": row.error.code if row.error else None,
            "error_field": row.error.field or None if row.error else None,
            "error_params": self._json(row.error.params) if row.error else None,
            "tries": 0,
            "received_at": now,
            "applied_at": now if other else None,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    @api.model
    def _json(self, params):
        return psycopg2.extras.Json(params) if params else None

    @api.model
    def _insert_messages(self, values):
        """Insert what is not known yet and return how many rows that were.

        A message committed by somebody else since our snapshot makes ``ON CONFLICT`` fail under REPEATABLE READ; then
        one plain INSERT after the other tells known from new (DESIGN §6.1).
        """
        if not values:
            return 0
        try:
            with self.env.cr.savepoint(flush=False):
                return self._insert_rows(values, SQL("ON CONFLICT (source_id, message_id) DO NOTHING"))
        except psycopg2.errors.SerializationFailure:
            return sum(self._insert_one(each) for each in values)

    @api.model
    def _insert_one(self, values):
        try:
            with self.env.cr.savepoint(flush=False):
                return self._insert_rows([values], SQL())
        except psycopg2.errors.UniqueViolation:
            return 0

    @api.model
    def _insert_rows(self, values, conflict):
        columns = SQL(", ").join(SQL.identifier(name) for name in values[0])
        rows = SQL(", ").join(SQL("%s", tuple(each.values())) for each in values)
        # a refused row must not stand in the log
        self.env.cr.execute(
            SQL("INSERT INTO hcs_his_message (%s) VALUES %s %s", columns, rows, conflict), log_exceptions=False
        )
        return self.env.cr.rowcount
