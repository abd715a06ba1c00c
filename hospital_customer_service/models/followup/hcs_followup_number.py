from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_followup_task import CENTRE

# how long after it stopped a follow-up goes on with a number that was found
CONTINUE_DAYS = timedelta(days=14)
OPEN_KINDS = [("wrong", "Not the right number"), ("unreached", "Not reached")]


class HcsFollowupNumber(models.Model):
    """A number that somebody has to look up: it was wrong, or nobody answered all month (FUP-06, FUP-12).

    It settles itself when a usable number is entered on the patient, wherever that is done, and the follow-ups that
    stopped for the want of one go on.
    """

    _name = "hcs.followup.number"
    _description = "Number to correct"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "due_on, id"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"

    patient_id = fields.Many2one(
        "hcs.patient", required=True, index=True, ondelete="restrict", check_company=True, groups=CENTRE
    )
    phone_id = fields.Many2one(
        "hcs.patient.phone", "Wrong number", index="btree_not_null", ondelete="set null", readonly=True
    )
    number_masked = fields.Char("Number", readonly=True)
    task_id = fields.Many2one(
        "hcs.followup.task", "Follow-up", index="btree_not_null", ondelete="set null", readonly=True
    )
    kind = fields.Selection(OPEN_KINDS, required=True, default="wrong", readonly=True)
    cycle_id = fields.Many2one(
        "hcs.followup.cycle", "Month", index="btree_not_null", ondelete="restrict", readonly=True
    )
    outcome_id = fields.Many2one("hcs.call.outcome", "Last outcome", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [
            ("open", "To look up"),
            ("corrected", "Corrected"),
            ("confirmed", "Number is right"),
            ("none", "No number to be had"),
        ],
        "Status",
        required=True,
        default="open",
        readonly=True,
        copy=False,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users", "Who looks it up", index="btree_not_null", ondelete="restrict", help="Empty: whoever has time."
    )
    due_on = fields.Date("Until", required=True, default=fields.Date.context_today)
    new_number = fields.Char(
        compute="_compute_new_number",
        inverse="_inverse_new_number",
        help="Type the whole number: it is added to the patient as the preferred one, and the follow-up goes on.",
    )
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Settled by", readonly=True, copy=False, ondelete="restrict")
    note = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )

    _open_uniq = models.UniqueIndex(
        "(patient_id, kind, COALESCE(phone_id, 0)) WHERE state = 'open'", "This number is on the list already."
    )
    _todo_idx = models.Index("(company_id, due_on, id) WHERE state = 'open'")

    @api.depends("number_masked")
    def _compute_display_name(self):
        """Never the patient's name, as for follow-ups."""
        for item in self:
            item.display_name = self.env._("Number %(number)s", number=item.number_masked or item.id or "")

    def _compute_new_number(self):
        """Write-only: what was typed is a personal value and is not shown again."""
        self.new_number = False

    def _inverse_new_number(self):
        for item in self.filtered("new_number"):
            item._check_open()
            # sudo: agents enter numbers that they may not read back
            self.env["hcs.patient.phone"].sudo().create(
                {"patient_id": item.sudo().patient_id.id, "number": item.new_number, "preferred": True}
            )

    # ---------------------------------------------------------------- actions

    def action_take(self):
        self._check_open()
        self.write({"user_id": self.env.uid})

    def action_confirm_number(self):
        """The number is right; nobody answers."""
        return self._settle_by_hand("confirmed")

    def action_no_number(self):
        """Nobody knows another number."""
        return self._settle_by_hand("none")

    def action_open_patient(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.patient",
            "res_id": self.patient_id.id,
            "views": [(False, "form")],
        }

    def _settle_by_hand(self, state):
        self._check_open()
        self._settle(state)
        return True

    def _check_open(self):
        self.check_access("write")
        if any(item.state != "open" for item in self):
            raise UserError(self.env._("This number is settled already. Reload the page."))

    def _settle(self, state):
        self.sudo().write(  # sudo: the status follows from the actions and from the numbers of the patient
            {"state": state, "closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
        )

    # ---------------------------------------------------------------- numbers of patients

    @api.model
    def _number_entered(self, patients):
        """Settle what waits for a number of ``patients``, and let their follow-ups go on."""
        items = self.sudo().search([("patient_id", "in", patients.ids), ("state", "=", "open")])
        if not items:
            return
        items._settle("corrected")
        self.env["hcs.followup.task"].sudo()._continue_with_number(items.patient_id, fields.Datetime.now())
