"""FRD-05, FRD-03: the acute patient by one key, and equipment that fails."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.incident import IncidentCase

NOON = "2026-06-01 04:00:00"


@tagged("post_install", "-at_install", "hcs_incident")
class TestAcutePatient(IncidentCase):
    @freeze_time(NOON)
    def setUp(self):
        super().setUp()
        self.doctor = self.env["hcs.practitioner"].create({"name": "Li Na", "user_id": self.user_department.id})
        action = self.as_user(self.user_agent, "hcs.incident").action_acute_patient()
        self.incident = self.env["hcs.incident"].browse(action["res_id"])
        self.own = self.incident.with_user(self.user_agent)

    def test_one_key(self):
        """Nothing is asked: the arrival is now, and both clocks run."""
        self.assertEqual((self.incident.kind, self.incident.arrived_at), ("acute_patient", self.moment(NOON)))
        dues = {event: self.clocks(self.incident, event).due_at for event in ("doctor_called", "handed_over")}
        self.assertEqual(
            dues,
            {
                "doctor_called": self.moment("2026-06-01 04:03:00"),
                "handed_over": self.moment("2026-06-01 04:20:00"),
            },
        )

    def test_three_times(self):
        with freeze_time("2026-06-01 04:02:00"):
            self.own.action_call_doctor(self.doctor.id)
        with freeze_time("2026-06-01 04:04:00"):
            self.own.action_call_doctor()
        with freeze_time("2026-06-01 04:06:00"):
            self.own.action_doctor_arrived()
        with freeze_time("2026-06-01 04:25:00"):
            self.own.action_hand_over("Dr Wang, emergency room")
        self.assertRecordValues(
            self.incident,
            [
                {
                    "doctor_id": self.doctor.id,
                    "doctor_called_at": self.moment("2026-06-01 04:02:00"),
                    "doctor_arrived_at": self.moment("2026-06-01 04:06:00"),
                    "handed_over_at": self.moment("2026-06-01 04:25:00"),
                    "handed_over_to": "Dr Wang, emergency room",
                    "waiting_minutes": 25,
                    "state": "handling",
                    "user_id": self.user_agent.id,
                }
            ],
        )
        self.assertEqual(self.clocks(self.incident, "doctor_called").state, "met")
        self.assertEqual(self.clocks(self.incident, "handed_over").state, "met_late")
        self.assertEqual(self.incident.report_ids.user_id, self.user_department)

    def test_hand_over_to_somebody(self):
        with self.assertRaisesRegex(UserError, "who took the patient over"):
            self.own.action_hand_over()
        with self.assertRaisesRegex(UserError, "not been handed over"):
            self.own.resolution = "x"
            self.own.action_close()
        self.own.doctor_id = self.doctor
        self.own.action_hand_over()
        self.assertEqual(self.incident.handed_over_to, "Li Na")
        self.own.action_close()

    def test_observations_are_lines(self):
        """A wrong line is corrected by the next one."""
        lines = self.as_user(self.user_agent, "hcs.incident.observation")
        line = lines.create({"incident_id": self.incident.id, "pulse": 110, "systolic": 90, "diastolic": 60})
        self.assertEqual(line.user_id, self.user_agent)
        with self.assertRaises(UserError):
            line.sudo().write({"pulse": 100})
        with self.assertRaises(UserError):
            line.sudo().unlink()
        with self.assertRaises(ValidationError):
            lines.create({"incident_id": self.incident.id})
        with self.assertRaises(ValidationError):
            lines.create({"incident_id": self.incident.id, "systolic": 60, "diastolic": 90})
        with self.assertRaises(AccessError):
            self.as_user(self.user_department, "hcs.incident.observation").create(
                {"incident_id": self.incident.id, "pulse": 80}
            )

    def test_every_agent_at_the_desk_sees_an_acute_patient(self):
        self.assertEqual(self.incident.with_user(self.user_vip).kind, "acute_patient")
        self.incident.with_user(self.user_vip).action_call_doctor()

    def test_by_mistake(self):
        self.own.action_by_mistake()
        self.assertEqual((self.incident.state, self.incident.resolution), ("closed", "Opened by mistake"))
        self.assertEqual(set(self.incident.clock_ids.mapped("state")), {"cancelled"})
        other = self.report(kind="acute_patient")
        other.with_user(self.user_agent).action_call_doctor()
        with self.assertRaises(UserError):
            other.with_user(self.user_agent).action_by_mistake()
        with self.assertRaisesRegex(UserError, "not about an acute patient"):
            self.report().with_user(self.user_agent).action_call_doctor()

    def test_the_arrival_stands(self):
        with self.assertRaises(UserError):
            self.own.arrived_at = "2026-06-01 03:00:00"
        for name in ("doctor_called_at", "handed_over_at"):
            with self.assertRaises(UserError):
                self.own.write({name: NOON})

    def test_a_red_flag_opens_it(self):
        """DIR-03: from the triage box straight into the emergency flow, with the words and the patient."""
        box = self.as_user(self.user_agent, "hcs.triage.help").create({"text": "help", "patient_id": self.patient.id})
        action = box.action_emergency()
        incident = self.env["hcs.incident"].browse(action["res_id"])
        self.assertEqual((incident.kind, incident.description), ("acute_patient", "help"))
        self.assertEqual(incident.patient_id, self.patient)


@tagged("post_install", "-at_install", "hcs_incident")
@freeze_time(NOON)
class TestEquipment(IncidentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fallback = cls.env["hcs.incident.fallback"].create(
            {"name": "CT down", "step_ids": [(0, 0, {"name": "Lock it"}), (0, 0, {"name": "Call the patients"})]}
        )

    def test_from_the_failure_back_to_normal(self):
        incident = self.report(kind="equipment", equipment="CT 2", fallback_id=self.fallback.id, resolution="New tube")
        own = incident.with_user(self.user_agent)
        self.assertEqual(incident.stopped_at, self.moment(NOON))
        own.action_start_fallback()
        own.action_start_fallback()
        self.assertEqual(incident.step_ids.mapped("name"), ["Lock it", "Call the patients"])
        self.assertEqual((incident.state, incident.user_id), ("handling", self.user_agent))
        step = incident.step_ids[0].with_user(self.user_agent)
        step.action_done()
        step.note = "Sign on the door"
        self.assertEqual((step.done_at, step.done_by_id), (self.moment(NOON), self.user_agent))
        with self.assertRaises(UserError):
            step.done_at = False
        with self.assertRaisesRegex(UserError, "who was called"):
            own.action_repaired()
        with self.assertRaisesRegex(UserError, "who repairs it"):
            own.action_call_repair()
        own.repair_by = "Wang, 8800"
        own.action_call_repair()
        with self.assertRaisesRegex(UserError, "still out of use"):
            own.action_close()
        with freeze_time("2026-06-01 08:00:00"):
            own.action_repaired()
            own.action_back_to_normal()
        self.assertEqual(self.clocks(incident, "normal").state, "met")
        self.assertEqual(incident.back_to_normal_at, self.moment("2026-06-01 08:00:00"))
        own.action_close()

    def test_the_prepared_list_may_change_later(self):
        incident = self.report(kind="equipment", equipment="CT 2", fallback_id=self.fallback.id)
        incident.with_user(self.user_agent).action_start_fallback()
        self.fallback.step_ids.unlink()
        self.assertEqual(len(incident.step_ids), 2)

    def test_equipment_has_a_name_and_a_procedure_is_chosen(self):
        with self.assertRaisesRegex(UserError, "which equipment"):
            self.report(kind="equipment")
        incident = self.report(kind="equipment", equipment="CT 2")
        with self.assertRaisesRegex(UserError, "Choose a fallback"):
            incident.with_user(self.user_agent).action_start_fallback()
        with self.assertRaisesRegex(UserError, "not about equipment"):
            self.report().with_user(self.user_agent).action_back_to_normal()

    def test_procedures_come_with_the_add_on(self):
        shipped = self.env.ref("hospital_customer_service.hcs_incident_fallback_his")
        self.assertGreaterEqual(len(shipped.step_ids), 4)
