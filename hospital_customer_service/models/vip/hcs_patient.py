from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .hcs_vip_membership_status import MEMBER


class HcsPatient(models.Model):
    """The tier of the day on the patient's card; never stored, never part of what is owed to everybody (VIP-05)."""

    _inherit = "hcs.patient"

    vip_tier_id = fields.Many2one(
        "hcs.vip.tier",
        "Membership",
        compute="_compute_vip_tier_id",
        search="_search_vip_tier_id",
        compute_sudo=True,
        help="Of a membership of one's own or of the family, in force today or in its days of grace.",
    )
    vip_label = fields.Char("Member", compute="_compute_vip_tier_id", compute_sudo=True)
    membership_ids = fields.One2many("hcs.vip.membership", "patient_id", "Memberships", readonly=True)
    vip_count = fields.Integer("Number of memberships", compute="_compute_vip_count")

    @api.depends_context("hcs_as_of", "lang")
    def _compute_vip_tier_id(self):
        found = self._vip_tiers(self.env["hcs.vip.membership"]._as_of())
        tiers = self.env["hcs.vip.tier"]
        for patient in self:
            tier_id, family = found.get(patient._origin.id, (False, False))
            patient.vip_tier_id = tiers.browse(tier_id)
            name = patient.vip_tier_id.name
            patient.vip_label = self.env._("%s (family)", name) if family else name or False

    def _compute_vip_count(self):
        counts = dict(
            self.env["hcs.vip.membership"]._read_group([("patient_id", "in", self.ids)], ["patient_id"], ["__count"])
        )
        for patient in self:
            patient.vip_count = counts.get(patient._origin, 0)

    def _vip_tiers(self, day):
        """``{patient id: (tier id, whether through the family)}`` on ``day``, the highest tier of each."""
        if not self.ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (patient_id) patient_id, tier_id, family FROM (%s) held"
                " WHERE patient_id = ANY(%s) ORDER BY patient_id, rank DESC, family",
                self._vip_holders_sql(day),
                list(self.ids),
            )
        )
        return {patient_id: (tier_id, family) for patient_id, tier_id, family in rows}

    @api.model
    def _vip_holders_sql(self, day):
        """Rows ``(patient_id, tier_id, rank, family)`` of those who are members on ``day``."""
        memberships = self.env["hcs.vip.membership"]
        memberships._flush_status()
        memberships.flush_model(["version_id", "patient_id"])
        self.env["hcs.vip.family"].flush_model()
        self.env["hcs.vip.tier"].flush_model(["rank"])
        self.env["hcs.vip.tier.version"].flush_model(["tier_id"])
        day = SQL("%s::date", day)
        return SQL(
            """
            SELECT person.patient_id, tier.id AS tier_id, tier.rank, person.family
              FROM hcs_vip_membership m
             CROSS JOIN LATERAL (
                   SELECT m.patient_id, FALSE AS family
                    UNION ALL
                   SELECT f.patient_id, TRUE FROM hcs_vip_family f
                    WHERE f.membership_id = m.id AND f.joined_on <= %(day)s
                      AND (f.left_on IS NULL OR f.left_on > %(day)s)
                   ) person
             CROSS JOIN LATERAL (
                   SELECT t.version_id FROM hcs_vip_term t
                    WHERE t.membership_id = m.id AND t.void IS NOT TRUE
                    ORDER BY t.date_from <= %(day)s DESC, abs(t.date_from - %(day)s) LIMIT 1
                   ) term
              JOIN hcs_vip_tier_version version ON version.id = term.version_id
              JOIN hcs_vip_tier tier ON tier.id = version.tier_id
             WHERE m.activated_at IS NOT NULL AND %(status)s IN %(member)s
            """,
            day=day,
            status=memberships._status_sql("m", day),
            member=MEMBER,
        )

    def _field_to_sql(self, alias, fname, query=None):
        """Lists sort and group by the tier of the day."""
        if fname == "vip_tier_id":
            return SQL(
                "(SELECT held.tier_id FROM (%s) held WHERE held.patient_id = %s ORDER BY held.rank DESC LIMIT 1)",
                self._vip_holders_sql(self.env["hcs.vip.membership"]._as_of()),
                self._field_to_sql(alias, "id", query),
            )
        return super()._field_to_sql(alias, fname, query)

    def _search_vip_tier_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        if operator == "any":
            value = self.env["hcs.vip.tier"].sudo()._search(value) if isinstance(value, Domain) else value
            value = (
                list(value)
                if not hasattr(value, "subselect")
                else [row[0] for row in self.env.execute_query(value.select())]
            )
        wanted = tuple(tier_id for tier_id in value if tier_id)
        holders = self._vip_holders_sql(self.env["hcs.vip.membership"]._as_of())
        members = SQL("(SELECT held.patient_id FROM (%s) held)", holders)
        domain = Domain.FALSE
        if wanted:
            of_tiers = SQL("(SELECT held.patient_id FROM (%s) held WHERE held.tier_id IN %s)", holders, wanted)
            domain |= Domain("id", "in", of_tiers)
        if len(wanted) < len(list(value)):
            domain |= Domain("id", "not in", members)
        return domain

    # ACTIONS
    def action_open_memberships(self):
        return self._open_lines("hospital_customer_service.hcs_vip_membership_action")

    def action_apply_membership(self):
        """Open the application of this patient, a new one where there is none."""
        self.ensure_one()
        memberships = self.env["hcs.vip.membership"]
        open_one = memberships.search(
            [
                ("patient_id", "=", self.id),
                ("activated_at", "=", False),
                ("state", "not in", ["rejected", "cancelled"]),
            ],
            limit=1,
        )
        if self.deceased:
            raise UserError(self.env._("This patient has died."))
        window = open_one._get_window() if open_one else memberships._get_window()
        return {**window, "context": {"default_patient_id": self.id}}

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "vip",
                "label": self.env._("Services to members"),
                "icon": "fa-diamond",
                "model": "hcs.vip.service",
                "date_field": "planned_at",
                "fields": ["reference", "benefit_id", "state", "sign_off", "rating"],
                "describe": self._describe_vip_service,
            },
        ]

    @api.model
    def _describe_vip_service(self, service):
        states = dict(service._fields["state"]._description_selection(self.env))
        return service.benefit_id.name, " · ".join((service.reference, states[service.state])), service.state
