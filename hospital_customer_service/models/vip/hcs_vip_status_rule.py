from odoo import api, fields, models, tools
from odoo.tools import SQL

STATUSES = [
    ("pending", "Pending"),
    ("active", "Active"),
    ("grace", "Grace"),
    ("expired", "Expired"),
    ("suspended", "Suspended"),
    ("cancelled", "Cancelled"),
]
EVENTS = [
    ("applied", "Application"),
    ("joined", "First day of all terms"),
    ("term_start", "First day of the term"),
    ("term_end", "Last day of the term"),
    ("grace_end", "Last day of grace"),
    ("cancelled", "Cancellation"),
]
# what no rule speaks of
OTHERWISE = "pending"


class HcsVipStatusRule(models.Model):
    """Which status a day has: the first rule that covers it says so (D10). Days are inclusive; no rule: pending."""

    _name = "hcs.vip.status.rule"
    _description = "Status Rule"
    _inherit = ["hcs.cached.mixin", "hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, required=True, aggregator=None)
    active = fields.Boolean(default=True)
    status = fields.Selection(STATUSES, required=True)
    start_event = fields.Selection(EVENTS, "From", required=True)
    start_offset = fields.Integer("Days after", aggregator=None)
    end_event = fields.Selection(EVENTS, "Until", help="Empty: for ever.")
    end_offset = fields.Integer("Days after that", aggregator=None)
    before_exceptions = fields.Boolean(
        "Stronger than exceptions", help="Holds even where an approved exception says something else."
    )

    _offset_range = models.Constraint(
        "CHECK (abs(COALESCE(start_offset, 0)) <= 3660 AND abs(COALESCE(end_offset, 0)) <= 3660)",
        "An offset lies within ten years.",
    )

    @api.model
    @tools.ormcache()
    def _rows(self):
        # sudo: rules hold for everybody
        names = ("status", "start_event", "start_offset", "end_event", "end_offset", "before_exceptions")
        return tuple(tuple(rule[name] for name in names) for rule in self.sudo().search([]))

    @api.model
    def _cases(self, events, day, strong):
        """The ``WHEN … THEN …`` of the rules on one side of the exceptions.

        :param events: SQL of the date of each event
        """
        cases = []
        for status, start, start_offset, end, end_offset, before in self._rows():
            if bool(before) == strong:
                condition = SQL("%s + %s <= %s", events[start], start_offset or 0, day)
                if end:
                    condition = SQL("%s AND %s <= %s + %s", condition, day, events[end], end_offset or 0)
                cases.append(SQL("WHEN %s THEN %s", condition, status))
        return SQL(" ").join(cases)
