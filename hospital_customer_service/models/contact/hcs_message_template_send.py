from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models

from ...tools.mask import mask_name
from ...tools.message_text import clinical_words, placeholders
from .hcs_contact_guard import CONSENT_PURPOSES

# reasons that pass with the hours: the message waits
HOUR_REASONS = ("outside_window", "holiday")
# a name that tells about an illness is replaced, because the message has a sense without it
NEUTRAL = ("department", "doctor", "place")


class HcsMessageTemplate(models.Model):
    """How a message gets on its way: the guard is asked, then it waits in the queue for its hour."""

    _inherit = "hcs.message.template"

    @api.model
    def _send(
        self,
        code,
        patients_or_pairs,
        params_by_patient=None,
        purpose=None,
        res=None,
        at=None,
        phone=None,
        key=None,
        until=None,
    ):
        """Send the message ``code`` to each patient, now or at the next allowed hour; the seam of every room.

        Nothing leaves before the transaction is committed. A template that was archived switches its message off.

        :param patients_or_pairs: patients, or pairs of a patient and the record it is about; an empty patient is a
            caller without a card, who needs ``phone``
        :param params_by_patient: ``{patient_id: values}`` of the places, or one dict of values for all of them; names
            of the patient and the hospital are known
        :param purpose: of the template where left out; a template that needs a consent keeps its own
        :param res: record it is about, where there is one for all
        :param at: not before this moment, naive UTC
        :param phone: ``hcs.patient.phone`` or a number to use instead of the patient's preferred one
        :param key: tells two messages of one kind about one record apart, such as two calls in a queue
        :param until: of no use later than this, naive UTC
        :return: ``{patient_id: reason code, or False where it is on its way}``
        """
        pairs = (
            [(patient, res) for patient in patients_or_pairs or [self.env["hcs.patient"]]]
            if patients_or_pairs is None or hasattr(patients_or_pairs, "_name")
            else [pair if isinstance(pair, tuple) else (pair, res) for pair in patients_or_pairs]
        )
        orders = [
            {
                "patient": patient,
                "record": record,
                "params": self._params_of(params_by_patient, patient),
                "phone": phone,
                "key": key,
                "at": at,
                "until": until,
            }
            for patient, record in pairs
        ]
        return self._send_orders(code, orders, purpose)

    @api.model
    def _params_of(self, params_by_patient, patient):
        params = params_by_patient or {}
        if all(isinstance(value, dict) for value in params.values()):
            return params.get(patient.id) or {}
        return params

    @api.model
    def _send_orders(self, code, orders, purpose=None):
        """Bulk form of :meth:`_send`: each order with its own record, values and times."""
        answers = {}
        for order in orders:
            record, patient = order["record"], order["patient"]
            company = record.sudo().company_id if record and "company_id" in record._fields else None
            order["company"] = company or patient.sudo().company_id or self.env.company
        for company in {order["company"] for order in orders}:
            mine = [order for order in orders if order["company"] == company]
            template = self._find(code, company)
            if not template:
                answers |= {order["patient"].id: "no_template" for order in mine}
                continue
            if template.purpose in CONSENT_PURPOSES:
                answers |= template._enqueue(company, mine, template.purpose)
            else:
                answers |= template._enqueue(company, mine, purpose or template.purpose)
        return answers

    def _enqueue(self, company, orders, purpose):
        """Make the rows of ``orders``, refused ones too, so that somebody sees why nothing came."""
        self.ensure_one()
        self._complete_orders(company, orders)
        # sudo: the queue belongs to the system; who may cause a message was decided by the caller
        messages = self.env["hcs.message"].sudo()
        known = self._known_keys(company, orders)
        answers, rows = {}, []
        self._ask_guard(company, orders, purpose)
        for order in orders:
            if order["event_key"] in known:
                answers.setdefault(order["patient"].id, "already_sent")
                continue
            known.add(order["event_key"] or object())
            rows.append(self._prepare_message_values(company, order, purpose))
        self._refuse_too_many(rows)
        answers |= {row["patient_id"]: row["reason"] if row["state"] != "queued" else False for row in rows}
        made = messages.create(rows)
        made._queue()
        made._tell()
        return answers

    def _complete_orders(self, company, orders):
        """Gateway, hours and name of each order."""
        now, provider = fields.Datetime.now(), company._hcs_sms_provider()
        for order in orders:
            order["provider"] = provider
            order["event_key"] = self._event_key(order)
            order["at"] = max(now, order["at"] or now)
            if self.expiry_hours:
                latest = order["at"] + timedelta(hours=self.expiry_hours)
                order["until"] = min(latest, order["until"] or latest)

    @api.model
    def _known_keys(self, company, orders):
        """Names of those orders that were sent, or refused, before."""
        keys = [order["event_key"] for order in orders if order["event_key"]]
        # sudo: whether there was one, nothing of it
        messages = self.env["hcs.message"].sudo()
        return set(messages.search([("company_id", "=", company.id), ("event_key", "in", keys)]).mapped("event_key"))

    def _event_key(self, order):
        """What happened: one message of one kind about one record, or about one ``key``, for one person."""
        record, key = order["record"], order["key"]
        if not record and not key:
            return False
        about = f"{record._name},{record.id}" if record else ""
        return ":".join((self.code, about, str(order["patient"].id or ""), str(key or "")))

    def _ask_guard(self, company, orders, purpose):
        guard = self.env["hcs.contact.guard"]
        groups = {}
        for order in orders:
            groups.setdefault((order["at"], bool(order["phone"])), []).append(order)
        for (at, number_known), group in groups.items():
            patients = self.env["hcs.patient"].browse({order["patient"].id for order in group if order["patient"]})
            verdicts = guard._check(patients, purpose, "sms", at, company=company, number_known=number_known)
            for order in group:
                order["reason"] = (
                    verdicts[order["patient"].id]
                    if order["patient"]
                    else guard._time_reason(company, "sms", at, None, False, False, purpose)
                )

    def _prepare_message_values(self, company, order, purpose):
        patient, record = order["patient"], order["record"]
        # sudo: the number is read by the queue, never by whoever caused the message
        patient_sudo = patient.sudo()
        params, problem = self._fill_params(company, patient_sudo, order["params"])
        number, wrong = self._number_for(company, patient_sudo, order["phone"])
        reason = problem or wrong or order["reason"]
        planned_at, state = order["at"], "queued"
        if reason in HOUR_REASONS:
            planned_at = self.env["hcs.contact.guard"]._next_allowed(company, purpose, "sms", order["at"])
            if planned_at and not (order["until"] and planned_at >= order["until"]):
                reason = False
            else:
                state, planned_at = "expired", False
        elif reason:
            state = "refused"
        elif order["until"] and planned_at >= order["until"]:
            state, reason = "expired", "outside_window"
        lang = company._hcs_message_language()
        missing = dict.fromkeys(placeholders(self.with_context(lang=lang).body), "…")
        return {
            "company_id": company.id,
            "template_id": self.id,
            "code": self.code,
            "purpose": purpose,
            "patient_id": patient.id,
            "caller_name": False if patient else self._caller_name(record),
            "number": number,
            "body": self.with_context(lang=lang).with_company(company)._compose(missing | params),
            "params": params,
            "provider_id": order["provider"].id,
            "provider_code": order["provider"]._template_code(self),
            "sms_uuid": uuid4().hex,
            "state": state,
            "reason": reason,
            "planned_at": planned_at,
            "expires_at": order["until"],
            "user_id": self.env.uid,
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
            "event_key": order["event_key"],
        }

    @api.model
    def _caller_name(self, record):
        """Whom the message went to, shortened: the ledger is read by people who may not see the whole name."""
        name = record.sudo().caller_name if record and "caller_name" in record._fields else False
        return mask_name(name) or self.env._("Caller")

    @api.model
    def _number_for(self, company, patient, phone):
        """The number to write to, and why there is none."""
        if isinstance(phone, str):
            number = self.env["hcs.patient.phone"]._format_e164(phone, company.country_id.code)
            return number or phone, False if number else "wrong_number"
        if phone:
            phone = phone.sudo()
            return phone.e164 or phone.number, "wrong_number" if phone.wrong or phone.invalid else False
        phone = patient._preferred_phone() if patient else self.env["hcs.patient.phone"]
        return phone.e164 or phone.number, False if patient else "no_number"

    def _fill_params(self, company, patient, given):
        """Values for the places of this template, in the hospital's language, and what is wrong with them."""
        template = self.with_context(lang=company._hcs_message_language())
        script = template.env["hcs.script"]
        values = {
            "patient_title": script._patient_title(patient) if patient else template.env._("you"),
            "hospital": company.name,
            "phone": company.phone,
            **given,
        }
        neutral = {
            "department": template.env._("the clinic"),
            "doctor": template.env._("your doctor"),
            "place": template.env._("the hospital"),
        }
        for name in NEUTRAL:
            if not values.get(name) or patient.kept_secret or clinical_words(str(values[name])):
                values[name] = neutral[name]
        params = {name: str(values[name]) for name in placeholders(template.body) if values.get(name)}
        if set(placeholders(template.body)) - params.keys():
            return params, "missing_value"
        if any(clinical_words(value) for name, value in params.items() if name in given and name not in NEUTRAL):
            return params, "clinical_content"
        return params, False
