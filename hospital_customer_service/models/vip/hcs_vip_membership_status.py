from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .hcs_vip_status_rule import OTHERWISE

# who is looked after
MEMBER = ("active", "grace")


class HcsVipMembership(models.Model):
    """The status of any day, asked of the rules and never kept (D10, DESIGN §1.2)."""

    _inherit = "hcs.vip.membership"

    is_member = fields.Boolean("Member today", compute="_compute_status", search="_search_is_member")

    has_exception = fields.Boolean("Exception today", compute="_compute_has_exception")

    @api.depends("override_ids.date_until", "override_ids.ended_on")
    @api.depends_context("hcs_as_of")
    def _compute_has_exception(self):
        day = self._as_of()
        for membership in self:
            membership.has_exception = bool(membership._override_on(day, day))

    @api.model
    def _as_of(self):
        """The day that is meant: ``hcs_as_of`` of the context, or today in the hospital."""
        wanted = self.env.context.get("hcs_as_of")
        return self._to_day(wanted) if wanted else self.env.company._hcs_local_date(fields.Datetime.now())

    @api.model
    def _to_day(self, value):
        """A day out of what a client sent."""
        try:
            day = value if type(value) is date else fields.Date.to_date(value)
        except (TypeError, ValueError, AttributeError):
            day = None
        if not isinstance(day, date) or isinstance(day, datetime) or not 1900 <= day.year <= 2200:
            raise UserError(self.env._("This is not a day. Write it like 2026-05-03."))
        return day

    @api.depends("term_ids.date_from", "term_ids.date_to", "term_ids.void", "override_ids.ended_on", "cancelled_on")
    @api.depends_context("hcs_as_of")
    def _compute_status(self):
        statuses = self._statuses(self._as_of())
        for membership in self:
            membership.status = statuses.get(membership._origin.id, OTHERWISE)
            membership.is_member = membership.status in MEMBER

    def status_on(self, date):
        """The status of a day, or of each of several memberships as ``{id: status}``.

        :param date: a day, as date or ``"2026-05-03"``
        """
        self.check_access("read")
        statuses = self._statuses(self._to_day(date))
        return statuses[self.id] if len(self) == 1 else statuses

    def _statuses(self, day):
        """``{id: status}`` on ``day``, in one query."""
        if not self.ids:
            return {}
        self._flush_status()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT m.id, %s FROM hcs_vip_membership m WHERE m.id = ANY(%s)",
                    self._status_sql("m", day),
                    list(self.ids),
                )
            )
        )

    def _flush_status(self):
        self.flush_model(["cancelled_on", "submitted_at"])
        self.env["hcs.vip.term"].flush_model()
        self.env["hcs.vip.override"].flush_model()

    @api.model
    def _status_sql(self, alias, day):
        """The status on ``day`` as SQL, for rows ``alias`` of the table: cases in the order of the rules.

        The term of a day is the last one that began by then, or the first one to come.
        """
        row = SQL.identifier(alias)
        events = {
            "applied": SQL("%s.submitted_at::date", row),
            "joined": SQL("whole.first"),
            "term_start": SQL("term.date_from"),
            "term_end": SQL("term.date_to"),
            "grace_end": SQL("term.date_to + COALESCE(term.grace_days, 0)"),
            "cancelled": SQL("%s.cancelled_on", row),
        }
        rules = self.env["hcs.vip.status.rule"]
        return SQL(
            """
            (SELECT CASE %(strong)s WHEN exception.status IS NOT NULL THEN exception.status %(weak)s ELSE %(rest)s END
               FROM (SELECT 1) one
               LEFT JOIN LATERAL (
                    SELECT t.date_from, t.date_to, t.grace_days FROM hcs_vip_term t
                     WHERE t.membership_id = %(row)s.id AND t.void IS NOT TRUE
                     ORDER BY t.date_from <= %(day)s DESC, abs(t.date_from - %(day)s) LIMIT 1
               ) term ON TRUE
               LEFT JOIN LATERAL (
                    SELECT min(t.date_from) AS first FROM hcs_vip_term t
                     WHERE t.membership_id = %(row)s.id AND t.void IS NOT TRUE
               ) whole ON TRUE
               LEFT JOIN LATERAL (
                    SELECT o.status FROM hcs_vip_override o
                     WHERE o.membership_id = %(row)s.id AND o.date_from <= %(day)s AND o.date_until >= %(day)s
                       AND (o.ended_on IS NULL OR o.ended_on > %(day)s)
               ) exception ON TRUE)
            """,
            strong=rules._cases(events, SQL("%s::date", day), True) or SQL("WHEN FALSE THEN NULL"),
            weak=rules._cases(events, SQL("%s::date", day), False),
            rest=OTHERWISE,
            row=row,
            day=SQL("%s::date", day),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Lists sort, group and search by the status of the day that is meant."""
        if field_expr in ("status", "is_member"):
            self._flush_status()
            status = self._status_sql(alias, self._as_of())
            return status if field_expr == "status" else SQL("(%s IN %s)", status, MEMBER)
        return super()._field_to_sql(alias, field_expr, query)

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = tuple(status for status in value if status)
        if not wanted:
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s IN %s", model._field_to_sql(alias, "status", query), wanted),
            predicate=lambda membership: membership.status in wanted,
        )

    def _search_is_member(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("status", "in", list(MEMBER))
