from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.fhir import FhirError
from ...tools.hl7 import Message, is_hl7, patient_keys, read_message
from ..common.hcs_masked_mixin import PII_GROUP

PRUNE_BATCH = 10_000
AT_ONCE = 50  # messages somebody mended are applied while that person waits


class HcsHisMessage(models.Model):
    """One resource as the hospital system sent it: stored first, applied later, kept until it is no longer needed."""

    _name = "hcs.his.message"
    _description = "Message of the hospital system"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _rec_name = "message_id"
    _check_company_auto = True

    # Identity
    source_id = fields.Many2one(
        "hcs.his.source", "Hospital system", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    import_id = fields.Many2one("hcs.his.import", readonly=True, index="btree_not_null", ondelete="set null")
    message_id = fields.Char(
        required=True, readonly=True, help="Type and id of the resource and a fingerprint of its content."
    )
    resource_type = fields.Char("Resource", readonly=True)
    resource_id = fields.Char("Id of the resource", readonly=True)
    is_hl7 = fields.Boolean(compute="_compute_is_hl7", export_string_translation=False)
    segments = fields.Html(
        compute="_compute_segments", groups=PII_GROUP, sanitize=False, help="The fields of an HL7 message, by number."
    )
    version_at = fields.Datetime("Changed by the sender", readonly=True)
    # Content
    raw = fields.Text("Content", groups=PII_GROUP, help="As it was sent. It is personal data.")
    file_name = fields.Char("File", readonly=True)
    row = fields.Integer(readonly=True, aggregator=None, help="Line of the file, or number of the entry in a Bundle.")
    # What became of it
    state = fields.Selection(
        [
            ("new", "To apply"),
            ("waiting", "Waiting"),
            ("done", "Applied"),
            ("ignored", "Ignored"),
            ("error", "Error"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="new",
    )
    effect = fields.Selection(
        [("new", "New"), ("updated", "Updated"), ("unchanged", "Unchanged"), ("superseded", "Older than known")],
        readonly=True,
    )
    error_code = fields.Char(readonly=True, export_string_translation=False)
    error_field = fields.Char("Field", readonly=True)
    error_params = fields.Json(readonly=True, export_string_translation=False)
    error = fields.Char(compute="_compute_error", search="_search_error")
    wait_ids = fields.One2many("hcs.his.wait", "message_id", string="Awaits", readonly=True)
    tries = fields.Integer(readonly=True, aggregator=None)
    received_at = fields.Datetime("Received at", required=True, readonly=True, default=fields.Datetime.now)
    applied_at = fields.Datetime("Handled at", readonly=True)

    _message_uniq = models.UniqueIndex("(source_id, message_id)", "This message has been received already.")
    _queue_idx = models.Index("(id) WHERE state = 'new'")
    _error_idx = models.Index("(source_id, id) WHERE state IN ('error', 'waiting')")
    _applied_idx = models.Index("(source_id, applied_at) WHERE state IN ('done', 'ignored')")

    @api.depends("error_code", "error_field", "error_params", "row", "file_name")
    @api.depends_context("lang")
    def _compute_error(self):
        for message in self:
            message.error = message.error_code and message._describe_error(
                message.error_code, message.error_field, message.error_params, message.row
            )

    @api.depends("resource_type", "error_code")
    def _compute_is_hl7(self):
        for message in self:
            message.is_hl7 = "^" in (message.resource_type or "") or message.error_code in ("no_header", "bad_marks")

    @api.depends("raw", "error_field")
    def _compute_segments(self):
        """A table to find the wrong field in; counting bars is no work for people."""
        for message in self:
            message.segments = is_hl7(message.raw or "") and self._segments_table(message.raw, message.error_field)

    @api.model
    def _segments_table(self, raw, wrong):
        try:
            segments = Message(raw).segments
        except FhirError:
            return False
        rows = Markup()
        for segment in segments:
            for number, value in enumerate(segment.fields[1:], start=1):
                place = f"{segment.name}-{number}"
                if value or place == wrong:
                    style = Markup(' class="table-danger"') if place == wrong else ""
                    rows += Markup("<tr%s><th>%s</th><td>%s</td></tr>") % (style, place, value)
        return Markup('<table class="table table-sm font-monospace small"><tbody>%s</tbody></table>') % rows

    def _search_error(self, operator, value):
        if operator == "in" and not any(value):
            return Domain("error_code", "=", False)
        if operator not in ("ilike", "like", "=ilike", "=like", "in"):
            return NotImplemented
        return Domain("error_field", operator, value) | Domain("error_code", operator, value)

    @api.model
    def _error_texts(self):
        return {
            "encoding": self.env._("is not %(encoding)s: ask the sender for it, or set the encoding of the feed"),
            "json": self.env._("is not valid JSON (character %(position)s)"),
            "truncated": self.env._("ends in the middle; everything complete before it was kept"),
            "too_large": self.env._("is larger than %(limit)s"),
            "too_deep": self.env._("is nested too deeply"),
            "not_object": self.env._("is not a resource"),
            "no_type": self.env._("has no resourceType"),
            "missing": self.env._("is missing"),
            "wrong_type": self.env._("is %(found)s where %(expected)s belongs"),
            "bad_date": self.env._("is not a date, or ends before it starts"),
            "date_range": self.env._("has the year %(year)s, outside %(first)s-%(last)s"),
            "too_long": self.env._("has %(length)s characters, more than %(limit)s"),
            "characters": self.env._("contains characters that cannot be stored"),
            "bad_code": self.env._("has the unknown code %(code)s: give it a meaning under “Meaning of codes”"),
            "bad_reference": self.env._("is not a reference that can be followed"),
            "bad_number": self.env._("is not a number"),
            "unreadable": self.env._("cannot be read as JSON, NDJSON, ZIP or GZIP"),
            "empty": self.env._("holds no resource"),
            "no_header": self.env._("is not an HL7 message: it does not begin with MSH"),
            "bad_marks": self.env._("does not name the separators"),
            "unsupported_version": self.env._("names another version than 2.x"),
            "no_number": self.env._("holds no number of the visit: PV1-19, PV1-50 or PID-18"),
            "no_merge": self.env._("could not be merged by itself: %(reason)s Merge the two records by hand."),
            "currency": self.env._("has a currency that is not active here, or another one than the visit"),
            "no_visit": self.env._("belongs to no visit"),
            "no_patient": self.env._("is about no patient"),
            "refused": self.env._("was refused by the rules of “%(model)s”: %(reason)s"),
        }

    @api.model
    def _describe_error(self, code, field=None, params=None, row=None):
        """A sentence in the reader's language; it has rows, ids and names of fields, never a value of the patient."""
        text = self._error_texts().get(code)
        if not text:
            return code
        if params:
            text %= {"found": "?", "expected": "?", **params}
        where = field or self.env._("The content")
        if row:
            where = self.env._("Row %(row)s, %(field)s", row=row, field=where)
        return f"{where} {text}"

    def write(self, vals):
        """People may correct the content of a message; what became of it is told by the applier only."""
        if not self.env.su and not vals.keys() <= {"raw"}:
            raise UserError(self.env._("Only the content of a message can be corrected. Then apply it again."))
        result = super().write(vals)
        if "raw" in vals:
            self.sudo()._identify_again()  # sudo: what a message is follows from its content
        return result

    def _identify_again(self):
        """After a correction of its header an HL7 message may be of another type or have its number at last."""
        for message in self.filtered(lambda message: is_hl7(message.raw or "")):
            row = read_message(message.raw.encode(), tz=message.source_id._zone())
            values = {"resource_type": row.resource_type, "resource_id": row.resource_id, "version_at": row.version_at}
            message.write({name: value for name, value in values.items() if value})

    def action_replay(self):
        """Apply again: after a correction here, of a code's meaning, or of the message itself."""
        if not self.env.user.has_group("hospital_customer_service.group_hcs_admin"):
            raise UserError(self.env._("Only an administrator applies messages again."))
        bare = self.filtered(lambda message: not message.resource_id)
        if bare and len(bare) == len(self):
            raise UserError(self.env._("There is no resource to apply in this row. Ask the sender to send it again."))
        # sudo: the state of a message is no field for people
        todo = (self - bare).sudo()
        todo.write({"state": "new"})
        if len(todo) <= AT_ONCE and todo._try_apply_lock():
            todo._apply_next(AT_ONCE, [("id", "in", todo.ids)])
        else:
            self.env.ref("hospital_customer_service.ir_cron_his_apply")._trigger()

    # READ LOG
    def _log_read_patients(self):
        """The patients whom the content is about, as far as it was applied."""
        messages = self.sudo()
        keys = {(m.source_id, f"{m.resource_type}/{m.resource_id}") for m in messages if m.resource_id}
        keys |= {(m.source_id, key) for m in messages if is_hl7(m.raw or "") for key in m._hl7_patients()}
        known = self.env["hcs.his.key"].sudo().search([("key", "in", [key for _source, key in keys])])
        known = known.filtered(lambda line: (line.source_id, line.key) in keys)
        return known.patient_id | known.visit_id.patient_id | known.result_item_id.delivery_id.patient_id

    def _hl7_patients(self):
        """The keys of the persons an HL7 message is about."""
        try:
            return [key for pid in Message(self.raw).all("PID") for key in patient_keys(pid)]
        except FhirError:
            return []

    def _log_read(self, kind, detail=None):  # pylint: disable=missing-return
        if detail:  # a message without its content says nothing of a patient
            super()._log_read(kind, detail)

    @api.autovacuum
    def _gc_applied(self):
        """Delete what was applied long ago: the inbox is no archive. What is known about versions stays in the keys.

        :return: (deleted, whether more is left)
        """
        deleted = 0
        for source in self.env["hcs.his.source"].with_context(active_test=False).search([]):  # pylint: disable=no-search-all
            before = fields.Datetime.now() - timedelta(days=source.keep_days)
            self.env.cr.execute(
                SQL(
                    """DELETE FROM hcs_his_message WHERE id IN (
                           SELECT id FROM hcs_his_message
                            WHERE source_id = %s AND state IN ('done', 'ignored') AND applied_at < %s LIMIT %s)""",
                    source.id,
                    before,
                    PRUNE_BATCH,
                )
            )
            deleted += self.env.cr.rowcount
        self.invalidate_model()
        return deleted, int(deleted >= PRUNE_BATCH)
