"""Visits of the feed (VIS-01, VIS-02; FUP-01): one visit each, whatever comes first."""

import itertools
import random
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from tests.his import fhir_maker as make
from tests.his.common import NINE, HisCase

UTC = fields.Datetime.to_datetime("2026-09-01 01:00:00")
HOUR = timedelta(hours=1)
FACTS = (
    "kind state patient_id department_id practitioner_id planned_at arrived_at ended_at admitted_at discharged_at "
    "interrupted_at diagnosis surgery surgery_name surgery_at amount_spent amount_known external_ref"
).split()


@tagged("post_install", "-at_install", "hcs_his")
class TestVisits(HisCase):
    def facts(self):
        return [
            {
                **{name: visit[name].display_name if name.endswith("_id") else visit[name] for name in FACTS},
                "diagnoses": sorted(visit.diagnosis_ids.mapped(lambda line: (line.name, line.kind))),
                "procedures": sorted(
                    visit.procedure_ids.mapped(lambda line: (line.name, line.is_operation, line.state))
                ),
            }
            for visit in self.all_visits().sorted("external_ref")
        ]

    def assertSameInAnyOrder(self, stories, orders):
        """Every order of arrival, message by message, gives the same visits."""
        expected = None
        orders = list(orders)
        self.assertGreater(len(orders), 2)
        for order in orders:
            with self.subTest(order=[resource["resourceType"] for resource in order]):
                savepoint = self.env.cr.savepoint()
                for resource in order:
                    self.feed(resource)
                stuck = self.messages.search([("source_id", "=", self.source.id), ("state", "!=", "done")])
                self.assertFalse(stuck.mapped("message_id"))
                self.assertFalse(self.env["hcs.his.wait"].search_count([]))
                found = self.facts()
                expected = expected or found
                self.assertEqual(found, expected)
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        return expected

    def test_outpatient(self):
        self.feed(make.patient("1"), make.encounter("7", "1", NINE, NINE + HOUR, reasonCode=[{"text": "头痛"}]))
        self.assertRecordValues(
            self.visit(),
            [
                {
                    "kind": "outpatient",
                    "state": "completed",
                    "arrived_at": UTC,
                    "ended_at": UTC + HOUR,
                    "admitted_at": False,
                    "planned_at": False,
                    "diagnosis": "头痛",
                    "surgery": False,
                    "amount_known": False,
                    "patient_id": self.patient().id,
                }
            ],
        )
        self.assertEqual(self.visit().target_codes, "arrived")

    def test_stay_and_a_discharge_taken_back(self):
        """IG3: the discharge date goes, and with it what was planned on it."""
        end = NINE + timedelta(days=3)
        self.feed(make.patient("1"), make.encounter("7", "1", NINE, end, kind="IMP"))
        visit = self.visit()
        self.assertEqual((visit.admitted_at, visit.discharged_at), (UTC, UTC + timedelta(days=3)))
        self.assertEqual((visit.target_codes, visit.arrived_at), ("discharge", False))
        self.feed(make.encounter("7", "1", NINE, kind="IMP", status="in-progress"))
        self.assertEqual((visit.state, visit.discharged_at, visit.target_codes), ("in_progress", False, ""))

    def test_every_target_of_the_made_hospital(self):
        """FUP-01: the generator covers every target."""
        self.feed(*make.hospital(patients=40, days=2))
        codes = {code for visit in self.all_visits() for code in visit.target_codes.split(",") if code}
        self.assertEqual(
            codes, {"arrived", "no_show", "interrupted", "outpatient_surgery", "inpatient_surgery", "discharge"}
        )
        self.assertEqual(len(self.all_visits()), 40, "one visit for an appointment and its encounter")

    # ORDER
    def test_an_appointment_and_its_encounter_are_one_visit_in_any_order(self):
        link = [make.ref("Appointment", "a1")]
        resources = (
            make.patient("1"),
            make.appointment("a1", "1", NINE, "fulfilled"),
            make.encounter("7", "1", NINE + HOUR, NINE + 2 * HOUR, appointment=link),
        )
        (found,) = self.assertSameInAnyOrder(resources, itertools.permutations(resources))
        self.assertEqual((found["state"], found["planned_at"], found["arrived_at"]), ("completed", UTC, UTC + HOUR))

    def test_a_whole_story_in_many_orders(self):
        link = [make.ref("Appointment", "a1")]
        resources = (
            make.organization("d1", "骨科"),
            make.practitioner("s1", "李医生"),
            make.patient("1"),
            make.appointment("a1", "1", NINE, "booked"),
            make.encounter(
                "7",
                "1",
                NINE,
                NINE + timedelta(days=3),
                kind="IMP",
                appointment=link,
                serviceProvider=make.ref("Organization", "d1"),
                diagnosis=[{"condition": make.ref("Condition", "k2")}],
                participant=[{"individual": make.ref("Practitioner", "s1")}],
                reasonCode=[{"text": "腹痛"}],
            ),
            make.procedure("o1", "1", "7", NINE + HOUR),
            make.procedure("o2", "1", "7", NINE + 2 * HOUR, ("73761001", "结肠镜")),
            make.condition("k1", "1", "7"),
            make.condition("k2", "1", "7", ("K35.8", "急性阑尾炎")),
            make.charge_item("c1", "1", "7", 100),
            make.charge_item("c2", "1", "7", 50),
            make.charge_item("c3", "1", "7", 9),
            make.invoice("i1", "1", ["c1", "c2"], 140),
        )
        chance = random.Random(7)
        orders = [resources, resources[::-1]] + [chance.sample(resources, len(resources)) for _each in range(12)]
        (found,) = self.assertSameInAnyOrder(resources, orders)
        self.assertEqual(found["amount_spent"], 149.0)
        self.assertEqual(
            (found["surgery"], found["surgery_name"], found["surgery_at"]), (True, "阑尾切除术", UTC + HOUR)
        )
        self.assertEqual((found["diagnosis"], found["department_id"]), ("急性阑尾炎", "骨科"))
        self.assertEqual(found["diagnoses"], [("急性阑尾炎", "main"), ("高血压", "secondary")])

    def test_a_visit_waits_for_its_patient(self):
        message = self.feed(make.encounter("7", "1", NINE))
        self.assertEqual((message.state, message.wait_ids.key, message.error), ("waiting", "Patient/1", False))
        self.assertFalse(self.all_visits())
        self.feed(make.patient("1"))
        self.assertEqual(message.state, "done")
        self.assertTrue(self.visit())

    def test_a_patient_referred_to_by_record_number(self):
        logical = {"identifier": {"system": make.MRN, "value": "M1"}}
        search = {"reference": f"Patient?identifier={make.MRN}|M1"}
        self.feed(
            {**make.encounter("7", "1", NINE), "subject": logical},
            {**make.encounter("8", "1", NINE), "subject": search},
        )
        self.feed(make.patient("1"))
        self.assertEqual(self.all_visits().patient_id, self.patient())

    def test_a_late_link_joins_two_visits(self):
        """Both came as visits of their own before the encounter named its appointment: never a second visit."""
        self.feed(
            make.patient("1"), make.appointment("a1", "1", NINE), make.encounter("7", "1", NINE + HOUR, NINE + HOUR)
        )
        self.assertEqual(len(self.all_visits()), 2)
        linked = make.encounter("7", "1", NINE + HOUR, NINE + HOUR, appointment=[make.ref("Appointment", "a1")])
        self.feed(linked)
        self.assertEqual(self.all_visits().mapped("external_ref"), ["7"])
        self.assertEqual(self.visit().planned_at, UTC)
        self.feed(make.appointment("a1", "1", NINE + HOUR, "fulfilled"))
        self.assertEqual((len(self.all_visits()), self.visit().planned_at), (1, UTC + HOUR))

    def test_two_encounters_of_one_appointment_are_two_visits(self):
        link = [make.ref("Appointment", "a1")]
        self.feed(
            make.patient("1"),
            make.appointment("a1", "1", NINE),
            make.encounter("7", "1", NINE, appointment=link),
            make.encounter("8", "1", NINE, appointment=link),
        )
        self.assertEqual(self.all_visits().sorted("external_ref").mapped("external_ref"), ["7", "8"])

    # STATES
    def test_a_missed_appointment(self):
        self.feed(make.patient("1"), make.appointment("a1", "1", NINE))
        visit = self.all_visits()
        self.assertEqual((visit.state, visit.planned_at, visit.target_codes), ("planned", UTC, ""))
        self.feed(make.appointment("a1", "1", NINE, "noshow"))
        self.assertEqual((visit.state, visit.target_codes), ("no_show", "no_show"))

    def test_a_state_set_at_the_desk_stays_until_the_system_says_something_new(self):
        self.feed(make.patient("1"), make.appointment("a1", "1", NINE))
        visit = self.all_visits()
        visit.state = "no_show"
        self.feed(make.appointment("a1", "1", NINE, comment="neu"))
        self.assertEqual(visit.state, "no_show")
        self.feed(make.appointment("a1", "1", NINE, "fulfilled"))
        self.assertEqual(visit.state, "completed")

    def test_a_stopped_operation_interrupts_the_visit(self):
        """DOMAIN §2.4; corrected, the visit is what its halves say."""
        resources = (
            make.patient("1"),
            make.encounter("7", "1", NINE, NINE + HOUR),
            make.procedure("o1", "1", "7", NINE, status="stopped"),
        )
        (found,) = self.assertSameInAnyOrder(resources, itertools.permutations(resources))
        self.assertEqual((found["state"], found["interrupted_at"], found["surgery"]), ("interrupted", UTC, False))
        self.feed(*resources)
        self.feed(make.procedure("o1", "1", "7", NINE))
        self.assertEqual(
            (self.visit().state, self.visit().interrupted_at, self.visit().surgery), ("completed", False, True)
        )

    # MAPPING
    def test_which_procedure_is_an_operation_is_data(self):
        """ADM-03."""
        local = {"coding": [{"system": "http://hospital.example.cn/op", "code": "X1"}], "text": "小针刀"}
        self.feed(
            make.patient("1"), make.encounter("7", "1", NINE), {**make.procedure("o1", "1", "7", NINE), "code": local}
        )
        self.assertFalse(self.visit().surgery)
        mapping = self.env["hcs.his.mapping"].create({"code": "X1", "system": "http://hospital.example.cn/op"})
        mapping.with_user(self.user_admin).action_apply_again()
        self.apply()
        self.assertEqual(self.visit().surgery_name, "小针刀")

    def test_the_category_counts_where_the_code_says_nothing(self):
        surgical = [make.coding(make.SNOMED, "387713003")]
        self.feed(
            make.patient("1"),
            make.encounter("7", "1", NINE),
            make.encounter("8", "1", NINE),
            make.procedure("o1", "1", "7", NINE, ("1", "x"), category=surgical),
            make.procedure("o2", "1", "8", NINE, ("73761001", "结肠镜"), category=surgical),
        )
        self.assertEqual((self.visit("7").surgery, self.visit("8").surgery), (True, False))

    def test_check_ups_and_local_classes(self):
        self.env["hcs.his.mapping"].create({"code": "JZ", "target": "emergency"})
        check = [make.coding(make.SNOMED, "185349003")]
        self.feed(
            make.patient("1"),
            make.encounter("7", "1", NINE, type=check),
            make.encounter("8", "1", NINE, kind="JZ"),
            make.encounter("9", "1", NINE, kind="IMP", type=check),
        )
        self.assertEqual([self.visit(ref).kind for ref in "789"], ["checkup", "emergency", "inpatient"])
        message = self.feed(make.encounter("10", "1", NINE, kind="ZZ"))
        self.assertEqual(
            (message.state, message.error_code, message.error_field), ("error", "bad_code", "Encounter.class")
        )
        self.assertIn("ZZ", message.error)

    # MONEY
    def test_unknown_is_not_zero(self):
        """VIS-01."""
        self.feed(make.patient("1"), make.encounter("7", "1", NINE))
        visit = self.visit()
        self.assertEqual((visit.amount_known, visit.amount_spent), (False, 0))
        self.feed(make.charge_item("c1", "1", "7", 0))
        self.assertEqual((visit.amount_known, visit.amount_spent), (True, 0))
        self.feed(make.charge_item("c1", "1", "7", 30), make.charge_item("c2", "1", "7", 12.5))
        self.assertEqual((visit.amount_spent, visit.currency_id.name), (42.5, "CNY"))
        self.feed(make.charge_item("c2", "1", "7", 12.5, status="entered-in-error"))
        self.assertEqual(visit.amount_spent, 30)

    def test_a_new_version_of_an_invoice_replaces_the_old(self):
        self.feed(make.patient("1"), make.encounter("7", "1", NINE), make.charge_item("c1", "1", "7", 100))
        for amount, status, expected in (
            (90, "issued", 90),
            (80, "balanced", 80),
            (80, "cancelled", 100),
            (70, "issued", 70),
        ):
            self.feed(make.invoice("i1", "1", ["c1"], amount, status))
            self.assertEqual(self.visit().amount_spent, expected)

    def test_an_invoice_over_two_visits_is_shared(self):
        self.feed(
            make.patient("1"),
            make.encounter("7", "1", NINE),
            make.encounter("8", "1", NINE),
            make.charge_item("c1", "1", "7", 100),
            make.charge_item("c2", "1", "8", 40),
            make.invoice("i1", "1", ["c1", "c2"], 140),
        )
        self.assertEqual((self.visit("7").amount_spent, self.visit("8").amount_spent), (100, 40))

    def test_a_currency_nobody_knows(self):
        bad = {**make.charge_item("c1", "1", "7", 1), "priceOverride": {"value": 1, "currency": "XQX"}}
        messages = self.feed(make.patient("1"), make.encounter("7", "1", NINE), bad)
        self.assertEqual((messages[2].error_code, self.visit().amount_known), ("currency", False))

    # DETAILS
    def test_what_hangs_on_no_visit_is_ignored(self):
        lone = make.condition("k1", "1", "7")
        del lone["encounter"]
        message = self.feed(lone)
        self.assertEqual((message.state, message.error_code), ("ignored", "no_visit"))

    def test_a_refuted_diagnosis_goes(self):
        self.feed(
            make.patient("1"),
            make.encounter("7", "1", NINE, reasonCode=[{"text": "头痛"}]),
            make.condition("k1", "1", "7"),
        )
        self.assertEqual(self.visit().diagnosis, "高血压")
        self.feed(make.condition("k1", "1", "7", verificationStatus=make.coding("x", "refuted")))
        self.assertFalse(self.visit().diagnosis_ids)
        self.assertEqual(self.visit().diagnosis, "头痛")

    def test_a_visit_of_the_wrong_patient_is_corrected(self):
        self.feed(make.patient("1"), make.patient("2", mrn="M2"), make.encounter("7", "1", NINE))
        self.feed(make.encounter("7", "2", NINE))
        self.assertEqual(self.visit().patient_id, self.patient("2"))
