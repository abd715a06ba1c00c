from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_followup_task import CENTRE

REFEREES = ("hospital_customer_service.group_hcs_leader", "hospital_customer_service.group_hcs_executive")
FLOW = {"state", "referee_id", "assigned_at", "assigned_by_id", "done_at", "done_by_id", "task_id", "reported_by_id"}


class HcsFollowupReferral(models.Model):
    """What a caller cannot settle: it goes to the executive assistant, who names a person and a date (FUP-10)."""

    _name = "hcs.followup.referral"
    _description = "Row of the detail sheet to settle"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "due_on, id"
    _check_company_auto = True
    _log_read_patient_field = "task_id.patient_id"

    task_id = fields.Many2one(
        "hcs.followup.task", "Follow-up", required=True, readonly=True, index=True, ondelete="restrict"
    )
    opinion_id = fields.Many2one("hcs.opinion", index="btree_not_null", ondelete="set null", readonly=True)
    patient_id = fields.Many2one(related="task_id.patient_id", groups=CENTRE)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    day = fields.Date("Day of the call", required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        [("suggestion", "Suggestion"), ("complaint", "Complaint from a call"), ("problem", "Problem")],
        required=True,
        default="problem",
    )
    text = fields.Text("What it is about", required=True)
    reported_by_id = fields.Many2one("res.users", "Noted by", readonly=True, ondelete="restrict")
    referee_id = fields.Many2one(
        "res.users", "Goes to", readonly=True, index="btree_not_null", ondelete="restrict",
        help="The executive assistant, or the deputy while the assistant is away.",
    )  # fmt: skip
    state = fields.Selection(
        [("new", "To assign"), ("assigned", "Assigned"), ("done", "Done")],
        "Status",
        required=True,
        default="new",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    assignee_id = fields.Many2one(
        "res.users", "Who settles it", index="btree_not_null", ondelete="restrict", tracking=True,
        domain=lambda self: [
            ("all_group_ids", "in", [self.env.ref(group).id for group in (CENTRE, REFEREES[1])]),
        ],
    )  # fmt: skip
    due_on = fields.Date("Until", tracking=True)
    assigned_at = fields.Datetime(readonly=True, copy=False)
    assigned_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    result = fields.Text("What was done", tracking=True)
    done_at = fields.Datetime("Done at", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False, ondelete="restrict")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    _todo_idx = models.Index("(company_id, due_on, id) WHERE state <> 'done'")

    @api.depends("day")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("Row %(number)s of %(day)s", number=row.id or "", day=row.day or "")

    @api.depends("due_on", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.is_late = bool(row.due_on and row.due_on < today and row.state != "done")

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "!=", "done"), ("due_on", "<", fields.Date.context_today(self))]

    def write(self, vals):
        if FLOW & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Use the buttons: assign, done."))
        return super().write(vals)

    # ---------------------------------------------------------------- actions

    def action_assign(self):
        """Give each row to its person with its date; the person finds an activity."""
        self.check_access("write")
        if not self.env.su and not any(self.env.user.has_group(group) for group in REFEREES):
            raise AccessError(self.env._("The executive assistant or a team leader assigns the rows."))
        for row in self:
            if row.state == "done" or not row.assignee_id or not row.due_on:
                raise UserError(self.env._("Each open row needs a person and a date."))
            row.sudo().write(  # sudo: the flow is written by the buttons only
                {"state": "assigned", "assigned_at": fields.Datetime.now(), "assigned_by_id": self.env.uid}
            )
            row.sudo().activity_unlink(["mail.mail_activity_data_todo"])
            row.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=row.due_on,
                summary=row._get_kind_label(),
                user_id=row.assignee_id.id,
            )
            opinion = row.opinion_id.sudo()
            if opinion.state == "new":
                opinion.write({"state": "passed"})
        return True

    def action_done(self):
        """The person who was named, or who assigned it, says what was done."""
        self.check_access("write")
        for row in self:
            mine = self.env.user in row.assignee_id | row.assigned_by_id
            if not self.env.su and not mine and not any(self.env.user.has_group(group) for group in REFEREES):
                raise AccessError(self.env._("The row is for somebody else to settle."))
            if row.state != "assigned" or not (row.result or "").strip():
                raise UserError(self.env._("An assigned row is done when you have written what was done."))
            row.sudo().write({"state": "done", "done_at": fields.Datetime.now(), "done_by_id": self.env.uid})
            row.sudo().activity_unlink(["mail.mail_activity_data_todo"])
            if row.opinion_id:
                row.opinion_id.sudo().write({"state": "settled", "answer": row.result})
        return True

    def action_open_task(self):
        self.ensure_one()
        return self.task_id._get_card_action()

    def _get_kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
