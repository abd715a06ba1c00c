from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.arguments import a_moment, a_text, arguments
from .hcs_complaint_ticket import OPEN_STATES

TOLD = "hospital_customer_service.mail_activity_type_complaint"
# a complaint of these levels is reported to the authority, within hours
GRAVE = ("4", "5")
CHAINED = ("complaint", "dispute")
LEADER = "hospital_customer_service.group_hcs_leader"


class HcsComplaintTicket(models.Model):
    """Who is told of which level, in what time, and the report the law asks for (DOMAIN §5.3)."""

    _inherit = "hcs.complaint.ticket"

    step_ids = fields.One2many("hcs.complaint.chain.step", "ticket_id", string="Chain", copy=False)
    reported_up_at = fields.Datetime(
        "Reported to the authority", readonly=True, copy=False, help="When the authority was told of a grave matter."
    )
    late_step_count = fields.Integer("Steps that are late", compute="_compute_late_step_count")
    is_grave = fields.Boolean(compute="_compute_is_grave")

    @property
    def _flow_fields(self):
        return super()._flow_fields | {"reported_up_at"}

    @api.depends("step_ids.due_at", "step_ids.done_at")
    def _compute_late_step_count(self):
        for ticket in self:
            ticket.late_step_count = len(ticket.step_ids.filtered(lambda step: step.is_late and not step.done_at))

    @api.depends("severity", "kind")
    def _compute_is_grave(self):
        for ticket in self:
            ticket.is_grave = ticket.severity in GRAVE and ticket.kind in CHAINED

    @api.model
    def _clock_events(self):
        return [
            *super()._clock_events(),
            ("grave", self.env._("Known to be of level 4 or 5")),
            ("reported_up", self.env._("Reported to the authority")),
        ]

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        for ticket in tickets.filtered(lambda ticket: ticket.kind == "dispute" and ticket.severity not in GRAVE):
            ticket._raise_dispute()
        for ticket in tickets:
            ticket._follow_level(ticket.received_at)
        return tickets

    def write(self, vals):
        if "severity" in vals:
            self._check_lowered(vals["severity"])
        disputes = self.filtered(lambda ticket: ticket.kind != "dispute") if vals.get("kind") == "dispute" else ()
        result = super().write(vals)
        for ticket in disputes:
            if ticket.severity not in GRAVE:
                ticket._raise_dispute()
        if {"severity", "kind"} & set(vals):
            for ticket in self:
                ticket._follow_level(fields.Datetime.now())
        return result

    def _raise_dispute(self):
        """A dispute begins at level 4: somebody may have come to harm."""
        before = self.severity
        # sudo: the level follows from the kind
        self.sudo().write({"severity": "4"})
        self.env["hcs.complaint.severity.change"].sudo().create(
            {
                "ticket_id": self.id,
                "before": before,
                "after": "4",
                "user_id": self.env.uid,
                "reason": self.env._("A dispute begins at level 4."),
            }
        )

    def _check_lowered(self, severity):
        """Whoever lowers a level has the rank to do so; that a reason is given is asked by the button."""
        lowered = self.filtered(lambda ticket: ticket.severity > (severity or ""))
        if lowered and not self.env.user.has_group(LEADER) and self.env.uid != api.SUPERUSER_ID:
            raise AccessError(self.env._("A team leader lowers the level of a complaint, with a reason. Ask one."))

    def _follow_level(self, at):
        """Ask for what the level asks for: a graver one asks for more, a lower one takes nothing back."""
        for ticket in self.sudo():  # sudo: the chain is the system's, whoever receives the complaint
            if ticket.kind not in CHAINED or ticket.state not in OPEN_STATES:
                continue
            if ticket.severity in GRAVE and not ticket.reported_up_at:
                ticket._clock_start("grave", at)
            present = {(step.rule_id, step.user_id) for step in ticket.step_ids}
            for rule in self.env["hcs.complaint.level.step"].sudo()._for_ticket(ticket):
                for user in rule._users(ticket) - ticket.walled_user_ids or [self.env["res.users"]]:
                    if (rule, user) not in present:
                        ticket._add_step(rule, user, at)

    def _add_step(self, rule, user, at):
        step = self.env["hcs.complaint.chain.step"].create(
            {
                "ticket_id": self.id,
                "rule_id": rule.id,
                "kind": rule.kind,
                "name": rule.name,
                "user_id": user.id,
                "upward": rule.upward,
                "due_at": at + timedelta(minutes=rule.minutes),
            }
        )
        if rule.kind == "tell" and not rule.upward and user and self.with_user(user).has_access("read"):
            self._tell_step(user)
            step.write({"done_at": fields.Datetime.now(), "done_by_id": self.env.uid, "by_system": True})

    def _tell_step(self, user):
        """A note and a reminder without a word of the matter."""
        told = self.with_context(lang=user.lang)
        level = dict(told._fields["severity"]._description_selection(told.env))[told.severity]
        text = told.env._("Level %(level)s: open it and see what it asks for.", level=level)
        self.activity_schedule(TOLD, user_id=user.id, summary=text)
        user._bus_send(
            "simple_notification",
            {"type": "danger" if self.severity in GRAVE else "warning", "title": self.reference, "message": text},
        )

    def _closing_gaps(self):
        gaps = super()._closing_gaps()
        # sudo: clocks are the system's
        if any(clock.policy_id.stop_event == "reported_up" for clock in self._clocks()):
            gaps.append(self.env._("The report to the authority is due and was not made."))
        return gaps

    # ACTIONS
    @arguments(to=a_text, note=a_text, at=a_moment)
    def action_report_up(self, to=None, note=None, at=None):
        """The authority was told of a grave matter: by whom, when, what was said."""
        self.check_access("write")
        now = fields.Datetime.now()
        moment = fields.Datetime.to_datetime(at) if at else now
        for ticket in self:
            if not ticket.is_grave or ticket.reported_up_at:
                raise UserError(self.env._("No report to the authority is due for this complaint."))
            if not ticket.received_at <= moment <= now:
                raise UserError(self.env._("The report was made after the receipt and before now. Check the time."))
            values = {"done_at": moment, "done_by_id": self.env.uid, "note": note or False}
            # sudo: the chain is written by its buttons only
            steps = ticket.sudo().step_ids.filtered(lambda step: step.upward and not step.done_at)
            if steps:
                steps.write({**values, **({"name": to} if to else {})})
            else:
                name = to or self.env._("Authority")
                steps.create({"ticket_id": ticket.id, "name": name, "upward": True, "due_at": moment, **values})
            ticket._reported_up(moment)

    def action_open_report_up(self):
        """Open the small form that notes to whom the report was made."""
        self.ensure_one()
        wizard = self.env["hcs.complaint.note.wizard"]
        return wizard._open("report_up", self.env._("Reported to the Authority"), ticket_id=self)

    def _reported_up(self, at):
        for ticket in self.sudo():  # sudo: the first moment stays
            if not ticket.reported_up_at:
                ticket.reported_up_at = at
        self._clock_stop("reported_up", at)
