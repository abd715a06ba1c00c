from datetime import timedelta

from odoo import api, fields, models


class HcsSuggestionBox(models.Model):
    """A box for letters, opened on its days by two people (CMP-01)."""

    _name = "hcs.suggestion.box"
    _description = "Suggestion Box"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
    _order = "next_opening_on, name, id"
    _check_company_auto = True
    _hcs_name_is_private = False

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Number on the box.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    place = fields.Char(help="Building, floor, beside what.")
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    user_id = fields.Many2one(
        "res.users",
        "In charge",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="Is reminded when the box is to be opened.",
    )
    interval_days = fields.Integer("Opened every (days)", default=7, required=True, aggregator=None)
    started_on = fields.Date("In use since", required=True, default=fields.Date.context_today)
    opening_ids = fields.One2many("hcs.suggestion.box.opening", "box_id", string="Openings", readonly=True)
    opening_count = fields.Integer(compute="_compute_opening_count", string="Number of openings")
    last_opened_on = fields.Date("Opened last on", compute="_compute_next_opening_on", store=True)
    next_opening_on = fields.Date("To be opened on", compute="_compute_next_opening_on", store=True, index=True)
    is_due = fields.Boolean("To be opened", compute="_compute_is_due", search="_search_is_due")

    _interval_positive = models.Constraint(
        "CHECK (interval_days BETWEEN 1 AND 366)", "A box is opened every 1 to 366 days."
    )

    @api.depends("opening_ids")
    def _compute_opening_count(self):
        counts = dict(
            self.env["hcs.suggestion.box.opening"]._read_group([("box_id", "in", self.ids)], ["box_id"], ["__count"])
        )
        for box in self:
            box.opening_count = counts.get(box._origin, 0)

    @api.depends("opening_ids.opened_on", "interval_days", "started_on")
    def _compute_next_opening_on(self):
        for box in self:
            box.last_opened_on = max(box.opening_ids.filtered("opened_on").mapped("opened_on"), default=False)
            start = box.last_opened_on or box.started_on
            box.next_opening_on = start and start + timedelta(days=box.interval_days)

    @api.depends("next_opening_on", "active")
    def _compute_is_due(self):
        today = fields.Date.context_today(self)
        for box in self:
            box.is_due = bool(box.active and box.next_opening_on and box.next_opening_on <= today)

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("active", "=", True), ("next_opening_on", "<=", fields.Date.context_today(self))]

    def action_open_box(self):
        """The window in which an opening is written down."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open the Box"),
            "res_model": "hcs.suggestion.box.opening",
            "views": [(False, "form")],
            "context": {"default_box_id": self.id, "default_opener_id": self.env.uid},
        }

    def action_open_openings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_suggestion_box_opening_action"
        )
        return {**action, "domain": [("box_id", "=", self.id)], "context": {"default_box_id": self.id}}

    @api.model
    def _cron_remind(self, now=None):
        """Remind whoever is in charge of boxes that are to be opened; one reminder for each due opening."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        reminded = 0
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            today = company._hcs_local_date(now)
            boxes = self.search([("company_id", "=", company.id), ("next_opening_on", "<=", today)])
            for box in boxes:
                if not box.activity_search(["mail.mail_activity_data_todo"]):
                    box.activity_schedule(
                        "mail.mail_activity_data_todo",
                        date_deadline=box.next_opening_on,
                        summary=self.env._("Open the box, two of you"),
                        user_id=box.user_id.id or self.env.uid,
                    )
                    reminded += 1
        return reminded
