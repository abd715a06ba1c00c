"""VIP-06: a signed contract, its parties, its duties with their days, its term and its renewal."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.vip import VipCase, at


@tagged("post_install", "-at_install", "hcs_vip")
class TestContract(VipCase):
    def contract(self, **values):
        return self.as_user(self.user_vip, "hcs.vip.contract").create(
            {"patient_id": self.patient.id, "date_from": "2026-01-01", "date_to": "2026-12-31", **values}
        )

    def sign(self, contract):
        contract.write(
            {"signed_file": base64.b64encode(b"%PDF"), "signed_file_name": "c.pdf", "signed_on": "2026-01-01"}
        )
        contract.action_sign()
        return contract

    def duty(self, contract, **values):
        return self.as_user(self.user_vip, "hcs.vip.contract.duty").create(
            {"contract_id": contract.id, "name": "Call", "due_on": "2026-01-31", **values}
        )

    def test_signed_only_with_file_and_day(self):
        contract = self.contract()
        with self.assertRaisesRegex(UserError, "Add the signed contract"):
            contract.action_sign()
        self.sign(contract)
        for values in ({"date_to": "2027-12-31"}, {"patient_id": self.patient.id}, {"signed_file": False}):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                contract.write(values)
        with self.assertRaises(UserError):
            contract.unlink()
        with self.assertRaises(AccessError):
            contract.state = "ended"
        with self.assertRaises(AccessError):
            self.as_user(self.user_agent, "hcs.vip.contract").create({"patient_id": self.patient.id})

    def test_running_follows_the_day(self):
        contract = self.sign(self.contract())
        for day, running in (("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)):
            with freeze_time(at(day)):
                contract.invalidate_recordset()
                self.assertEqual(contract.is_running, running, day)
                found = self.env["hcs.vip.contract"].search([("is_running", "=", True), ("id", "=", contract.id)])
                self.assertEqual(bool(found), running)

    def test_duties_are_tracked_and_repeat(self):
        contract = self.contract()
        duty = self.duty(contract, repeat="month", user_id=self.user_agent.id)
        with self.assertRaisesRegex(UserError, "signed contract"):
            duty.action_done("Called")
        self.sign(contract)
        with freeze_time(at("2026-02-05")):
            self.assertTrue(duty.is_late)
            self.assertEqual(contract.duty_late_count, 1)
            late = self.env["hcs.vip.contract.duty"].search(
                [("is_late", "=", True), ("contract_id", "=", contract.id)]
            )
            self.assertEqual(late, duty)
            with self.assertRaisesRegex(UserError, "what was done"):
                duty.with_user(self.user_agent).action_done()
            duty.with_user(self.user_agent).action_done("Called, all is well")
        self.assertEqual((duty.state, duty.done_by_id), ("done", self.user_agent))
        following = contract.duty_ids - duty
        self.assertEqual((str(following.due_on), following.state), ("2026-02-28", "todo"))
        with self.assertRaises(UserError):
            duty.unlink()

    def test_renewed_once_with_its_duties(self):
        contract = self.sign(self.contract())
        self.duty(contract, repeat="quarter", due_on="2026-12-20")
        self.duty(contract, due_on="2026-06-01")
        successor = self.env["hcs.vip.contract"].browse(contract.action_renew()["res_id"])
        self.assertEqual((str(successor.date_from), str(successor.date_to)), ("2027-01-01", "2027-12-31"))
        self.assertEqual((successor.state, successor.predecessor_id), ("draft", contract))
        self.assertEqual(successor.duty_ids.mapped("repeat"), ["quarter"])
        with self.assertRaisesRegex(UserError, "renewed already"):
            contract.action_renew()
        with self.assertRaises(UserError):
            self.sign(self.contract()).action_renew("never")

    def test_an_end_drops_what_is_open(self):
        contract = self.sign(self.contract())
        done, todo = self.duty(contract), self.duty(contract, due_on="2026-08-01")
        done.action_done("Called")
        with self.assertRaisesRegex(UserError, "Say why"):
            contract.action_end()
        contract.action_end("Moves away")
        self.assertEqual((contract.state, done.state, todo.state), ("ended", "done", "dropped"))
