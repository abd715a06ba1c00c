from odoo import api, fields, models
from odoo.fields import Domain

LEADER_TEAMS = ("guidance", "reception", "director_office")
LEADER_GROUP = "hospital_customer_service.group_hcs_leader"


class HcsDepartment(models.Model):
    """The queue of a department, and who is told when it grows too long (APT-03)."""

    _inherit = "hcs.department"

    queue_threshold = fields.Integer(
        "Longest Queue",
        aggregator=None,
        help="When more patients than this wait at the same time, the leader is told once. 0: never.",
    )
    queue_alerted_at = fields.Datetime("Leader Told of Queue", readonly=True, copy=False)
    queue_count = fields.Integer("Waiting Now", compute="_compute_queue")
    queue_minutes = fields.Integer("Longest Waiting (minutes)", compute="_compute_queue")

    _queue_threshold_positive = models.Constraint(
        "CHECK (queue_threshold >= 0)", "The longest queue cannot be below zero."
    )

    def _compute_queue(self):
        now = fields.Datetime.now()
        # sudo: how long a queue is tells of nobody
        groups = (
            self.env["hcs.appointment"]
            .sudo()
            ._read_group(
                Domain("department_id", "in", self.ids) & self._queue_domain(),
                ["department_id"],
                ["__count", "arrived_at:min"],
            )
        )
        queues = {department.id: (count, since) for department, count, since in groups}
        for department in self:
            count, since = queues.get(department._origin.id, (0, None))
            department.queue_count = count
            department.queue_minutes = int((now - since).total_seconds() // 60) if since else 0

    @api.model
    def _queue_domain(self):
        return Domain("state", "=", "arrived") & Domain("called_at", "=", False)

    @api.model
    def _alert_queues(self, now):
        """Tell the leader of a queue above its threshold, once until it has become short again."""
        watched = self.search([("queue_threshold", ">", 0)])
        watched.invalidate_recordset(["queue_count", "queue_minutes"])
        for department in watched:
            # one department that cannot be told about holds up no other
            self.env["hcs.appointment"]._attempt(department._alert_queue, now)

    def _alert_queue(self, now):
        too_long = self.queue_count > self.queue_threshold
        if too_long and not self.queue_alerted_at:
            self.queue_alerted_at = now
            self._alert_leaders(
                self.env._("Queue of %s", self.name),
                self.env._(
                    "%(count)s patients wait, the first since %(minutes)s minutes. Send somebody to help.",
                    count=self.queue_count,
                    minutes=self.queue_minutes,
                ),
            )
        elif self.queue_alerted_at and not too_long:
            self.queue_alerted_at = False

    def _alert_leaders(self, summary, note):
        """An activity for each leader of the patients' front; it tells of no patient."""
        self.ensure_one()
        for user in self._get_leaders():
            self.sudo().with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=note, user_id=user.id
            )

    def _get_leaders(self):
        """Leaders of guidance, else of reception, else of the centre; any leader where no team has one."""
        teams = (
            self.env["hcs.team"].sudo().search([("company_id", "=", self.company_id.id), ("leader_id", "!=", False)])
        )
        for kind in LEADER_TEAMS:
            if leaders := teams.filtered(lambda team, kind=kind: team.kind == kind).leader_id:
                return leaders
        group = self.env.ref(LEADER_GROUP)
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", group.ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "!=", self.env.ref("base.user_root").id),
                ]
            )
        )
