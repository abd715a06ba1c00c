"""What messages of HL7 v2 do beside visits: merges, appointments, results, charges (VIS-02, IG2, IG3)."""

from datetime import datetime

from odoo.tests import freeze_time, tagged

from tests.his import hl7_maker as make
from tests.his.test_hl7_visits import Hl7Case


@tagged("post_install", "-at_install", "hcs_his")
class TestHl7Merges(Hl7Case):
    def test_two_numbers_of_one_person(self):
        """A40 leads both numbers to one patient; visits and follow-ups are kept."""
        self.send(make.adt("A01"), make.adt("A04", kind="O", mrn="M2", visit="V2"))
        kept, gone = self.patient("M1"), self.patient("M2")
        message = self.send(make.merge("M1", "M2"))
        self.assertEqual((message.state, message.effect), ("done", "updated"))
        self.assertEqual((gone.merged_into_id, gone.active, kept.active), (kept, False, True))
        self.assertEqual(self.all_visits().patient_id, kept)
        # what still comes with the old number is about the same person
        self.send(make.adt("A04", kind="O", mrn="M2", visit="V3", at="20260903090000"))
        self.assertEqual(self.visit("V3").patient_id, kept)
        self.assertFalse(gone.active)
        self.assertEqual(self.env["hcs.patient.merge"].search([("survivor_id", "=", kept.id)]).state, "done")

    def test_the_message_decides_who_goes_on(self):
        """Not the one with more visits, as between two records of our own."""
        self.send(make.adt("A01", mrn="M2"), make.adt("A01", mrn="M2", visit="V2"), make.person(mrn="M1"))
        self.send(make.merge("M1", "M2"))
        self.assertEqual(self.patient("M2").merged_into_id, self.patient("M1"))
        self.assertEqual(self.all_visits().patient_id, self.patient("M1"))

    def test_a_merge_twice(self):
        self.send(make.person(mrn="M1"), make.person(mrn="M2"), make.merge("M1", "M2"))
        again = self.send(make.merge("M1", "M2", at="20260905090000"))
        self.assertEqual((again.state, again.effect), ("done", "unchanged"))
        self.assertEqual(len(self.env["hcs.patient.merge"].search([("merged_id", "=", self.patient("M2").id)])), 1)

    def test_a_new_number_for_a_known_person(self):
        self.send(make.adt("A01", mrn="M2"))
        person = self.patient("M2")
        self.send(make.merge("M1", "M2"))
        self.assertEqual((person.mrn, person.active), ("M1", True))
        self.send(make.adt("A08", mrn="M1", at="20260903090000"))
        self.assertEqual(self.visit().patient_id, person)
        self.assertEqual(len(self.patients.search([("external_source", "=", "test")])), 1)

    def test_a_merge_before_the_persons(self):
        self.send(make.merge("M1", "M2"))
        self.send(make.adt("A04", kind="O", mrn="M2", at="20260901090000"))
        self.assertEqual(self.visit().patient_id, self.patient("M1"))
        self.assertEqual(len(self.patients.search([("external_source", "=", "test")])), 1)

    def test_what_contradicts_is_left_to_people(self):
        """Two ID numbers are two persons: the message says so, and nothing is merged."""
        self.send(
            make.person(mrn="M1", extra_ids=("110101196005040027^^^GOV^NI",)),
            make.person(mrn="M2", birth="19700101", sex="M", extra_ids=("110101197001010014^^^GOV^NI",)),
        )
        message = self.send(make.merge("M1", "M2"))
        if self.patient("M2").merged_into_id:
            self.assertEqual(message.state, "done")
        else:
            self.assertEqual((message.state, message.error_code), ("error", "no_merge"))

    def test_all_numbers_lead_to_one_person(self):
        """A sender that names the record number only sometimes."""
        self.send(make.person(mrn="M1", extra_ids=("E9^^^EMPI^PI",)))
        self.send(make.message("ADT^A04", "PID|1||E9^^^EMPI^PI||王^秀英", make.pv1(kind="O")))
        self.assertEqual(self.visit().patient_id, self.patient("M1"))


