from odoo import api, fields, models
from odoo.exceptions import UserError

STEP = 500


class HcsHisImport(models.Model):
    """Files that were read in one go, and what became of their messages."""

    _name = "hcs.his.import"
    _description = "Import of the hospital system"
    _inherit = ["hcs.input.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Files", required=True, readonly=True)
    source_id = fields.Many2one(
        "hcs.his.source", "Hospital system", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    file_hash = fields.Char(readonly=True, index="btree_not_null", export_string_translation=False)
    received_count = fields.Integer("Resources", readonly=True)
    known_count = fields.Integer("Known already", readonly=True)
    message_ids = fields.One2many("hcs.his.message", "import_id", string="Messages", readonly=True)
    new_count = fields.Integer("To apply", compute="_compute_progress")
    error_count = fields.Integer("Errors", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="Share of the messages that have been looked at.")
    summary = fields.Json(compute="_compute_progress", export_string_translation=False)

    def _compute_progress(self):
        groups = (
            self.env["hcs.his.message"]
            .sudo()
            ._read_group(
                [("import_id", "in", self.ids)], ["import_id", "resource_type", "state", "effect"], ["__count"]
            )
        )
        per_import = {}
        for record, resource_type, state, effect, count in groups:
            line = per_import.setdefault(record.id, {}).setdefault(resource_type or "?", {})
            # "new" is what a message made; "todo" has not been looked at
            column = "todo" if state == "new" else (effect or "unchanged") if state == "done" else state
            line[column] = line.get(column, 0) + count
        for record in self:
            lines = per_import.get(record.id, {})
            total = sum(sum(line.values()) for line in lines.values())
            record.new_count = sum(line.get("todo", 0) for line in lines.values())
            record.error_count = sum(line.get("error", 0) for line in lines.values())
            record.progress = 100.0 * (total - record.new_count) / total if total else 100.0
            record.summary = [{"type": kind, **lines[kind]} for kind in sorted(lines)]

    def apply_step(self):
        """Apply one batch of the waiting messages; the screen asks again as long as there are some.

        :return: ``{"remaining": int, "busy": bool}``, busy while the scheduled action is at work
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("hospital_customer_service.group_hcs_admin"):
            raise UserError(self.env._("Only an administrator applies messages by hand."))
        # sudo: applying writes to rooms and columns that the administrator may not read
        message_sudo = self.env["hcs.his.message"].sudo()
        busy = not message_sudo._try_apply_lock()
        if not busy:
            message_sudo._apply_next(STEP, [("source_id", "=", self.source_id.id)])
        self.invalidate_recordset()
        return {"remaining": self.new_count, "busy": busy}

    def action_open_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_his_message_action")
        action["domain"] = [("import_id", "=", self.id)]
        action["context"] = {"search_default_filter_error": 1} if self.env.context.get("hcs_errors") else {}
        return action

    @api.model
    def _read(self, source, name, files, shift=None, commit=None):
        """Store what is in ``files`` and return the import.

        :param files: iterable of ``(name, binary stream)``
        :param shift: a timedelta of whole days by which every date moves
        :param commit: called after each stored batch, for a scheduled action that may stop in between
        """
        record = self.create({"name": name[:200], "source_id": source.id, "company_id": source.company_id.id})
        counts = self.env["hcs.his.message"]._store_files(source, files, record, shift, commit)
        record.write({"received_count": counts["received"], "known_count": counts["known"]})
        return record
