"""What messages of HL7 v2 do (VIS-02, IG2, IG3; DOMAIN §2.3): visits, and events that undo what others did."""

import itertools
from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from tests.his import hl7_maker as make
from tests.his.common import HisCase

MORNING = datetime(2026, 9, 1, 0)  # 08:00 in the hospital


class Hl7Case(HisCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source.kind = "hl7_mllp"

    def send(self, *texts):
        """Store and apply; return the messages of these texts."""
        last = self.messages.search([], limit=1).id or 0
        self.store("\r".join(texts).encode())
        self.apply()
        return self.messages.search([("id", ">", last)], order="id")

    def patient(self, ref="M1"):
        return super().patient(ref)

    def visit(self, ref="V1"):
        return super().visit(ref)


@tagged("post_install", "-at_install", "hcs_his")
class TestHl7Visits(Hl7Case):
    def test_a_stay_from_admission_to_discharge(self):
        messages = self.send(make.adt("A01", service="CARD^心内科", segments=["DG1|1||I10^高血压^ICD-10"]))
        self.assertEqual((messages.state, messages.effect, messages.resource_type), ("done", "new", "ADT^A01"))
        visit = self.visit()
        self.assertEqual((visit.kind, visit.state, visit.admitted_at), ("inpatient", "in_progress", MORNING))
        self.assertEqual((visit.patient_id.name, visit.patient_id.mrn), ("王秀英", "M1"))
        self.assertEqual((visit.department_id.name, visit.practitioner_id.name), ("心内科", "李建国"))
        self.assertEqual(visit.diagnosis, "高血压")
        self.send(make.adt("A03", at="20260903110000", start="", ward=""))
        self.assertEqual((visit.state, visit.discharged_at), ("completed", datetime(2026, 9, 3, 3)))
        self.assertEqual(visit.admitted_at, MORNING, "a discharge that does not tell the admission leaves it")
        self.assertEqual(visit.department_id.name, "心内科")

    def test_all_of_a_stay_in_one_batch(self):
        """Messages about one visit are applied one after the other, also where they come together."""
        self.send(
            make.adt("A01"),
            make.adt("A08", at="20260901100000", start="", segments=["DG1|1||I10^高血压"]),
            make.adt("A03", at="20260903110000", start=""),
            make.adt("A13", at="20260903120000", start=""),
            make.adt("A03", at="20260904110000", start=""),
        )
        visit = self.visit()
        self.assertEqual((visit.state, visit.admitted_at), ("completed", MORNING))
        self.assertEqual((visit.discharged_at, visit.diagnosis), (datetime(2026, 9, 4, 3), "高血压"))

    def test_every_order_of_arrival_ends_in_the_same(self):
        """VIS-02: in any order; the later event of a visit wins, an earlier one fills what it left blank."""
        story = [
            ("A01", {"at": "20260901080500"}),
            ("A08", {"at": "20260902080000", "start": "", "doctor": ""}),
            ("A03", {"at": "20260903110000", "start": "", "doctor": ""}),
        ]
        for number, order in enumerate(itertools.permutations(story)):
            with self.subTest(order=number):
                visit = f"V{number + 10}"
                for event, values in order:
                    self.send(make.adt(event, mrn=f"M{number + 10}", visit=visit, **values))
                found = self.visit(visit)
                self.assertEqual(
                    (found.state, found.admitted_at, found.discharged_at, found.practitioner_id.name),
                    ("completed", MORNING, datetime(2026, 9, 3, 3), "李建国"),
                )

    def test_news_without_a_word_on_the_state_hide_no_older_event(self):
        self.send(make.adt("A08", at="20260901100000", start=""))
        self.assertEqual(self.visit().state, "planned")
        self.send(make.adt("A01", at="20260901090000"))
        self.assertEqual((self.visit().state, self.visit().admitted_at), ("in_progress", MORNING))

    def test_outpatients_become_inpatients_and_back(self):
        self.send(make.adt("A04", kind="O"))
        visit = self.visit()
        self.assertEqual((visit.kind, visit.state, visit.arrived_at), ("outpatient", "arrived", MORNING))
        self.send(make.adt("A06", kind="I", at="20260901120000", start="20260901120000"))
        self.assertEqual((visit.kind, visit.admitted_at), ("inpatient", datetime(2026, 9, 1, 4)))
        self.send(make.adt("A07", kind="O", at="20260901130000", start=""))
        self.assertEqual((visit.kind, visit.admitted_at), ("outpatient", False))
        self.assertTrue(visit.arrived_at)
        self.assertEqual(len(self.all_visits()), 1)

    def test_a_visit_that_goes_on_under_another_number(self):
        self.send(make.adt("A04", kind="O", visit="V0"))
        visit = self.visit("V0")
        self.send(make.message("ADT^A06", make.pid(), "MRG|M1||||V0", make.pv1("V9"), at="20260901120000"))
        self.assertEqual(self.all_visits(), visit)
        self.assertEqual(visit.kind, "inpatient")
        self.send(make.adt("A03", visit="V9", at="20260902120000"))
        self.assertEqual(visit.state, "completed")

    def test_news_of_a_person_leave_the_visit_alone(self):
        self.send(make.adt("A01"))
        self.send(make.adt("A03", at="20260903110000"))
        self.send(
            make.adt("A08", at="20260904110000", kind="", start="", ward="", doctor="", pid_values={"name": "王^秀莲"})
        )
        visit = self.visit()
        self.assertEqual((visit.patient_id.name, visit.state, visit.kind), ("王秀莲", "completed", "inpatient"))
        self.assertTrue(visit.discharged_at)

    def test_a_message_sent_a_hundred_times(self):
        """IG1, VIS-02: one effect, each repetition answered well."""
        text = make.adt("A01", control="X1")
        for number in range(100):
            good, [answer] = self.messages._store_hl7(
                self.source, text.replace("|20260901090000||", f"|202609011{number:03d}00||").encode()
            )
            self.assertTrue(good)
            self.assertIn(b"MSA|AA|X1", answer)
        self.apply()
        self.assertEqual(self.messages.search_count([("source_id", "=", self.source.id)]), 1)
        self.assertEqual((len(self.patient()), len(self.all_visits())), (1, 1))

    def test_doctors_and_departments_that_are_known_are_not_changed(self):
        department = self.env["hcs.department"].create({"name": "Cardiology", "code": "CARD"})
        doctor = self.env["hcs.practitioner"].create({"name": "Dr. Li", "code": "D7"})
        self.send(
            make.adt("A01", service="CARD^心内科"), make.siu(), make.adt("A01", mrn="M2", visit="V2", service="CARD^X")
        )
        self.assertEqual((self.visit().department_id, self.visit().practitioner_id), (department, doctor))
        self.assertEqual((department.name, doctor.name), ("Cardiology", "Dr. Li"))
        self.assertEqual(self.visit("V2").department_id, department)

    def test_local_classes_have_a_meaning(self):
        self.env["hcs.his.mapping"].create({"code": "TJ", "system": "urn:hl7:0018", "target": "checkup"})
        self.send(make.adt("A04", kind="O", p18="TJ"))
        self.assertEqual(self.visit().kind, "checkup")

    def test_operations(self):
        pr1 = "PR1|1||36.07^支架^ICD-9-CM||20260902101500|{}"
        self.send(
            make.adt("A01", segments=[pr1.format("P")]),
            make.adt("A01", mrn="M2", visit="V2", segments=[pr1.format("D")]),
        )
        self.assertTrue(self.visit().surgery)
        self.assertFalse(self.visit("V2").surgery)


@tagged("post_install", "-at_install", "hcs_his")
class TestHl7Undo(Hl7Case):
    """IG3: cancel events undo their consequences."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        slots = cls.env["hcs.calling.slot"]
        slots._rebuild_pending()
        slots._rebuild(cls.company, date(2026, 8, 1), date(2027, 1, 1))

    def _plan(self):
        self.env["hcs.followup.plan"]._plan_visits(self.visit())

    def _tasks(self):
        return self.env["hcs.followup.task"].search([("visit_id", "in", self.all_visits().ids)])

    @freeze_time("2026-09-03 04:00:00")
    def test_a_discharge_taken_back_ends_its_follow_ups(self):
        """A13; and a new discharge takes them up again."""
        self.send(make.adt("A01"), make.adt("A03", at="20260903110000"))
        self._plan()
        self.assertEqual(set(self._tasks().mapped("state")), {"open"})
        self.send(make.adt("A13", at="20260903113000"))
        self.assertEqual((self.visit().state, self.visit().discharged_at), ("in_progress", False))
        self.assertEqual(set(self._tasks().mapped("cancel_reason")), {"discharge_cancelled"})
        self.assertEqual(set(self._tasks().mapped("state")), {"cancelled"})
        self.send(make.adt("A03", at="20260903120000"))
        self._plan()
        self.assertEqual(set(self._tasks().mapped("state")), {"open"})

    @freeze_time("2026-09-03 04:00:00")
    def test_an_admission_taken_back_withdraws_visit_and_follow_ups(self):
        """A11."""
        self.send(make.adt("A01"), make.adt("A03", at="20260903110000"))
        self._plan()
        self.send(make.adt("A11", at="20260903113000"))
        self.assertEqual((self.visit().state, self.visit().admitted_at), ("cancelled", False))
        self.assertEqual(set(self._tasks().mapped("cancel_reason")), {"visit_cancelled"})

    @freeze_time("2026-09-01 02:00:00")
    def test_the_desk_is_not_asked_for_a_stay_that_was_called_off(self):
        self.send(make.adt("A05", kind="P", start="20260902080000"))
        record = self.env["hcs.service.record"].search([("visit_id", "=", self.visit().id)])
        self.assertEqual(record.type_id.code, "admission")
        self.send(make.adt("A38", kind="P", at="20260901093000"))
        self.assertEqual((self.visit().state, record.state), ("cancelled", "cancelled"))

    def test_a_cancellation_before_what_it_cancels(self):
        self.send(make.adt("A11", at="20260901093000"))
        self.send(make.adt("A01", at="20260901090000"))
        self.assertEqual(self.visit().state, "cancelled")


@tagged("post_install", "-at_install", "hcs_his")
class TestHl7Inbox(Hl7Case):
    """VIS-02, ADM-04: a bad message is kept with its error, mended and replayed; nothing of the patient is told."""

    def test_mend_and_replay(self):
        bad = self.send(make.adt("A01", pid_values={"birth": "19601304"}))
        self.assertEqual((bad.state, bad.error_code, bad.error_field), ("error", "bad_date", "PID-7"))
        self.assertFalse(self.patient())
        self.assertIn("PID-7", bad.error)
        self.assertNotIn("1960", bad.error)
        self.assertIn("table-danger", bad.segments)
        admin = self.user_admin
        admin.group_ids += self.env.ref("hospital_customer_service.group_hcs_pii")
        mended = bad.with_user(admin)
        mended.raw = mended.raw.replace("19601304", "19601204")
        mended.action_replay()
        self.assertEqual((bad.state, bad.error_code), ("done", False), "at once, while the person waits")
        self.assertEqual(self.patient().birthdate, date(1960, 12, 4))

    def test_a_header_is_mended_too(self):
        bad = self.send(make.adt("A01").replace("ADT^A01", "^"))
        self.assertEqual((bad.state, bad.error_field), ("error", "MSH-9"))
        bad.raw = bad.raw.replace("||^|", "||ADT^A01|")
        self.assertEqual(bad.resource_type, "ADT^A01")
        bad.with_user(self.user_admin).action_replay()
        self.assertEqual(self.visit().state, "in_progress")

    def test_one_bad_message_does_not_stop_the_others(self):
        messages = self.send(
            make.adt("A01"), make.person(mrn="M2", birth="soon"), make.adt("A01", mrn="M3", visit="V3")
        )
        self.assertEqual(messages.mapped("state"), ["done", "error", "done"])

    def test_reading_a_message_is_a_look_at_the_patient(self):
        """SEC: opening the content is logged for the patient it is about."""
        message = self.send(make.adt("A01"))
        self.assertEqual(message._log_read_patients(), self.patient())

    def test_messages_of_no_use_are_counted_without_their_content(self):
        message = self.send(make.message("MDM^T02", make.pid()))
        self.assertEqual((message.state, message.raw), ("ignored", False))

    def test_both_kinds_in_one_file(self):
        self.send(make.adt("A01", at="20260901090000").replace("秀英", "秀\\X20\\英"))
        self.assertEqual(self.patient().name, "王秀 英")
