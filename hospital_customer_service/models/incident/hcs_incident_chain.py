import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .hcs_incident import CENTRE
from .hcs_incident_flow import REVIEWERS, TOLD
from .hcs_incident_recipient import DIRECTOR, EXECUTIVE

_logger = logging.getLogger(__name__)

RESPONDENT = "hospital_customer_service.group_hcs_department"
ANSWER_MINUTES = 15


class HcsIncident(models.Model):
    """Who is told, who has heard it, and who is told instead (FEATURES IN3)."""

    _inherit = "hcs.incident"

    waiting_count = fields.Integer(
        "Not acknowledged", compute="_compute_waiting_count", help="People told who have not answered yet."
    )

    @api.depends("report_ids.acknowledged_at", "report_ids.escalated_at", "report_ids.at")
    def _compute_waiting_count(self):
        for incident in self:
            incident.waiting_count = len(
                incident.sudo().report_ids.filtered(
                    lambda line: line.at and line.answer_by and not line.acknowledged_at and not line.escalated_at
                )
            )

    def action_report_up(self):
        """Open the small form that notes to whom the report upwards was made."""
        return self._open_call(True)

    def action_tell(self):
        """Open the small form that notes who was told or called."""
        return self._open_call(False)

    def _open_call(self, upward):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reported Upwards") if upward else self.env._("Told or Called"),
            "res_model": "hcs.incident.call",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_incident_id": self.id, "default_upward": upward},
        }

    def _tell_list(self):
        """Tell everybody on the list whom these incidents concern and who was not told before."""
        for incident in self.sudo():  # sudo: the chain is the system's, whoever reports
            if incident.state not in ("reported", "handling"):
                continue
            recipients = self.env["hcs.incident.recipient"].sudo()._for_incident(incident)
            for recipient in recipients - incident.report_ids.recipient_id:
                incident._tell_recipient(recipient)

    def _tell_recipient(self, recipient):
        users = recipient._users(self)
        if not users:
            # somebody outside: a line that waits for a call
            self._add_report(
                {
                    "recipient_id": recipient.id,
                    "name": recipient.name,
                    "phone": recipient.phone,
                    "how": "phone" if recipient.how == "system" else recipient.how,
                    "upward": recipient.upward,
                }
            )
        for user in users:
            self._tell_user(user, recipient=recipient)

    def _tell_user(self, user, recipient=None, **values):
        """One link of the chain for a person in the system; told at once when the list says so."""
        how = recipient.how if recipient else "system"
        at_once = how == "system" and self._may_be_told(user)
        minutes = recipient.answer_minutes if recipient else ANSWER_MINUTES
        now = fields.Datetime.now()
        line = self._add_report(
            {
                "recipient_id": recipient.id if recipient else False,
                "user_id": user.id,
                "name": user.name,
                "phone": (recipient.phone if recipient else False) or user.partner_id.phone,
                "how": how if at_once or how != "system" else "phone",
                "upward": recipient.upward if recipient else False,
                "at": now if at_once else False,
                "answer_by": at_once and minutes and now + timedelta(minutes=minutes),
                **values,
            }
        )
        if at_once:
            self._notify_person(user)
            if line.upward:
                self._reported_up(now)
        return line

    def _add_report(self, values):
        return self.env["hcs.incident.report"].sudo().create({"incident_id": self.id, "at": False, **values})

    def _may_be_told(self, user):
        """Whether this person can open the incident once it names him: agents and departments no anonymous one."""
        groups = REVIEWERS if self.sudo().anonymous else (*REVIEWERS, CENTRE, RESPONDENT)
        user = user.sudo()
        return (
            user.active
            and self.sudo().company_id in user.company_ids
            and any(user.has_group(group) for group in groups)
        )

    def _notify_person(self, user):
        """An activity, a message and a note on the screen of ``user``, without a word about a patient."""
        told = self.with_context(lang=user.lang)
        labels = {
            name: dict(told._fields[name]._description_selection(told.env)).get(told[name])
            for name in ("kind", "severity")
        }
        text = told.env._(
            "%(kind)s, %(severity)s: open it and acknowledge.", kind=labels["kind"], severity=labels["severity"]
        )
        self.activity_schedule(TOLD, user_id=user.id, summary=text)
        self.message_notify(partner_ids=user.partner_id.ids, subject=self.reference, body=text)
        user._bus_send(
            "simple_notification",
            {"type": "danger", "title": self.reference, "message": text, "sticky": True},
        )

    def _reported_up(self, at):
        """The report the law asks for was made: its clock stops, the first moment stays."""
        for incident in self.sudo():  # sudo: the flow is written by its buttons only
            if not incident.reported_up_at:
                incident.reported_up_at = at
        self._clock_stop("reported_up", at)

    # Jobs
    @api.model
    def _cron_escalate(self, limit=200):
        """Tell the next person in place of everybody who has not answered in time; a second run adds nothing."""
        now = fields.Datetime.now()
        waiting = Domain("answer_by", "<=", now) & Domain("acknowledged_at", "=", False)
        waiting &= Domain("escalated_at", "=", False) & Domain("incident_id.state", "in", ("reported", "handling"))
        lines = self.env["hcs.incident.report"].search(waiting, limit=limit, order="answer_by, id")
        passed = 0
        for line in lines:
            try:
                with self.env.cr.savepoint():
                    line._pass_over(now)
                passed += 1
            except Exception as error:  # pylint: disable=broad-exception-caught
                # one chain that is broken holds up no other; the words of the error may quote a patient
                _logger.warning("Report %s of an incident was not passed on (%s)", line.id, type(error).__name__)
        left = self.env["hcs.incident.report"].search_count(waiting) - len(lines) + passed
        self.env["ir.cron"]._commit_progress(passed, remaining=left)

    def _next_people(self, line):
        """Whom to tell in place of somebody who does not answer: first those the list names, then up the ranks."""
        self.ensure_one()
        known = self.report_ids.user_id
        groups = [line.recipient_id.next_user_id, self.team_id.leader_id or self._leaders()]
        groups += [self._members(DIRECTOR), self._members(EXECUTIVE)]
        for group in groups:
            if people := (group - known).filtered(self._may_be_told):
                return people
        return known.browse()

    def _leaders(self):
        teams = self.env["hcs.team"].sudo().search([("company_id", "=", self.company_id.id)])
        return teams.leader_id

    def _members(self, xml_id):
        """People who hold just this rank; where nobody does, those who may do what it may."""
        group = self.env.ref(xml_id)
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [("all_group_ids", "in", group.ids), ("company_ids", "in", self.company_id.ids), ("share", "=", False)]
            )
        )
        return users.filtered(lambda user: group in user.group_ids) or users
