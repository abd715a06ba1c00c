from odoo import api, fields, models

ROLES = [
    ("owner", "Person in charge"),
    ("team_leader", "Team leader"),
    ("director", "Director"),
    ("executive", "Executive"),
    ("user", "A certain person"),
]


class HcsClockEscalation(models.Model):
    """A rung of the ladder: who is told when so much of the time is used."""

    _name = "hcs.clock.escalation"
    _description = "Deadline Escalation"
    _inherit = ["hcs.input.mixin"]
    _order = "policy_id, percent, id"

    policy_id = fields.Many2one("hcs.clock.policy", required=True, index=True, ondelete="cascade")
    percent = fields.Integer(
        "At (%)", required=True, default=100, aggregator=None, help="Share of the time allowed. 100: when it is over."
    )
    repeat_days = fields.Integer(
        "Again Every (days)", aggregator=None, help="Tell again after so many days while it goes on. 0: tell once."
    )
    repeat_times = fields.Integer(
        "At Most (times)", aggregator=None, help="How often it is told again. 0: as long as it goes on."
    )
    notify = fields.Selection(ROLES, required=True, default="team_leader")
    user_id = fields.Many2one(
        "res.users", "Person", index="btree_not_null", ondelete="restrict", domain="[('share', '=', False)]"
    )

    _percent_range = models.Constraint(
        "CHECK (percent > 0 AND percent <= 1000)", "An escalation comes between 1 % and 1000 % of the time allowed."
    )
    _repeat_not_negative = models.Constraint("CHECK (repeat_days >= 0)", "Days cannot be negative.")
    _repeat_times_not_negative = models.Constraint(
        "CHECK (repeat_times >= 0)", "A number of times cannot be negative."
    )
    _user_named = models.Constraint(
        "CHECK (notify <> 'user' OR user_id IS NOT NULL)", "Choose the person who is to be told."
    )

    # ORM: the policies' rules are cached, and their history shows what the ladder was
    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.policy_id._ladder_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.policy_id._ladder_changed()
        return result

    def unlink(self):
        policies = self.policy_id
        result = super().unlink()
        policies.exists()._ladder_changed()
        return result

    def _who(self):
        """Whom the line tells, in words."""
        if self.notify == "user" and self.user_id:
            return self.user_id.name
        return dict(self._fields["notify"]._description_selection(self.env)).get(self.notify, "").lower()

    def _addressee(self):
        """Whom the line tells, as the ledger of events keeps it."""
        self.ensure_one()
        return f"user:{self.user_id.id}" if self.notify == "user" else self.notify
