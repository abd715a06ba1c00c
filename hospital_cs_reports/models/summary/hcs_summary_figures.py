from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL

# ``source`` says whether a figure counts follow-ups ("row") or answers ("answer"); the domains say which of them. The
# denominator of a share is that of the ``whole`` summary, also in a part of it.
Measure = namedtuple(
    "Measure",
    "source numerator denominator numerator_domain denominator_domain dimensions whole",
    defaults=(False,),
)
# One group of the grouping-sets query: the sums of a part of the whole.
Group = namedtuple("Group", "dimension res_id code sums")

WORK = ("total", "department", "plan", "agent", "time")
SATISFIED = [("level", ">=", 3)]
RATED = [("level", ">", 0)]
DIMENSION_COLUMNS = ("department_id", "plan_id", "user_id", "outcome", "bucket")
DIMENSION_NAMES = ("department", "plan", "agent", "outcome", "time")


def _row(numerator, denominator=None, domain=(), base=(), dimensions=WORK, whole=False):
    return Measure("row", numerator, denominator, list(domain), list(base), dimensions, whole)


class HcsSummary(models.Model):
    """What is counted: the facts of a period, and one grouping-sets query over them.

    The same query runs over frozen rows (the summary itself) and over live facts (a period to compare with that has no
    submitted summary), so both are counted alike. A later room adds its figures to ``_measures`` and ``_groups``.
    """

    _inherit = "hcs.summary"

    @api.model
    def _measures(self):
        """Code of the indicator → how it is counted. Rates count events: an event is one due follow-up."""
        attempted, lost = [("attempted", "=", True)], [("unsuccessful", "=", True)]
        return {
            "fu_persons": _row("persons"),
            "fu_events": _row("events"),
            "fu_attempted_rate": _row("attempted", "events", attempted),
            "fu_on_time_rate": _row("on_time", "events", [("on_time", "=", True)]),
            "fu_success_rate": _row("reached", "attempted", [*attempted, ("reached", "=", True)], attempted),
            "fu_effective_rate": _row("reached_all", "events", [("reached", "=", True)]),
            "fu_lost_rate": _row("lost", "events", [("lost", "=", True)]),
            "fu_unsuccessful": _row("unsuccessful", None, lost, dimensions=("total", "outcome")),
            "fu_reason_share": _row("unsuccessful", "all_unsuccessful", lost, lost, ("outcome",), True),
            "fu_opinions": _row("opinions", None, [("opinion_count", ">", 0)], dimensions=("total", "department")),
            "fu_suggestions": _row(
                "suggestions", None, [("suggestion_count", ">", 0)], dimensions=("total", "department")
            ),
            "fu_needs": _row("needs", None, [("need_count", ">", 0)], dimensions=("total", "department")),
            "fu_satisfaction_rate": Measure(
                "answer", "satisfied", "rated", SATISFIED, RATED, ("total", "department", "plan", "agent", "aspect")
            ),
            "fu_satisfaction_mean": Measure(
                "answer", "points", "rated", RATED, RATED, ("total", "department", "plan", "agent", "aspect")
            ),
        }

    def _live_facts(self, company, start, end, kind):
        """The follow-ups due in ``[start, end)`` as the columns of ``hcs.summary.row``; cancelled ones are left out.

        A follow-up is cancelled when the event falls away, the patient died or wants no calls (DOMAIN §4.4).
        """
        self.env["hcs.followup.task"].flush_model()
        self.env["hcs.opinion"].flush_model(["res_model", "res_id", "kind"])
        due_on = SQL("(t.due_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", company.hcs_tz)
        bucket = due_on if kind == "week" else SQL("date_trunc('week', %s)::date", due_on)
        return SQL(
            """
            SELECT t.id AS task_id, t.patient_id, t.department_id, s.plan_id, t.user_id,
                   %(due_on)s AS due_on, %(bucket)s AS bucket, t.state, t.last_outcome AS outcome,
                   t.first_attempt_at IS NOT NULL AS attempted,
                   COALESCE(t.first_attempt_at <= t.due_at, FALSE) AS on_time,
                   t.state = 'done' AS reached,
                   t.state = 'unsuccessful' AS unsuccessful,
                   t.state = 'unsuccessful' AND t.failed_count >= %(failures)s AS lost,
                   COALESCE(o.opinions, 0) AS opinion_count, COALESCE(o.suggestions, 0) AS suggestion_count,
                   COALESCE(o.needs, 0) AS need_count
              FROM hcs_followup_task t
              JOIN hcs_followup_plan_step s ON s.id = t.step_id
         LEFT JOIN (SELECT res_id, COUNT(*) FILTER (WHERE kind = 'opinion') AS opinions,
                           COUNT(*) FILTER (WHERE kind = 'suggestion') AS suggestions,
                           COUNT(*) FILTER (WHERE kind = 'need') AS needs
                      FROM hcs_opinion WHERE res_model = 'hcs.followup.task' GROUP BY res_id) o ON o.res_id = t.id
             WHERE t.company_id = %(company)s AND t.state <> 'cancelled'
               AND t.due_at >= %(start)s AND t.due_at < %(end)s
            """,
            due_on=due_on,
            bucket=bucket,
            failures=company.hcs_max_failures,
            company=company.id,
            start=start,
            end=end,
        )

    def _frozen_facts(self):
        self.ensure_one()
        return SQL("SELECT * FROM hcs_summary_row WHERE summary_id = %s", self.id)

    def _live_answers(self, facts):
        """The answers of those follow-ups; "not applicable" and empty ones stay out of every rate."""
        self.env["hcs.followup.satisfaction"].flush_model(["task_id", "aspect", "level"])
        return SQL(
            "SELECT f.department_id, f.plan_id, f.user_id, a.aspect, a.level::int AS level FROM (%s) f"
            " JOIN hcs_followup_satisfaction a ON a.task_id = f.task_id WHERE a.level IN ('1', '2', '3', '4')",
            facts,
        )

    def _frozen_answers(self):
        self.ensure_one()
        return SQL(
            "SELECT r.department_id, r.plan_id, r.user_id, a.aspect, a.level FROM hcs_summary_answer a"
            " JOIN hcs_summary_row r ON r.id = a.row_id WHERE a.summary_id = %s",
            self.id,
        )

    @api.model
    def _groups(self, facts, answers):
        """Sums of the whole and of every part: one pass over the facts and one over the answers."""
        groups = {}
        for source in (self._row_groups(facts), self._answer_groups(answers)):
            for dimension, res_id, code, sums in source:
                key = (dimension, res_id, code)
                merged = {**groups[key].sums, **sums} if key in groups else sums
                groups[key] = Group(dimension, res_id, code, merged)
        whole = groups[("total", 0, "")].sums
        for group in groups.values():
            group.sums["all_unsuccessful"] = whole.get("unsuccessful", 0)
        return groups

    @api.model
    def _row_groups(self, facts):
        columns = SQL(", ").join(SQL.identifier(column) for column in DIMENSION_COLUMNS)
        names = ("events", "persons", "attempted", "on_time", "reached", "reached_all", "unsuccessful", "lost",
                 "opinions", "suggestions", "needs")  # fmt: skip
        rows = self.env.execute_query(
            SQL(
                """
                SELECT GROUPING(%(columns)s), %(columns)s, COUNT(*),
                       COUNT(DISTINCT COALESCE(patient_id, (SELECT -t.service_record_id FROM hcs_followup_task t
                                                             WHERE t.id = facts.task_id))),
                       COUNT(*) FILTER (WHERE attempted), COUNT(*) FILTER (WHERE on_time),
                       COUNT(*) FILTER (WHERE reached AND attempted), COUNT(*) FILTER (WHERE reached),
                       COUNT(*) FILTER (WHERE unsuccessful), COUNT(*) FILTER (WHERE lost),
                       COALESCE(SUM(opinion_count), 0), COALESCE(SUM(suggestion_count), 0),
                       COALESCE(SUM(need_count), 0)
                  FROM (%(facts)s) facts
              GROUP BY GROUPING SETS ((), (department_id), (plan_id), (user_id), (outcome), (bucket))
                """,
                columns=columns,
                facts=facts,
            )
        )
        width = len(DIMENSION_COLUMNS)
        for row in rows:
            dimension, value = self._dimension_of(row[0], row[1 : 1 + width], width)
            sums = dict(zip(names, row[1 + width :], strict=True))
            if dimension == "outcome" and not sums["unsuccessful"]:
                continue
            yield dimension, *self._key_of(dimension, value), sums

    @api.model
    def _answer_groups(self, answers):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT GROUPING(department_id, plan_id, user_id, aspect), department_id, plan_id, user_id, aspect,
                       COUNT(*), COUNT(*) FILTER (WHERE level >= 3), COALESCE(SUM(level), 0)
                  FROM (%s) answers
              GROUP BY GROUPING SETS ((), (department_id), (plan_id), (user_id), (aspect))
                """,
                answers,
            )
        )
        for mask, department, plan, user, aspect, rated, satisfied, points in rows:
            dimension, value = self._dimension_of(mask, (department, plan, user, aspect), 4)
            dimension = "aspect" if dimension == "outcome" else dimension
            sums = {"rated": rated, "satisfied": satisfied, "points": points}
            yield dimension, *self._key_of(dimension, value), sums

    @staticmethod
    def _dimension_of(mask, values, width):
        """Which grouping set a result row belongs to: the bit of the grouped column is 0."""
        for index, value in enumerate(values):
            if not mask & 1 << (width - 1 - index):
                return DIMENSION_NAMES[index], value
        return "total", None

    @staticmethod
    def _key_of(dimension, value):
        if dimension in ("department", "plan", "agent"):
            return value or 0, ""
        return 0, str(value or "")

    @api.model
    def _figures(self, groups, codes):
        """{(code of the indicator, dimension, record, code): (numerator, denominator)} of the groups."""
        measures = self._measures()
        found = {}
        for group in groups.values():
            for code in codes:
                measure = measures.get(code)
                if measure and group.dimension in measure.dimensions:
                    found[code, group.dimension, group.res_id, group.code] = (
                        group.sums.get(measure.numerator, 0),
                        group.sums.get(measure.denominator, 0) if measure.denominator else None,
                    )
        return found
