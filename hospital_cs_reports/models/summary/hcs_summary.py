from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import periods

KINDS = [("week", "Weekly"), ("month", "Monthly"), ("quarter", "Quarterly")]
STATES = [("draft", "Draft"), ("submitted", "Submitted"), ("reviewed", "Reviewed"), ("published", "Published")]
TEXT_FIELDS = {"narrative", "measures", "revision_reason"}
FLOW_FIELDS = {
    "kind", "date_from", "date_to", "revision", "company_id", "name", "state", "is_frozen", "compiled_at", "author_id",
    "submitted_by_id", "submitted_at", "reviewed_by_id", "reviewed_at", "published_by_id", "published_at",
    "review_comment", "previous_id", "last_year_id", "row_count", "revises_id", "late_told",
    "late_figures", "late_count", "late_checked_at", "late_told_at",
}  # fmt: skip


class HcsSummary(models.Model):
    """The figures of one week, month or quarter, frozen when submitted, with the words that go with them (RPT-01).

    One summary per kind, period, company and revision. What is counted is in ``hcs_summary_figures``, how it is frozen
    in ``hcs_summary_compile``, who signs in ``hcs_summary_flow``, what is shown in ``hcs_summary_matrix``.
    """

    _name = "hcs.summary"
    _description = "Summary"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
    _order = "date_to desc, kind, revision desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char("Period", required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection(KINDS, required=True, default="week")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date(required=True)
    revision = fields.Integer(required=True, default=1, readonly=True, copy=False, aggregator=None)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True, group_expand=True
    )
    is_frozen = fields.Boolean(
        "Figures closed", readonly=True, copy=False, help="Once submitted, figures stay what they are."
    )
    is_latest = fields.Boolean("Newest revision", compute="_compute_is_latest", search="_search_is_latest")
    narrative = fields.Html("Written report", help="What the figures say, what was done, what is planned.")
    measures = fields.Html("Improvement measures", help="What is decided because of the figures, who does it by when.")
    review_comment = fields.Text("Comment of the review", readonly=True, copy=False)
    # Who and when
    author_id = fields.Many2one("res.users", "Compiled by", readonly=True, copy=False, ondelete="restrict")
    compiled_at = fields.Datetime("Compiled at", readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_at = fields.Datetime("Submitted at", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_at = fields.Datetime("Reviewed at", readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    published_at = fields.Datetime("Published at", readonly=True, copy=False)
    # Figures
    previous_id = fields.Many2one("hcs.summary", "Previous period", readonly=True, copy=False, ondelete="restrict")
    last_year_id = fields.Many2one("hcs.summary", "Last year", readonly=True, copy=False, ondelete="restrict")
    row_count = fields.Integer("Follow-ups counted", readonly=True, copy=False)
    line_ids = fields.One2many("hcs.summary.line", "summary_id", "Figures", readonly=True)
    feedback_ids = fields.One2many("hcs.summary.feedback", "summary_id")
    minutes_ids = fields.One2many("hcs.summary.minutes", "summary_id", "Discussion")
    matrix = fields.Json("Tables", compute="_compute_matrix")

    _period_uniq = models.Constraint(
        "UNIQUE (company_id, kind, date_from, revision)", "There is already a summary of this period and revision."
    )
    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A period ends after it starts.")

    @api.depends("kind", "name", "revision")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = {
            "week": self.env._("Weekly summary"),
            "month": self.env._("Monthly summary"),
            "quarter": self.env._("Quarterly summary"),
        }
        for summary in self:
            title = f"{names.get(summary.kind, '')} {summary.name or ''}".strip()
            if summary.revision > 1:
                title = self.env._("%(title)s, revision %(number)s", title=title, number=summary.revision)
            summary.display_name = title

    @api.depends("company_id", "kind", "date_from", "revision")
    def _compute_is_latest(self):
        latest = set(self._search([("is_latest", "=", True), ("id", "in", self.ids)]))
        for summary in self:
            summary.is_latest = summary.id in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        newer = SQL(
            "(SELECT s.id FROM hcs_summary s WHERE NOT EXISTS (SELECT 1 FROM hcs_summary n WHERE n.company_id ="
            " s.company_id AND n.kind = s.kind AND n.date_from = s.date_from AND n.revision > s.revision))"
        )
        self.flush_model(["company_id", "kind", "date_from", "revision"])
        return Domain("id", "in", newer)

    @api.constrains("kind", "date_from", "date_to", "company_id")
    def _check_period(self):
        for summary in self:
            period = summary._period()
            if (summary.date_from, summary.date_to) != (period.date_from, period.date_to):
                raise ValidationError(
                    self.env._(
                        "Here the period %(name)s runs from %(start)s to %(end)s. Choose these dates.",
                        name=period.key,
                        start=period.date_from,
                        end=period.date_to,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A summary is named after its period; without days it is about the last one that has ended."""
        vals_list = [self._complete_period(dict(vals)) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        """States, dates and signatures change through the actions only; a submitted text stays as it was."""
        if not self.env.su and FLOW_FIELDS & vals.keys():
            raise AccessError(self.env._("Use the buttons of the summary: submit, review, return, publish, revise."))
        if TEXT_FIELDS & vals.keys() and any(summary.state != "draft" for summary in self):
            raise UserError(self.env._("A submitted summary is not edited. Return it to draft or make a revision."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(summary.is_frozen for summary in self):
            raise UserError(self.env._("A submitted summary is part of the record and cannot be deleted."))
        # sudo: a reader who may not see the measures still may not delete what they rest on
        if any(summary.forward_ids or summary.action_ids for summary in self.sudo()):
            raise UserError(
                self.env._("The draft was forwarded, or a measure was decided on it. Compile it again instead.")
            )

    def unlink(self):
        """A draft takes its figures with it."""
        self.filtered(lambda summary: not summary.is_frozen)._clear_facts()
        return super().unlink()

    @api.model
    def _complete_period(self, vals):
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        kind, day = vals.get("kind", "week"), fields.Date.to_date(vals.get("date_from"))
        if not day and kind in periods.KINDS:
            today = company._hcs_local_date(fields.Datetime.now())
            day = vals["date_from"] = periods.last_closed(kind, today, company.hcs_month_start).date_from
        if day and kind in periods.KINDS:
            period = periods.period_of(kind, day, company.hcs_month_start)
            vals["name"] = period.key
            vals.setdefault("date_to", period.date_to)
        if not self.env.su:
            for name in FLOW_FIELDS - {"kind", "date_from", "date_to", "revision", "company_id", "name"}:
                vals.pop(name, None)
        return vals

    def _hcs_reference(self):
        """A period names nobody: mails and reminders call a summary what it is."""
        self.ensure_one()
        return self.display_name

    def _period(self):
        """The period of this summary under today's settings."""
        self.ensure_one()
        return periods.period_of(self.kind, self.date_from, self.company_id.hcs_month_start)

    def _bounds_utc(self):
        """``[from, to)`` in UTC of the hospital's own midnights."""
        self.ensure_one()
        return periods.bounds_utc(self.date_from, self.date_to, self.company_id.hcs_tz)

    @api.model
    def _find_or_create(self, company, period):
        """The newest revision of a period's summary, made where there is none; and whether it was made."""
        found = self.search(
            [("company_id", "=", company.id), ("kind", "=", period.kind), ("date_from", "=", period.date_from)],
            order="revision desc",
            limit=1,
        )
        if found:
            return found, False
        values = {"company_id": company.id, "kind": period.kind, "date_from": period.date_from}
        return self.create({**values, "date_to": period.date_to}), True
