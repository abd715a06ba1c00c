"""DESIGN §1.5: two people act on one complaint at the same moment; one wins, the other is told so in plain words."""

import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL

LOGINS = ("hcs_parallel_1", "hcs_parallel_2", "hcs_parallel_3")
GROUPS = ("group_hcs_director", "group_hcs_complaint")


@tagged("post_install", "-at_install", "hcs_complaint")
class TestComplaintConcurrency(BaseCase):
    """Rows are committed, because another connection sees nothing else; they are removed again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._connection() as env:
            users = env["res.users"].with_context(no_reset_password=True)
            groups = [env.ref(f"hospital_customer_service.{name}").id for name in GROUPS]
            self.user_ids = [
                users.create({"name": login, "login": login, "group_ids": [(6, 0, groups)]}).id for login in LOGINS
            ]
            self.ticket_id = env["hcs.complaint.ticket"].create({"subject": "Parallel", "anonymous": True}).id
        self.addCleanup(self._clean)

    @contextmanager
    def _connection(self, uid=SUPERUSER_ID, commit=True):
        with self.registry._db.cursor() as cr:
            yield api.Environment(cr, uid, {})
            if commit:
                cr.commit()

    def _clean(self):
        """Everything that points to the ticket goes with it, lines of ledgers and deadlines too."""
        with self._connection() as env:
            env["mail.activity"].search(
                [("res_model", "=", "hcs.complaint.ticket"), ("res_id", "=", self.ticket_id)]
            ).unlink()
            env.flush_all()
            clocks = SQL("SELECT id FROM hcs_clock WHERE complaint_ticket_id = %s", self.ticket_id)
            for table in ("hcs_clock_event", "hcs_clock_segment"):
                env.cr.execute(SQL("DELETE FROM %s WHERE clock_id IN (%s)", SQL.identifier(table), clocks))
            for model in env.registry.values():
                if not model._auto:
                    continue
                for field in model._fields.values():
                    if field.comodel_name == "hcs.complaint.ticket" and field.type == "many2one" and field.store:
                        names = SQL.identifier(model._table), SQL.identifier(field.name)
                        env.cr.execute(SQL("DELETE FROM %s WHERE %s = %s", *names, self.ticket_id))
            env.cr.execute(
                """DELETE FROM mail_message WHERE model = 'hcs.complaint.ticket' AND res_id = %(ticket)s;
                   DELETE FROM mail_followers WHERE res_model = 'hcs.complaint.ticket' AND res_id = %(ticket)s;
                   DELETE FROM hcs_complaint_ticket WHERE id = %(ticket)s""",
                {"ticket": self.ticket_id},
            )
            env["res.users"].browse(self.user_ids).unlink()

    def _act(self, uid, step, barrier, answers):
        with self._connection(uid, commit=False) as env:
            ticket = env["hcs.complaint.ticket"].browse(self.ticket_id)
            ticket.read(["state"])  # both have their snapshot before either writes
            barrier.wait(10)
            try:
                retrying(lambda: step(ticket), env)
                answers[uid] = "won"
            except (AccessError, UserError) as error:
                env.cr.rollback()
                answers[uid] = str(error)

    def _both(self, *steps):
        answers, barrier = {}, threading.Barrier(2)
        threads = [
            threading.Thread(target=self._act, args=(uid, step, barrier, answers))
            for uid, step in zip(self.user_ids[:2], steps, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(sorted(answers), sorted(self.user_ids[:2]))
        self.assertEqual(list(answers.values()).count("won"), 1, answers)
        refusal = next(answer for answer in answers.values() if answer != "won")
        self.assertRegex(refusal, "A colleague is working on|has accepted this ticket already|status is")
        return next(uid for uid, answer in answers.items() if answer == "won")

    def test_accepted_by_two(self):
        winner = self._both(lambda ticket: ticket.action_accept(), lambda ticket: ticket.action_accept())
        with self._connection() as env:
            ticket = env["hcs.complaint.ticket"].browse(self.ticket_id)
            self.assertEqual((ticket.state, ticket.holder_id.id), ("accepted", winner))
            self.assertEqual(ticket.transfer_ids.mapped("kind"), ["accepted"])

    def test_approved_and_sent_back(self):
        with self._connection(self.user_ids[2]) as env:
            ticket = env["hcs.complaint.ticket"].browse(self.ticket_id)
            ticket.action_accept()
            ticket.action_investigate()
            ticket.action_propose("We are sorry.")
        winner = self._both(lambda ticket: ticket.action_approve(), lambda ticket: ticket.action_return("Too short"))
        with self._connection() as env:
            ticket = env["hcs.complaint.ticket"].browse(self.ticket_id)
            approved = winner == self.user_ids[0]
            self.assertEqual(ticket.state, "approved" if approved else "investigating")
            self.assertEqual(ticket.answer_ids.mapped("state"), ["approved" if approved else "returned"])

    def test_settled_and_accepted(self):
        """Who settles while a colleague accepts: the ticket is closed once or accepted once."""
        with self._connection() as env:
            env["hcs.complaint.ticket"].browse(self.ticket_id).severity = "1"
        winner = self._both(lambda ticket: ticket.action_settle("At once"), lambda ticket: ticket.action_accept())
        with self._connection() as env:
            ticket = env["hcs.complaint.ticket"].browse(self.ticket_id)
            settled = winner == self.user_ids[0]
            self.assertEqual(ticket.state, "closed" if settled else "accepted")
