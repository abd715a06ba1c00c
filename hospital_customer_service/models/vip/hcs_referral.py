from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.money_words import names_money
from ..common.arguments import a_choice, a_moment, a_text, arguments


class HcsReferral(models.Model):
    """One patient who came because somebody sent them, and how that one was thanked (CRM-05).

    There is no column for money, and words about money are refused: nobody is paid for a patient.
    """

    _name = "hcs.referral"
    _description = "Referral"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _rec_name = "source_id"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset({"thanked_at", "thanked_how", "thanked_by_id", "thanks"})

    source_id = fields.Many2one(
        "hcs.referral.source", "Referred by", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    visit_id = fields.Many2one(
        "hcs.visit", index="btree_not_null", ondelete="restrict", check_company=True,
        domain="[('patient_id', '=', patient_id)]",
    )  # fmt: skip
    service_record_id = fields.Many2one(
        "hcs.service.record", index="btree_not_null", ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one(
        "hcs.department", "Referred to", index="btree_not_null", ondelete="restrict", check_company=True
    )
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    note = fields.Char("Why referred", help="In the words of whoever referred the patient. Never an amount of money.")
    # Thanks
    thanked_at = fields.Datetime(readonly=True, copy=False)
    thanked_how = fields.Selection(
        [("call", "Call"), ("letter", "Letter"), ("visit", "Visit"), ("report", "Told how the patient is")],
        "Thanked by",
        readonly=True,
        copy=False,
    )
    thanked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    thanks = fields.Char("Words of thanks", readonly=True, copy=False)

    _visit_uniq = models.UniqueIndex(
        "(visit_id) WHERE visit_id IS NOT NULL", "Who referred this visit is noted already."
    )
    _record_uniq = models.UniqueIndex(
        "(service_record_id) WHERE service_record_id IS NOT NULL", "Who referred this request is noted already."
    )
    _at_idx = models.Index("(at DESC, id DESC)")
    _unthanked_idx = models.Index("(at DESC, id DESC) WHERE thanked_at IS NULL")

    @api.constrains("patient_id", "visit_id", "service_record_id")
    def _check_patient(self):
        for referral in self:
            others = referral.visit_id.patient_id | referral.service_record_id.patient_id
            if others - referral.patient_id:
                raise ValidationError(self.env._("Visit and request are those of the patient who was referred."))

    @api.constrains("note", "thanks")
    def _check_no_money(self):
        for referral in self:
            if names_money(referral.note) or names_money(referral.thanks):
                raise ValidationError(
                    self.env._("Nobody is paid for a patient: amounts of money are not noted with a referral.")
                )

    @api.constrains("at")
    def _check_at(self):
        now = fields.Datetime.now()
        if any(referral.at > now for referral in self):
            raise ValidationError(self.env._("A referral is noted when it happened, not before."))

    def write(self, vals):
        if not self.env.su and {"source_id", "patient_id"} & vals.keys() and any(line.thanked_at for line in self):
            raise UserError(self.env._("Somebody was thanked for this referral already; it stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_thanked(self):
        if any(referral.thanked_at for referral in self):
            raise UserError(self.env._("Somebody was thanked for this referral already; it stays as it is."))

    @arguments(how=a_choice("thanked_how"), words=a_text, at=a_moment)
    def action_thank(self, how="call", words=None, at=None):
        """Thanked: how, in which words, when."""
        self.check_access("write")
        if any(referral.thanked_at for referral in self):
            raise UserError(self.env._("Thanks were given already. Reload the page."))
        now = fields.Datetime.now()
        if at and at > now:
            raise UserError(self.env._("Thanks are noted when they were given, not before."))
        # sudo: thanks are the button's
        self.sudo().write(
            {"thanked_at": at or now, "thanked_how": how or "call", "thanked_by_id": self.env.uid, "thanks": words}
        )
