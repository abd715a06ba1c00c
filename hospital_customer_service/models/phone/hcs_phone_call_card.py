from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..common.arguments import a_record, a_text, arguments
from ..common.hcs_masked_mixin import PII_GROUP
from ..desk.hcs_service_record import OPEN_STATES
from ..followup.hcs_followup_task import TODO_STATES
from .hcs_phone_call_events import FRESH

CENTRE = "hospital_customer_service.group_hcs_agent"
# a number of an office may belong to many; the card says how many more there are
MOST_PATIENTS = 20
MOST_LINES = 8


class HcsPhoneCall(models.Model):
    """What the one who is rung sees of the caller (SVC-09; FEATURES D18).

    The message to the screen carries the number of our row alone; the card is read with the rights of its reader.
    """

    _inherit = "hcs.phone.call"

    candidate_ids = fields.Many2many("hcs.patient", string="Patients with this number", compute="_compute_candidates")

    def _compute_candidates(self):
        for call in self:
            call.candidate_ids = call._candidates()

    def _candidates(self):
        """All patients who can be reached at the number of this call and whom the reader may see."""
        number = self.sudo().number  # sudo: compared, never shown
        if not number or self.direction == "internal":
            return self.env["hcs.patient"]
        queries = self.env["hcs.patient"].sudo()._search_number_queries(number)
        found = self.env["hcs.patient"]
        for query in queries[:1]:
            found = found.search(Domain("id", "in", query), limit=MOST_PATIENTS + 1)
        return found

    # ---------------------------------------------------------------- to the screen

    def _show_to(self, users):
        """Let the card appear at ``users`` and nowhere else."""
        for user in users.filtered(lambda user: user.active and user.has_group(CENTRE)):
            user._bus_send("hcs_phone/ring", {"call": self.id})

    def _tell_change(self):
        """The telephone rings no longer, or somebody spoke: cards follow."""
        for user in self.rang_user_ids | self.user_id:
            user._bus_send("hcs_phone/change", {"call": self.id, "state": self.state, "user": self.user_id.id})

    @api.model
    def get_ringing(self):
        """Calls that ring at the reader now, for a screen that was opened meanwhile."""
        self.browse().check_access("read")
        since = fields.Datetime.now() - FRESH
        mine = Domain("state", "=", "ringing") & Domain("rang_user_ids", "in", self.env.uid)
        return self.search(mine & Domain("started_at", ">=", since) & Domain("direction", "!=", "out")).ids

    def get_card(self):
        """The card of a call that rang at the reader: who it may be, and what is open for them.

        :return: dict of plain values; ``patients`` has every patient with this number whom the reader may see
        """
        self.ensure_one()
        self.check_access("read")
        if self.env.user not in self.rang_user_ids | self.user_id:
            raise AccessError(self.env._("This call rang at another telephone."))
        patients = self._candidates()
        shown = patients[:MOST_PATIENTS]
        records, tasks = self._card_records(shown), self._card_tasks(shown)
        return {
            "id": self.id,
            "state": self.state,
            "mine": self.user_id == self.env.user,
            "agent": self.user_id.name or "",
            "internal": self.direction == "internal",
            "withheld": self.withheld,
            "number": self.number_masked or "",
            "queue": self.queue or "",
            "missed": self._missed_before(),
            "patients": [self._card_patient(patient, records, tasks) for patient in shown],
            "more": len(patients) > len(shown),
            "records": [] if shown else [self._card_record(record) for record in self._card_open_calls()],
            "may_follow_up": self.env["hcs.followup.task"].has_access("write"),
        }

    def _card_patient(self, patient, records, tasks):
        own = records.filtered(lambda record: record.patient_id == patient)
        due = tasks.filtered(lambda task: task.patient_id == patient)
        facts = (patient.age_text, patient.mrn, self._whose(patient))
        return {
            "id": patient.id,
            "name": patient.name,
            "facts": " · ".join(fact for fact in facts if fact),
            "records": [self._card_record(record) for record in own[:MOST_LINES]],
            "record_count": len(own),
            "tasks": [self._card_task(task) for task in due[:MOST_LINES]],
        }

    def _whose(self, patient):
        """Whose telephone it is, where it is not the patient's own."""
        digits = self.sudo().digits  # sudo: compared, never shown
        phone = patient.sudo().phone_ids.filtered(lambda line: line.digits == digits)[:1]
        if not phone or phone.relation == "self":
            return ""
        relations = dict(phone._fields["relation"]._description_selection(self.env))
        return relations[phone.relation]

    def _card_records(self, patients):
        """Open service records of ``patients``, the most urgent first."""
        if not patients:
            return self.env["hcs.service.record"]
        domain = Domain("patient_id", "in", patients.ids) & Domain("state", "in", OPEN_STATES)
        return self.env["hcs.service.record"].search(domain, order="next_due_at, id desc", limit=100)

    def _card_open_calls(self):
        """Open service records of somebody without a card who calls from this number."""
        digits = self.sudo().digits  # sudo: compared, never shown
        records = self.env["hcs.service.record"]
        if not digits:
            return records
        of_number = Domain("id", "in", records.sudo()._search(Domain("caller_digits", "=", digits)))
        return records.search(of_number & Domain("state", "in", OPEN_STATES), order="next_due_at, id desc", limit=8)

    def _card_tasks(self, patients):
        """Follow-ups of ``patients`` that are due by now."""
        tasks = self.env["hcs.followup.task"]
        if not patients or not tasks.has_access("read"):
            return tasks
        due = Domain("not_before", "=", False) | Domain("not_before", "<=", fields.Datetime.now())
        domain = Domain("patient_id", "in", patients.ids) & Domain("state", "in", TODO_STATES) & due
        return tasks.search(domain, order="due_at, id", limit=100)

    def _card_record(self, record):
        states = dict(record._fields["state"]._description_selection(self.env))
        return {
            "id": record.id,
            "reference": record.reference,
            "type": record.type_id.name or "",
            "subject": record.subject or "",
            "state": states[record.state],
            "due": fields.Datetime.to_string(record.next_due_at) or "",
            "agent": record.user_id.name or "",
        }

    def _card_task(self, task):
        return {
            "id": task.id,
            "name": task.step_id.name or "",
            "department": task.department_id.name or "",
            "due": fields.Datetime.to_string(task.due_at) or "",
        }

    def _missed_before(self):
        """How many calls of this number nobody answered since it was last reached."""
        call = self.sudo()  # sudo: the number is compared, never shown
        return len(call._lost_since_reached()) if call.digits else 0

    # ---------------------------------------------------------------- buttons of the card

    def action_new_record(self):
        """Register what the caller asks; the number comes along without being shown in full."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_service_intake_action")
        action["context"] = {"default_phone_call_id": self.id, "default_channel": "phone"}
        patients = self._candidates()
        if len(patients) == 1:
            action["context"]["default_patient_id"] = patients.id
        return action

    @arguments(task_id=a_record("hcs.followup.task"))
    def action_follow_up(self, task_id):
        """Ask what a follow-up would have asked, now that the patient is on the line (D18).

        The console goes on with it as an incoming call: no hours, nothing to dial, and it counts as reached.
        """
        self.ensure_one()
        self.check_access("read")
        task = self.env["hcs.followup.task"].browse(task_id)
        task.check_access("write")
        if task.patient_id not in self._candidates():
            raise UserError(self.env._("This follow-up is of somebody who does not have this number."))
        # sudo: the link follows from what is done
        self.sudo().write({"followup_task_id": task.id, "patient_id": task.patient_id.id})
        action = self.env["ir.actions.actions"]._for_xml_id("hospital_customer_service.hcs_call_console_action")
        return action | {"params": {"task_id": task.id, "incoming": True}}

    @arguments(patient_id=a_record("hcs.patient"))
    def action_choose_patient(self, patient_id):
        """Say who of those with this number is on the line, and open the card."""
        self.ensure_one()
        self.check_access("write")
        patient = self.env["hcs.patient"].browse(patient_id)
        patient.check_access("read")
        self.patient_id = patient
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.patient",
            "res_id": patient.id,
            "views": [(False, "form")],
        }

    @arguments(record_id=a_record("hcs.service.record"))
    def action_choose_record(self, record_id):
        """Open the request the caller asks about; the call belongs to it from now on."""
        self.ensure_one()
        self.check_access("write")
        record = self.env["hcs.service.record"].browse(record_id)
        record.check_access("read")
        self._link_record(record)
        return record._get_form_action()

    def _link_record(self, record):
        """The request this call was about, and with it the patient."""
        for call in self.sudo():  # sudo: the link follows from what is done
            call.service_record_id = record
            if record.sudo().patient_id:
                call.patient_id = record.sudo().patient_id

    def action_wrong_transfer(self):
        """Whoever got the call says that it was put through to the wrong place."""
        self.check_access("write")
        for call in self.sudo():  # sudo: written by this button alone
            if not call.transfers:
                raise UserError(self.env._("This call was not put through."))
            if not call.wrong_transfer:
                call.write({"wrong_transfer": True, "wrong_transfer_user_id": self.env.uid})

    @arguments(field=a_text, reason=a_text)
    def action_reveal(self, field="number", reason=None):
        """The whole number, for those who may see it; the look is logged where it is a patient's."""
        self.ensure_one()
        if self.sudo().patient_id:
            return self.sudo().patient_id.with_env(self.env)._reveal(self, field, reason)
        column = self._fields.get(field)
        if not column or column.groups != PII_GROUP:
            raise UserError(self.env._("There is nothing to reveal in this field."))
        self.check_access("read")
        return self[field]
