from markupsafe import Markup

from odoo import api, models

# As many columns as fit upright; the first table has one more line per figure instead
SIGNATURES = ("author_id", "submitted_by_id", "reviewed_by_id", "published_by_id")


class ReportHcsSummary(models.AbstractModel):
    """Prepares the printed summary: plain tuples from the one matrix, so that the template only writes them out."""

    _name = "report.hospital_cs_reports.report_summary"
    _description = "Printed summary"

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
        return {
            "title": matrix.title,
            "subtitle": matrix.subtitle,
            "tiles": [
                (tile.label, tile.cell.text, tile.cell.fraction, tile.change, tile.target_text, tile.missed)
                for tile in matrix.tiles
            ],
            "tables": [
                (
                    table.key,
                    table.title,
                    table.columns,
                    [(row.label, [(cell.text, cell.fraction) for cell in row.cells]) for row in table.rows],
                    table.note,
                )
                for table in matrix.tables
                if table.rows
            ],
            # Markup: drawn by our own charts, which escape every label
            "charts": {chart["key"]: Markup(chart["svg"]) for chart in matrix.charts},
            "definitions": [
                (line.label, line.numerator, line.denominator, line.exclusions, line.date_basis, line.version)
                for line in matrix.definitions
            ],
            # Said once where it is the same for all
            "date_basis": matrix.definitions[0].date_basis
            if len({line.date_basis for line in matrix.definitions}) == 1
            else "",
            "state": dict(summary._fields["state"]._description_selection(self.env))[summary.state],
            "signatures": self._signatures(summary),
        }

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
