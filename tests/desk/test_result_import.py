"""SVC-04: results from a table, by Odoo's own import; the same table twice changes nothing."""

from odoo.tests import freeze_time, tagged

from .results import ResultCase, local

COLUMNS = ["id", "patient_id/.id", "order_ref", "notice", "department_id", "item_ids/id", "item_ids/name",
           "item_ids/status", "item_ids/issued_at"]  # fmt: skip


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local("2026-06-01 15:30"))
class TestResultImport(ResultCase):
    def _load(self, *rows):
        answer = self.as_user(self.user_agent, "hcs.result.delivery").load(COLUMNS, [list(row) for row in rows])
        self.assertFalse([message for message in answer["messages"] if message["type"] == "error"], answer["messages"])
        return self.env["hcs.result.delivery"].browse(answer["ids"])

    def test_a_table(self):
        who = str(self.patient.id)
        rows = [
            ("lis.order1", who, "O1", "1", "Laboratory", "lis.part1", "Blood", "final", "2026-06-01 15:00:00"),
            ("", "", "", "", "", "lis.part2", "Urine", "registered", ""),
            ("lis.order2", who, "O2", "", "Laboratory", "lis.part3", "X-ray", "final", "2026-06-01 15:10:00"),
        ]
        first, second = self._load(*rows)
        self.assertEqual((first.state, second.state), ("waiting", "ready"))
        self.assertEqual((second.issued_at, second.next_due_at), (local("2026-06-01 15:10"), False))
        again = self._load(*rows)
        self.assertEqual(again, first | second)
        self.assertEqual((len(first.item_ids), second.round), (2, 1))

    def test_the_last_part_comes_with_the_next_table(self):
        who = str(self.patient.id)
        head = ("lis.order1", who, "O1", "1", "Laboratory")
        order = self._load((*head, "lis.part1", "Blood", "registered", ""))
        self._load((*head, "lis.part1", "Blood", "final", "2026-06-01 15:20:00"))
        self.assertEqual((order.state, order.next_due_at), ("ready", local("2026-06-01 16:20")))
        order.action_deliver("desk", recipient="Zhang San")
        self._load((*head, "lis.part1", "Blood", "corrected", "2026-06-01 15:29:00"))
        self.assertEqual((order.state, order.round, order.next_due_at), ("ready", 2, local("2026-06-01 16:29")))

    def test_a_table_tells_no_outcome(self):
        """What became of a result is told by buttons, never by a column."""
        answer = self.as_user(self.user_agent, "hcs.result.delivery").load(
            ["patient_id/.id", "state"], [[str(self.patient.id), "delivered"]]
        )
        self.assertFalse(answer["ids"])
        self.assertTrue(answer["messages"])
