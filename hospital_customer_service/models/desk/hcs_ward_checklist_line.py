from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_ward_checklist_template_line import CARE_KINDS


class HcsWardChecklistLine(models.Model):
    """One thing the ward does for this patient, with its time and its person."""

    _name = "hcs.ward.checklist.line"
    _description = "Line of a Ward Checklist"
    _inherit = ["hcs.input.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "checklist_id, sequence, id"
    _log_read_patient_field = "checklist_id.patient_id"

    checklist_id = fields.Many2one("hcs.ward.checklist", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, aggregator=None)
    kind = fields.Selection(CARE_KINDS, required=True, default="nursing")
    name = fields.Char(required=True)
    mandatory = fields.Boolean()
    due_at = fields.Datetime("Due")
    done_at = fields.Datetime("Done at", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Done by", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    note = fields.Char()
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue")

    @api.depends("due_at", "done_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for line in self:
            line.is_overdue = bool(line.due_at and not line.done_at and line.due_at < now)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_by_hand({name for vals in vals_list for name in vals if vals[name]})
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_by_hand(vals)
        return super().write(vals)

    def _check_by_hand(self, names):
        if not {"done_at", "done_by_id"}.isdisjoint(names):
            raise AccessError(self.env._("A line is done by its button, now and by whoever presses it."))

    def action_tick(self):
        self._check_running()
        # sudo: the time follows from an action that was allowed
        open_lines = self.sudo().filtered(lambda line: not line.done_at)
        open_lines.write({"done_at": fields.Datetime.now(), "done_by_id": self.env.uid})

    def action_untick(self):
        self._check_running()
        self.sudo().write({"done_at": False, "done_by_id": False})

    def _check_running(self):
        self.check_access("write")
        if any(line.checklist_id.state != "running" for line in self):
            raise UserError(self.env._("Lines are ticked from the hand-over until the checklist is done."))

    @api.model
    def _prepare_from_template(self, line, started_at):
        return {
            "sequence": line.sequence,
            "kind": line.kind,
            "name": line.name,
            "mandatory": line.mandatory,
            "due_at": started_at + timedelta(hours=line.due_hours) if line.due_hours else False,
        }
