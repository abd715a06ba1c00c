from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.lunar import born_for, festival_days, solar_birthday, to_lunar
from ...tools.visit_targets import OCCURRED_STATES
from ..visit.hcs_appointment import ACTIVE

# how far a message may move away from a day without hours: the longest holiday with its weekends, and some days
FARTHEST = 14
# what a server that stood still missed is sent so many days later, if the occasion is still ahead
CATCH_UP = 7
# a date of the ordinary calendar is the same for everybody
COMMON_DAYS = ("festival", "season", "weather")
A_YEAR = 400


class HcsCareRule(models.Model):
    """Which day is an occasion, for whom, and on which day one writes about it."""

    _inherit = "hcs.care.rule"

    def _compute_next_on(self):
        """For occasions that everybody has on the same day."""
        for rule in self:
            company = rule.company_id or self.env.company
            today = company._hcs_local_date(fields.Datetime.now())
            days = []
            if rule.occasion in COMMON_DAYS:
                days = rule._occasion_days(company, today, today + timedelta(days=A_YEAR))
            rule.next_on = days[0] if days else False

    # DAYS
    def _occasion_days(self, company, first, last):
        """The days from ``first`` to ``last`` that may be an occasion for somebody, in order."""
        self.ensure_one()
        if self.occasion == "weather":
            return [self.day_on] if self.day_on and first <= self.day_on <= last else []
        if self.occasion == "season":
            days = (solar_birthday(self.day_on, year) for year in range(first.year, last.year + 1))
            return [day for day in days if first <= day <= last] if self.day_on else []
        if self.occasion == "festival" and self.festival == "calendar":
            return self._calendar_days(company, first, last)
        if self.occasion == "festival":
            return festival_days(self.festival, first, last)
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]

    def _calendar_days(self, company, first, last):
        """The first day of each run of days with this name in the list of holidays."""
        calendar = self.env["hcs.calendar.day"].sudo().with_context(lang=None)
        domain = Domain("company_id", "in", (company.id, False)) & Domain("kind", "!=", "workday")
        domain &= Domain("date", ">=", first - timedelta(days=1)) & Domain("date", "<=", last)
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        named = set()
        for lang in langs:
            names = calendar.with_context(lang=lang).search(domain & Domain("name", "=", self.calendar_name))
            named.update(names.mapped("date"))
        return sorted(day for day in named if day >= first and day - timedelta(days=1) not in named)

    def _days_with_hours(self, company, first, last):
        """Days on which this rule's channel may be used at some hour."""
        if self.channel != "sms":
            return None
        self.env["hcs.calling.slot"]._ensure(company, first, last)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT day FROM hcs_calling_slot WHERE company_id = %s AND team_id IS NULL"
                " AND channel = 'sms' AND day BETWEEN %s AND %s",
                company.id,
                first,
                last,
            )
        )
        return {day for (day,) in rows}

    def _send_day(self, occasion_on, with_hours):
        """The day on which one writes about ``occasion_on``, or None where not at all."""
        wanted = occasion_on - timedelta(days=self.lead_days)
        if with_hours is None or wanted in with_hours:
            return wanted
        step = {"before": -1, "after": 1}.get(self.closed_days)
        if step is None:
            return None
        days = (wanted + timedelta(days=step * offset) for offset in range(1, FARTHEST + 1))
        return next((day for day in days if day in with_hours), None)

    def _occasions_of(self, company, day, late=False):
        """The occasions about which one writes on ``day``.

        :param late: also those of the last days that nobody was written to about and that are still ahead
        """
        self.ensure_one()
        first = day - timedelta(days=FARTHEST)
        last = day + timedelta(days=self.lead_days + FARTHEST)
        with_hours = self._days_with_hours(
            company, first - timedelta(days=self.lead_days + FARTHEST), last + timedelta(days=FARTHEST)
        )
        found = []
        for occasion_on in self._occasion_days(company, first, last):
            send_on = self._send_day(occasion_on, with_hours)
            missed = late and send_on and 0 < (day - send_on).days <= CATCH_UP and day <= occasion_on
            if send_on == day or missed:
                found.append(occasion_on)
        return found

    # PEOPLE
    def _audience_sql(self, company, days):
        """Rows ``(patient_id, occasion_key, occasion_on)`` of everybody who has this occasion on one of ``days``."""
        self.ensure_one()
        parts = [part for day in days if (part := getattr(self, f"_sql_{self.occasion}")(company, day))]
        if not parts:
            return SQL("(SELECT NULL::int AS patient_id, NULL AS occasion_key, NULL::date AS occasion_on WHERE FALSE)")
        return SQL("(%s)", SQL(" UNION ALL ").join(parts))

    def _everybody_sql(self, key, day, condition=None):
        return SQL(
            "SELECT everybody.id AS patient_id, %s AS occasion_key, %s::date AS occasion_on"
            " FROM hcs_patient everybody WHERE %s",
            key,
            day,
            condition or SQL("TRUE"),
        )

    def _sql_birthday(self, _company, day):
        births = born_for(day)
        condition = SQL(
            "everybody.birthdate = ANY(%s) AND everybody.birthday_calendar IS DISTINCT FROM 'lunar'", births
        )
        return self._everybody_sql(f"birthday:{day.year}", day, condition) if births else None

    def _sql_lunar_birthday(self, _company, day):
        births = born_for(day, lunar=True)
        known = SQL("everybody.birthday_calendar = 'lunar'")
        if self.lunar_unknown:
            known = SQL("everybody.birthday_calendar IS DISTINCT FROM 'solar'")
        condition = SQL("everybody.birthdate = ANY(%s) AND %s", births, known)
        # the birthday of a lunar year may fall into the next one
        return self._everybody_sql(f"birthday:{to_lunar(day).year}", day, condition) if births else None

    def _sql_festival(self, _company, day):
        name = self.calendar_name if self.festival == "calendar" else self.festival
        return self._everybody_sql(f"festival:{name}:{day}", day)

    def _sql_season(self, _company, day):
        return self._everybody_sql(f"season:{self.id}:{day.year}", day)

    def _sql_weather(self, _company, day):
        return self._everybody_sql(f"weather:{self.id}:{day}", day)

    def _sql_revisit_due(self, company, day):
        """A step of a treatment, or what was agreed on a call; whoever booked is reminded of the booking instead."""
        return SQL(
            """
            SELECT DISTINCT due.patient_id, %(key)s AS occasion_key, %(day)s::date AS occasion_on
              FROM (SELECT course.patient_id
                      FROM hcs_treatment_step step
                      JOIN hcs_treatment_course course ON course.id = step.course_id
                     WHERE step.planned_on = %(day)s AND step.state = 'planned' AND course.state = 'running'
                     UNION ALL
                    SELECT task.patient_id
                      FROM hcs_followup_task task
                     WHERE task.revisit_on = %(day)s) due
             WHERE due.patient_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM hcs_appointment booked
                                WHERE booked.patient_id = due.patient_id AND booked.state IN %(active)s
                                  AND booked.start_at >= %(near)s)
            """,
            key=f"revisit:{day}",
            day=day,
            active=ACTIVE,
            near=company._hcs_to_utc(day - timedelta(days=7)),
        )

    def _sql_checkup_due(self, company, day):
        """So many months after the last check-up, unless there was a later one or one is planned."""
        # the 31st falls on the last day of a shorter month: a few days stand for one
        back = relativedelta(months=self.checkup_months)
        first, last = day - back - timedelta(days=3), day - back + timedelta(days=3)
        # sudo: a condition over visits, nobody is shown one
        visits = self.env["hcs.visit"].sudo()
        at = visits._visit_at_sql("v")
        return SQL(
            """
            SELECT DISTINCT v.patient_id, 'checkup:' || came.last AS occasion_key, %(day)s::date AS occasion_on
              FROM hcs_visit v
             CROSS JOIN LATERAL (
                   SELECT ((%(at)s AT TIME ZONE 'UTC') AT TIME ZONE %(tz)s)::date AS last) came
             WHERE v.company_id = %(company)s AND v.kind = 'checkup' AND v.state IN %(occurred)s
               AND %(at)s >= %(first)s AND %(at)s < %(end)s
               AND (came.last + make_interval(months => %(months)s))::date = %(day)s
               AND NOT EXISTS (SELECT FROM hcs_visit later
                                WHERE later.patient_id = v.patient_id AND later.kind = 'checkup' AND later.id <> v.id
                                  AND (later.state IN %(occurred)s OR later.state = 'planned')
                                  AND %(later_at)s > %(at)s)
            """,
            at=at,
            later_at=visits._visit_at_sql("later"),
            tz=company._hcs_zone().zone,
            company=company.id,
            occurred=tuple(sorted(OCCURRED_STATES)),
            first=company._hcs_to_utc(first),
            end=company._hcs_to_utc(last, 24.0),
            months=self.checkup_months,
            day=day,
        )

    def _sql_membership_end(self, company, day):
        """Members whose last day it is; who was told by the office of members is not told again."""
        memberships = self.env["hcs.vip.membership"]
        memberships._flush_status()
        return SQL(
            """
            SELECT m.patient_id, %(key)s AS occasion_key, %(day)s::date AS occasion_on
              FROM hcs_vip_membership m
             WHERE m.company_id = %(company)s AND m.date_to = %(day)s AND m.activated_at IS NOT NULL
               AND m.cancelled_on IS NULL AND m.patient_id IS NOT NULL AND %(status)s = 'active'
               AND NOT EXISTS (SELECT FROM hcs_vip_notice told
                                WHERE told.membership_id = m.id AND told.date_to = m.date_to
                                  AND told.message_result IS NULL)
            """,
            key=f"membership:{day}",
            day=day,
            company=company.id,
            status=memberships._status_sql("m", SQL("%s::date", day)),
        )

    # ALL OF IT
    def _candidates_sql(self, company, occasions):
        """Rows of everybody these rules mean, with what stands against it whatever the hour.

        ``rule_id, patient_id, occasion_key, occasion_on, blocked, done``: ``done`` where the person was written to, or
        not, on this occasion already.

        :param occasions: ``{rule: days}``
        """
        self.env.flush_all()
        guard = self.env["hcs.contact.guard"]
        rows = [
            SQL(
                """
                SELECT %(rule)s AS rule_id, %(rank)s AS rank, p.id AS patient_id, a.occasion_key, a.occasion_on,
                       %(blocked)s AS blocked,
                       EXISTS (SELECT FROM hcs_care_message known WHERE known.patient_id = p.id
                                  AND known.occasion_key = a.occasion_key) AS done
                  FROM %(audience)s a
                  JOIN hcs_patient p ON p.id = a.patient_id
                 WHERE p.company_id = %(company)s AND p.active %(segment)s
                """,
                rule=rule.id,
                rank=rank,
                blocked=guard._blocked_sql(rule.purpose, rule.channel, "p"),
                audience=rule._audience_sql(company, days),
                company=company.id,
                segment=rule._segment_sql(),
            )
            for rank, (rule, days) in enumerate(occasions.items())
            if days
        ]
        return SQL(" UNION ALL ").join(rows) if rows else None

    def _segment_sql(self):
        """Condition on ``p``: one of the segment of the rule, as it was found last night."""
        if not self.segment_id:
            return SQL()
        return SQL(
            "AND EXISTS (SELECT FROM hcs_segment_member member WHERE member.segment_id = %s"
            " AND member.patient_id = p.id)",
            self.segment_id.id,
        )
