from odoo import models


class HcsSummary(models.Model):
    """What people wrote on a summary, as plain tables: PDF and workbook show the same words."""

    _inherit = "hcs.summary"

    def _area_names(self):
        """Titles of the sheets of the workbook and the chapters of the PDF."""
        areas = dict(self.env["hcs.kpi"]._fields["area"]._description_selection(self.env))
        return {**areas, "revision": self.env._("Differences")}

    def _words(self):
        """{name: (heads, rows)} of explanations, measures and feedback."""
        self.ensure_one()
        return {
            "explanations": self._explanation_words(),
            "measures": self._measure_words(),
            "feedback": self._feedback_words(),
        }

    def _explanation_words(self):
        heads = [
            self.env._("Indicator"),
            self.env._("Figure"),
            self.env._("Target"),
            self.env._("Fact"),
            self.env._("Cause"),
            self.env._("Action"),
        ]
        rows = [
            (e.kpi_id.name, e.figure or "", e.target_text or "", e.fact or "", e.cause or "", e.action or "")
            for e in self.explanation_ids.filtered("is_red")
        ]
        return heads, rows

    def _measure_words(self):
        heads = [
            self.env._("Measure"),
            self.env._("Decided on"),
            self.env._("Owner"),
            self.env._("Due"),
            self.env._("Status"),
            self.env._("What came of it"),
        ]
        states = dict(self.measure_ids._fields["state"]._description_selection(self.env))
        rows = [
            (
                measure.name,
                measure.sudo().decided_on_id.display_name or "",
                measure.sudo().owner_id.name or "",
                str(measure.due_then or measure.due_on or ""),
                states.get(measure.state, ""),
                measure.note or "",
            )
            for measure in self.measure_ids
        ]
        return heads, rows

    def _feedback_words(self):
        heads = [self.env._("Date"), self.env._("Said by"), self.env._("Feedback"), self.env._("Decision")]
        rows = [
            (str(line.date), line.sudo().user_id.name, line.text, line.decision or "") for line in self.feedback_ids
        ]
        return heads, rows
