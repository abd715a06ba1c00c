from odoo import api, fields, models
from odoo.tools import SQL


class HcsDueMixin(models.AbstractModel):
    """Something to do by a day: ``state`` is *todo* until it is done, ``due_on`` is the last day in time."""

    _name = "hcs.due.mixin"
    _description = "To be done by a day"

    is_late = fields.Boolean("Overdue", compute="_compute_is_late", search="_search_is_late")

    def _due_today(self):
        """The day that counts as today; a room that looks at the past asks for another one."""
        return fields.Date.context_today(self)

    @api.depends("state", "due_on")
    def _compute_is_late(self):
        today = self._due_today()
        for line in self:
            line.is_late = line.state == "todo" and bool(line.due_on) and line.due_on < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "todo"), ("due_on", "<", self._due_today())]

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "is_late":
            return SQL(
                "(%s = 'todo' AND %s < %s)",
                self._field_to_sql(alias, "state", query),
                self._field_to_sql(alias, "due_on", query),
                self._due_today(),
            )
        return super()._field_to_sql(alias, field_expr, query)
