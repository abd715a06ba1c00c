from odoo import api, fields, models


class HcsPatient(models.Model):
    """The key accounts a patient belongs to, and who sent the patient to us."""

    _inherit = "hcs.patient"

    key_member_ids = fields.One2many("hcs.key.account.member", "patient_id", "On rosters")
    key_account_ids = fields.One2many("hcs.key.account", "patient_id", "Key customer")
    key_account_label = fields.Char("Key account", compute="_compute_key_account_label")
    referral_ids = fields.One2many("hcs.referral", "patient_id", "Referred by")
    referral_count = fields.Integer("Referrals", compute="_compute_referral_count")

    @api.depends("key_account_ids.active", "key_member_ids.date_from", "key_member_ids.date_to")
    @api.depends_context("hcs_as_of", "lang")
    def _compute_key_account_label(self):
        members = self.env["hcs.key.account.member"]
        day = self.env["hcs.key.account"]._today()
        found = members.search([("patient_id", "in", self._origin.ids), *members._domain_on(day)])
        names = {}
        for member in found:
            names.setdefault(member.patient_id.id, []).append(member.account_id.name)
        for patient in self:
            own = [self.env._("Key customer")] if patient.key_account_ids else []
            patient.key_account_label = ", ".join(own + names.get(patient._origin.id, [])) or False

    @api.depends("referral_ids")
    def _compute_referral_count(self):
        rows = self.env["hcs.referral"]._read_group(
            [("patient_id", "in", self._origin.ids)], ["patient_id"], ["__count"]
        )
        counts = {patient.id: count for patient, count in rows}
        for patient in self:
            patient.referral_count = counts.get(patient._origin.id, 0)

    def action_open_patient_referrals(self):
        return self._open_lines("hospital_customer_service.hcs_referral_action")

    def action_open_key_accounts(self):
        self.ensure_one()
        accounts = self.key_account_ids | self.key_member_ids.account_id
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_key_account_action"),
            "domain": [("id", "in", accounts.ids)],
            "context": {"default_kind": "individual", "default_patient_id": self.id},
        }

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "referral",
                "label": self.env._("Referred by"),
                "icon": "fa-share-alt",
                "model": "hcs.referral",
                "date_field": "at",
                "fields": ["source_id", "note"],
                "describe": self._describe_referral,
            },
        ]

    @api.model
    def _describe_referral(self, referral):
        return referral.source_id.display_name, referral.note or ""
