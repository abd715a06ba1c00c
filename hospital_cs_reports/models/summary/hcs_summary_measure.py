from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hospital_customer_service.models.complaint.hcs_corrective_action import STATES

# nothing is left to follow
CLOSED = ("effective", "cancelled")


class HcsSummaryMeasure(models.Model):
    """A measure as one summary shows it: decided there, or followed from an earlier one (RPT-07).

    The measure itself is a corrective action: it has an owner, a date, a proof and a review. It goes on into the next
    summary until its effect is proved.
    """

    _name = "hcs.summary.measure"
    _description = "Measure on a summary"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _order = "summary_id, decided, due_on, id"
    _flow_fields = frozenset({"summary_id", "action_id", "decided", "state_then", "due_then"})

    summary_id = fields.Many2one("hcs.summary", required=True, readonly=True, index=True, ondelete="cascade")
    action_id = fields.Many2one(
        "hcs.corrective.action", "Measure", required=True, readonly=True, index=True, ondelete="restrict"
    )
    decided = fields.Boolean("New", readonly=True, help="Decided on this summary. Others come from earlier ones.")
    name = fields.Char("What is done", related="action_id.name")
    reference = fields.Char(related="action_id.reference")
    owner_id = fields.Many2one(related="action_id.owner_id")
    department_id = fields.Many2one(related="action_id.department_id")
    kpi_id = fields.Many2one(related="action_id.summary_kpi_id", string="Because of")
    decided_on_id = fields.Many2one(related="action_id.summary_id", string="Decided on")
    ineffective_count = fields.Integer(related="action_id.ineffective_count")
    due_on = fields.Date("Due", related="action_id.due_on", store=True)
    state = fields.Selection(STATES, "Status", compute="_compute_state")
    note = fields.Text("What came of it", help="What was done in this period and what it brought.")
    # As they were when the summary was published
    state_then = fields.Selection(STATES, "Status when published", readonly=True)
    due_then = fields.Date("Due when published", readonly=True)

    _action_uniq = models.Constraint("UNIQUE (summary_id, action_id)", "The measure is on this summary already.")

    @api.depends("name")
    def _compute_display_name(self):
        for measure in self:
            measure.display_name = measure.name

    @api.depends("state_then", "action_id.state")
    def _compute_state(self):
        for measure in self:
            # sudo: whoever reads the summary reads how its measures stand
            measure.state = measure.state_then or measure.sudo().action_id.state

    def write(self, vals):
        if any(measure.summary_id.state == "published" for measure in self):
            raise UserError(self.env._("The summary is published. Go on with the measure on the next one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        if any(measure.summary_id.is_frozen for measure in self):
            raise UserError(self.env._("A submitted summary is part of the record and cannot be deleted."))

    def action_open_measure(self):
        """Open the measure itself: proof, review, discussion."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.corrective.action",
            "res_id": self.action_id.id,
            "views": [(False, "form")],
        }

    def _is_followed(self):
        """Whether the next summary shows it again."""
        self.ensure_one()
        return self.state not in CLOSED

    def _freeze(self):
        for measure in self.sudo():  # sudo: what a published summary shows is written by the system
            measure.write({"state_then": measure.action_id.state, "due_then": measure.action_id.due_on})
