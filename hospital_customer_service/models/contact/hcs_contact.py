from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.mask import is_masked
from ..common.hcs_masked_mixin import PII_GROUP

CONTACT_CHANNELS = [
    ("call", "Call"),
    ("sms", "SMS"),
    ("email", "E-mail"),
    ("wechat", "WeChat"),
    ("visit", "In person"),
    ("letter", "Letter"),
    ("web", "Web"),
]
CONTACT_PURPOSES = [
    ("followup", "Follow-up care"),
    ("survey", "Surveys"),
    ("reminder", "Reminders"),
    ("greeting", "Greetings"),
    ("marketing", "Marketing"),
    ("service", "Service"),
]
# clocks of desks differ a little
SKEW = timedelta(minutes=2)


class HcsContact(models.Model):
    """One time somebody reached, or tried to reach, somebody: the ledger of every room."""

    _name = "hcs.contact"
    _inherit = [
        "hcs.ledger.mixin",
        "hcs.linked.mixin",
        "hcs.masked.mixin",
        "hcs.forbidden.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
        "hcs.input.mixin",
    ]
    _description = "Contact with a person"
    _order = "started_at desc, id desc"
    _check_company_auto = True
    _flow_fields = frozenset({"message_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    patient_id = fields.Many2one("hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True)
    caller_name = fields.Char("Caller", help="Who was spoken to, when it was not the patient.")
    channel = fields.Selection(CONTACT_CHANNELS, required=True, default="call")
    direction = fields.Selection([("in", "Incoming"), ("out", "Outgoing")], required=True, default="out")
    purpose = fields.Selection(CONTACT_PURPOSES, required=True, default="service")
    number = fields.Char("Full number", groups=PII_GROUP, copy=False)
    number_masked = fields.Char(
        "Number",
        compute="_compute_number_masked",
        search="_search_number_masked",
        readonly=False,
        compute_sudo=True,
        help="The number or address that was used; its beginning is hidden from those who may not see it.",
    )
    started_at = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    ended_at = fields.Datetime()
    duration = fields.Float("Duration (minutes)", compute="_compute_duration", aggregator=None)
    reached = fields.Boolean(
        "Person reached",
        default=True,
        help="Off for a call that nobody answered: it does not count where contacts of a person are limited.",
    )
    outcome = fields.Char("Outcome code")
    outcome_name = fields.Char("Outcome", compute="_compute_outcome_name", compute_sudo=True)
    user_id = fields.Many2one(
        "res.users", "Agent", index="btree_not_null", ondelete="restrict", default=lambda self: self.env.user
    )
    res_model = fields.Char("Record type", readonly=True, help="The kind of record this contact belongs to.")
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    message_id = fields.Many2one("hcs.message", index="btree_not_null", ondelete="restrict", readonly=True)
    note = fields.Text()

    _started_idx = models.Index("(started_at DESC, id DESC)")
    _patient_idx = models.Index("(patient_id, started_at DESC) WHERE patient_id IS NOT NULL")
    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    _somebody = models.Constraint(
        "CHECK (patient_id IS NOT NULL OR caller_name IS NOT NULL)",
        "Say who was contacted: a patient or the name of a caller.",
    )

    @api.depends("patient_id", "caller_name", "started_at")
    def _compute_display_name(self):
        for contact in self:
            contact.display_name = contact.patient_id.display_name or contact.caller_name or self.env._("Contact")

    @api.depends("number")
    def _compute_number_masked(self):
        self._mask_into("number", "number_masked")

    def _search_number_masked(self, operator, value):
        return self._search_masked("number", operator, value)

    @api.depends("outcome")
    @api.depends_context("lang")
    def _compute_outcome_name(self):
        """The words for the code, which the room that wrote it knows."""
        names = {
            "message_sent": self.env._("Message sent"),
            "message_unknown": self.env._("Message sent, outcome unknown"),
            "message_failed": self.env._("Message failed"),
            "message_reply": self.env._("Answered a message"),
        }
        for contact in self:
            contact.outcome_name = names.get(contact.outcome, contact.outcome)

    @api.depends("started_at", "ended_at")
    def _compute_duration(self):
        for contact in self:
            seconds = (contact.ended_at - contact.started_at).total_seconds() if contact.ended_at else 0.0
            contact.duration = seconds / 60.0

    @api.constrains("started_at", "ended_at")
    def _check_times(self):
        for contact in self:
            if contact.ended_at and contact.ended_at < contact.started_at:
                raise ValidationError(self.env._("A contact cannot end before it starts."))

    @api.model_create_multi
    def create(self, vals_list):
        """Take the number through its masked twin: agents enter numbers that they may not read back.

        Whoever writes the line is the one who was in contact, and not before it happened.
        """
        if not self.env.su:
            vals_list = [{**vals, "user_id": self.env.uid} for vals in vals_list]
            latest = fields.Datetime.now() + SKEW
            for vals in vals_list:
                self._check_input(vals)
                if vals.get("started_at") and fields.Datetime.to_datetime(vals["started_at"]) > latest:
                    raise ValidationError(self.env._("A contact is written down after it happened. Check the time."))
        numbers = [vals.get("number_masked") for vals in vals_list]
        vals_list = [{name: vals[name] for name in vals if name != "number_masked"} for vals in vals_list]
        if not any(numbers):
            return super().create(vals_list)
        if any(is_masked(number) for number in numbers):
            raise ValidationError(self.env._("Type the whole number: a masked one cannot be kept."))
        self.check_access("create")
        for vals, number in zip(vals_list, numbers, strict=True):
            if number:
                vals["number"] = number
        # sudo: for the column of the number only; the rules are asked before and after
        contacts = super(HcsContact, self.sudo()).create(vals_list).with_env(self.env)
        contacts.check_access("create")
        return contacts

    @api.model
    def _of(self, records):
        """Contacts that belong to ``records``."""
        return self.search(Domain("res_model", "=", records._name) & Domain("res_id", "in", records.ids))
