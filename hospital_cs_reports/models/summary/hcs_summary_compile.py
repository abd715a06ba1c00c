import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import facts, figures, periods

_logger = logging.getLogger(__name__)
LINE_COLUMNS = ("summary_id", "kpi_id", "sequence", "dimension", "res_id", "code", "label", "numerator", "denominator",
                "value", "previous_numerator", "previous_denominator", "previous", "previous_basis",
                "last_year_numerator", "last_year_denominator", "last_year", "last_year_basis", "has_target",
                "target")  # fmt: skip
BATCH = 20


class HcsSummary(models.Model):
    """How a summary is counted and frozen: per fact one INSERT … SELECT for its rows, one query for its figures."""

    _inherit = "hcs.summary"

    def action_compile(self):
        """Count the period (again) while the summary is a draft that was never submitted."""
        self.check_access("write")
        for summary in self:
            if summary.state != "draft":
                raise UserError(self.env._("Only a draft is compiled. Make a revision to count the period again."))
            if summary.is_frozen:
                raise UserError(
                    self.env._("These figures were submitted and stay what they are. Make a revision to count again.")
                )
            summary._compile()
        return True

    def _compile(self):
        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        self._clear_facts()
        kpis, registry = self._kpis(), self.env["hcs.fact"]
        span = registry._span(self.company_id, self.date_from, self.date_to)
        names, by_week = registry._facts_of(kpis.mapped("code")), self.kind != "week"
        counts = {name: registry._freeze(name, self.id, span, by_week) for name in names}
        groups = {name: registry._groups(name, registry._frozen(name, self.id)) for name in names}
        own = registry._figures(groups, kpis.mapped("code"))
        period, month_start = self._period(), self.company_id.hcs_month_start
        before = self._compare_with(periods.previous(period, month_start), kpis)
        year_ago = self._compare_with(periods.last_year(period, month_start), kpis)
        if span.now < span.end:
            # Only closed periods are compared
            before, year_ago = self._uncompared(before), self._uncompared(year_ago)
        self._freeze_lines(self._told(kpis, groups, before, year_ago), own, before, year_ago)
        # sudo: dates and signatures are written by the actions only
        self.sudo().write(
            {
                "compiled_at": fields.Datetime.now(),
                "author_id": self.env.uid,
                "row_count": counts.get("followup", 0),
                "previous_id": before[0].id,
                "last_year_id": year_ago[0].id,
            }
        )

    def _kpis(self):
        """The definitions in use that are counted here, in order."""
        facts_of, measures = self.env["hcs.fact"]._facts(), self.env["hcs.fact"]._measures()
        codes = [
            code
            for code, measure in measures.items()
            if all(self.kind in facts_of[name].kinds for name in measure.facts)
        ]
        return self.env["hcs.kpi"].sudo().search([("code", "in", codes)])

    @staticmethod
    def _uncompared(other):
        """Another period's figures, to be shown but not compared."""
        summary, found = other
        return summary, {key: (*pair[:2], "open") for key, pair in found.items()}

    def _told(self, kpis, groups, *others):
        """The indicators of the areas in which anything happened, now or in a period to compare with."""
        areas, known = {"followup"}, self.env["hcs.fact"]._facts()
        areas |= {
            known[name].area
            for name, parts in groups.items()
            if known[name].opens_area and parts[facts.TOTAL, 0, ""].sums[facts.ROWS]
        }
        measures, by_code = self.env["hcs.fact"]._measures(), {kpi.code: kpi.area for kpi in kpis}
        areas |= {
            by_code[key[0]]
            for _summary, found in others
            for key, pair in found.items()
            if pair[0] and key[0] in by_code and known[measures[key[0]].fact].opens_area
        }
        return kpis.filtered(lambda kpi: kpi.area in areas)

    def _clear_facts(self):
        """Take away the facts of drafts. SQL, because nobody may delete them through the ORM."""
        if self.filtered("is_frozen"):
            raise UserError(self.env._("The figures of a submitted summary are closed. Make a revision."))
        if not self:
            return
        for table in ("hcs_summary_row", "hcs_summary_line"):
            self.env.cr.execute(SQL("DELETE FROM %s WHERE summary_id IN %s", SQL.identifier(table), tuple(self.ids)))
        self._forget_facts()

    def _forget_facts(self):
        for model in ("hcs.summary.row", "hcs.summary.line"):
            self.env[model].invalidate_model(flush=False)
        self.invalidate_recordset(["line_ids", "matrix"])

    def _compare_with(self, period, kpis):
        """(frozen summary or none, {figure key: (numerator, denominator, basis)}) of another period.

        Submitted figures are taken as they were signed; where their definition has another version they are marked as
        not comparable. Otherwise the period is counted now, in the same way.
        """
        nothing = self.browse()
        if not period:
            return nothing, {}
        frozen = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", period.kind),
                ("date_from", "=", period.date_from),
                ("date_to", "=", period.date_to),
                ("is_frozen", "=", True),
                ("id", "!=", self.id),
            ],
            order="revision desc",
            limit=1,
        )
        if frozen:
            return frozen, frozen._frozen_figures(kpis)
        found = self.env["hcs.fact"]._count(
            self.company_id, period.date_from, period.date_to, kpis.mapped("code"), self.kind != "week"
        )
        # An area in which nothing happened then, before its room was used, is nothing to compare with
        areas = {kpi.code: kpi.area for kpi in kpis}
        alive = {areas[key[0]] for key, pair in found.items() if any(pair)}
        return nothing, {key: (*pair, "live") for key, pair in found.items() if areas[key[0]] in alive}

    def _frozen_figures(self, kpis):
        """The submitted figures of this summary by key, each marked by whether its definition is still the same."""
        current = set(kpis.ids)
        found = {}
        for line in self.line_ids:
            measure_has_denominator = line.kpi_id.unit != "count"
            found[line.kpi_id.code, line.dimension, line.res_id, line.code or ""] = (
                line.numerator,
                line.denominator if measure_has_denominator else None,
                "frozen" if line.kpi_id.id in current else "definition",
            )
        return found

    def _freeze_lines(self, kpis, own, before, year_ago):
        """Write the figures of every part of the whole, with what they are compared with."""
        by_code = {kpi.code: kpi for kpi in kpis}
        own = {key: pair for key, pair in own.items() if key[0] in by_code}
        labels = self._labels(own)
        rows = []
        for key in sorted(own, key=lambda key: (by_code[key[0]].sequence, key[1] != "total", key)):
            code, dimension, res_id, value_code = key
            # Days and weeks of another period are other days and weeks
            compared = dimension != "time"
            kpi = by_code[code]
            rows.append(
                (
                    self.id, kpi.id, kpi.sequence, dimension, res_id, value_code or None, labels.get(key[1:]),
                    *self._figure_columns(kpi.unit, own[key]),
                    *self._compared_columns(kpi.unit, before[1].get(key) if compared else None),
                    *self._compared_columns(kpi.unit, year_ago[1].get(key) if compared else None),
                    kpi.has_target, kpi.target,
                )
            )  # fmt: skip
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO hcs_summary_line (%s) VALUES %s",
                    SQL(", ").join(SQL.identifier(column) for column in LINE_COLUMNS),
                    SQL(", ").join(SQL("(%s)", SQL(", ").join(SQL("%s", value) for value in row)) for row in rows),
                )
            )
        self._forget_facts()

    @staticmethod
    def _figure_columns(unit, pair):
        value = figures.value_of(unit, *pair)
        return (pair[0], pair[1], value)

    def _compared_columns(self, unit, found):
        if not found:
            return (None, None, None, "none")
        return (*self._figure_columns(unit, found[:2]), found[2])

    def _labels(self, own):
        """{(dimension, record, code): names in every installed language}, frozen with the figures."""
        keys = {key[1:] for key in own}
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        found = {}
        for lang in dict.fromkeys(["en_US", *langs]):
            names = self.with_context(lang=lang if lang in langs else None)._labels_in_language(keys)
            for key, name in names.items():
                found.setdefault(key, {})[lang] = name
        return {key: SQL("%s::jsonb", json.dumps(names)) for key, names in found.items()}

    def _labels_in_language(self, keys):
        none, names = self.env._("Not given"), {}
        for name in {part for part, _res_id, _code in keys}:
            mine = [(res_id, code) for part, res_id, code in keys if part == name]
            found = self.env["hcs.fact"]._names_of(name, mine)
            names.update({(name, *key): label for key, label in found.items()})
        result = {}
        for part, res_id, code in keys:
            if part == "total":
                continue
            fallback = code or none
            if part == "time" and code and self.kind != "week":
                fallback = periods.period_of("week", fields.Date.to_date(code)).key
            result[part, res_id, code] = names.get((part, res_id, code), fallback)
        return result

    @api.model
    def _cron_compile_closed(self):
        """Compile the closed periods that have no summary yet, oldest first, a bounded number per run.

        A company without follow-ups due before the end of a period gets no empty summary of it. Runs that were missed
        are caught up; running again changes nothing.
        """
        missing = self._missing_periods()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(missing))
        for company, period in missing[:BATCH]:
            try:
                summary, created = self.with_company(company)._find_or_create(company, period)
                if created:
                    summary._compile()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("summary %s of company %s could not be compiled", period.key, company.id)
            if not cron._commit_progress(1):
                break

    @api.model
    def _missing_periods(self, now=None):
        """(company, period) of what the schedule still has to compile at ``now``."""
        now = now or fields.Datetime.now()
        missing = []
        for company in self.env["res.company"].search([("hcs_summary_look_back", ">", 0)]):
            first = (
                self.env["hcs.followup.task"]
                .sudo()
                .search([("company_id", "=", company.id)], order="due_at, id", limit=1)
            )
            if not first:
                continue
            today = company._hcs_local_date(now)
            since = max(
                company._hcs_local_date(first.due_at), fields.Date.subtract(today, days=company.hcs_summary_look_back)
            )
            known = {
                (summary.kind, summary.date_from)
                for summary in self.sudo().search_fetch(
                    [("company_id", "=", company.id), ("date_to", ">=", since)], ["kind", "date_from"]
                )
            }
            for kind in periods.KINDS:
                closed = periods.closed_since(kind, since, today, company.hcs_month_start)
                missing += [(company, period) for period in closed if (kind, period.date_from) not in known]
        return sorted(missing, key=lambda pair: (pair[1].date_to, pair[1].kind, pair[0].id))
