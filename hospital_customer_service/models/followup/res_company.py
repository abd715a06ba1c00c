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
    _hcs_retry_days_positive = models.Constraint(
        "CHECK (hcs_retry_days >= 0 AND hcs_same_agent_days >= 0)", "The days cannot be negative."
    )
    _hcs_overdue_days_positive = models.Constraint(
        "CHECK (hcs_overdue_days >= 0)", "The days an overdue task stays open cannot be negative."
    )
