"""DESIGN §1.5: two people act on one complaint at the same moment; one wins, the other is told so in plain words."""

from odoo.tests import tagged
from odoo.tools import SQL

from .parallel import TICKET, ParallelCase


@tagged("post_install", "-at_install", "hcs_complaint")
class TestComplaintConcurrency(ParallelCase):
    def test_accepted_by_two(self):
        winner = self._both(lambda ticket: ticket.action_accept(), lambda ticket: ticket.action_accept())
        with self._connection() as env:
            ticket = env[TICKET].browse(self.ticket_id)
            self.assertEqual((ticket.state, ticket.holder_id.id), ("accepted", winner))
            self.assertEqual(ticket.transfer_ids.mapped("kind"), ["accepted"])

    def test_approved_and_sent_back(self):
        with self._connection(self.user_ids[2]) as env:
            ticket = env[TICKET].browse(self.ticket_id)
            ticket.action_accept()
            ticket.action_investigate()
            ticket.action_propose("We are sorry.")
        winner = self._both(lambda ticket: ticket.action_approve(), lambda ticket: ticket.action_return("Too short"))
        with self._connection() as env:
            ticket = env[TICKET].browse(self.ticket_id)
            approved = winner == self.user_ids[0]
            self.assertEqual(ticket.state, "approved" if approved else "investigating")
            self.assertEqual(ticket.answer_ids.mapped("state"), ["approved" if approved else "returned"])

    def test_settled_and_accepted(self):
        """Who settles while a colleague accepts: the ticket is closed once or accepted once."""
        with self._connection() as env:
            env[TICKET].browse(self.ticket_id).severity = "1"
        winner = self._both(lambda ticket: ticket.action_settle("At once"), lambda ticket: ticket.action_accept())
        with self._connection() as env:
            ticket = env[TICKET].browse(self.ticket_id)
            settled = winner == self.user_ids[0]
            self.assertEqual(ticket.state, "closed" if settled else "accepted")

    def _hand_to(self, uid):
        with self._connection(self.user_ids[2]) as env:
            ticket = env[TICKET].browse(self.ticket_id)
            ticket.action_accept()
            ticket.action_hand_over(uid)

    def test_handed_over_and_taken_by_two(self):
        """CMP-01, CP2: at every moment exactly one person answers for it."""
        self._hand_to(self.user_ids[0])
        winner = self._both(
            lambda ticket: ticket.action_accept(),
            lambda ticket: ticket.action_take_over(),
            refusal="A colleague is working on|has accepted this ticket already|has not answered yet",
        )
        with self._connection() as env:
            ticket = env[TICKET].browse(self.ticket_id)
            self.assertEqual((ticket.holder_id.id, ticket.pending_user_id.id), (winner, False))
            self.assertEqual(ticket.transfer_ids.sorted("id")[-1:].to_user_id.id, winner)

    def test_handed_to_two_people(self):
        """The office hands it to one colleague while another one of the office hands it to the next."""
        with self._connection(self.user_ids[2]) as env:
            env[TICKET].browse(self.ticket_id).action_accept()
        first, second = self.user_ids[:2]
        answers = self._at_once(
            lambda ticket: ticket.action_hand_over(second), lambda ticket: ticket.action_hand_over(first)
        )
        with self._connection() as env:
            ticket = env[TICKET].browse(self.ticket_id)
            self.assertEqual(ticket.holder_id.id, self.user_ids[2], "answers for it until somebody accepts")
            asked = ticket.transfer_ids.filtered(lambda line: line.kind == "handed").sorted("id")
            self.assertEqual(len(asked), list(answers.values()).count("won"))
            self.assertEqual(ticket.pending_user_id, asked[-1:].to_user_id, "the last line names the one asked")


@tagged("post_install", "-at_install", "hcs_complaint")
class TestMoneyConcurrency(ParallelCase):
    """CMP-04, CP7: what two people decide at once is decided once, and the second one is told."""

    def setUp(self):
        super().setUp()
        with self._connection(self.user_ids[2]) as env:
            env[TICKET].browse(self.ticket_id).action_accept()
            asked = env["hcs.compensation"].create(
                {"ticket_id": self.ticket_id, "kind": "goodwill", "amount": 1, "reason": "Waited"}
            )
            asked.action_submit()
            self.asked = ("hcs.compensation", asked.id)

    def test_approved_by_two(self):
        winner = self._both(
            lambda asked: asked.action_approve(), lambda asked: asked.action_approve(),
            record=self.asked, refusal="another status",
        )  # fmt: skip
        with self._connection() as env:
            asked = env["hcs.compensation"].browse(self.asked[1])
            self.assertEqual((asked.state, asked.approved_by_id.id), ("approved", winner))

    def test_approved_and_refused(self):
        winner = self._both(
            lambda asked: asked.action_approve(), lambda asked: asked.action_refuse("Too much"),
            record=self.asked, refusal="another status",
        )  # fmt: skip
        with self._connection() as env:
            asked = env["hcs.compensation"].browse(self.asked[1])
            self.assertEqual(asked.state, "approved" if winner == self.user_ids[0] else "refused")
            self.assertEqual(asked.decided_by_id.id, winner)

    def test_paid_by_two(self):
        """The money leaves the house once."""
        with self._connection(self.user_ids[0]) as env:
            env["hcs.compensation"].browse(self.asked[1]).action_approve()
        winner = self._both(
            lambda asked: asked.action_pay("PAY-1"), lambda asked: asked.action_pay("PAY-2"),
            record=self.asked, refusal="another status",
        )  # fmt: skip
        with self._connection() as env:
            asked = env["hcs.compensation"].browse(self.asked[1])
            number = f"PAY-{self.user_ids.index(winner) + 1}"
            self.assertEqual((asked.payment_reference, asked.paid_by_id.id), (number, winner))


