"""SEC-01: the same doors over the wire, as a stranger's program would knock."""

import json

from odoo.tests import HttpCase, tagged

from tests.patient import NEEDLES, SECRETS, PatientCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestDoorsHttp(PatientCase, HttpCase):
    def call(self, model, method, *args, **kwargs):
        payload = {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(payload),
            headers={"Content-Type": "application/json"},
        )
        return json.loads(response.text)

    def setUp(self):
        super().setUp()
        self.user_agent.password = "hcs_agent"
        self.user_pii.password = "hcs_pii!"

    def test_agent(self):
        self.authenticate("hcs_agent", "hcs_agent")
        patient, phone = self.patient.ids, self.patient.phone_ids.ids
        calls = []
        for name in SECRETS:
            calls += [
                ("hcs.patient", "read", patient, [name]),
                ("hcs.patient", "web_read", patient, {name: {}}),
                ("hcs.patient", "search_read", [], [name]),
                ("hcs.patient", "web_search_read", [], {name: {}}),
                ("hcs.patient", "search_count", [[name, "=like", "1%"]]),
                ("hcs.patient", "formatted_read_group", [], [name], ["__count"]),
                ("hcs.patient", "export_data", patient, [name]),
                ("hcs.patient", "action_reveal", patient, name),
            ]
        for name in ("number", "e164", "digits"):
            calls += [
                ("hcs.patient.phone", "read", phone, [name]),
                ("hcs.patient.phone", "web_search_read", [], {name: {}}),
                ("hcs.patient.phone", "search", [[name, "=like", "1%"]]),
            ]
        for model, method, *args in calls:
            with self.subTest(model=model, method=method, args=args), self.assertLogs("odoo.http", "WARNING"):
                answer = self.call(model, method, *args)
                self.assertIn("error", answer)
                self.assertFalse([needle for needle in NEEDLES if needle in json.dumps(answer, ensure_ascii=False)])
        everything = self.call("hcs.patient", "read", patient)
        self.assertEqual(everything["result"][0]["name"], "单雄信")
        self.assertFalse([needle for needle in NEEDLES if needle in json.dumps(everything, ensure_ascii=False)])

    def test_private_methods_stay_private(self):
        self.authenticate("hcs_agent", "hcs_agent")
        for method in ("_reveal", "_read_group", "_search_text", "_log_read"):
            with self.subTest(method=method), self.assertLogs("odoo.http", "WARNING"):
                self.assertIn("error", self.call("hcs.patient", method, self.patient.ids))

    def test_an_opened_card_leaves_a_line(self):
        """Over the wire the cursor could be read-only: the log says it is not (DESIGN §6.3)."""
        self.authenticate("hcs_agent", "hcs_agent")
        self.call("hcs.patient", "web_read", self.patient.ids, {"name": {}})
        self.assertEqual(
            self.log_of(self.patient).mapped(lambda line: (line.user_id, line.kind)), [(self.user_agent, "card")]
        )
        self.call("hcs.patient", "web_search_read", [["id", "=", self.patient.id]], {"name": {}})
        self.assertEqual(len(self.log_of(self.patient)), 1, "a list with one hit is not a card")

    def test_a_program_with_the_right_leaves_a_line(self):
        self.authenticate("hcs_pii", "hcs_pii!")
        answer = self.call("hcs.patient", "read", self.patient.ids, ["id_number"])
        self.assertEqual(answer["result"][0]["id_number"], SECRETS["id_number"])
        self.assertEqual(self.log_of(self.patient, "rpc").detail, "id_number")
