from markupsafe import Markup

from odoo import api, models
from odoo.tools.mail import is_html_empty

SIGNATURES = ("author_id", "submitted_by_id", "reviewed_by_id", "published_by_id")


class ReportHcsSummary(models.AbstractModel):
    """Prepares the printed summary: plain tuples from the one matrix, so that the template only writes them out."""

    _name = "report.hospital_cs_reports.report_summary"
    _description = "Printed summary"
    _prints_definitions = False

    @api.model
    def _get_report_values(self, docids, data=None):
        summaries = self.env["hcs.summary"].browse(docids)
        summaries.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "hcs.summary",
            "docs": summaries,
            "prepared": {summary.id: self._prepare(summary) for summary in summaries},
        }

    def _prepare(self, summary):
        matrix = summary._get_matrix()
        areas, words = self._areas(summary, matrix), summary._words()
        bases = {line.date_basis for line in matrix.definitions}
        date_basis = bases.pop() if len(bases) == 1 else ""  # said once where it is the same for all
        page = {
            "title": matrix.title,
            "subtitle": matrix.subtitle,
            "tiles": [
                (tile.label, tile.cell.text, tile.cell.fraction, tile.change, tile.target_text, tile.missed)
                for tile in matrix.tiles
            ],
            "areas": areas,
            # Markup: drawn by our own charts, which escape every label
            "charts": {chart["key"]: Markup(chart["svg"]) for chart in matrix.charts},
            "definitions": self._definitions(matrix, date_basis) if self._prints_definitions else ((), ()),
            "date_basis": date_basis,
            "state": dict(summary._fields["state"]._description_selection(self.env))[summary.state],
            "signatures": self._signatures(summary),
            "has_report": not is_html_empty(summary.narrative),
            "has_measures": not is_html_empty(summary.measures),
            **words,
        }
        return {**page, "contents": self._contents(summary, page)}

    def _areas(self, summary, matrix):
        """[(anchor, title, tables)] of the areas in the order of the matrix."""
        names = summary._area_names()
        areas = {}
        for table in matrix.tables:
            if table.rows or table.note:
                rows = [(row.label, [(cell.text, cell.fraction) for cell in row.cells]) for row in table.rows]
                # where numerator and denominator have columns of their own they are not said twice
                has_fractions = not table.key.endswith("total") and table.area != "revision"
                prepared = (table.key, table.title, table.columns, rows, table.note, has_fractions)
                areas.setdefault(table.area, []).append(prepared)
        return [(f"area-{area}", names.get(area, area), tables) for area, tables in areas.items()]

    def _definitions(self, matrix, date_basis):
        heads = [
            self.env._("Indicator"),
            self.env._("Numerator"),
            self.env._("Denominator"),
            self.env._("Left out"),
        ]
        if not date_basis:
            heads.append(self.env._("Date that counts"))
        rows = [
            (
                f"{line.label} (v{line.version})",
                line.numerator,
                line.denominator,
                line.exclusions,
                line.date_basis,
            )[: len(heads)]
            for line in matrix.definitions
        ]
        return heads, rows

    def _contents(self, summary, page):
        """(anchor, title) of every part that is printed."""
        contents = [("report", self.env._("Written report"))] if page["has_report"] else []
        if page["explanations"][1]:
            contents.append(("explanations", self.env._("Missed targets")))
        contents += [(anchor, title) for anchor, title, _tables in page["areas"]]
        if page["measures"][1] or page["has_measures"]:
            contents.append(("measures", self.env._("Improvement measures")))
        if page["feedback"][1] or summary.minutes_ids:
            contents.append(("feedback", self.env._("Feedback and discussion")))
        contents.append(("signatures", self.env._("Signatures")))
        if page["definitions"][1]:
            contents.append(("definitions", self.env._("What the figures mean")))
        return contents

    def _signatures(self, summary):
        """(role, name, date) of everybody who stands for the summary; blanks are signed by hand."""
        dates = ("compiled_at", "submitted_at", "reviewed_at", "published_at")
        roles = (
            self.env._("Compiled by"),
            self.env._("Submitted by"),
            self.env._("Reviewed by"),
            self.env._("Published by"),
        )
        signatures = []
        for role, user_field, date_field in zip(roles, SIGNATURES, dates, strict=True):
            at = summary[date_field]
            day = summary.company_id._hcs_local_date(at).isoformat() if at else ""
            signatures.append((role, summary[user_field].sudo().name or "", day))
        return signatures


class ReportHcsSummaryDefinitions(models.AbstractModel):
    """The same with a chapter that says what every figure means: it is long, and printed on request."""

    _name = "report.hospital_cs_reports.report_summary_definitions"
    _inherit = ["report.hospital_cs_reports.report_summary"]
    _description = "Printed summary with definitions"
    _prints_definitions = True
