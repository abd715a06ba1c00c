from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import facts, figures
from ...tools import matrix as tables
from .hcs_summary_flow import DIRECTOR

ACTIVITY = "hospital_cs_reports.mail_activity_type_summary_late"
# What is older is not counted again: a year of months, and the one they are compared with
LATE_DAYS = 400
# A change is noticed although the transaction that made it began long before it ended
OVERLAP = "6 hours"


class HcsSummary(models.Model):
    """Data that come or change after a summary was published (RP3).

    Its figures stay what they were. The director is told once for each summary, sees what would differ, and makes the
    next revision. What ripens by itself, such as whether a patient was satisfied in the end, is listed only.
    """

    _inherit = "hcs.summary"

    late_figures = fields.Json(readonly=True, copy=False)
    late_count = fields.Integer(
        "Figures that differ by now", readonly=True, copy=False, aggregator=None,
        help="Figures that would be others if the period were counted again: data came late.",
    )  # fmt: skip
    late_checked_at = fields.Datetime(readonly=True, copy=False)
    late_told_at = fields.Datetime(readonly=True, copy=False)
    late_matrix = fields.Json("What differs by now", compute="_compute_late_matrix")

    @api.depends("late_figures", "line_ids")
    @api.depends_context("lang")
    def _compute_late_matrix(self):
        for summary in self:
            found = summary._late_table() if summary.late_count else ()
            labels = {"empty": self.env._("No figure differs.")}
            matrix = tables.Matrix(title="", subtitle="", tables=found and (found,), labels=labels)
            summary.late_matrix = matrix.to_dict()

    def action_revise(self):
        """Whoever makes a revision has done what the to-do asked for."""
        action = super().action_revise()
        # sudo: the to-dos of other directors too
        self.sudo()._same_period().activity_unlink([ACTIVITY])
        return action

    def _same_period(self):
        return self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("kind", "in", self.mapped("kind")),
                ("date_from", "in", self.mapped("date_from")),
            ]
        )

    # Finding
    @api.model
    def _cron_late(self, now=None):
        """Find published summaries whose data came or changed since, hospital by hospital; tell their directors."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        work = [
            (summary, names)
            for company in self.env["res.company"].search([])  # pylint: disable=no-search-all
            for summary, names in self.with_company(company)._late_suspects(company, now).items()
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(work))
        for summary, names in work:
            summary._try(lambda summary, names=names: summary._look_for_late(names, now))
            if not cron._commit_progress(1):
                break

    @api.model
    def _late_suspects(self, company, now):
        """``{summary: names of facts}`` of what was touched since it was counted or looked at: one query for each
        fact, whatever the number of summaries.
        """
        today = company._hcs_local_date(now)
        # sudo: also what nobody asked about yet
        published = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "published"),
                ("is_latest", "=", True),
                ("date_to", ">=", today - timedelta(days=LATE_DAYS)),
            ]
        )
        found = {}
        if published:
            published.flush_recordset()
            for name, fact in self.env["hcs.fact"]._facts().items():
                mine = published.filtered(lambda summary, kinds=fact.kinds: summary.kind in kinds)
                # What tells how things stand at an end is another set of rows for each end
                for some in mine if fact.is_stock else mine and [mine]:
                    for summary in some._touched_by(name):
                        found.setdefault(summary, set()).add(name)
        return found

    def _touched_by(self, name):
        """Those of these summaries of one hospital in which rows of a fact are other rows than were counted."""
        registry = self.env["hcs.fact"]
        first, last = min(self.mapped("date_from")), max(self.mapped("date_to"))
        query = SQL(
            """
            WITH live AS MATERIALIZED (
                     SELECT day, COUNT(*) AS number, MAX(changed_at) AS changed_at FROM (%(rows)s) r GROUP BY day),
                 counted AS MATERIALIZED (
                     SELECT summary_id, day, COUNT(*) AS number FROM hcs_summary_row
                      WHERE summary_id IN %(ids)s AND fact = %(name)s GROUP BY summary_id, day)
          SELECT s.id FROM hcs_summary s
           WHERE s.id IN %(ids)s AND EXISTS (
                     SELECT FROM (SELECT * FROM live l WHERE l.day BETWEEN s.date_from AND s.date_to) l
                       FULL JOIN (SELECT * FROM counted c WHERE c.summary_id = s.id) c ON c.day = l.day
                      WHERE l.number IS DISTINCT FROM c.number
                         OR l.changed_at >= COALESCE(s.late_checked_at, s.compiled_at) - %(overlap)s::interval)
        ORDER BY s.date_to, s.id
            """,
            rows=getattr(registry, registry._facts()[name].query)(registry._span(self.company_id, first, last)),
            ids=tuple(self.ids),
            name=name,
            overlap=OVERLAP,
        )
        return self.browse([found for (found,) in self.env.execute_query(query)])

    def _look_for_late(self, names, now):
        """Count the figures of touched facts once more and keep what differs; the summary itself stays."""
        kpis = self._known_kpis()
        measures = self.env["hcs.fact"]._measures()
        touched = kpis.filtered(lambda kpi: names & set(measures[kpi.code].facts))
        differences = [found for found in self.late_figures or [] if found[0] not in touched.mapped("code")]
        differences += self._late_differences(touched)
        self.write({"late_figures": differences or False, "late_count": len(differences), "late_checked_at": now})
        if not differences:
            self.activity_unlink([ACTIVITY])
        elif not self.late_told_at and any(self._is_weighty(found, kpis) for found in differences):
            self._tell_late_data(now)

    def _known_kpis(self):
        """The definitions that were in use when the figures were counted and still are: others do not compare."""
        there = self.line_ids.kpi_id
        return self._kpis().filtered(lambda kpi: kpi in there or kpi.create_date <= self.compiled_at)

    def _late_differences(self, kpis):
        """``[[code, part, record, code of the part, numerator, denominator]]`` of figures that are others by now."""
        codes = kpis.mapped("code")
        live = self.env["hcs.fact"]._count(self.company_id, self.date_from, self.date_to, codes, self.kind != "week")
        lines = self._lines_by_key(codes)
        found = []
        for key in sorted({*live, *lines}, key=lambda key: (key[1] != "total", key)):
            now, line = live.get(key), lines.get(key)
            before = (line.numerator, line.denominator) if line else (0, 0)
            if tuple(round(number or 0, 2) for number in now or (0, 0)) != tuple(round(part, 2) for part in before):
                found.append([*key, *(now or (None, None))])
        return found

    def _lines_by_key(self, codes):
        lines = self.env["hcs.summary.line"].sudo()  # sudo: figures of this summary, whoever asks
        lines = lines.search([("summary_id", "=", self.id), ("kpi_id.code", "in", codes)])
        return {(line.kpi_id.code, line.dimension, line.res_id, line.code or ""): line for line in lines}

    @staticmethod
    def _is_weighty(found, kpis):
        """Whether a difference is worth a to-do: another number of events, or another key figure, of the whole."""
        kpi = kpis.filtered(lambda kpi: kpi.code == found[0])
        return found[1] == facts.TOTAL and bool(kpi.is_key or kpi.unit == figures.COUNT)

    def _tell_late_data(self, now):
        for user in self._step_users(DIRECTOR):
            words = self.with_context(lang=user.lang or "en_US")
            # quick: the bell counts, no mail goes out
            words.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                date_deadline=self._local_today(now),
                summary=words.env._("Data came late: %(name)s", name=words.display_name),
                user_id=user.id,
            )
        self.late_told_at = now

    # Showing
    def _late_table(self):
        """Signed, now and the change of every figure that differs."""
        codes = {found[0] for found in self.late_figures or []}
        kpis = {kpi.code: kpi for kpi in self._known_kpis() if kpi.code in codes}
        lines = self._lines_by_key(list(kpis))
        changes = [(tuple(found[:4]), found[4:]) for found in self.late_figures or [] if found[0] in kpis]
        labels = self._labels_in_language({key[1:] for key, _pair in changes})
        parts = self.env["hcs.fact"]._part_titles()
        rows = []
        for key, pair in sorted(changes, key=lambda change: (kpis[change[0][0]].sequence, change[0][1] != "total")):
            kpi, line = kpis[key[0]], lines.get(key)
            label = kpi.name if key[1] == "total" else f"{kpi.name} · {parts[key[1]][0]}: {labels[key[1:]]}"
            old = self._cells(line)[0] if line else tables.empty_cell(kpi.unit)
            new = tables.cell(kpi.unit, *pair)
            rows.append(tables.Row(label, (old, new, tables.difference_cell(kpi.unit, new, old))))
        columns = (self.env._("Signed"), self.env._("Now"), self.env._("Change"))
        return tables.Table("late", "revision", self.env._("What differs by now"), columns, tuple(rows))
