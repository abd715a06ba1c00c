from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part

CONTACT = "hcs.contact"


class HcsFact(models.AbstractModel):
    """Conversations of every room and how long they took (DOMAIN §4.4: handling time)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "contact": Fact(
                "service", CONTACT, "_contact_rows", parts=("contact_channel", "contact_purpose", "agent"),
                amounts=("minutes",), opens_area=False,
            ),
        }  # fmt: skip

    @api.model
    def _fact_titles(self):
        return {**super()._fact_titles(), "contact": self.env._("Conversations")}

    @api.model
    def _measures(self):
        parts = (TOTAL, "contact_channel", "contact_purpose", "agent")
        return {
            **super()._measures(),
            "sv_contacts": Measure("contact", ROWS, None, (*parts, "time")),
            "sv_handling_mean": Measure("contact", "minutes", ROWS, parts),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "contact_channel": Part(), "contact_purpose": Part()}

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "contact_channel": (self.env._("Way of contact"), self.env._("By way of contact")),
            "contact_purpose": (self.env._("Purpose of the contact"), self.env._("By purpose of the contact")),
        }

    @api.model
    def _part_labels(self, part, codes):
        names = {"contact_channel": "channel", "contact_purpose": "purpose"}
        return self._choices(CONTACT, names[part]) if part in names else super()._part_labels(part, codes)

    @api.model
    def _contact_rows(self, span):
        """Contacts in which an agent and a person talked, from the first word until everything was noted. Messages
        and calls that nobody answered are none.
        """
        return SQL(
            """
            SELECT c.id AS res_id, c.patient_id, NULL::int AS department_id, c.user_id, %(day)s AS day,
                   c.write_date AS changed_at, c.channel AS contact_channel, c.purpose AS contact_purpose,
                   (EXTRACT(EPOCH FROM c.ended_at - c.started_at) / 60)::float8 AS minutes
              FROM hcs_contact c
             WHERE c.reached AND c.message_id IS NULL AND c.ended_at > c.started_at
               AND c.company_id = %(company)s AND c.started_at >= %(start)s AND c.started_at < %(end)s
            """,
            day=self._local_day(SQL("c.started_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
