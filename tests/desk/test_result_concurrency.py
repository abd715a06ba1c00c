"""SVC-04, DESIGN §1.5: two agents deliver one result at the same moment; one wins, the other is told so."""

import threading

from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from tests.common.connections import ConnectionCase

NAME = "Parallel result"


@tagged("post_install", "-at_install", "hcs_desk")
class TestResultConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        with self._connection() as env:
            patient = env["hcs.patient"].create({"name": NAME, "company_id": env.company.id})
            users = env["res.users"].with_context(no_reset_password=True)
            group = env.ref("hospital_customer_service.group_hcs_agent")
            self.user_ids = [
                users.create({"name": login, "login": login, "group_ids": [(6, 0, group.ids)]}).id
                for login in ("hcs_result_1", "hcs_result_2")
            ]
            delivery = env["hcs.result.delivery"].create({"patient_id": patient.id, "notice": True})
            delivery.action_ready()
            self.delivery_id, self.patient_id = delivery.id, patient.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            env.cr.execute(
                """DELETE FROM hcs_result_proof WHERE delivery_id = %(delivery)s;
                   DELETE FROM hcs_contact WHERE patient_id = %(patient)s;
                   DELETE FROM hcs_clock_event WHERE clock_id IN (
                       SELECT id FROM hcs_clock WHERE result_delivery_id = %(delivery)s);
                   DELETE FROM hcs_clock_segment WHERE clock_id IN (
                       SELECT id FROM hcs_clock WHERE result_delivery_id = %(delivery)s);
                   DELETE FROM hcs_clock WHERE result_delivery_id = %(delivery)s;
                   DELETE FROM hcs_result_delivery WHERE id = %(delivery)s;
                   DELETE FROM mail_message WHERE model = 'hcs.result.delivery' AND res_id = %(delivery)s;
                   DELETE FROM mail_message WHERE model = 'hcs.patient' AND res_id = %(patient)s;
                   DELETE FROM hcs_access_log WHERE patient_id = %(patient)s;
                   DELETE FROM hcs_patient WHERE id = %(patient)s""",
                {"delivery": self.delivery_id, "patient": self.patient_id},
            )
            env["res.users"].browse(self.user_ids).unlink()

    def _deliver(self, uid, barrier, answers, recipient):
        with self._connection(uid, commit=False) as env:
            delivery = env["hcs.result.delivery"].browse(self.delivery_id)
            delivery.read(["state"])  # both have their snapshot before either writes
            barrier.wait(10)
            try:
                retrying(lambda: delivery.action_deliver("desk", recipient=recipient), env)
                answers[uid] = "won"
            except UserError as error:
                env.cr.rollback()
                answers[uid] = str(error)

    def test_two_agents_one_delivery(self):
        answers, barrier = {}, threading.Barrier(2)
        threads = [
            threading.Thread(target=self._deliver, args=(uid, barrier, answers, f"Taker {uid}"))
            for uid in self.user_ids
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(sorted(answers), sorted(self.user_ids))
        self.assertEqual(list(answers.values()).count("won"), 1, answers)
        refusal = next(answer for answer in answers.values() if answer != "won")
        self.assertRegex(refusal, "A colleague delivered|delivered RES.* already")
        winner = next(uid for uid, answer in answers.items() if answer == "won")
        with self._connection() as env:
            delivery = env["hcs.result.delivery"].browse(self.delivery_id)
            self.assertEqual((delivery.delivered_by_id.id, len(delivery.proof_ids)), (winner, 1))
            self.assertEqual(delivery.recipient, f"Taker {winner}")
            self.assertEqual(delivery.clock_ids.mapped("state"), ["met"])
            self.assertEqual(env["hcs.contact"].search_count([("patient_id", "=", self.patient_id)]), 1)
