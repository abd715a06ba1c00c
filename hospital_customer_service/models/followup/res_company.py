from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_amount_unknown_as = fields.Selection(
        [("paid", "As paid"), ("unpaid", "As unpaid")],
        "Visits of unknown amount",
        default="paid",
        required=True,
        help="Which follow-up plan takes a visit whose amount the hospital system did not send. The task is flagged.",
    )
    hcs_max_failures = fields.Integer("Failures that end a task", default=3, required=True)
    hcs_one_failure_per_window = fields.Boolean(
        "One failure per calling window",
        default=True,
        help="Several failed calls in one calling window count once. Off: every failed call counts.",
    )
    hcs_inconvenient_ends = fields.Boolean(
        "“Inconvenient” ends the task",
        help="A patient who cannot talk and agrees no call-back is not called again.",
    )
    hcs_retry_days = fields.Integer(
        "Days for retries",
        default=14,
        required=True,
        help="A call is not tried again later than so many days after it was due: the task expires. 0: no such end.",
    )
    hcs_same_agent_days = fields.Integer(
        "Days a patient stays with one agent",
        default=30,
        required=True,
        help="A patient who was called in these days is dealt to the same agent again, if that agent is there.",
    )
    hcs_cycle_closing_day = fields.Integer(
        "Month closes on day", default=25, required=True,
        help="From 1 to 27, or 31 for the last day of each month. Follow-ups due later count in the next month; the "
        "summaries have the same months.",
    )  # fmt: skip
    hcs_cycle_verify_days = fields.Integer(
        "Working days to verify numbers", default=3, required=True, help="From the closing day on."
    )
    hcs_cycle_review_day = fields.Integer("Review on day", default=26, required=True)
    hcs_cycle_final_day = fields.Integer("Final result on day", default=30, required=True)
    hcs_executive_assistant_id = fields.Many2one(
        "res.users", "Executive assistant", domain="[('share', '=', False)]",
        help="Suggestions, complaints and the detail sheet of the day go here first. Empty: to the team leader.",
    )  # fmt: skip
    hcs_executive_deputy_id = fields.Many2one(
        "res.users", "Deputy of the assistant", domain="[('share', '=', False)]", help="While the assistant is away."
    )
    hcs_sheet_hour = fields.Float(
        "Detail sheet at", default=20.5, required=True, help="When the sheet of the day goes to the assistant."
    )
    hcs_proxy_needs_consent = fields.Boolean(
        "Relatives are told with consent only",
        default=True,
        help="A relative who answers completes the follow-up only when the patient agreed that relatives are told, or "
        "is under 18. Off: unless the patient refused or the condition is kept secret.",
    )
    hcs_satisfaction_reason = fields.Selection(
        [
            ("always", "When satisfied or dissatisfied"),
            ("dissatisfied", "When dissatisfied"),
            ("never", "Never"),
        ],
        "Reason of the satisfaction",
        default="always",
        required=True,
        help="Each aspect a patient is dissatisfied with needs a reason; satisfied patients need one reason per call.",
    )
    hcs_overdue_days = fields.Integer(
        "Days an overdue task stays open",
        default=1,
        required=True,
        help="An overdue task stays on the work list for so many days, then expires.",
    )

    _hcs_max_failures_positive = models.Constraint(
        "CHECK (hcs_max_failures > 0)", "A follow-up task must end after at least one failure."
    )
    _hcs_cycle_days = models.Constraint(
        "CHECK ((hcs_cycle_closing_day BETWEEN 1 AND 27 OR hcs_cycle_closing_day = 31)"
        " AND hcs_cycle_verify_days BETWEEN 1 AND 20"
        " AND hcs_cycle_review_day BETWEEN 1 AND 31 AND hcs_cycle_final_day BETWEEN 1 AND 31)",
        "The month closes on a day from 1 to 27, or on 31: the last day of each month.",
    )
    _hcs_retry_days_positive = models.Constraint(
        "CHECK (hcs_retry_days >= 0 AND hcs_same_agent_days >= 0)", "The days cannot be negative."
    )
    _hcs_overdue_days_positive = models.Constraint(
        "CHECK (hcs_overdue_days >= 0)", "The days an overdue task stays open cannot be negative."
    )

    def _hcs_get_referee(self, at=None):
        """Who gets suggestions and complaints first: the assistant, the deputy while away, else the team leader."""
        company = self.sudo()
        at = at or fields.Datetime.now()
        people = company.hcs_executive_assistant_id | company.hcs_executive_deputy_id
        absent = self.env["hcs.team"]._absent(people, at)
        present = (people - absent).filtered("active")
        team = self.env["hcs.followup.task"]._get_followup_team(company)
        return (present or people)[:1] or team.leader_id
