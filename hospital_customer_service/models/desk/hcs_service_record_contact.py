from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.mask import is_masked
from ..common.arguments import a_choice, a_flag, a_moment, a_number, a_record, a_text, arguments
from .hcs_service_record import CENTRE, OPEN_STATES

# somebody is spoken to at that moment: the first response is the opening itself
LIVE_CHANNELS = ("phone", "in_person", "on_site")
LEDGER_CHANNELS = {"phone": "call", "in_person": "visit", "on_site": "visit", "his": "web"}
TAIL = 8


class HcsServiceRecord(models.Model):
    """Each call, message and visit to the desk about one request; a second one does not make a second record."""

    _inherit = "hcs.service.record"

    similar_ids = fields.Many2many(
        "hcs.service.record", string="Open requests of the same person", compute="_compute_similar_ids", groups=CENTRE
    )
    last_contact_at = fields.Datetime("Last contact", compute="_compute_last_contact_at", groups=CENTRE)

    @api.depends("patient_id", "type_id", "caller_phone", "caller_phone_masked", "state")
    def _compute_similar_ids(self):
        for record in self:
            record.similar_ids = record._find_similar() if record.state in (*OPEN_STATES, False) else False

    @api.depends("contact_ids")
    def _compute_last_contact_at(self):
        for record in self:
            record.last_contact_at = record.contact_ids[:1].started_at

    # ---------------------------------------------------------------- actions

    @arguments(
        channel=a_text,
        direction=a_choice("direction", "hcs.contact"),
        note=a_text,
        number=a_text,
        started_at=a_moment,
        ended_at=a_moment,
        outcome=a_text,
        reached=a_flag,
        answered=a_flag,
    )
    def action_add_contact(
        self,
        channel=None,
        direction="in",
        note=None,
        number=None,
        started_at=None,
        ended_at=None,
        outcome=None,
        reached=True,
        answered=False,
    ):
        """Write one contact into the ledger and let the record follow from it.

        What comes from the customer ends the waiting; what reaches the customer is a response.

        :param channel: how, as on the record; the record's own channel by default
        :param direction: "in" from the customer, "out" to the customer
        :param number: number or address that was used, where it is not the caller's
        :param reached: False for a call that nobody answered
        :param answered: the customer's question was answered with it
        :return: the id of the line
        """
        self.ensure_one()
        self.check_access("write")
        channel = channel or self.channel
        if channel not in self._fields["channel"].get_values(self.env):
            raise UserError(self.env._("There is no channel “%(channel)s”.", channel=str(channel)[:40]))
        at = fields.Datetime.to_datetime(started_at) or fields.Datetime.now()
        if at > fields.Datetime.now() and not self.env.su:
            raise UserError(self.env._("A contact cannot be recorded before it happens."))
        source = self.sudo()  # sudo: the number goes into the ledger, which hides it as well
        contact = self.env["hcs.contact"].create(
            {
                "patient_id": source.patient_id.id,
                "caller_name": False if source.patient_id else self.env._("Caller of %s", self.reference),
                "channel": LEDGER_CHANNELS.get(channel, channel),
                "direction": direction,
                "purpose": "service",
                "number_masked": number or source.caller_phone,
                "started_at": at,
                "ended_at": ended_at,
                "outcome": outcome or (False if reached else "no_answer"),
                "note": note,
                "res_model": self._name,
                "res_id": self.id,
                "company_id": self.company_id.id,
            }
        )
        self.invalidate_recordset(["contact_ids"])
        self._after_contact(channel, direction, at, reached, answered)
        return contact.id

    def _after_contact(self, channel, direction, at, reached, answered):
        if self.state not in OPEN_STATES:
            return
        if direction == "in" and self.state == "waiting":
            self._resume(at)
        if reached and (direction == "out" or channel in LIVE_CHANNELS):
            self._mark("answered" if answered else "first_response", at)
        if reached and self.next_contact_on and self.next_contact_on <= fields.Date.context_today(self):
            self.next_contact_on = False

    @arguments(record_id=a_record(), note=a_text)
    def action_append_to(self, record_id, note=None):
        """Add this contact to ``record_id`` instead: the record just opened is merged into it."""
        self.ensure_one()
        into = self.browse(record_id)
        into.action_add_contact(channel=self.channel, note=note or self.description)
        return self.action_merge(into.id)

    @api.model
    @arguments(
        type_id=a_record("hcs.service.type"), patient_id=a_record("hcs.patient"), caller_phone=a_text, hours=a_number
    )
    def get_open_similar(self, type_id=None, patient_id=None, caller_phone=None, hours=None):
        """Open records of the same person and type that were opened a short while ago.

        :param hours: how long ago at most; what the type says by default
        :return: list of ``{id, reference, type, state, opened_at, agent}``, the newest first
        """
        self.check_access("read")
        service = self.env["hcs.service.type"].browse(type_id)
        records = self._search_similar(service, self.env["hcs.patient"].browse(patient_id), caller_phone, hours)
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": record.id,
                "reference": record.reference,
                "type": record.type_id.name,
                "state": states[record.state],
                "opened_at": fields.Datetime.to_string(record.opened_at),
                "agent": record.user_id.name or "",
            }
            for record in records
        ]

    def _find_similar(self):
        source = self.sudo()  # sudo: compares numbers that the reader may not see
        typed = source.caller_phone_masked
        phone = typed if typed and not is_masked(typed) else source.caller_phone
        others = self._search_similar(self.type_id, source.patient_id, phone)
        return others - self._origin

    def _search_similar(self, service, patient, phone, hours=None):
        if not service or not (patient or phone):
            return self.browse()
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=hours or service.merge_hours)
        person = Domain("patient_id", "=", patient.id) if patient else Domain.FALSE
        digits = self._phone_digits(phone)
        if len(digits) >= TAIL:
            # sudo: the column is hidden from agents, who know the number from the caller
            person |= Domain("id", "in", self.sudo()._search(Domain("caller_digits", "=", digits)))
        domain = Domain("type_id", "=", service.id) & Domain("state", "in", OPEN_STATES)
        return self.search(domain & Domain("opened_at", ">=", since) & person, limit=10)

    @api.model
    def _phone_digits(self, phone):
        e164 = self.env["hcs.patient.phone"]._format_e164(phone, self.env.company.country_id.code)
        return "".join(c for c in e164 or phone or "" if c.isdecimal())

    @api.model
    def _find_patients(self, phone):
        """Patients who can be reached at ``phone``: the whole number, or the digits a display shows."""
        text = (phone or "").strip()
        if len([c for c in text if c.isdecimal()]) < 4:
            return self.env["hcs.patient"]
        queries = self.env["hcs.patient"]._search_number_queries(text)
        patients = self.env["hcs.patient"]
        for query in queries[:1]:
            patients |= patients.search(Domain("id", "in", query), limit=10)
        return patients

    # ---------------------------------------------------------------- creation

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        live = records.filtered(lambda record: record.channel in LIVE_CHANNELS)
        for opened_at, of_moment in live.grouped("opened_at").items():
            of_moment._mark("first_response", opened_at)
        return records

    def _message_post_after_hook(self, message, msg_vals):
        """An e-mail of the customer is a contact: the record no longer waits."""
        if message.message_type == "email" and not message.author_id.user_ids.filtered(lambda user: not user.share):
            self.sudo()._resume_waiting()
        return super()._message_post_after_hook(message, msg_vals)

    def _resume_waiting(self):
        self.filtered(lambda record: record.state == "waiting")._resume()

    @arguments(record_id=a_record())
    def action_link(self, record_id):
        """Show two records on each other."""
        self.ensure_one()
        other = self.browse(record_id)
        (self | other).check_access("write")
        if other == self or not other:
            raise UserError(self.env._("Choose another record to link."))
        self.write({"link_ids": [Command.link(other.id)]})
        other.write({"link_ids": [Command.link(self.id)]})
