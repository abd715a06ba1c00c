"""ORG-02, SVC-01, APT-03: what follows from buttons and jobs is neither written nor proposed by a program."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.common import HcsCase
from tests.security.test_companies import TestCompanies

# told by the window that opens the form
GIVEN = {"company_id", "res_model", "res_id"}
MAGIC = {"id", "create_uid", "create_date", "write_uid", "write_date", "message_main_attachment_id"}
FLOWS = (
    "hcs.appointment",
    "hcs.clinic.stop",
    "hcs.clinic.stop.line",
    "hcs.collaboration",
    "hcs.complaint.answer",
    "hcs.complaint.statement",
    "hcs.complaint.ticket",
    "hcs.incident",
    "hcs.incident.step",
    "hcs.result.delivery",
    "hcs.result.item",
    "hcs.service.payment",
    "hcs.service.record",
    "hcs.service.step",
    "hcs.ward.checklist",
    "hcs.ward.checklist.line",
)
# moved by a column of its own that is checked: writing it has no effect
HARMLESS = {"hcs.collaboration.due_by_hand"}
VALUES = {"char": "x", "text": "x", "selection": "x", "boolean": True, "datetime": "2026-03-02 02:00:00"}


def kept(model):
    """Columns that no form lets anybody type."""
    return [
        field
        for field in model._fields.values()
        if field.store and field.readonly and field.name not in MAGIC | GIVEN and not field.type.endswith("2many")
    ]


@tagged("post_install", "-at_install", "hcs_security")
class TestFlowByProgram(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = TestCompanies._make_one_of_each.__func__(cls)

    def own(self, model, user=None):
        return self.made[model].with_user(user or self.user_admin)

    def test_no_field_of_a_flow_is_written_by_hand(self):
        for name in FLOWS:
            for field in kept(self.env[name]):
                if str(field) in HARMLESS:
                    continue
                for user in (self.user_agent, self.user_admin):
                    with self.subTest(field=str(field), user=user.login), self.assertRaises(UserError):
                        self.own(name, user).write({field.name: VALUES.get(field.type, 1)})

    def test_a_context_proposes_nothing_that_no_form_lets_type(self):
        """``default_state`` in the context of a call would begin a record at its end."""
        for name, model in self.env.registry.items():
            if not name.startswith("hcs.") or model._abstract or model._transient:
                continue
            records = self.as_user(self.user_agent, name)
            if not records.has_access("create"):
                continue
            names = [field.name for field in kept(records)]
            forged = {f"default_{field}": 1 for field in names}
            with self.subTest(model=name):
                honest = records.default_get(names)
                claimed = records.with_context(**forged).default_get(names)
                for values in (honest, claimed):  # moments of the default itself
                    values.update({key: True for key in values if records._fields[key].type in ("datetime", "date")})
                self.assertEqual(claimed, honest)

    def test_a_default_of_one_s_own_proposes_nothing_either(self):
        """Every employee may keep defaults; a payment does not begin as confirmed thereby."""
        defaults = self.as_user(self.user_agent, "ir.default")
        defaults.set("hcs.service.payment", "state", "confirmed", user_id=True)
        defaults.set("hcs.service.payment", "escort_id", self.user_leader.id, user_id=True)
        payment = self.as_user(self.user_agent, "hcs.service.payment").create(
            {"record_id": self.made["hcs.service.record"].id, "amount_received": 10}
        )
        self.assertEqual((payment.state, payment.escort_id), ("received", self.user_agent))

    def test_nothing_is_made_in_its_last_state(self):
        moment = "2026-03-02 02:00:00"
        payments = self.as_user(self.user_agent, "hcs.service.payment").with_context(
            default_state="confirmed", default_patient_confirmed_at=moment, default_escort_confirmed_at=moment
        )
        payment = payments.create({"record_id": self.made["hcs.service.record"].id, "amount_received": 10})
        self.assertEqual((payment.state, payment.patient_confirmed_at), ("received", False))
        steps = self.as_user(self.user_agent, "hcs.service.step")
        values = {"record_id": self.made["hcs.service.record"].id, "name": "Ask"}
        with self.assertRaises(AccessError):
            steps.create({**values, "state": "done"})
        self.assertEqual(steps.with_context(default_state="done").create(values).state, "todo")

    def test_columns_that_are_worked_out(self):
        """The change of a payment, the end of a way that keeps an escort from being in two places, the hospital."""
        other = self.env["res.company"].create({"name": "Other hospital"})
        for model, values in (
            ("hcs.service.payment", {"amount_change": 1000}),
            ("hcs.service.payment", {"company_id": other.id}),
            ("hcs.service.step", {"planned_end_at": "2026-03-02 02:00:00"}),
            ("hcs.service.step", {"company_id": other.id}),
        ):
            with self.assertRaisesRegex(AccessError, "not written by hand"):
                self.own(model, self.user_agent).write(values)

    def test_a_mandatory_step_stays(self):
        service = self.env["hcs.service.type"].create({"name": "Steps", "code": "steps_stay"})
        self.env["hcs.service.type.step"].create({"type_id": service.id, "name": "Ask", "mandatory": True})
        record = self.as_user(self.user_agent, "hcs.service.record").create({"type_id": service.id})
        step = record.step_ids
        for door in (step.unlink, lambda: step.write({"mandatory": False}), step.action_skip):
            with self.assertRaises(UserError):
                door()
        added = self.as_user(self.user_agent, "hcs.service.step").create({"record_id": record.id, "name": "Extra"})
        added.unlink()
        self.assertEqual(record.step_ids, step)

    def test_whoever_writes_a_contact_had_it(self):
        contacts = self.as_user(self.user_agent, "hcs.contact")
        patient = {"patient_id": self.made["hcs.patient"].id}
        line = contacts.create({**patient, "user_id": self.user_leader.id})
        self.assertEqual(line.user_id, self.user_agent)
        with self.assertRaisesRegex(UserError, "after it happened"):
            contacts.create({**patient, "started_at": "2199-01-01 00:00:00"})
        with self.assertRaises(AccessError):
            contacts.create({**patient, "message_id": self.made["hcs.message"].id})

    def test_whoever_books_is_named(self):
        session = self.made["hcs.clinic.session"]
        patient = self.env["hcs.patient"].create({"name": "Li Si"})
        bookings = self.as_user(self.user_agent, "hcs.appointment").with_context(default_queue_number=1)
        booking = bookings.create(
            {"session_id": session.id, "patient_id": patient.id, "booked_by": self.user_leader.id}
        )
        self.assertEqual((booking.booked_by, booking.queue_number), (self.user_agent, 0))

    def test_the_name_of_a_caller_is_not_in_messages(self):
        """SEC-01: who reads messages need not be somebody who may read the caller's name."""
        record = self.made["hcs.service.record"]
        record.caller_name = "Ouyang Feng"
        shown = self.env["hcs.message.template"]._caller_name(record)
        self.assertNotIn("Feng", shown)

    def test_a_report_without_a_name_by_whatever_door(self):
        """FRD-02: a context or a default of one's own says it as well as the form."""
        for context in ({"default_anonymous": True}, {}):
            incidents = self.as_user(self.user_agent, "hcs.incident").with_context(**context)
            if not context:
                self.as_user(self.user_agent, "ir.default").set("hcs.incident", "anonymous", True, user_id=True)
            incident = incidents.create({"description": "Smoke", "kind": "fire"}).sudo()
            self.assertTrue(incident.anonymous)
            self.assertFalse(incident.reporter_id)
            self.assertNotIn(self.user_agent, incident.create_uid | incident.write_uid)
