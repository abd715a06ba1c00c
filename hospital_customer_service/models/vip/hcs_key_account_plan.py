from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_day, a_text, arguments

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class HcsKeyAccountPlan(models.Model):
    """One contact with a key account, planned or made; a repeated one makes its next (CRM-01, KA3)."""

    _name = "hcs.key.account.plan"
    _description = "Contact with a Key Account"
    _inherit = ["hcs.due.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "due_on desc, id desc"
    _check_company_auto = True
    _log_read_patient_field = "account_id.patient_id"
    _flow_fields = frozenset({"state", "done_on", "done_by_id", "result"})

    account_id = fields.Many2one(
        "hcs.key.account", "Key account", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    person_id = fields.Many2one(
        "hcs.key.account.person", "With", index="btree_not_null", ondelete="restrict", check_company=True,
        domain="[('account_id', '=', account_id)]",
    )  # fmt: skip
    name = fields.Char("What for", required=True)
    kind = fields.Selection(
        [
            ("visit", "Visit"),
            ("call", "Call"),
            ("message", "Message"),
            ("meeting", "Meeting"),
            ("greeting", "Greeting"),
            ("other", "Other contact"),
        ],
        "How",
        required=True,
        default="visit",
    )
    user_id = fields.Many2one(
        "res.users", "Who", index="btree_not_null", ondelete="restrict", domain="[('share', '=', False)]",
        help="Empty: the account manager.",
    )  # fmt: skip
    due_on = fields.Date("Planned for", required=True, default=fields.Date.context_today)
    repeat = fields.Selection(
        [
            ("none", "Once"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("half", "Every half-year"),
            ("year", "Every year"),
        ],
        required=True,
        default="none",
    )
    state = fields.Selection(
        [("todo", "Planned"), ("done", "Done"), ("dropped", "Dropped")],
        "Status",
        required=True,
        default="todo",
        readonly=True,
        copy=False,
    )
    done_on = fields.Date(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    result = fields.Text("What came of it", readonly=True, copy=False)

    _due_idx = models.Index("(due_on, id) WHERE state = 'todo'")

    def _due_today(self):
        return self.env["hcs.key.account"]._today()

    def write(self, vals):
        if not self.env.su and any(line.state != "todo" for line in self):
            raise UserError(self.env._("A contact that was made stays on record. Note another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        if any(line.state == "done" for line in self):
            raise UserError(self.env._("A contact that was made stays on record."))

    # ACTIONS
    @arguments(result=a_text, on=a_day)
    def action_done(self, result=None, on=None):
        """Made: what came of it, on which day. The rhythm counts from it, and a repetition is planned."""
        self._check_open()
        result = self.env["hcs.vip.membership"]._clean(result, self.env._("Say in a few words what came of it."))
        today = self.env["hcs.key.account"]._today()
        if on and on > today:
            raise UserError(self.env._("A contact is noted when it was made, not before."))
        for line in self:
            if line.repeat != "none":
                line.copy({"due_on": line.due_on + relativedelta(months=MONTHS[line.repeat])})
            # sudo: the status is the button's
            line.sudo().write({"state": "done", "done_on": on or today, "done_by_id": self.env.uid, "result": result})

    def action_drop(self):
        """It will not be made, nor repeated."""
        self._check_open()
        # sudo: the status is the button's
        self.sudo().state = "dropped"

    def _check_open(self):
        self.check_access("write")
        if any(line.state != "todo" for line in self):
            raise UserError(self.env._("Only a planned contact can be done or dropped. Reload the page."))
