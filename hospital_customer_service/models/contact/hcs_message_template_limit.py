from collections import Counter
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

# what was refused, dropped or taken back never reached the gateway
NOT_SENT = ("refused", "expired", "cancelled")
SPANS = (("limit_minute", timedelta(minutes=1)), ("limit_hour", timedelta(hours=1)), ("limit_day", timedelta(days=1)))


class HcsMessageTemplate(models.Model):
    """How often gateways let one kind of message through to one number (DOMAIN §2.5)."""

    _inherit = "hcs.message.template"

    limit_minute = fields.Integer(
        "Per Minute", aggregator=None, help="At most so many messages of this kind to one number in a minute. 0: any."
    )
    limit_hour = fields.Integer(
        "Per Hour", aggregator=None, help="At most so many messages of this kind to one number in an hour. 0: any."
    )
    limit_day = fields.Integer(
        "Per Day",
        default=50,
        aggregator=None,
        help="At most so many messages of this kind to one number in 24 hours. 0: any.",
    )

    _limits_not_negative = models.Constraint(
        "CHECK (limit_minute >= 0 AND limit_hour >= 0 AND limit_day >= 0)", "A limit cannot be negative."
    )

    def _refuse_too_many(self, rows):
        """Refuse what a gateway would refuse, in the values of messages that are about to be made."""
        self.ensure_one()
        spans = [(self[name], span) for name, span in SPANS if self[name]]
        waiting = [row for row in rows if row["state"] == "queued" and row["number"]]
        if not spans or not waiting:
            return
        counts = self._sent_to({row["number"] for row in waiting}, [span for _limit, span in spans])
        taken = Counter()
        for row in waiting:
            before = counts.get(row["number"]) or [0] * len(spans)
            made = taken[row["number"]]
            if any(count + made >= limit for count, (limit, _span) in zip(before, spans, strict=True)):
                row |= {"state": "refused", "reason": "number_limit"}
            else:
                taken[row["number"]] += 1

    def _sent_to(self, numbers, spans):
        """``{number: [messages within each of the spans]}``."""
        messages = self.env["hcs.message"]
        messages.flush_model(["number", "template_id", "state"])
        now = fields.Datetime.now()
        columns = SQL(", ").join(SQL("COUNT(*) FILTER (WHERE create_date > %s)", now - span) for span in spans)
        rows = self.env.execute_query(
            SQL(
                "SELECT number, %s FROM hcs_message WHERE number IN %s AND template_id = %s AND create_date > %s"
                " AND state NOT IN %s GROUP BY number",
                columns,
                tuple(numbers),
                self.id,
                now - max(spans),
                NOT_SENT,
            )
        )
        return {number: counts for number, *counts in rows}
