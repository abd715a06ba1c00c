import logging
import re
import threading
import traceback
from contextlib import contextmanager

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.fhir import PARSERS, FhirError, parse
from ...tools.hl7 import is_hl7
from ...tools.hl7 import parse as parse_hl7
from .hcs_his_batch import Batch, Item, outcomes, rounds

_logger = logging.getLogger(__name__)

APPLY_LOCK = 0x48435331  # one applier per database
BATCH = 1000
# in the order in which one may need another
ORDER = [*PARSERS]
ORDER.insert(ORDER.index("Patient"), "Merge")


class _HideRefusedRows(logging.Filter):
    """A row refused by the database is printed with its values by the driver's log; a patient's must not be."""

    def __init__(self):
        super().__init__()
        self.thread = threading.get_ident()

    def filter(self, record):
        return record.levelno < logging.ERROR or record.thread != self.thread


@contextmanager
def _without_row_log():
    logger, hide = logging.getLogger("odoo.sql_db"), _HideRefusedRows()
    logger.addFilter(hide)
    try:
        yield
    finally:
        logger.removeFilter(hide)


class HcsHisMessage(models.Model):
    """Applying: bounded batches in the order of need, one bad message never in the way of the others."""

    _inherit = "hcs.his.message"

    @api.model
    def _cron_apply(self, batch_size=BATCH):
        """Apply what has been stored; stop when the time is up, go on where we stopped."""
        ir_cron = self.env["ir.cron"]
        # a session lock taken before the snapshot: the rows we then see are as the last applier left them
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s)", [APPLY_LOCK])
        if not self.env.cr.fetchone()[0]:
            return
        try:
            ir_cron._commit_progress(remaining=self.search_count([("state", "=", "new")]))
            while done := self._apply_next(batch_size):
                if not ir_cron._commit_progress(done):
                    break
                self.env.invalidate_all()
        finally:
            self._unlock_apply()

    @api.model
    def _unlock_apply(self):
        try:
            self.env.cr.execute("SELECT pg_advisory_unlock(%s)", [APPLY_LOCK])
        except psycopg2.errors.InFailedSqlTransaction:
            self.env.cr.rollback()
            self.env.cr.execute("SELECT pg_advisory_unlock(%s)", [APPLY_LOCK])

    @api.model
    def _try_apply_lock(self):
        """For a request: until its end nobody else applies. A stale snapshot ends in Odoo's own retry."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [APPLY_LOCK])
        return self.env.cr.fetchone()[0]

    @api.model
    def _apply_next(self, limit=BATCH, domain=(), now=None):
        """Apply up to ``limit`` messages in the order in which they came.

        :param now: the moment it is said to happen
        :return: how many messages were looked at
        """
        messages = self.search([("state", "=", "new"), *domain], order="id", limit=limit)
        messages = messages.try_lock_for_update()
        for source, of_source in messages.grouped("source_id").items():
            of_source._apply_batch(source, now or fields.Datetime.now())
        return len(messages)

    def _apply_batch(self, source, now):
        """Apply messages of one source, all in this transaction."""
        # the rows as tuples: a thousand contents in the cache would stay there
        rows = self.env.execute_query(
            SQL(
                "SELECT id, resource_type, raw, version_at FROM hcs_his_message WHERE id = ANY(%s) ORDER BY id",
                self.ids,
            )
        )
        company = source.company_id
        applier = self.env["hcs.his.applier"].with_user(api.SUPERUSER_ID).with_company(company)
        applier = applier.with_context(tracking_disable=True, lang=None, tz=None, active_test=False)
        operations, kinds = self.env["hcs.his.mapping"]._tables(company)
        batch = Batch(source.with_env(applier.env), now, source._zone(), operations, kinds)
        plain, messages, items = [], [], []
        for message_id, kind, raw, version_at in rows:
            try:
                if is_hl7(raw or ""):
                    messages.append(self._read_hl7(batch, message_id, kind, raw, version_at))
                    items += messages[-1]
                    continue
                item = Item(message_id, kind, version_at, parse(raw or "", batch.tz))
                plain.append(item)
            except FhirError as error:
                item = Item(message_id, kind, version_at)
                item.fail(error.code, error.field, **error.params)
            items.append(item)
        with _without_row_log():
            # resources are states, and the newest of each is applied; messages are events, one after the other
            for turn in filter(None, [plain, *rounds(messages)]):
                for kind in ORDER:
                    if of_kind := [item for item in turn if item.kind == kind and item.state == "done"]:
                        self._apply_items(applier, kind, batch, of_kind)
        self._write_outcomes(list(outcomes(items)), now)
        waits = self.env["hcs.his.wait"].sudo()
        waits._replace(source, self.ids, [(item.message_id, key) for item in items for key in item.waits])
        waits._wake(source, batch.registered)
        applier.env.invalidate_all()

    @api.model
    def _read_hl7(self, batch, message_id, kind, raw, version_at):
        """The items of one message."""
        parts = [
            Item(message_id, part.kind, None if part.weak else version_at, part.record, weak=part.weak, numbers=True)
            for part in parse_hl7(raw, batch.tz, batch.source.hl7_money)
        ]
        if not parts:
            parts = [Item(message_id, kind, version_at)]
            parts[0].ignore("unchanged")
        return parts

    def _apply_items(self, applier, kind, batch, items):
        """All at once; where that fails, halves, until the bad one stands alone."""
        registered = len(batch.registered)
        try:
            with self.env.cr.savepoint():
                applier._apply_kind(kind, batch, items)
                applier.env.flush_all()
        except psycopg2.OperationalError:
            raise  # a lost lock or connection is nobody's fault: the whole batch comes again
        except Exception as error:
            self._isolate(applier, kind, batch, items, error, registered)

    def _isolate(self, applier, kind, batch, items, error, registered):
        applier.env.invalidate_all(flush=False)
        del batch.registered[registered:]
        for item in items:
            item.reset()
        if len(items) == 1:
            if not isinstance(error, (UserError, psycopg2.Error)):
                place = traceback.extract_tb(error.__traceback__)[-1]
                _logger.warning(
                    "Message %s is not applied: %s in %s, line %s",
                    items[0].message_id,
                    type(error).__name__,
                    place.name,
                    place.lineno,
                )
            items[0].fail("refused", kind, model=kind, reason=self._safe_reason(error))
            return
        half = len(items) // 2
        self._apply_items(applier, kind, batch, items[:half])
        self._apply_items(applier, kind, batch, items[half:])

    @api.model
    def _safe_reason(self, error):
        """What may be told of an exception: never a value of the row."""
        if isinstance(error, psycopg2.Error):
            return error.diag.constraint_name or type(error).__name__
        if isinstance(error, UserError):
            # numbers and quoted words may be the patient's
            text = re.sub(r"\d{3,}|[“\"'][^”\"']*[”\"']", "…", str(error.args[0] if error.args else ""))
            return f"{type(error).__name__}: {text[:200]}"
        return type(error).__name__

    @api.model
    def _write_outcomes(self, items, now):
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s::jsonb)",
                item.message_id,
                item.state,
                item.effect,
                item.error_code,
                item.error_field,
                self._json(item.error_params),
            )
            for item in items
        )
        self.env.cr.execute(
            SQL(
                """UPDATE hcs_his_message m
                      SET state = o.state, effect = o.effect, error_code = o.code, error_field = o.field,
                          error_params = o.params, tries = COALESCE(m.tries, 0) + 1, applied_at = %s, write_date = %s
                     FROM (VALUES %s) AS o(id, state, effect, code, field, params)
                    WHERE m.id = o.id""",
                now,
                now,
                values,
            )
        )
        self.invalidate_model()
