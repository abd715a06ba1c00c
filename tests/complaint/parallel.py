"""Ground for tests of complaints over real connections: two people act at the same moment."""

import threading

from odoo.exceptions import AccessError, UserError
from odoo.service.model import retrying
from odoo.tools import SQL

from tests.common.connections import ConnectionCase

LOGINS = ("hcs_parallel_1", "hcs_parallel_2", "hcs_parallel_3")
GROUPS = ("group_hcs_director", "group_hcs_complaint")
REFUSAL = "A colleague is working on|has accepted this ticket already|status is"
TICKET = "hcs.complaint.ticket"


class ParallelCase(ConnectionCase):
    """Three directors who handle complaints, and a ticket; all of it is removed again."""

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            users = env["res.users"].with_context(no_reset_password=True)
            groups = [env.ref(f"hospital_customer_service.{name}").id for name in GROUPS]
            self.user_ids = [
                users.create({"name": login, "login": login, "group_ids": [(6, 0, groups)]}).id for login in LOGINS
            ]
            self.ticket_id = self._make_ticket(env)
        self.addCleanup(self._clean)

    def _make_ticket(self, env):
        return env[TICKET].create({"subject": "Parallel", "anonymous": True}).id

    def _clean(self):
        with self._connection() as env:
            self._remove_tickets(env, [self.ticket_id])
            env["res.users"].browse(self.user_ids).unlink()

    @staticmethod
    def _remove_rows(env, model, ids):
        """Rows of a discussed model, with what points to them by model and id."""
        env["mail.activity"].search([("res_model", "=", model), ("res_id", "in", ids)]).unlink()
        env.flush_all()
        for table, column in (("mail_message", "model"), ("mail_followers", "res_model")):
            env.cr.execute(
                SQL("DELETE FROM %s WHERE %s = %s AND res_id = ANY(%s)",
                    SQL.identifier(table), SQL.identifier(column), model, ids)
            )  # fmt: skip
        env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(env[model]._table), ids))

    def _remove_tickets(self, env, ids):
        """Everything that points to the tickets goes with them, lines of ledgers and deadlines too."""
        for model in ("hcs.compensation", "hcs.complaint.extension"):
            rows = env[model].search([("ticket_id", "in", ids)]).ids
            if "message_ids" in env[model]._fields:
                self._remove_rows(env, model, rows)
            else:
                env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(env[model]._table), rows))
        clocks = SQL("SELECT id FROM hcs_clock WHERE complaint_ticket_id = ANY(%s)", ids)
        for table in ("hcs_clock_event", "hcs_clock_segment"):
            env.cr.execute(SQL("DELETE FROM %s WHERE clock_id IN (%s)", SQL.identifier(table), clocks))
        for model in env.registry.values():
            if not model._auto:
                continue
            for field in model._fields.values():
                if field.comodel_name == TICKET and field.type == "many2one" and field.store:
                    names = SQL.identifier(model._table), SQL.identifier(field.name)
                    env.cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", *names, ids))
        self._remove_rows(env, TICKET, ids)

    def _act(self, uid, step, record, barrier, answers):
        model, res_id = record
        with self._connection(uid, commit=False) as env:
            row = env[model].browse(res_id)
            row.read(["display_name"])  # both have their snapshot before either writes
            barrier.wait(10)
            try:
                retrying(lambda: step(row), env)
                answers[uid] = "won"
            except (AccessError, UserError) as error:
                env.cr.rollback()
                answers[uid] = str(error)

    def _at_once(self, *steps, records=None):
        """Two people take a step each at the same moment: ``{user id: "won" or the words of the refusal}``."""
        answers, barrier = {}, threading.Barrier(2)
        records = records or [(TICKET, self.ticket_id)] * 2
        threads = [
            threading.Thread(target=self._act, args=(uid, step, record, barrier, answers))
            for uid, step, record in zip(self.user_ids[:2], steps, records, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(sorted(answers), sorted(self.user_ids[:2]))
        return answers

    def _both(self, *steps, record=None, refusal=REFUSAL):
        """One of the two wins, the other one is told why not; who won."""
        answers = self._at_once(*steps, records=[record] * 2 if record else None)
        self.assertEqual(list(answers.values()).count("won"), 1, answers)
        self.assertRegex(next(answer for answer in answers.values() if answer != "won"), refusal)
        return next(uid for uid, answer in answers.items() if answer == "won")
