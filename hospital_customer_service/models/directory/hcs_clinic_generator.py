import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

COPIED = ("kind", "practitioner_id", "department_id", "specialty_id", "location", "fee", "travel_buffer")
COMPARED = ("start_at", "end_at", "capacity", "kind", "practitioner_id", "department_id")


class HcsClinicSession(models.Model):
    """Sessions follow the patterns, weeks ahead and set by set; asked again nothing changes (APT-01).

    What should be there is one query: patterns, exceptions, holidays. Missing sessions are made, those that should not
    be there and that nobody has touched are taken back. A session with patients is never changed by the way: somebody
    has to answer them (``is_deviating``, ``action_stop``).
    """

    _inherit = "hcs.clinic.session"

    is_deviating = fields.Boolean(
        "Differs from its pattern",
        compute="_compute_is_deviating",
        search="_search_is_deviating",
        help="The pattern, an exception or a holiday says otherwise, but patients are booked: move or stop it.",
    )

    @api.depends("state", "start_at", "end_at", "capacity", "practitioner_id", "department_id")
    def _compute_is_deviating(self):
        deviating = set()
        for company in self.company_id:
            deviating.update(self._get_deviating(company).ids)
        for session in self:
            session.is_deviating = session._origin.id in deviating

    def _search_is_deviating(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.browse()
        for company in self.env.companies:
            found |= self._get_deviating(company)
        return Domain("id", "in", found.ids)

    # JOB
    @api.model
    def _cron_generate(self):
        """Each hospital in a transaction of its own: one whose patterns cannot be worked out holds up no other."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        left = cron._commit_progress(remaining=len(companies))
        for company in companies:
            if not left:
                break
            try:
                with self.env.cr.savepoint():
                    self._generate(company)
            except Exception as error:  # pylint: disable=broad-exception-caught
                _logger.warning("Sessions of company %s were not made (%s)", company.id, type(error).__name__)
            left = cron._commit_progress(1)

    @api.model
    def _generate(self, company):
        """Bring the sessions of a company in line with its patterns, as many weeks ahead as it sets.

        :return: ids of the new sessions
        """
        expected = self._expected(company)
        # sudo: whoever changes a pattern changes its sessions
        self._differing(company, expected, self._untouched_sql("s")).sudo().unlink()
        self._differing(company, expected, SQL("NOT %s", self._expected_by_sql("s"))).sudo().write(
            {"state": "stopped", "replaced": True, "stop_reason": self.env._("The pattern has changed.")}
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO hcs_clinic_session (
                    template_id, exception_id, company_id, date, start_at, end_at, capacity, %(copied)s,
                    state, create_uid, write_uid, create_date, write_date)
                SELECT w.template_id, w.exception_id, %(company)s, w.day, w.start_at, w.end_at, w.capacity,
                       %(values)s, 'open', %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (%(expected)s) w WHERE w.end_at > %(moment)s
                    ON CONFLICT DO NOTHING RETURNING id
                """,
                copied=SQL(", ").join(SQL.identifier(name) for name in COPIED),
                values=SQL(", ").join(SQL.identifier("w", name) for name in COPIED),
                company=company.id,
                expected=expected,
                uid=self.env.uid,
                now=self.env.cr.now(),
                moment=fields.Datetime.now(),
            )
        )
        self.invalidate_model()
        return [row[0] for row in rows]

    @api.model
    def _get_deviating(self, company):
        """Sessions with patients that the pattern does not want as they are."""
        expected = self._expected(company)
        return self._differing(company, expected, self._expected_by_sql("s"))

    @api.model
    def _untouched_sql(self, alias):
        """Hook: SQL, whether nobody was ever booked in the session ``alias``."""
        return SQL("TRUE")

    @api.model
    def _expected_by_sql(self, alias):
        """Hook: SQL, whether somebody has to be told before the session ``alias`` is taken back."""
        return SQL("FALSE")

    # WHAT SHOULD BE
    @api.model
    def _expected(self, company):
        """SQL of the sessions that should be there from today on."""
        today = company._hcs_local_date(fields.Datetime.now())
        days = [today + timedelta(days=number) for number in range(company.hcs_clinic_weeks * 7 + 1)]
        self.env.flush_all()
        holidays = [day for day in days if company._hcs_day_kind(day)[0] == "holiday"]
        params = {
            "company": company.id,
            "days": days,
            "holidays": [] if company.hcs_clinic_on_holidays else holidays,
            "copied": SQL(", ").join(SQL.identifier("t", name) for name in COPIED),
        }
        return SQL("%s UNION ALL %s", self._pattern_sql(company, params), self._extra_sql(company, params))

    @api.model
    def _pattern_sql(self, company, params):
        """The weekly pattern, without stopped days and holidays, with changed hours and seats."""
        return SQL(
            """
            SELECT t.id AS template_id, NULL::int AS exception_id, d.day, %(start)s AS start_at, %(end)s AS end_at,
                   COALESCE(NULLIF(x.capacity, 0), t.capacity) AS capacity, %(copied)s
              FROM hcs_clinic_template t
              JOIN unnest(%(days)s::date[]) d(day) ON EXTRACT(ISODOW FROM d.day) = t.weekday::int + 1
              LEFT JOIN LATERAL (SELECT e.hour_from, e.hour_to, e.capacity FROM hcs_clinic_exception e
                                  WHERE %(changed)s ORDER BY e.id DESC LIMIT 1) x ON TRUE
             WHERE t.active AND t.company_id = %(company)s
               AND (t.valid_from IS NULL OR t.valid_from <= d.day) AND (t.valid_to IS NULL OR t.valid_to >= d.day)
               AND NOT EXISTS (SELECT FROM hcs_clinic_exception e WHERE %(stopped)s)
               AND (d.day <> ALL(%(holidays)s::date[]) OR EXISTS (SELECT FROM hcs_clinic_exception e WHERE %(opened)s))
            """,
            **self._hours_sql(company),
            changed=self._exception_sql("changed"),
            stopped=self._exception_sql("stop"),
            opened=self._exception_sql("open"),
            **params,
        )

    @api.model
    def _extra_sql(self, company, params):
        """Additional clinics take everything but the day, the hours and the seats from a pattern."""
        params = {name: value for name, value in params.items() if name != "holidays"}
        return SQL(
            """
            SELECT t.id, x.id, d.day, %(start)s, %(end)s, COALESCE(NULLIF(x.capacity, 0), t.capacity), %(copied)s
              FROM hcs_clinic_exception x
              JOIN hcs_clinic_template t ON t.id = x.template_id
              JOIN unnest(%(days)s::date[]) d(day) ON d.day BETWEEN x.date_from AND x.date_to
             WHERE x.active AND x.kind = 'extra' AND t.company_id = %(company)s
            """,
            **self._hours_sql(company),
            **params,
        )

    @api.model
    def _exception_sql(self, kind):
        """Exception ``e`` is about pattern ``t`` on ``d.day``."""
        return SQL(
            """
            e.active AND e.kind = %s AND e.company_id = t.company_id AND d.day BETWEEN e.date_from AND e.date_to
            AND (e.template_id IS NULL OR e.template_id = t.id)
            AND (e.practitioner_id IS NULL OR e.practitioner_id = t.practitioner_id)
            AND (e.department_id IS NULL OR e.department_id = t.department_id)
            """,
            kind,
        )

    @api.model
    def _hours_sql(self, company):
        """Start and end on ``d.day``: the hours of exception ``x`` where it has some, else of pattern ``t``."""
        zone = company._hcs_zone().zone
        moments = {}
        for name, column in (("start", "hour_from"), ("end", "hour_to")):
            hour = SQL("CASE WHEN x.hour_to > 0 THEN %s ELSE %s END", *(SQL.identifier(a, column) for a in "xt"))
            local = SQL("d.day + make_interval(mins => round(%s * 60)::int)", hour)
            moments[name] = SQL("(%s) AT TIME ZONE %s AT TIME ZONE 'UTC'", local, zone)
        return moments

    @api.model
    def _differing(self, company, expected, condition):
        """Open sessions to come, made from patterns and left as they were made, that should not be there like this."""
        same = SQL(" AND ").join(
            SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier("w", name), SQL.identifier("s", name))
            for name in COMPARED
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH wanted AS (%(expected)s)
                SELECT s.id FROM hcs_clinic_session s
                 WHERE s.company_id = %(company)s AND s.state = 'open' AND s.template_id IS NOT NULL
                   AND s.manual IS NOT TRUE AND s.start_at > %(moment)s AND %(condition)s
                   AND NOT EXISTS (SELECT FROM wanted w
                                    WHERE w.template_id = s.template_id AND w.day = s.date
                                      AND COALESCE(w.exception_id, 0) = COALESCE(s.exception_id, 0) AND %(same)s)
                """,
                expected=expected,
                company=company.id,
                moment=fields.Datetime.now(),
                condition=condition,
                same=same,
            )
        )
        return self.browse(row[0] for row in rows)
