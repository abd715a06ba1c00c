import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
VIP = "hospital_customer_service.group_hcs_vip"
ACTIVITY = "hospital_customer_service.mail_activity_type_page_application"


class HcsVipMembership(models.Model):
    """An application that came by the public page (VIP-01)."""

    _inherit = "hcs.vip.membership"

    source = fields.Selection(
        [("desk", "At the desk"), ("web", "Web")],
        "Applied",
        default="desk",
        required=True,
        readonly=True,
        copy=False,
        help="By the public page nobody has seen the applicant yet: check who it is before the review.",
    )

    @property
    def _flow_fields(self):
        return super()._flow_fields | {"source"}

    @api.model
    def _apply_page(self, page, version, name, phone, birthdate=None, note=None, files=()):
        """An application of somebody nobody has seen.

        Who is a member already, or has an application that nobody decided, has no second one: the members' desk gets a
        request instead. Whoever sends the form cannot tell one from the other.

        :param version: version of the tier whose policy was shown and agreed to
        :return: what a receipt is given for: the application, or the request
        """
        company = page.env.company
        patient = page._patient_of({"name": name, "phone": phone, "birthdate": birthdate})
        record = None
        if not self._page_taken(patient):
            try:
                with self.env.cr.savepoint():
                    record = self._page_application(company, patient, version, note)
                    self.env.flush_all()
            except (UserError, UniqueViolation) as error:
                self.env.invalidate_all()
                _logger.info("An application by the public page became a request (%s).", type(error).__name__)
                record = None
        if not record:
            record = self._page_request(page, patient, version, name, phone, note)
        self.env["ir.attachment"].sudo().create(
            [
                {"name": label, "raw": content, "mimetype": kind, "res_model": record._name, "res_id": record.id}
                for label, content, kind in files
            ]
        )
        return record

    @api.model
    def _page_taken(self, patient):
        """Whether the person has an application that lives, or a membership."""
        family = patient._merged_family() | patient
        # sudo: taken is taken, whoever asks
        memberships = self.sudo().search([("patient_id", "in", family.ids), ("cancelled_on", "=", False)])
        return any(
            membership.state in ("draft", "submitted", "reviewed")
            or (membership.state == "approved" and not membership.activated_at)
            or membership.is_member
            for membership in memberships
        )

    @api.model
    def _page_application(self, company, patient, version, note):
        # sudo: made for people without any right; the members' desk reviews it
        membership = (
            self.sudo()
            .with_company(company)
            .create(
                {
                    "company_id": company.id,
                    "patient_id": patient.id,
                    "tier_id": version.tier_id.id,
                    "agreed_policy_at": fields.Datetime.now(),
                    "note": note,
                    "source": "web",
                }
            )
        )
        if membership.agreed_version != version.number:
            raise UserError(self.env._("The policy changed while it was read. Read it again."))
        membership.action_submit()
        for user in membership._page_desk():
            membership.activity_schedule(ACTIVITY, user_id=user.id)
        return membership

    def _page_desk(self):
        """Who looks at it first: the leader of the members' desk, else somebody who belongs to it."""
        company = self.company_id
        teams = self.env["hcs.team"].search([("company_id", "=", company.id), ("kind", "=", "vip")])
        people = teams.leader_id | self.env.ref(VIP).user_ids.sorted("id")
        return people.filtered(lambda user: user.active and company in user.company_ids)[:1]

    @api.model
    def _page_request(self, page, patient, version, name, phone, note):
        words = self.env._("Applied for a membership on the public page: %(tier)s.", tier=version.tier_id.name)
        return page._take(
            {"name": name, "phone": phone},
            page_code=page.code,
            patient_id=patient.id,
            description=f"{words}\n\n{note}" if note else words,
        )
