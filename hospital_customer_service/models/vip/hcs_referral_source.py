from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("clinic", "Other clinic"),
    ("pharmacy", "Pharmacy"),
    ("community_doctor", "Community doctor"),
    ("other", "Other"),
]


class HcsReferralSource(models.Model):
    """Who sends us patients: a village clinic, a pharmacy, a community doctor (CRM-05).

    They are thanked in words. No money is recorded for a patient, here or anywhere: such commissions are unlawful.
    """

    _name = "hcs.referral.source"
    _description = "Referral Source"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin", "hcs.key.contact.mixin"]
    _order = "reference desc, id desc"
    _rec_names_search = ["partner_id.name", "reference"]
    _hcs_name_is_private = False
    _flow_fields = frozenset({"reference"})

    reference = fields.Char(readonly=True, copy=False, index=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, default="clinic")
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="restrict",
        help="It is made of the name where there is none.",
    )  # fmt: skip
    area = fields.Char(help="Village, street or district.")
    user_id = fields.Many2one(
        "res.users", "Who keeps in touch", index="btree_not_null", ondelete="restrict",
        domain="[('share', '=', False)]", default=lambda self: self.env.user, tracking=True,
    )  # fmt: skip
    note = fields.Text("Notes")
    referral_ids = fields.One2many("hcs.referral", "source_id", "Patients referred")
    referral_count = fields.Integer("Referrals", compute="_compute_referrals")
    patient_count = fields.Integer("Patients", compute="_compute_referrals")
    unthanked_count = fields.Integer("To thank for", compute="_compute_referrals")
    last_referral_at = fields.Datetime("Last referral", compute="_compute_referrals")

    _partner_uniq = models.UniqueIndex("(company_id, partner_id)", "This contact is a referral source already.")

    @api.depends("name")
    def _compute_display_name(self):
        for source in self:
            source.display_name = source.name or source.reference

    def _compute_referrals(self):
        rows = self.env["hcs.referral"]._read_group(
            [("source_id", "in", self.ids)],
            ["source_id"],
            ["__count", "patient_id:count_distinct", "thanked_at:count", "at:max"],
        )
        known = {source.id: numbers for source, *numbers in rows}
        for source in self:
            count, patients, thanked, last = known.get(source.id, (0, 0, 0, False))
            source.referral_count, source.patient_count = count, patients
            source.unthanked_count, source.last_referral_at = count - thanked, last

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: agents take a number without reading the counter
        sequence = self.env["ir.sequence"].sudo()
        return super().create(
            [{**vals, "reference": sequence.next_by_code("hcs.referral.source")} for vals in vals_list]
        )

    @api.model
    def _prepare_contact(self, vals, name):
        company = vals.get("kind", "clinic") in ("clinic", "pharmacy")
        return {**super()._prepare_contact(vals, name), "is_company": company}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().referral_ids:
            raise UserError(self.env._("Patients came from here. Archive the source instead."))

    def action_open_referrals(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_referral_action"),
            "domain": [("source_id", "=", self.id)],
            "context": {"default_source_id": self.id},
        }
