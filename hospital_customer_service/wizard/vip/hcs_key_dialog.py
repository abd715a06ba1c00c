from odoo import fields, models

OPERATIONS = [
    ("contact", "Note a contact"),
    ("done", "Contact made"),
    ("leave", "Has left"),
    ("thank", "Thank"),
]


class HcsKeyDialog(models.TransientModel):
    """What a button of a key account or a referral has to ask before it does its work."""

    _name = "hcs.key.dialog"
    _description = "Question of a Key Account"
    _inherit = ["hcs.input.mixin"]

    operation = fields.Selection(OPERATIONS, required=True)
    account_id = fields.Many2one("hcs.key.account", ondelete="cascade")
    plan_id = fields.Many2one("hcs.key.account.plan", ondelete="cascade")
    member_id = fields.Many2one("hcs.key.account.member", ondelete="cascade")
    referral_id = fields.Many2one("hcs.referral", ondelete="cascade")
    person_id = fields.Many2one("hcs.key.account.person", "With", domain="[('account_id', '=', account_id)]")
    kind = fields.Selection(
        lambda self: self.env["hcs.key.account.plan"]._fields["kind"].selection, "How", default="call"
    )
    how = fields.Selection(
        lambda self: self.env["hcs.referral"]._fields["thanked_how"].selection, "Thanked by", default="call"
    )
    on = fields.Date("Day", default=fields.Date.context_today)
    text = fields.Text()

    def action_apply(self):
        self.ensure_one()
        getattr(self, f"_apply_{self.operation}")()
        return {"type": "ir.actions.act_window_close"}

    def _apply_contact(self):
        self.account_id.action_note_contact(self.kind, self.text or None, self.on, self.person_id.id)

    def _apply_done(self):
        self.plan_id.action_done(self.text or None, self.on)

    def _apply_leave(self):
        self.member_id.action_leave(self.on)

    def _apply_thank(self):
        self.referral_id.action_thank(self.how, self.text or None)
