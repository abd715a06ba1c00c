import math
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

UNCHECKED = {"many2one", "one2many", "many2many", "boolean", "many2one_reference", "binary", "json"}
LONGEST = {"char": 1_000, "text": 20_000}
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
LARGEST_INTEGER = 2**31 - 1
LARGEST_FLOAT = 10.0**12
# read-only in forms, yet given by the window that opens them
GIVEN_BY_WINDOWS = {"company_id", "res_model", "res_id"}


class NotOne(UserError, ValueError):
    """None or several records where one is meant: told as any refusal, and still what Odoo's own code expects."""


class HcsInputMixin(models.AbstractModel):
    """Values nobody can have meant are refused in words that name the field, before anything is written.

    The database would refuse them too, some of them after minutes, none of them in a way that a person understands; a
    date in the year 1 it would keep.

    What only buttons and jobs write is not proposed by a client either: neither by values it sends, nor by the
    ``default_…`` of its context, nor by a default of its own.
    """

    _name = "hcs.input.mixin"
    _description = "Absurd values refused"

    # fields that only buttons and jobs write
    _flow_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_input(vals)
            # a number is drawn while the record is made
            self._check_flow_fields(
                {name for name in vals if vals[name] and vals[name] != self._flow_start(name)} - {"reference"}
            )
        return super().create(vals_list)

    def write(self, vals):
        self._check_input(vals)
        self._check_flow_fields(vals.keys())
        return super().write(vals)

    def ensure_one(self):
        """One record, or a message: a program that names none or several is answered as a person would be."""
        if len(self._ids) != 1:
            raise NotOne(self.env._("This works for one record at a time. Choose one."))
        return self

    @api.model
    def default_get(self, fields):
        """Read-only fields begin as the code says: any context or default of one's own could begin at the end."""
        proposed = {key.removeprefix("default_") for key in self.env.context if key.startswith("default_")}
        proposed |= self.env["ir.default"]._get_model_defaults(self._name).keys()
        barred = {name for name in proposed.intersection(fields) if self._is_barred_default(name)}
        if not barred:
            return super().default_get(fields)
        defaults = super().default_get([name for name in fields if name not in barred])
        for name in barred:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model
    def _is_barred_default(self, name):
        field = self._fields.get(name)
        return bool(field and field.store and field.readonly and not self._transient and name not in GIVEN_BY_WINDOWS)

    @api.model
    def _flow_start(self, name):
        """What a field that only the flow writes begins with."""
        field = self._fields.get(name)
        value = field.default(self) if field and field.default and name in self._flow_fields else None
        return value.id if isinstance(value, models.BaseModel) else value

    @api.model
    def _check_flow_fields(self, names):
        """Refuse what follows from buttons, jobs and other values; the system itself writes with ``sudo``."""
        if self.env.su:
            return
        for name in names:
            field = self._fields.get(name)
            if field and (name in self._flow_fields or (field.compute and field.store and field.readonly)):
                raise AccessError(
                    self.env._(
                        "“%(field)s” follows from what is done and is not written by hand. Use the buttons.",
                        field=field._description_string(self.env),
                    )
                )

    def _check_company(self, fnames=None):
        """Rows made in bulk point to records of their own hospital: only the others are looked at one by one.

        The check of the framework costs a domain per row and field, half of the time of a planner's batch. What it
        refuses, and its words, stay as they are.
        """
        if len(self) < 2 or "company_id" not in self._fields:
            return super()._check_company(fnames)
        names = [name for name, field in self._fields.items() if field.relational and field.check_company]
        rows = self.sudo()  # sudo: as the framework, companies are compared, not shown
        own = {
            name: {
                record.id: set(record.company_id.ids)
                for record in rows[name]
                if "company_ids" not in record._fields and "company_id" in record._fields
            }
            for name in names
        }
        doubtful = rows.filtered(
            lambda row: any(
                own[name].get(record.id, {0}) - set(row.company_id.ids) for name in names for record in row[name]
            )
        )
        return super(HcsInputMixin, doubtful.sudo(self.env.su))._check_company(fnames)

    @api.model
    def _check_input(self, vals):
        known = self._fields
        for name, value in vals.items():
            # the first two questions spare bulk rows the others: most values are ids, truths or empty
            if not value or name not in known or known[name].type in UNCHECKED:
                continue
            if problem := self._input_problem(known[name], value):
                label = known[name]._description_string(self.env)
                raise ValidationError(self.env._("%(field)s: %(problem)s", field=label, problem=problem))

    @api.model
    def _input_problem(self, field, value):
        """What is wrong with ``value``, without repeating it; None where nothing is."""
        if field.type in LONGEST and isinstance(value, str):
            return self._input_text_problem(value, LONGEST[field.type])
        if field.type in ("date", "datetime"):
            return self._input_date_problem(value)
        if field.type in ("integer", "float", "monetary") and isinstance(value, int | float):
            largest = LARGEST_INTEGER if field.type == "integer" else LARGEST_FLOAT
            if not math.isfinite(value) or abs(value) > largest:
                return self.env._("the number is too large.")
        if field.type == "many2one" and isinstance(value, str | bool | float | list | tuple | dict):
            return self.env._("this is not a record.")
        if field.type == "many2one" and isinstance(value, int) and not 0 < value <= LARGEST_INTEGER:
            return self.env._("this is not a record.")
        if field.type == "selection" and isinstance(value, str) and value not in field.get_values(self.env):
            return self.env._("there is no such choice.")
        return None

    @api.model
    def _input_text_problem(self, value, longest):
        if len(value) > longest:
            return self.env._(
                "the text has %(length)s characters, more than %(limit)s. Shorten it.",
                length=len(value),
                limit=longest,
            )
        if "\x00" in value:
            return self.env._("the text contains characters that cannot be stored. Type it again.")
        return None

    @api.model
    def _input_date_problem(self, value):
        try:
            day = fields.Date.to_date(value) if not isinstance(value, date) else value
        except (TypeError, ValueError):
            return self.env._("this is not a date.")
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return self.env._(
                "the year lies outside %(first)s-%(last)s. Type the date again.", first=EARLIEST_YEAR, last=LATEST_YEAR
            )
        return None