@tagged("post_install", "-at_install", "hcs_his")
class TestHl7Appointments(Hl7Case):
    def test_from_booking_to_no_show(self):
        self.send(make.siu("S12"))
        visit = self.all_visits()
        self.assertEqual((visit.state, visit.planned_at), ("planned", datetime(2026, 9, 5, 1)))
        self.assertEqual((visit.patient_id.name, visit.department_id.name), ("王秀英", "心内科"))
        self.send(make.siu("S13", start="20260906090000", at="20260902090000"))
        self.assertEqual(visit.planned_at, datetime(2026, 9, 6, 1))
        for event, state in (("S26", "no_show"), ("S14", "planned"), ("S15", "cancelled")):
            self.send(make.siu(event, start="20260906090000", at="20260903090000"))
            self.assertEqual(visit.state, state, event)
        self.assertEqual(self.all_visits(), visit)

    def test_a_discontinued_course_is_interrupted(self):
        """DOMAIN §2.3: S16 is 中断, not a no-show and not a cancellation."""
        self.send(make.siu("S12"), make.siu("S16", state="Dc", at="20260905100000"))
        visit = self.all_visits()
        self.assertEqual((visit.state, visit.interrupted_at), ("interrupted", datetime(2026, 9, 5, 2)))
        self.assertIn("interrupted", visit.target_codes)
        self.send(make.siu("S14", state="Booked", at="20260905110000"))
        self.assertEqual((visit.state, visit.interrupted_at), ("planned", False))

    def test_the_visit_of_an_appointment(self):
        """SIU with the number of the visit, whichever comes first."""
        for number, order in enumerate(((0, 1), (1, 0))):
            mrn, key = f"M{number + 5}", f"V{number + 5}"
            booking = make.siu("S12", number=f"A{number + 5}", mrn=mrn) + make.pv1(key, kind="O") + "\r"
            arrival = make.adt("A04", mrn=mrn, visit=key, kind="O", at="20260905085500", start="20260905085500")
            for index in order:
                self.send((booking, arrival)[index])
            visit = self.visits.search([("patient_id", "=", self.patient(mrn).id)])
            self.assertEqual((len(visit), visit.state), (1, "arrived"), order)


@tagged("post_install", "-at_install", "hcs_his")
@freeze_time("2026-09-01 03:00:00")
class TestHl7Results(Hl7Case):
    def result(self):
        return self.env["hcs.result.delivery"].search([("external_source", "=", "test")])

    def test_a_final_result_is_ready(self):
        message = self.send(make.oru("F"))
        self.assertEqual((message.state, message.effect), ("done", "new"))
        self.assertEqual((self.result().patient_id, self.result().item_ids.status), (self.patient("M1"), "final"))
        self.assertEqual((self.result().item_ids.code, self.result().item_ids.name), ("CBC", "血常规"))
        self.assertTrue(self.result().issued_at)

    def test_a_preliminary_result_is_not(self):
        self.send(make.oru("P"))
        self.assertFalse(self.result().issued_at)
        self.send(make.oru("F", at="20260901103000"))
        self.assertTrue(self.result().issued_at)

    def test_a_corrected_result_starts_its_notice_again(self):
        self.send(make.oru("F"))
        result = self.result()
        first = result.issued_at
        with freeze_time("2026-09-01 05:00:00"):
            self.send(make.oru("C", at="20260901125000"))
        self.assertEqual(result.item_ids.status, "corrected")
        self.assertGreater(result.issued_at, first)

    def test_a_result_makes_no_news_of_a_person(self):
        self.send(make.person(mrn="M1"))
        self.send(make.oru("F").replace("秀英", "秀莲"))
        self.assertEqual(self.patient("M1").name, "王秀英")

    def test_the_results_of_one_form_wait_for_each_other(self):
        self.send(
            make.oru("F", order="O1", filler="R1", group="G9"),
            make.oru("P", order="O2", filler="R2", group="G9", code="CT^胸部CT"),
        )
        result = self.result()
        self.assertEqual((len(result), len(result.item_ids), result.issued_at), (1, 2, False))
        self.send(make.oru("F", order="O2", filler="R2", group="G9", code="CT^胸部CT", at="20260901104000"))
        self.assertTrue(result.issued_at)


@tagged("post_install", "-at_install", "hcs_his")
class TestHl7Charges(Hl7Case):
    def test_charges_less_credits(self):
        self.send(make.adt("A04", kind="O"))
        self.assertFalse(self.visit().amount_known, "unknown is not zero")
        self.send(make.dft(("T1", "CG", "120.50"), ("T2", "CG", "30"), ("T3", "PY", "150")))
        self.assertEqual((self.visit().amount_known, self.visit().amount_spent), (True, 150.5))
        self.send(make.dft(("T4", "CD", "30"), at="20260901120000"))
        self.assertEqual(self.visit().amount_spent, 120.5)
        self.send(make.dft(("T1", "CG", "100.50"), at="20260901130000"))
        self.assertEqual(self.visit().amount_spent, 100.5, "a corrected transaction replaces the old")

    def test_payments_where_the_hospital_counts_them(self):
        self.source.hl7_money = "payments"
        self.send(make.dft(("T1", "CG", "120.50"), ("T3", "PY", "-100")))
        self.assertEqual(self.visit().amount_spent, 100)

    def test_a_charge_is_the_first_we_hear_of_a_visit(self):
        self.send(make.dft(("T1", "CG", "80"), kind="O"))
        self.assertEqual((self.visit().amount_spent, self.visit().patient_id.name), (80, "王秀英"))
        self.send(make.adt("A03", kind="O", at="20260901100000"))
        self.assertEqual((self.visit().state, self.visit().amount_spent), ("completed", 80))
