"""VIS-02, SVC-04: reports of laboratory and imaging make the results that patients are told of."""

import itertools
from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from tests.his import fhir_maker as make
from tests.his.common import MINUTE, NINE, NINE_UTC, ResultCase


@tagged("post_install", "-at_install", "hcs_his")
@freeze_time("2026-09-01 04:00:00")
class TestResults(ResultCase):
    def result(self, order="77"):
        return self.results.search([("order_ref", "=", f"ServiceRequest/{order}")])

    def states(self, messages):
        return messages.mapped("state")

    def test_one_report(self):
        self.feed(
            make.organization("2", "检验科"),
            make.patient("1"),
            make.encounter("7", "1", NINE),
            make.report("5", "1", issued=NINE, order="77", encounter=make.ref("Encounter", "7"),
                        performer=[make.ref("Organization", "2")]),
        )  # fmt: skip
        result = self.result()
        self.assertRecordValues(
            result,
            [
                {
                    "patient_id": self.patient().id,
                    "visit_id": self.visit().id,
                    "kind": "result",
                    "state": "ready",
                    "issued_at": NINE_UTC,
                    "external_source": "test",
                    "notice": False,
                }
            ],
        )
        self.assertEqual(result.department_id.name, "检验科")
        self.assertRecordValues(
            result.item_ids, [{"name": "血常规", "code": "58410-2", "status": "final", "issued_at": NINE_UTC}]
        )
        self.assertFalse(result.clock_ids, "nobody asked to be told")

    def test_the_reports_of_an_order_wait_for_each_other(self):
        self.feed(
            make.patient("1"),
            make.report("5", "1", issued=NINE, order="77"),
            make.report("6", "1", "registered", order="77", name="尿常规"),
            make.report("8", "1", issued=NINE, order="78", name="心电图"),
        )
        self.assertEqual((self.result().state, self.result("78").state), ("waiting", "ready"))
        self.result().notice = True
        self.feed(make.report("6", "1", issued=NINE + 30 * MINUTE, order="77", name="尿常规"))
        result = self.result()
        self.assertEqual((result.state, result.issued_at, len(result.item_ids)), ("ready", NINE_UTC + 30 * MINUTE, 2))
        self.assertEqual(result.next_due_at, NINE_UTC + 90 * MINUTE)

    def test_every_order_of_arrival(self):
        """Whatever comes first, the same results; nothing waits in the end."""
        story = [
            make.organization("2", "检验科"),
            make.patient("1"),
            make.encounter("7", "1", NINE),
            make.report("5", "1", issued=NINE, order="77", encounter=make.ref("Encounter", "7"),
                        performer=[make.ref("Organization", "2")]),
            make.report("6", "1", issued=NINE + MINUTE, order="77", name="尿常规"),
        ]  # fmt: skip
        expected = None
        for order in itertools.permutations(story):
            savepoint = self.env.cr.savepoint()
            for resource in order:
                self.feed(resource)
            stuck = self.messages.search([("source_id", "=", self.source.id), ("state", "!=", "done")])
            self.assertFalse(stuck.mapped("message_id"))
            result = self.result()
            found = (
                result.state,
                result.patient_id.external_ref,
                result.visit_id.external_ref,
                result.department_id.name,
                sorted(result.item_ids.mapped(lambda item: (item.name, item.status, item.issued_at))),
            )
            expected = expected or found
            self.assertEqual(found, expected)
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertEqual(expected[:4], ("ready", "1", "7", "检验科"))

    def test_states_of_one_report_in_every_order(self):
        """Without versions the time of issue and the status tell which one is the last."""
        story = [
            make.report("5", "1", "registered", order="77"),
            make.report("5", "1", "preliminary", issued=NINE - MINUTE, order="77"),
            make.report("5", "1", issued=NINE, order="77"),
            make.report("5", "1", "corrected", issued=NINE + MINUTE, order="77"),
        ]
        self.feed(make.patient("1"))
        for order in itertools.permutations(story):
            savepoint = self.env.cr.savepoint()
            for resource in order:
                self.feed(resource)
            result = self.result()
            self.assertEqual(
                (result.state, result.item_ids.status, result.item_ids.issued_at, len(result)),
                ("ready", "corrected", NINE_UTC + MINUTE, 1),
            )
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.feed(*story)
        self.assertEqual(self.result().item_ids.status, "corrected", "all in one batch as well")

    def test_versions_decide_where_there_are_any(self):
        def version(minute, **values):
            return {"meta": {"lastUpdated": make.at(NINE + minute * MINUTE)}, **values}

        self.feed(make.patient("1"), make.report("5", "1", issued=NINE, order="77", **version(9)))
        old = self.feed(make.report("5", "1", "preliminary", issued=NINE + 5 * MINUTE, order="77", **version(5)))
        self.assertEqual((old.state, old.effect), ("ignored", "superseded"))
        self.assertEqual(self.result().state, "ready")
        self.feed(make.report("5", "1", "partial", order="77", **version(10)))
        self.assertEqual((self.result().state, self.result().round), ("waiting", 2), "taken back by the sender")

    def test_a_report_before_its_patient_waits(self):
        message = self.feed(make.report("5", "1", issued=NINE, order="77"))
        self.assertEqual((message.state, len(self.result())), ("waiting", 0))
        self.feed(make.patient("1"))
        self.assertEqual((message.state, self.result().state), ("done", "ready"))

    def test_sent_twice(self):
        report = make.report("5", "1", issued=NINE, order="77")
        self.feed(make.patient("1"), report)
        before = (self.result().read(), self.result().item_ids.read())
        self.assertFalse(self.feed(report), "the inbox knows it")
        self.messages.search([("resource_type", "=", "DiagnosticReport")]).write({"state": "new"})
        self.apply()
        self.assertEqual((self.result().read(), self.result().item_ids.read()), before)

    def test_corrected_after_the_patient_was_told(self):
        self.feed(make.patient("1"), make.report("5", "1", issued=NINE, order="77"))
        result = self.result()
        result.notice = True
        result.action_deliver("mail", tracking_number="SF1")
        first = result.proof_ids.read()
        for number, status in enumerate(("amended", "corrected"), 1):
            self.feed(make.report("5", "1", status, issued=NINE + number * MINUTE, order="77"))
            self.assertEqual((result.state, result.round), ("ready", 1 + number))
            self.assertEqual(result.next_due_at, NINE_UTC + (60 + number) * MINUTE)
        self.assertEqual(result.proof_ids.read(), first)
        self.assertEqual(sorted(result.clock_ids.mapped("state")), ["cancelled", "met", "running"])

    def test_cancelled_and_entered_in_error(self):
        for number, status in enumerate(("cancelled", "entered-in-error")):
            order = f"8{number}"
            self.feed(make.patient("1"), make.report(order, "1", issued=NINE, order=order))
            self.result(order).notice = True
            self.feed(make.report(order, "1", status, issued=NINE, order=order))
            result = self.result(order)
            self.assertEqual((result.state, result.clock_ids.mapped("state")), ("cancelled", ["cancelled"]))

    def test_without_an_order_every_report_is_its_own(self):
        self.feed(make.patient("1"), make.report("5", "1", issued=NINE), make.report("6", "1", issued=NINE))
        self.assertEqual(len(self.results.search([("patient_id", "=", self.patient().id)])), 2)

    def test_a_report_moves_to_another_order(self):
        self.feed(make.patient("1"), make.report("5", "1", issued=NINE, order="77"),
                  make.report("6", "1", "registered", order="77"))  # fmt: skip
        self.feed(make.report("6", "1", "partial", order="78"))
        self.assertEqual((self.result().state, self.result("78").state), ("ready", "waiting"))

    def test_reports_of_one_order_about_two_patients(self):
        messages = self.feed(
            make.patient("1"),
            make.patient("2", "李四", mrn="M2"),
            make.report("5", "1", issued=NINE, order="77"),
            make.report("6", "2", issued=NINE, order="77"),
        )
        self.assertEqual(sorted(self.states(messages)), ["done", "done", "done", "error"])
        wrong = messages.filtered(lambda message: message.state == "error")
        self.assertEqual(wrong.error_code, "refused")
        self.assertEqual(len(self.result().item_ids), 1)

    def test_about_no_patient(self):
        message = self.feed(make.report("5", "1", subject=make.ref("Device", "4")))
        self.assertEqual((message.state, message.error_code), ("ignored", "no_patient"))

    def test_rules_flag_and_hold_back(self):
        rules = self.env["hcs.result.rule"]
        rules.create({"name": "Biopsies", "words": "病理, biopsy", "hold": "doctor_first"})
        rules.create({"name": "Troponin", "codes": "10839-9", "notice": True})
        self.feed(
            make.patient("1"),
            make.report("5", "1", issued=NINE, order="77", name="胃镜病理检查"),
            make.report("6", "1", issued=NINE, order="78", name="肌钙蛋白", code="10839-9"),
            make.report("7", "1", issued=NINE, order="79"),
        )
        self.assertRecordValues(
            self.result() | self.result("78") | self.result("79"),
            [
                {"state": "held", "hold": "doctor_first", "notice": False, "flagged_by": False},
                {"state": "ready", "hold": "none", "notice": True, "flagged_by": "rule"},
                {"state": "ready", "hold": "none", "notice": False, "flagged_by": False},
            ],
        )
        self.assertEqual(self.result("78").next_due_at, NINE_UTC + 60 * MINUTE)

    def test_old_results_of_a_first_load_have_no_clock(self):
        """A rule tells of what is new: the first load brings the results of years."""
        self.env["hcs.result.rule"].create({"name": "All", "notice": True})
        days = self.env.company.hcs_result_days
        old, new = (datetime(2026, 9, 1, 11) - timedelta(days=days) + shift for shift in (-MINUTE, 60 * MINUTE))
        self.feed(make.patient("1"), make.report("5", "1", issued=old, order="77"),
                  make.report("6", "1", issued=new, order="78"))  # fmt: skip
        self.assertEqual((self.result().notice, self.result("78").notice), (False, True))

    def test_nothing_of_what_it_says_is_kept(self):
        """SVC-04: no clinical content outside the inbox."""
        self.feed(make.patient("1"), make.report("5", "1", issued=NINE, order="77", conclusion="HIV阳性"))
        kept = [*self.result().read(), *self.result().item_ids.read()]
        self.assertNotIn("阳性", str(kept))

    def test_an_opened_message_is_a_look_at_the_patient(self):
        message = self.feed(make.patient("1"), make.report("5", "1", issued=NINE, order="77"))[1]
        self.assertEqual(message._log_read_patients(), self.patient())
