"""SVC-04, SD12: an order form is told when all that stands on it is there; the doctor asks for notice by the feed."""

import itertools
from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from tests.his import fhir_maker as make
from tests.his.common import MINUTE, NINE, NINE_UTC, ResultCase


@tagged("post_install", "-at_install", "hcs_his")
@freeze_time("2026-09-01 04:00:00")
class TestOrders(ResultCase):
    def result(self, form="R1"):
        return self.results.search([("order_ref", "=", f"Requisition/{form}")])

    def blood(self, status="final", minute=0, **more):
        return make.report("5", "1", status, issued=NINE + minute * MINUTE, order="77", **more)

    def urine(self, status="final", minute=30, **more):
        return make.report("6", "1", status, issued=NINE + minute * MINUTE, order="78", name="尿常规", **more)

    def form(self, *numbers, **more):
        return [make.order(number, "1", "R1", **more) for number in numbers or (77, 78)]

    def parts(self, result):
        return sorted(result.item_ids.mapped(lambda item: (item.name, item.status)))

    def test_an_order_alone_makes_nothing(self):
        before = self.results.search_count([])
        messages = self.feed(*self.form(notify=True))
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual(self.results.search_count([]), before)

    def test_complete_only_with_all_that_was_ordered(self):
        self.feed(make.patient("1"), *self.form(), self.blood())
        result = self.result()
        self.assertEqual(result.state, "waiting")
        self.assertEqual(self.parts(result), [("血常规", "final"), ("血常规", "registered")])
        result.notice = True
        self.feed(self.urine("preliminary", 10))
        self.assertEqual(result.state, "waiting")
        self.assertEqual(self.parts(result), [("尿常规", "preliminary"), ("血常规", "final")])
        self.feed(self.urine())
        self.assertEqual((result.state, result.issued_at), ("ready", NINE_UTC + 30 * MINUTE))
        self.assertEqual(result.next_due_at, NINE_UTC + 90 * MINUTE)

    def test_every_order_of_arrival(self):
        """Whatever comes first, one result of the form, complete, asked for by the doctor."""
        story = [make.patient("1"), *self.form(77), *self.form(78, notify=True), self.blood(), self.urine()]
        for order in itertools.permutations(story):
            savepoint = self.env.cr.savepoint()
            for resource in order:
                self.feed(resource)
            stuck = self.messages.search([("source_id", "=", self.source.id), ("state", "!=", "done")])
            self.assertFalse(stuck.mapped("message_id"))
            result = self.result()
            self.assertEqual(
                (result.state, result.issued_at, result.notice, result.flagged_by, self.parts(result)),
                ("ready", NINE_UTC + 30 * MINUTE, True, "doctor", [("尿常规", "final"), ("血常规", "final")]),
            )
            others = self.results.search([("patient_id", "=", self.patient().id)]) - result
            self.assertLessEqual(set(others.mapped("state")), {"cancelled"})
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_sent_twice_and_all_at_once(self):
        story = [make.patient("1"), *self.form(notify=True), self.blood(), self.urine("registered")]
        self.feed(*story)
        result = self.result()
        before = (result.read(), result.item_ids.read())
        self.messages.search([("source_id", "=", self.source.id)]).write({"state": "new"})
        self.apply()
        self.env.invalidate_all()
        self.assertEqual((self.result().read(), self.result().item_ids.read()), before)

    def test_a_withdrawn_order_is_not_waited_for(self):
        for status in ("revoked", "entered-in-error"):
            savepoint = self.env.cr.savepoint()
            self.feed(make.patient("1"), *self.form(), self.blood())
            self.assertEqual(self.result().state, "waiting")
            self.feed(make.order(78, "1", "R1", status))
            result = self.result()
            self.assertEqual(result.state, "ready")
            self.assertIn(("血常规", "cancelled"), self.parts(result))
            self.feed(make.order(78, "1", "R1"))
            self.assertEqual(self.result().state, "ready", "an older message, seen already")
            self.feed(make.order(78, "1", "R1", priority="urgent"))
            self.assertEqual(self.result().state, "waiting", "ordered again")
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_a_cancelled_report_is_not_waited_for(self):
        self.feed(make.patient("1"), *self.form(), self.blood(), self.urine("cancelled"))
        self.assertEqual((self.result().state, len(self.result().item_ids)), ("ready", 2))

    def test_what_was_never_an_order(self):
        for more in ({"intent": "plan"}, {"status": "draft"}, {"doNotPerform": True}):
            savepoint = self.env.cr.savepoint()
            self.feed(make.patient("1"), *self.form(77), *self.form(78, **more), self.blood())
            self.assertEqual((self.result().state, len(self.result().item_ids)), ("ready", 1))
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_one_report_for_two_orders(self):
        report = self.blood()
        report["basedOn"].append(make.ref("ServiceRequest", "78"))
        self.feed(make.patient("1"), report, *self.form())
        self.assertEqual((self.result().state, len(self.result().item_ids)), ("ready", 1))

    def test_what_a_person_closed_stays_closed(self):
        """The examination that was never made: an agent ends the waiting, and a repetition does not undo it."""
        self.feed(make.patient("1"), *self.form(), self.blood())
        result = self.result()
        result.item_ids.filtered(lambda item: item.status == "registered").status = "cancelled"
        self.assertEqual(result.state, "ready")
        self.messages.search([("resource_type", "=", "ServiceRequest")]).write({"state": "new"})
        self.apply()
        self.assertEqual(result.state, "ready")

    def test_the_doctor_asks(self):
        self.feed(make.patient("1"), make.order(77, "1", notify=True), self.blood(minute=170))
        result = self.results.search([("order_ref", "=", "ServiceRequest/77")])
        self.assertEqual((result.notice, result.flagged_by, result.state), (True, "doctor", "ready"))
        self.assertEqual(result.next_due_at, NINE_UTC + 230 * MINUTE)
        # an agent decides otherwise: a repetition does not overrule it, the doctor's withdrawal changes nothing
        result.action_unflag()
        self.feed(make.order(77, "1", notify=True, priority="urgent"))
        self.assertFalse(result.notice)

    def test_the_doctor_takes_it_back(self):
        self.feed(make.patient("1"), make.order(77, "1", notify=True), self.blood())
        result = self.results.search([("order_ref", "=", "ServiceRequest/77")])
        self.feed(make.order(77, "1"))
        self.assertEqual((result.notice, result.clock_ids.mapped("state")), (False, ["cancelled"]))
        result.action_flag("patient")
        self.feed(make.order(77, "1", notify=True, priority="urgent"))
        self.feed(make.order(77, "1", priority="stat"))
        self.assertTrue(result.notice, "the patient asked for it")

    def test_asked_for_by_a_code(self):
        flag = make.coding("urn:hospital:flag", "notify-patient", "告知患者")
        self.feed(make.patient("1"), make.order(77, "1", category=[flag]), self.blood())
        self.assertEqual(self.results.search([("order_ref", "=", "ServiceRequest/77")]).flagged_by, "doctor")

    def test_orders_of_years_flag_nothing(self):
        old = datetime(2026, 9, 1, 11) - timedelta(days=self.env.company.hcs_result_days, minutes=1)
        self.feed(make.patient("1"), make.order(77, "1", notify=True), make.report("5", "1", issued=old, order="77"))
        result = self.results.search([("order_ref", "=", "ServiceRequest/77")])
        self.assertEqual((result.state, result.notice), ("ready", False))

    def test_a_form_of_two_patients_stays_apart(self):
        foreign = make.report("6", "2", issued=NINE, order="78")
        self.feed(make.patient("1"), make.patient("2", "李四", mrn="M2"), self.blood(), foreign, *self.form())
        messages = self.messages.search([("resource_type", "=", "DiagnosticReport")])
        self.assertEqual(sorted(messages.mapped("state")), ["done", "error"])
        self.assertEqual(len(self.result().item_ids.filtered("external_ref")), 1)

    def test_parts_that_were_told_apart_stay_apart(self):
        """The form is learned too late: who was told is not called again for it."""
        self.feed(make.patient("1"), self.blood(), self.urine())
        first = self.results.search([("order_ref", "=", "ServiceRequest/77")])
        second = self.results.search([("order_ref", "=", "ServiceRequest/78")])
        second.action_deliver("desk", proof="Signed", recipient="self")
        self.feed(*self.form())
        self.assertEqual((first.state, first.round, len(first.item_ids)), ("ready", 1, 1))
        self.assertIn(second.state, ("delivered", "collected"))
        self.assertEqual((second.round, len(second.item_ids)), (1, 1))

    def test_what_is_wrong_with_an_order(self):
        for wrong, field in (({"status": None}, "status"), ({"requisition": "R1"}, "requisition")):
            message = self.feed({**make.order(77, "1"), **wrong})
            self.assertEqual(message.state, "error")
            self.assertIn(field, message.error_field)