@tagged("post_install", "-at_install", "hcs_complaint")
class TestExtensionConcurrency(ParallelCase):
    """CP3: a term is lengthened once, whoever asks or agrees at the same moment."""

    def _clock(self, env):
        return env["hcs.clock"].search(
            [("complaint_ticket_id", "=", self.ticket_id), ("purpose", "=", "answer")], limit=1
        )

    def _values(self, env):
        return {
            "ticket_id": self.ticket_id,
            "clock_id": self._clock(env).id,
            "days": 3,
            "reason": "Report missing",
        }

    def test_asked_for_by_two(self):
        answers = self._at_once(
            *[lambda ticket: ticket.env["hcs.complaint.extension"].create(self._values(ticket.env))] * 2
        )
        self.assertEqual(list(answers.values()).count("won"), 1, answers)
        self.assertRegex(" ".join(answers.values()), "asked for already")
        with self._connection() as env:
            self.assertEqual(env["hcs.complaint.extension"].search_count([("ticket_id", "=", self.ticket_id)]), 1)

    def test_approved_by_two(self):
        """Of an anonymous complaint the new date holds with the approval: twice three days would be six."""
        with self._connection(self.user_ids[2]) as env:
            asked = env["hcs.complaint.extension"].create(self._values(env))
            record = (asked._name, asked.id)
            before = self._clock(env).due_at
            target = self._clock(env).target
        winner = self._both(
            lambda asked: asked.action_approve(), lambda asked: asked.action_approve(),
            record=record, refusal="decided already",
        )  # fmt: skip
        with self._connection() as env:
            asked = env["hcs.complaint.extension"].browse(record[1])
            self.assertEqual((asked.state, asked.approver_id.id), ("granted", winner))
            self.assertEqual((asked.old_due_at, asked.new_due_at), (before, self._clock(env).due_at))
            self.assertEqual(self._clock(env).target, target + 3)


@tagged("post_install", "-at_install", "hcs_complaint")
class TestAlarmConcurrency(ParallelCase):
    """CP11: the same cause named twice at the same moment raises one alarm, and it is acknowledged once."""

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            self.company_id, self.before = env.company.id, env.company.hcs_alarm_count
            env.company.hcs_alarm_count = 2
            self.department_id = env["hcs.department"].create({"name": "Parallel ward"}).id
            self.cause_id = env["hcs.complaint.cause"].create({"name": "Parallel cause", "code": "t_parallel"}).id
            category = env.ref("hospital_customer_service.hcs_complaint_category_attitude")
            self.more_ids = [self._make_ticket(env) for _number in range(2)]
            allegations = env["hcs.complaint.allegation"].create(
                [
                    {"ticket_id": ticket_id, "category_id": category.id, "department_id": self.department_id}
                    for ticket_id in (self.ticket_id, *self.more_ids)
                ]
            )
            allegations[0].cause_id = self.cause_id
            self.allegation_ids = allegations.ids

    def _clean(self):
        with self._connection() as env:
            env["res.company"].browse(self.company_id).hcs_alarm_count = self.before
            self._remove_rows(env, "hcs.complaint.alarm", self._alarms(env).ids)
            self._remove_tickets(env, self.more_ids)
        super()._clean()
        with self._connection() as env:
            for table, row in (("hcs_complaint_cause", self.cause_id), ("hcs_department", self.department_id)):
                env.cr.execute(SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), row))

    def _alarms(self, env):
        return env["hcs.complaint.alarm"].search([("cause_id", "=", self.cause_id)])

    def _name_cause(self):
        return self._at_once(
            *[lambda allegation: allegation.write({"cause_id": self.cause_id})] * 2,
            records=[("hcs.complaint.allegation", res_id) for res_id in self.allegation_ids[1:]],
        )

    def test_one_alarm(self):
        answers = self._name_cause()
        self.assertEqual(set(answers.values()), {"won"}, "naming a cause is refused to nobody")
        with self._connection() as env:
            self.assertEqual(len(self._alarms(env)), 1)

    def test_neither_of_two_misses_the_other(self):
        """Each of them alone makes two of three: who comes second counts again."""
        with self._connection() as env:
            env["res.company"].browse(self.company_id).hcs_alarm_count = 3
        self._name_cause()
        with self._connection() as env:
            self.assertEqual(self._alarms(env).occurrences, 3)

    def test_acknowledged_by_two(self):
        self._name_cause()
        with self._connection() as env:
            alarm = self._alarms(env)
            record = (alarm._name, alarm.id)
        winner = self._both(
            lambda alarm: alarm.action_acknowledge("Training"), lambda alarm: alarm.action_acknowledge("Roster"),
            record=record, refusal="acknowledged already",
        )  # fmt: skip
        with self._connection() as env:
            alarm = env["hcs.complaint.alarm"].browse(record[1])
            words = "Training" if winner == self.user_ids[0] else "Roster"
            self.assertEqual((alarm.acknowledged_by_id.id, alarm.response), (winner, words))
