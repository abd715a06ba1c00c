from odoo import fields, models


class HcsPractitioner(models.Model):
    """A doctor, nurse or therapist patients ask for (DIR-01)."""

    _name = "hcs.practitioner"
    _description = "Practitioner"
    _inherit = ["hcs.directory.entry.mixin", "image.mixin"]
    _order = "sequence, name"
    _rec_names_search = ["name", "code", "name_key"]
    _check_company_auto = True
    _hcs_name_is_private = False
    _proposal_field = "practitioner_id"

    # Identity
    name = fields.Char("Full name", required=True, index="trigram", tracking=True)
    code = fields.Char(index="btree_not_null", help="Staff number in the hospital's systems.")
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        check_company=True,
        help="Account of this person, who then receives questions from the centre.",
    )
    external_ref = fields.Char("External Reference", copy=False, help="Key of the person in the hospital's feed.")
    # Work
    title = fields.Selection(
        [
            ("chief", "Chief physician"),
            ("associate_chief", "Associate chief physician"),
            ("attending", "Attending physician"),
            ("resident", "Resident physician"),
            ("nurse", "Nurse"),
            ("therapist", "Therapist"),
            ("consultant", "Consultant"),
            ("other", "Other"),
        ],
        tracking=True,
    )
    department_id = fields.Many2one(
        "hcs.department", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    specialty_ids = fields.Many2many("hcs.specialty", string="Specialties")
    expertise = fields.Text(translate=True, help="Diseases and treatments this person is known for.")
    clinic_times = fields.Text(help="When this person sees patients, in words.")
    phone = fields.Char(tracking=True)
    email = fields.Char(
        "E-mail",
        tracking=True,
        help="Questions of the service centre go here, as a link without a word about a patient.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee = fields.Monetary("Registration Fee", help="What a patient pays to be seen by this person.")
    proposal_ids = fields.One2many("hcs.directory.proposal", "practitioner_id", string="Proposals")

    _code_uniq = models.UniqueIndex("(company_id, code) WHERE code IS NOT NULL", "This code belongs to somebody else.")
    _external_ref_uniq = models.UniqueIndex(
        "(company_id, external_ref) WHERE external_ref IS NOT NULL",
        "This external reference belongs to somebody else.",
    )
    _fee_not_negative = models.Constraint("CHECK (fee >= 0)", "A fee cannot be negative.")
