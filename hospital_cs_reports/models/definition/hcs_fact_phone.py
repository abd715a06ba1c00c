from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part


class HcsFact(models.AbstractModel):
    """Telephone: answered soon, given up, put through to the right place or not (SVC-09, DOMAIN §4.4)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "phone": Fact(
                "phone", "hcs.phone.call", "_phone_rows", parts=("agent", "phone_queue"),
                flags=("answered", "in_time", "abandoned", "missed", "put_through", "wrongly"), spreads=("waited",),
            ),
        }  # fmt: skip

    @api.model
    def _fact_titles(self):
        return {**super()._fact_titles(), "phone": self.env._("Incoming calls")}

    @api.model
    def _measures(self):
        parts = (TOTAL, "phone_queue")
        return {
            **super()._measures(),
            "ph_calls": Measure("phone", ROWS, None, (*parts, "agent", "time")),
            "ph_answered_rate": Measure("phone", "answered", ROWS, (*parts, "time")),
            "ph_in_time_rate": Measure("phone", "in_time", ROWS, (*parts, "time")),
            "ph_abandoned_rate": Measure("phone", "abandoned", ROWS, (*parts, "time")),
            "ph_missed_rate": Measure("phone", "missed", ROWS, parts),
            "ph_answer_median": Measure("phone", "waited_median", "waited_count", (*parts, "agent")),
            "ph_answer_p90": Measure("phone", "waited_p90", "waited_count", (*parts, "agent")),
            "ph_transfer_rate": Measure("phone", "put_through", "answered", (*parts, "agent")),
            "ph_wrong_transfer_rate": Measure("phone", "wrongly", "put_through", parts),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "phone_queue": Part()}

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "phone_queue": (self.env._("Queue of calls"), self.env._("By queue of calls")),
        }

    @api.model
    def _part_labels(self, part, codes):
        # a queue is called what the exchange calls it
        return {code: code for code in codes} if part == "phone_queue" else super()._part_labels(part, codes)

    @api.model
    def _phone_rows(self, span):
        """Incoming calls that an exchange told of and that are over, or answered; what was written down by hand has no
        seconds. A call counts as put through when it was answered first.
        """
        return SQL(
            """
            SELECT p.id AS res_id, p.patient_id, NULL::int AS department_id, p.user_id, %(day)s AS day,
                   p.write_date AS changed_at, p.queue AS phone_queue, p.answered_at IS NOT NULL AS answered,
                   p.answered_at IS NOT NULL AND p.wait_seconds <= e.answer_seconds AS in_time,
                   p.state = 'abandoned' AS abandoned, p.state = 'missed' AS missed,
                   p.answered_at IS NOT NULL AND p.transfers > 0 AS put_through,
                   p.answered_at IS NOT NULL AND p.transfers > 0 AND p.wrong_transfer IS TRUE AS wrongly,
                   CASE WHEN p.answered_at IS NOT NULL THEN p.wait_seconds / 60.0 END AS waited
              FROM hcs_phone_call p JOIN hcs_phone_exchange e ON e.id = p.exchange_id
             WHERE p.direction = 'in' AND p.by_hand IS NOT TRUE AND p.state <> 'ringing'
               AND p.company_id = %(company)s AND p.started_at >= %(start)s AND p.started_at < %(end)s
            """,
            day=self._local_day(SQL("p.started_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
