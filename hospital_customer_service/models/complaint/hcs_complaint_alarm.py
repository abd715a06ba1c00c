from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.arguments import a_text, arguments

ACTIVITY = "hospital_customer_service.mail_activity_type_complaint_alarm"
DIRECTORS = "hospital_customer_service.group_hcs_director"
EXECUTIVES = "hospital_customer_service.group_hcs_executive"
EPOCH = fields.Date.to_date("1970-01-01")


class HcsComplaintAlarm(models.Model):
    """The same cause in the same department again and again: the direction is told once per window (CP11)."""

    _name = "hcs.complaint.alarm"
    _description = "Repeated Cause"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
    _order = "raised_at desc, id desc"
    _flow_fields = frozenset({
        "company_id", "cause_id", "department_id", "raised_at", "date_from", "date_to", "window_no", "occurrences",
        "state", "acknowledged_at",
        "acknowledged_by_id", "response",
    })  # fmt: skip

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    cause_id = fields.Many2one("hcs.complaint.cause", required=True, readonly=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hcs.department", required=True, readonly=True, index=True, ondelete="restrict")
    raised_at = fields.Datetime("Raised at", required=True, readonly=True)
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    window_no = fields.Integer(required=True, readonly=True, aggregator=None)
    occurrences = fields.Integer("Times", required=True, readonly=True, help="How often, when it was raised.")
    state = fields.Selection(
        [("raised", "Raised"), ("acknowledged", "Acknowledged")],
        "Status",
        required=True,
        readonly=True,
        default="raised",
        tracking=True,
    )
    acknowledged_at = fields.Datetime(readonly=True)
    acknowledged_by_id = fields.Many2one("res.users", "Acknowledged by", readonly=True, ondelete="restrict")
    response = fields.Text("What is done", help="What the direction decided.", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, cause_id, department_id, window_no)", "This alarm was raised already in this window."
    )

    @api.depends("cause_id", "department_id", "occurrences")
    def _compute_display_name(self):
        for alarm in self:
            alarm.display_name = f"{alarm.department_id.name} · {alarm.cause_id.name} ({alarm.occurrences})"

    def _hcs_reference(self):
        return self.sudo().display_name

    @api.model
    def _counted_domain(self, company, cause, department, since, until):
        """Allegations that count: of that cause and department, received in that time, and not found to be wrong."""
        return (
            Domain("cause_id", "=", cause.id)
            & Domain("department_id", "=", department.id)
            & (Domain("finding", "=", False) | Domain("finding", "!=", "unfounded"))
            & Domain("ticket_id.company_id", "=", company.id)
            & Domain("ticket_id.received_at", ">=", since)
            & Domain("ticket_id.received_at", "<=", until)
            & Domain("ticket_id.kind", "in", ("complaint", "dispute"))
            & Domain("ticket_id.state", "not in", ("not_accepted", "withdrawn"))
            & Domain("ticket_id.duplicate_of_id", "=", False)
        )

    @api.model
    def _look_at(self, allegations, now=None):
        """Raise what these allegations make one time too many.

        :return: the alarms that were raised
        """
        now = now or fields.Datetime.now()
        raised = self.browse()
        marked = allegations.filtered(lambda allegation: allegation.cause_id and allegation.department_id)
        for company, cause, department in {
            (one.ticket_id.company_id, one.cause_id, one.department_id) for one in marked
        }:
            raised |= self._look_at_one(company, cause, department, now)
        return raised

    @api.model
    def _look_at_one(self, company, cause, department, now):
        number, days = company.hcs_alarm_count, company.hcs_alarm_days
        if number < 1 or days < 1:
            return self.browse()
        since = now - timedelta(days=days)
        # of two people who name the same cause at once the second one is sent back, and counts both
        self.env.cr.execute(
            SQL("UPDATE hcs_complaint_cause SET write_date = now() AT TIME ZONE 'UTC' WHERE id = %s", cause.id)
        )
        counted = self.env["hcs.complaint.allegation"].search(
            self._counted_domain(company, cause, department, since, now)
        )
        times = len(counted.ticket_id)
        same = Domain("company_id", "=", company.id) & Domain("cause_id", "=", cause.id)
        same &= Domain("department_id", "=", department.id)
        if times < number or self.search_count(same & Domain("raised_at", ">", since), limit=1):
            return self.browse()
        today = company._hcs_local_date(now)
        window = (today - EPOCH).days // days
        self.flush_model()
        # two people may name the third cause at the same moment: one row is kept
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO hcs_complaint_alarm (create_uid, create_date, write_uid, write_date, company_id,
                cause_id, department_id, raised_at, date_from, date_to, window_no, occurrences, state)
                VALUES (%(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC', %(company)s, %(cause)s,
                %(department)s, %(now)s, %(first)s, %(last)s, %(window)s, %(times)s, 'raised')
                ON CONFLICT DO NOTHING RETURNING id""",
                uid=self.env.uid,
                company=company.id,
                cause=cause.id,
                department=department.id,
                now=now,
                first=company._hcs_local_date(since),
                last=today,
                window=window,
                times=times,
            )
        )
        alarm = self.browse([row[0] for row in rows])
        if alarm:
            alarm._tell_direction()
        return alarm

    def _tell_direction(self):
        people = self.env["hcs.complaint.level.step"]._members(self.env.ref(DIRECTORS), self.company_id)
        for user in people:
            told = self.with_context(lang=user.lang)
            self.activity_schedule(ACTIVITY, user_id=user.id)
            user._bus_send(
                "simple_notification",
                {"type": "warning", "title": told.env._("Repeated cause"), "message": told.display_name},
            )

    # ACTIONS
    @arguments(response=a_text)
    def action_acknowledge(self, response):
        """The direction has seen it, and says what is done."""
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in (DIRECTORS, EXECUTIVES)):
            raise AccessError(self.env._("The direction acknowledges an alarm. Ask a director."))
        if not isinstance(response, str) or not response.strip():
            raise UserError(self.env._("Write down what is done about the cause."))
        for alarm in self:
            if alarm.state != "raised":
                raise UserError(self.env._("This alarm was acknowledged already. Reload the page."))
            alarm.sudo().write(  # sudo: written by its button only
                {
                    "state": "acknowledged",
                    "acknowledged_at": fields.Datetime.now(),
                    "acknowledged_by_id": self.env.uid,
                    "response": response.strip(),
                }
            )
        self.sudo().activity_feedback([ACTIVITY])

    def action_open_acknowledge(self):
        """Open the small form that asks what is done."""
        self.ensure_one()
        return self.env["hcs.complaint.note.wizard"]._open("alarm", self.env._("What Is Done?"), alarm_id=self)

    def action_complaints(self):
        """Show the complaints it counted, as far as the reader may see them."""
        self.ensure_one()
        since = fields.Datetime.subtract(self.raised_at, days=(self.date_to - self.date_from).days)
        domain = self._counted_domain(self.company_id, self.cause_id, self.department_id, since, self.raised_at)
        allegations = self.env["hcs.complaint.allegation"].search(domain)
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_complaint_ticket_action")
        return {**action, "domain": [("id", "in", allegations.ticket_id.ids)], "context": {}}
