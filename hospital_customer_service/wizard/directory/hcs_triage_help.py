from odoo import api, fields, models

from ...models.directory.hcs_triage_rule import URGENCIES


class HcsTriageHelp(models.TransientModel):
    """A text box: what the caller complains of; below it, where to send them and what to say (DIR-03)."""

    _name = "hcs.triage.help"
    _description = "Triage help"
    _inherit = ["hcs.input.mixin"]
    _transient_max_hours = 0.25

    text = fields.Text("What the caller says")
    line_ids = fields.One2many("hcs.triage.help.line", "help_id", compute="_compute_line_ids", store=True)
    red_flag = fields.Boolean(compute="_compute_line_ids", store=True)
    unknown = fields.Boolean(compute="_compute_line_ids", store=True)

    @api.depends("text")
    def _compute_line_ids(self):
        for wizard in self:
            found = self.env["hcs.triage.rule"].action_match(wizard.text or "")
            wizard.red_flag = any(line["red_flag"] for line in found)
            wizard.unknown = bool((wizard.text or "").strip()) and not found
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "department_id": line["department_id"],
                        "department": line["department"],
                        "urgency": line["urgency"],
                        "red_flag": line["red_flag"],
                        "matched": ", ".join(line["matched"]),
                        "advice": line["advice"],
                        "phone": line["phone"],
                        "location": line["location"],
                    }
                )
                for line in found
            ]

    def action_emergency(self):
        """Start the emergency flow with what was typed."""
        self.ensure_one()
        return self.env["hcs.triage.rule"]._emergency_action(self._emergency_patient(), self.text)

    def _emergency_patient(self):
        """Hook: the patient this is about, where the room knows patients."""
        return None


class HcsTriageHelpLine(models.TransientModel):
    """One department that fits the complaint."""

    _name = "hcs.triage.help.line"
    _description = "Department that fits a complaint"
    _order = "id"

    help_id = fields.Many2one("hcs.triage.help", required=True, index=True, ondelete="cascade")
    department_id = fields.Many2one("hcs.department", ondelete="cascade")
    department = fields.Char("Where to")
    urgency = fields.Selection(URGENCIES)
    red_flag = fields.Boolean()
    matched = fields.Char("Heard")
    advice = fields.Text()
    phone = fields.Char()
    location = fields.Char()
