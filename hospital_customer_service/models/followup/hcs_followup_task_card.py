from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..common.hcs_masked_mixin import PII_GROUP
from .hcs_followup_task import CENTRE

LAST_CONTACTS = 5


class HcsFollowupTask(models.Model):
    """What the agent sees before and during the call (FUP-05); nothing of it is stored."""

    _inherit = "hcs.followup.task"

    plan_id = fields.Many2one(related="step_id.plan_id", string="Plan")
    channel = fields.Selection(related="step_id.channel")
    patient_sex = fields.Selection(related="patient_id.sex", groups=CENTRE)
    patient_age = fields.Char(related="patient_id.age_text", string="Age", groups=CENTRE)
    patient_mrn = fields.Char(related="patient_id.mrn", groups=CENTRE)
    patient_allergies = fields.Text(related="patient_id.allergies", groups=CENTRE)
    patient_history = fields.Text(related="patient_id.history", groups=CENTRE)
    patient_notes = fields.Text(related="patient_id.notes", groups=CENTRE)
    patient_language = fields.Char(related="patient_id.language", groups=CENTRE)
    patient_special_care = fields.Char(related="patient_id.special_care", string="Special care", groups=CENTRE)
    may_tell_relatives = fields.Boolean(
        compute="_compute_may_tell_relatives", groups=CENTRE, help="Whether a relative who answers may be told."
    )
    may_promote = fields.Boolean(
        compute="_compute_may_promote", groups=CENTRE, help="The patient agreed to offers (FUP-18)."
    )
    kept_secret = fields.Boolean(related="patient_id.kept_secret", groups=CENTRE)
    secret_to = fields.Text(related="patient_id.secret_to", groups=CENTRE)
    phone_ids = fields.One2many(related="patient_id.phone_ids", string="Numbers", groups=CENTRE)
    practitioner_id = fields.Many2one(related="visit_id.practitioner_id", string="Doctor")
    visit_kind = fields.Selection(related="visit_id.kind", string="Kind of visit")
    diagnosis = fields.Text(related="visit_id.diagnosis")
    surgery_name = fields.Char(related="visit_id.surgery_name")
    surgery_at = fields.Datetime(related="visit_id.surgery_at", string="Operated on")
    discharged_at = fields.Datetime(related="visit_id.discharged_at", string="Discharged on")
    currency_id = fields.Many2one(related="visit_id.currency_id")
    amount_spent = fields.Monetary(related="visit_id.amount_spent", string="Amount")
    last_outcome_id = fields.Many2one("hcs.call.outcome", "Last outcome", compute="_compute_last_outcome_id")
    alert = fields.Char(compute="_compute_alert", string="Before you call", groups=CENTRE)
    has_number = fields.Boolean(compute="_compute_has_number", search="_search_has_number", groups=CENTRE)
    dial_number = fields.Char("Number to dial", compute="_compute_dial_number", groups=PII_GROUP)
    dial_number_masked = fields.Char("Number", compute="_compute_dial_number_masked", groups=CENTRE)
    script = fields.Html(compute="_compute_script", sanitize=False, groups=CENTRE)
    last_contacts = fields.Html(compute="_compute_last_contacts", sanitize=False, groups=CENTRE)
    # the context of the view does not travel with the save of the card: without this one, lines would lose their task
    opinion_ids = fields.One2many(
        "hcs.opinion",
        "res_id",
        "Opinions",
        domain=[("res_model", "=", "hcs.followup.task")],
        context={"default_res_model": "hcs.followup.task"},
    )

    @api.depends("last_outcome")
    def _compute_last_outcome_id(self):
        outcomes = self.env["hcs.call.outcome"].with_context(active_test=False).search([])  # pylint: disable=no-search-all
        by_code = {outcome.code: outcome for outcome in outcomes}
        for task in self:
            task.last_outcome_id = by_code.get(task.last_outcome, outcomes.browse())

    @api.depends("patient_id.phone_ids.wrong")
    def _compute_has_number(self):
        for task in self:
            task.has_number = task._has_number()

    def _search_has_number(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("patient_id.phone_ids", "any", [("wrong", "=", False)]) | Domain("patient_id", "=", False)

    def _has_number(self):
        return bool(self._get_phones())

    @api.depends("patient_id", "state", "next_try_at")
    def _compute_alert(self):
        """The guard's reason, asked now: a patient who must not be called, or a closed window."""
        guard = self.env["hcs.contact.guard"]
        now = fields.Datetime.now()
        for task in self:
            task.alert = False
            somebody = task.patient_id or task.service_record_id
            if task.state in ("open", "in_progress") and somebody and task.company_id and task.step_id:
                code = task._guard_code(now)
                code = code or (not task._is_agreed(now) and task._hold_reason(now))
                task.alert = guard._reason_text(code) or False

    @api.depends("patient_id")
    def _compute_may_tell_relatives(self):
        for task in self:
            task.may_tell_relatives = bool(task.patient_id) and task._may_tell_relatives()

    @api.depends("patient_id")
    def _compute_may_promote(self):
        """A clinical call offers nothing to whoever has not agreed to it (FUP-18)."""
        patients = self.sudo().patient_id  # sudo: a verdict
        states = patients._consent_states("marketing", "call") if patients else {}
        for task in self:
            task.may_promote = states.get(task.sudo().patient_id.id) == "given"

    @api.depends("patient_id.phone_ids", "state", "dialled_at", "incoming")
    @api.depends_context("uid")
    def _compute_dial_number(self):
        """The number in full, for the call in hand only; ``action_dial`` logged that it is shown."""
        for task in self:
            in_hand = task.state == "in_progress" and task.dialled_at and task.user_id == self.env.user
            # who called is not dialled
            in_hand = in_hand and not task.incoming
            task.dial_number = task._line_dialled(task._get_phone())[0] if in_hand else False

    @api.depends("patient_id.phone_ids")
    def _compute_dial_number_masked(self):
        for task in self:
            task.dial_number_masked = task._line_dialled(task._get_phone())[1]

    @api.depends("step_id", "patient_id")
    @api.depends_context("lang", "uid")
    def _compute_script(self):
        labels = self._script_labels()
        for task in self:
            script = task.step_id._get_script()
            parts = script._render(task.patient_id, visit=task.visit_id) if script else {}
            task.script = Markup().join(
                Markup("<h5 class='mt-2 mb-1'>%s</h5><p style='white-space: pre-line'>%s</p>")
                % (labels.get(name, name), text)
                for name, text in parts.items()
                if text
            )

    @api.model
    def _script_labels(self):
        return {
            name: values["string"]
            for name, values in self.env["hcs.script.version"].fields_get([], ["string"]).items()
        }

    @api.depends("patient_id")
    @api.depends_context("lang", "tz")
    def _compute_last_contacts(self):
        channels = dict(self.env["hcs.contact"]._fields["channel"]._description_selection(self.env))
        for task in self:
            contacts = task._contact_records()
            task.last_contacts = Markup().join(
                Markup("<div>%s · %s · %s%s</div>")
                % (
                    fields.Datetime.context_timestamp(task, contact.started_at).strftime("%Y-%m-%d %H:%M"),
                    channels[contact.channel],
                    contact.outcome_name or "",
                    f" · {contact.note}" if contact.note else "",
                )
                for contact in contacts
            )

    def _contact_records(self):
        """The last contacts of the person, the latest first."""
        return self.env["hcs.contact"].search([("patient_id", "=", self.patient_id.id)], limit=LAST_CONTACTS)

    def _log_number_shown(self):
        """Showing the number in full is a look at personal data, whoever asked for the call (SEC-01)."""
        if not self.env.user.has_group(PII_GROUP):
            return
        # sudo: nobody writes the log by hand
        self.env["hcs.access.log"].sudo().create(
            [
                {
                    "user_id": self.env.uid,
                    "patient_id": task.patient_id.id,
                    "company_id": task.company_id.id,
                    "kind": "reveal",
                    "model": task._name,
                    "detail": "number",
                }
                for task in self.filtered("patient_id")
            ]
        )
