"""SEC-02, FEATURES PA7: a ledger of consents by purpose and channel; the latest word counts."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.patient import PatientCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestConsent(PatientCase):
    def say(self, state, at, purpose="survey", channel="any", patient=None):
        return (
            self.env["hcs.consent"]
            .with_user(self.user_agent)
            .create(
                {
                    "patient_id": (patient or self.patient).id,
                    "purpose": purpose,
                    "channel": channel,
                    "state": state,
                    "at": at,
                }
            )
        )

    def state(self, purpose="survey", channel="any"):
        return self.patient._consent_states(purpose, channel)[self.patient.id]

    def test_the_latest_word_counts(self):
        self.assertIsNone(self.state())
        self.say("given", "2026-01-02")
        self.say("withdrawn", "2026-01-01")  # entered later, said earlier
        self.assertEqual(self.state(), "given")
        self.say("withdrawn", "2026-01-03")
        self.assertEqual(self.state(), "withdrawn")
        self.assertIsNone(self.state("marketing"))

    def test_channels(self):
        self.say("given", "2026-01-01")
        self.say("withdrawn", "2026-01-02", channel="sms")
        self.assertEqual(self.state(channel="sms"), "withdrawn")
        self.assertEqual(self.state(channel="call"), "given")
        self.assertEqual(self.state(), "given")
        self.say("given", "2026-01-03")
        self.assertEqual(self.state(channel="sms"), "given", "a later word for every channel overtakes")

    def test_many_patients_cost_two_queries(self):
        patients = self.env["hcs.patient"].create([{"name": f"p{n}"} for n in range(50)])
        for patient in patients[:3]:
            self.say("given", "2026-01-01", patient=patient)
        self.env.flush_all()
        with self.assertQueryCount(2):
            states = patients._consent_states("survey")
        self.assertEqual(len(states), 50)
        self.assertEqual(sum(state == "given" for state in states.values()), 3)

    def test_the_ledger_stays(self):
        line = self.say("given", "2026-01-01")
        for user in (self.user_agent, self.user_admin):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                line.with_user(user).write({"state": "withdrawn"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.sudo().state = "withdrawn"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.sudo().unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.patient.unlink()
            self.env.flush_all()

    def test_who_and_where(self):
        line = self.say("given", "2026-01-01")
        self.assertEqual(line.user_id, self.user_agent)
        self.assertEqual(line.company_id, self.patient.company_id)

    def test_one_row_per_purpose_on_the_card(self):
        self.say("given", "2026-01-01")
        self.say("withdrawn", "2026-01-02", channel="sms")
        rows = {row["purpose"]: row for row in self.patient.with_user(self.user_agent).get_consents()}
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows["survey"]["state"], "given")
        self.assertEqual([row["state"] for row in rows["survey"]["exceptions"]], ["withdrawn"])
        self.assertFalse(rows["marketing"]["state"])
        self.say("given", "2026-01-03")
        self.assertFalse(self.patient.get_consents()[1]["exceptions"])
