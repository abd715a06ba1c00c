from odoo import api, fields, models

URGENCIES = [("emergency", "Emergency"), ("urgent", "Urgent"), ("normal", "Normal")]
MAX_TEXT = 2_000


class HcsTriageRule(models.Model):
    """Words of a complaint, and where they lead: department, urgency, what to say meanwhile (DIR-03)."""

    _name = "hcs.triage.rule"
    _description = "Triage rule"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every hospital.")
    words = fields.Text(
        required=True,
        help="One complaint per line or comma. A * stands for a few characters between, a + joins complaints that "
        "must all be there.",
    )
    specialty_id = fields.Many2one("hcs.specialty", index="btree_not_null", ondelete="restrict")
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the department of the specialty, or the one whose name contains it.",
    )
    urgency = fields.Selection(URGENCIES, required=True, default="normal")
    red_flag = fields.Boolean(help="Danger to life: the banner appears, with the button of the emergency flow.")
    advice = fields.Text(translate=True, help="What the agent tells the caller.")

    @api.model
    def action_match(self, text):
        """Where a complaint in the caller's words belongs, most urgent first.

        :return: list of ``{department_id, department, urgency, red_flag, matched, advice, phone, location}``, one per
            department; ``department_id`` is False where no department of the directory fits
        """
        self.browse().check_access("read")
        return []

    @api.model
    def _emergency_action(self, patient=None, text=None):
        """Hook of room incident: open the emergency flow.

        :param patient: a record, where the patient is known
        :param text: what the caller said
        :return: an action, False where there is no such flow
        """
        return False
