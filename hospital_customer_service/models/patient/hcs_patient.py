import operator as python_operator

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# operator of a domain -> operator of SQL, operator of Python
AGE_OPERATORS = {
    "<": (SQL("<"), python_operator.lt),
    "<=": (SQL("<="), python_operator.le),
    ">": (SQL(">"), python_operator.gt),
    ">=": (SQL(">="), python_operator.ge),
    "in": (SQL("IN"), lambda age, ages: age in [number or 0 for number in ages]),
}


class HcsPatient(models.Model):
    """A person the hospital treats or has treated. Not a contact: every employee may read contacts (DESIGN §1.8)."""

    _name = "hcs.patient"
    _description = "Patient"
    _inherit = ["hcs.thread.mixin", "hcs.masked.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "name, id"
    _check_company_auto = True
    _log_read_patient_field = "id"
    # mail would offer the address to every reader as a recipient
    _primary_email = None

    # Identity
    name = fields.Char("Full name", required=True, tracking=True, index="trigram")
    mrn = fields.Char(
        "Medical record number",
        tracking=True,
        copy=False,
        index="btree_not_null",
        help="The number of the hospital's archive.",
    )
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
        [("male", "Male"), ("female", "Female"), ("unknown", "Unknown")],
        default="unknown",
        required=True,
        tracking=True,
    )
    birthdate = fields.Date("Date of birth", tracking=True, index="btree_not_null")
    age = fields.Integer(compute="_compute_age", search="_search_age", aggregator="avg")
    age_text = fields.Char("Age as said", compute="_compute_age", help="Years, or months and days of a small child.")
    # Health and habits
    deceased = fields.Boolean(tracking=True, help="Ends every call, message and greeting at once.")
    deceased_at = fields.Date("Date of death", tracking=True)
    allergies = fields.Text(tracking=True)
    history = fields.Text("Medical history", tracking=True)
    notes = fields.Text("Internal notes")
    language = fields.Char("Language or dialect", tracking=True)
    preferred_channel = fields.Selection(
        [("call", "Call"), ("sms", "SMS"), ("wechat", "WeChat"), ("email", "E-mail")],
        "Preferred channel",
        tracking=True,
    )
    preferred_time = fields.Char(
        "Preferred time", tracking=True, help="When the patient likes to be called, in the patient's words."
    )
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
        readonly=True,
        copy=False,
        help="Code of the hospital system that sent this patient.",
        export_string_translation=False,
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
        """The day it is in the hospital; ages and special care count by it."""
        return self.env.company._hcs_local_date(fields.Datetime.now())

    @api.depends("birthdate", "deceased_at")
    @api.depends_context("lang", "company")
    def _compute_age(self):
        today = self._today()
        for patient in self:
            lived = relativedelta(patient.deceased_at or today, patient.birthdate or today)
            patient.age = lived.years
            if not patient.birthdate:
                patient.age_text = False
            elif lived.years:
                patient.age_text = str(lived.years)
            elif lived.months:
                patient.age_text = self.env._("%s months", lived.months)
            else:
                patient.age_text = self.env._("%s days", lived.days)

    def _search_age(self, operator, value):
        if operator not in AGE_OPERATORS:
            return NotImplemented

        def to_sql(model, alias, query):
            age = model._field_to_sql(alias, "age", query)
            operand = tuple(number or 0 for number in value) if operator == "in" else value
            return SQL("%s %s %s", age, AGE_OPERATORS[operator][0], operand)

        def matches(patient):
            return bool(patient.birthdate) and AGE_OPERATORS[operator][1](patient.age, value)

        return Domain.custom(to_sql=to_sql, predicate=matches)

    def _field_to_sql(self, alias, fname, query=None):
        """Ages are not stored, and can be sorted and searched all the same."""
        if fname == "age":
            until = SQL("COALESCE(%s, %s)", self._field_to_sql(alias, "deceased_at", query), self._today())
            birthdate = self._field_to_sql(alias, "birthdate", query)
            return SQL("EXTRACT(YEAR FROM age(%s, %s))::int", until, birthdate)
        return super()._field_to_sql(alias, fname, query)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_death(vals) for vals in vals_list]
        self._check_mrns_free(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        vals = self._prepare_death(vals)
        if "company_id" in vals and any(patient.company_id.id != vals["company_id"] for patient in self):
            raise UserError(
                self.env._("A patient stays in the archive of the hospital that keeps it. Add a new record there.")
            )
        if vals.get("mrn"):
            for patient in self:
                patient._check_mrns_free([{"company_id": patient.company_id.id, "mrn": vals["mrn"]}])
        return super().write(vals)

    @api.model
    def _prepare_death(self, vals):
        """A date of death is a death, and no death has no date."""
        if vals.get("deceased_at"):
            return {**vals, "deceased": True}
        if "deceased" in vals and not vals["deceased"]:
            return {**vals, "deceased_at": False}
        return vals

    def _check_mrns_free(self, vals_list):
        """Refuse a number that is taken before the database does: its own message would put the row in the log.

        One query, however many patients a feed or an import brings.
        """
        wanted = [
            (vals.get("company_id") or self.env.company.id, vals["mrn"]) for vals in vals_list if vals.get("mrn")
        ]
        domain = [("mrn", "in", [mrn for _company, mrn in wanted]), ("id", "not in", self.ids)]
        everyone = self.sudo().with_context(active_test=False)  # sudo: taken is taken, whoever may see it
        taken = {
            (patient.company_id.id, patient.mrn) for patient in everyone.search_fetch(domain, ["company_id", "mrn"])
        }
        if len(set(wanted)) < len(wanted) or not taken.isdisjoint(wanted):
            raise ValidationError(
                self.env._("Medical record number: another patient has it already. Search for the number to see who.")
            )

    @api.onchange("deceased_at")
    def _onchange_deceased_at(self):
        if self.deceased_at:
            self.deceased = True

    def _message_compute_subject(self):
        """A mail subject is read over shoulders: it never names a patient."""
        return self.env._("Patient record")

    def _mail_get_partner_fields(self, introspect_fields=False):
        """The chatter is the centre's own: a patient is never among its recipients."""
        return []

    def _message_add_default_recipients(self):
        return {
            patient.id: {"email_cc_lst": [], "email_to_lst": [], "partners": self.env["res.partner"]}
            for patient in self
        }
