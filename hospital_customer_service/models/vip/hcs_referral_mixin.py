from odoo import api, fields, models
from odoo.exceptions import UserError

CENTRE = "hospital_customer_service.group_hcs_agent"


class HcsReferralMixin(models.AbstractModel):
    """A visit or a request that says who sent the patient; the answer is kept as a referral, not on the row."""

    _name = "hcs.referral.mixin"
    _description = "Says who referred the patient"

    # set by the record: the column of hcs.referral that leads here
    _referral_column = None

    referral_source_id = fields.Many2one(
        "hcs.referral.source",
        "Referred by",
        compute="_compute_referral_source_id",
        inverse="_inverse_referral_source_id",
        search="_search_referral_source_id",
        groups=CENTRE,
        help="The clinic, pharmacy or doctor who sent the patient.",
    )

    @api.depends("referral_ids.source_id")
    def _compute_referral_source_id(self):
        for record in self:
            record.referral_source_id = record.referral_ids[:1].source_id

    def _inverse_referral_source_id(self):
        for record in self:
            source, referral = record.referral_source_id, record.referral_ids[:1]
            if source == referral.source_id:
                continue
            if not record.patient_id:
                raise UserError(self.env._("Choose the patient first: a referral is of a patient."))
            if not source:
                referral.unlink()
            elif referral:
                referral.source_id = source
            else:
                self.env["hcs.referral"].create(
                    {
                        "source_id": source.id,
                        "patient_id": record.patient_id.id,
                        "company_id": record.company_id.id,
                        "department_id": record.department_id.id,
                        self._referral_column: record.id,
                    }
                )
        self.invalidate_recordset(["referral_ids"])

    def _search_referral_source_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        if operator == "in" and not all(value):
            missing = [("referral_ids", "=", False)]
            wanted = [source for source in value if source]
            return ["|", *missing, ("referral_ids.source_id", "in", wanted)] if wanted else missing
        return [("referral_ids", "any", [("source_id", operator, value)])]
