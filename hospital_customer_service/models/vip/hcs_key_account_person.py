from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COMPARISONS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}


class HcsKeyAccountPerson(models.Model):
    """Somebody who matters in an organisation: a leader, the medical officer; a contact, never a patient (CRM-01)."""

    _name = "hcs.key.account.person"
    _description = "Person of a Key Account"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin", "hcs.key.contact.mixin"]
    _order = "account_id, sequence, id"
    _rec_names_search = ["partner_id.name", "post"]
    _check_company_auto = True

    account_id = fields.Many2one(
        "hcs.key.account", "Key account", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, aggregator=None)
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="restrict", domain="[('is_company', '=', False)]"
    )
    role = fields.Selection(
        [
            ("leader", "Senior leader"),
            ("medical_officer", "Medical officer"),
            ("staff", "Contact person"),
            ("other", "Other"),
        ],
        required=True,
        default="leader",
    )
    post = fields.Char(help="As on the business card.")
    birthdate = fields.Date("Date of birth", help="The account manager is reminded before each birthday.")
    next_birthday_on = fields.Date(
        "Next birthday", compute="_compute_next_birthday_on", search="_search_next_birthday_on"
    )
    native_place = fields.Char()
    interests = fields.Char("Hobbies")
    personality = fields.Char()
    preferred_contact = fields.Char("Likes to be reached", help="In the person's words: when, and by which way.")
    note = fields.Text("Notes")

    _partner_uniq = models.UniqueIndex("(account_id, partner_id)", "This person is on the list already.")

    @api.model
    def _needs_contact(self, vals):
        return bool(vals.get("account_id"))

    @api.model
    def _prepare_contact(self, vals, name):
        # sudo: the contact belongs under that of the organisation
        account = self.env["hcs.key.account"].sudo().browse(vals["account_id"])
        return {
            **super()._prepare_contact(vals, name),
            "company_id": account.company_id.id,
            "parent_id": account.partner_id.id,
            "function": vals.get("post") or False,
        }

    @api.depends("name", "post")
    def _compute_display_name(self):
        for person in self:
            person.display_name = " · ".join(filter(None, (person.name, person.post)))

    @api.depends("birthdate")
    @api.depends_context("hcs_as_of")
    def _compute_next_birthday_on(self):
        today = self.env["hcs.key.account"]._today()
        for person in self:
            person.next_birthday_on = person._birthday_from(today)

    def _birthday_from(self, day):
        return self._next_birthday(self.birthdate, day) if self.birthdate else False

    @api.model
    def _next_birthday(self, birthdate, day):
        """The first birthday on or after ``day``; 28 February for who was born on the 29th, except in leap years."""
        this_year = birthdate + relativedelta(years=day.year - birthdate.year)
        if this_year >= day and birthdate <= this_year:
            return this_year
        return birthdate + relativedelta(years=day.year + 1 - birthdate.year)

    def _search_next_birthday_on(self, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s", model._field_to_sql(alias, "next_birthday_on", query), COMPARISONS[operator], value
            ),
            predicate=lambda person: bool(person.next_birthday_on),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "next_birthday_on":
            today = self.env["hcs.key.account"]._today()
            born = self._field_to_sql(alias, "birthdate", query)
            this_year = SQL(
                "(%s + make_interval(years => %s - EXTRACT(YEAR FROM %s)::int))::date", born, today.year, born
            )
            next_year = SQL(
                "(%s + make_interval(years => %s - EXTRACT(YEAR FROM %s)::int))::date", born, today.year + 1, born
            )
            return SQL("(CASE WHEN %s >= %s THEN %s ELSE %s END)", this_year, today, this_year, next_year)
        return super()._field_to_sql(alias, field_expr, query)
