from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class HcsPatient(models.Model):
    """A person the hospital treats or has treated. Not a contact: every employee may read contacts (DESIGN §1.8)."""

    _name = "hcs.patient"
    _description = "Patient"
    _inherit = ["hcs.thread.mixin", "hcs.masked.mixin", "hcs.read.log.mixin"]
    _order = "name, id"
    _check_company_auto = True
    _log_read_patient_field = "id"

    # Identity
    name = fields.Char(required=True, tracking=True, index="trigram")
    mrn = fields.Char("Medical record number", tracking=True, copy=False, help="The number of the hospital's archive.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="hospital_customer_service.group_hcs_admin",
        help="Made only where a bill or the portal needs one.",
    )
    sex = fields.Selection(
        [("male", "Male"), ("female", "Female"), ("unknown", "Unknown")], default="unknown", required=True, tracking=True
    )
    birthdate = fields.Date("Date of birth", tracking=True, index="btree_not_null")
    age = fields.Integer(compute="_compute_age", search="_search_age", aggregator="avg")
    # Health and habits
    deceased = fields.Boolean(tracking=True, help="Ends every call, message and greeting at once.")
    deceased_at = fields.Date("Date of death", tracking=True)
    allergies = fields.Text(tracking=True)
    history = fields.Text("Medical history", tracking=True)
    notes = fields.Text("Internal notes")
    language = fields.Char("Language or dialect", tracking=True)
    preferred_channel = fields.Selection(
        [("call", "Call"), ("sms", "SMS"), ("wechat", "WeChat"), ("email", "E-mail")], tracking=True
    )
    preferred_time = fields.Char(tracking=True, help="When the patient likes to be called, in the patient's words.")
    kept_secret = fields.Boolean(
        "Condition kept from the patient",
        tracking=True,
        help="The family asked that the patient is not told. Scripts, surveys and messages then avoid the condition.",
    )
    secret_to = fields.Text("Who may be told", tracking=True)
    # Lines
    phone_ids = fields.One2many("hcs.patient.phone", "patient_id", "Phones")
    identifier_ids = fields.One2many("hcs.patient.identifier", "patient_id", "Identifiers")
    relation_ids = fields.One2many("hcs.patient.relation", "patient_id", "Relations")
    consent_ids = fields.One2many("hcs.consent", "patient_id", "Consents", readonly=True)
    # Feed
    external_source = fields.Char(
        readonly=True, copy=False, help="Code of the hospital system that sent this patient.", export_string_translation=False
    )
    external_ref = fields.Char("External reference", readonly=True, copy=False)

    _mrn_uniq = models.UniqueIndex(
        "(company_id, mrn) WHERE mrn <> ''", "Another patient already has this medical record number."
    )
    _external_ref_uniq = models.UniqueIndex(
        "(company_id, external_source, external_ref) WHERE external_ref <> ''",
        "This patient of the hospital system is already here.",
    )
    _name_idx = models.Index("(name, id)")

    def _today(self):
        """The day it is where the reader works; ages and special care count by it."""
        return fields.Date.context_today(self)

    @api.depends("birthdate", "deceased_at")
    @api.depends_context("tz")
    def _compute_age(self):
        today = self._today()
        for patient in self:
            until = patient.deceased_at or today
            patient.age = relativedelta(until, patient.birthdate).years if patient.birthdate else 0

    def _search_age(self, operator, value):
        """Turn a comparison of ages into one of birth dates."""
        today = self._today()
        if operator in ("<", "<="):
            years = value if operator == "<" else value + 1
            return Domain("birthdate", ">", today - relativedelta(years=years))
        if operator in (">", ">="):
            years = value + 1 if operator == ">" else value
            return Domain("birthdate", "<=", today - relativedelta(years=years))
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("birthdate", "<=", today - relativedelta(years=years))
            & Domain("birthdate", ">", today - relativedelta(years=years + 1))
            if years
            else Domain("birthdate", "=", False) | Domain("birthdate", ">", today - relativedelta(years=1))
            for years in value
        )
