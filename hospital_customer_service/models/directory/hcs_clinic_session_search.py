from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

OPERATORS = {"=", "!=", "<", "<=", ">", ">="}


class HcsClinicSession(models.Model):
    """Seats are counted when asked, and can be searched, sorted and grouped by all the same."""

    _inherit = "hcs.clinic.session"

    def _search_booked_count(self, operator, value):
        return self._search_seats("booked_count", operator, value)

    def _search_free_count(self, operator, value):
        return self._search_seats("free_count", operator, value)

    def _search_seats(self, name, operator, value):
        if operator == "in":
            value = tuple(number or 0 for number in value)
        elif operator not in OPERATORS:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s", model._field_to_sql(alias, name, query), SQL(operator.upper()), value
            )
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "booked_count":
            return self._booked_sql(alias)
        if field_expr == "free_count":
            capacity, state = (self._field_to_sql(alias, name, query) for name in ("capacity", "state"))
            free = SQL("GREATEST(%s - %s, 0)", capacity, self._booked_sql(alias))
            return SQL("CASE WHEN %s = 'open' THEN %s ELSE 0 END", state, free)
        return super()._field_to_sql(alias, field_expr, query)
