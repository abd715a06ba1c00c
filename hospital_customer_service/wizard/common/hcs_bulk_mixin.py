from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class HcsBulkMixin(models.AbstractModel):
    """One action for many rows: what works is done, and each row says what did not (SD15).

    The wizard names its rows in ``_bulk_rows``, the model of its results in ``line_ids`` with the row in
    ``_bulk_row``, and does each ``operation`` in a method ``_apply_<operation>(row)``.
    """

    _name = "hcs.bulk.mixin"
    _description = "One action for many rows"
    _inherit = ["hcs.input.mixin"]
    _bulk_rows = None
    _bulk_row = None

    state = fields.Selection([("ask", "Question"), ("result", "Result")], default="ask", required=True)
    selected_count = fields.Integer("Selected", compute="_compute_selected_count")
    done_count = fields.Integer("Done", compute="_compute_line_counts")
    failed_count = fields.Integer("Not done", compute="_compute_line_counts")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == self._fields[self._bulk_rows].comodel_name:
            values[self._bulk_rows] = [Command.set(self.env.context.get("active_ids", []))]
        return values

    @api.depends(lambda self: (self._bulk_rows,) if self._bulk_rows else ())
    def _compute_selected_count(self):
        for bulk in self:
            bulk.selected_count = len(bulk[self._bulk_rows])

    @api.depends(lambda self: ("line_ids.done",) if "line_ids" in self._fields else ())
    def _compute_line_counts(self):
        for bulk in self:
            bulk.done_count = len(bulk.line_ids.filtered("done"))
            bulk.failed_count = len(bulk.line_ids) - bulk.done_count

    def action_apply(self):
        """Each row on its own: a refusal of one leaves the others alone."""
        self.ensure_one()
        lines = []
        for row in self[self._bulk_rows]:
            problem = self._apply_to(row)
            values = {"done": not problem, "message": problem or self.env._("Done")}
            lines.append(Command.create({self._bulk_row: row.id, **values}))
        self.write({"line_ids": lines, "state": "result"})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _apply_to(self, row):
        """Do it for one row.

        :return: why not, in words, or None
        """
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_apply_{self.operation}")(row)
        except UserError as error:  # access and values are kinds of it
            self.env.invalidate_all()
            return str(error)
        return None
