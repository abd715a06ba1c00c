"""What the demonstration hospital must show of its complaint office (issue 5)."""

from odoo import fields

STATES = {
    "complaint": {
        "received",
        "accepted",
        "investigating",
        "proposed",
        "approved",
        "answered",
        "closed",
        "not_accepted",
        "withdrawn",
    },
    "praise": {"received", "accepted", "closed"},
    "suggestion": {"received", "closed"},
    "dispute": {"investigating"},
}
PAST = {
    "hcs.complaint.ticket": ("received_at", "accepted_at", "answered_at", "closed_at", "thanked_at", "effect_at"),
    "hcs.complaint.statement": ("requested_at", "answered_at", "accepted_at"),
    "hcs.complaint.answer": ("drafted_at", "approved_at", "sent_at"),
    "hcs.complaint.transfer": ("at",),
    "hcs.complaint.inquiry": ("at",),
    "hcs.corrective.action": ("done_at", "reviewed_at"),
    "hcs.corrective.action.review": ("at",),
    "hcs.dispute.seal": ("sealed_at",),
    "hcs.good.case": ("published_at",),
}


class ComplaintCheck:
    def __init__(self, case):
        self.case, self.env = case, case.env
        self.now = fields.Datetime.now()

    def check(self):
        self._check_tickets()
        self._check_work()
        self._check_dispute()
        self._check_past()

    def _check_tickets(self):
        case, tickets = self.case, self.env["hcs.complaint.ticket"].search([])
        for kind, group in tickets.grouped("kind").items():
            case.assertEqual(set(group.mapped("state")), STATES[kind], kind)
        case.assertEqual({"1", "2", "3", "4"}, set(tickets.mapped("severity")))
        case.assertGreaterEqual(len(set(tickets.mapped("source"))), 8)
        case.assertTrue(tickets.filtered("is_overdue"))
        case.assertTrue(tickets.filtered("anonymous"))
        case.assertTrue(tickets.filtered(lambda ticket: ticket.authority_id and ticket.external_number))
        case.assertTrue(tickets.filtered(lambda ticket: ticket.kind == "complaint" and ticket.on_the_spot))
        case.assertTrue(tickets.filtered("walled_user_ids"), "somebody is named and sees nothing of it")
        days = [ticket.received_at for ticket in tickets]
        case.assertGreaterEqual((max(days) - min(days)).days, 28)
        closed = tickets.filtered(lambda ticket: ticket.kind == "complaint" and ticket.answer_id.state == "sent")
        case.assertTrue({"satisfied", "partly"} <= set(closed.mapped("satisfaction")))
        openings = self.env["hcs.suggestion.box.opening"].search([])
        case.assertTrue(openings.filtered("ticket_count") and openings.filtered(lambda one: not one.letter_count))
        case.assertTrue(self.env["hcs.good.case"].search_count([("state", "=", "published")]))

    def _check_work(self):
        case = self.case
        statements = self.env["hcs.complaint.statement"].search([])
        case.assertTrue({"requested", "accepted"} <= set(statements.mapped("state")))
        actions = self.env["hcs.corrective.action"].search([])
        case.assertTrue({"open", "done", "effective"} <= set(actions.mapped("state")))
        case.assertTrue(actions.filtered("is_overdue"))
        for login in ("complaint", "leader", "department"):
            user = self.env["res.users"].search([("login", "=", login)])
            mine = statements if login == "department" else self.env["hcs.complaint.ticket"]
            case.assertTrue(mine.with_user(user).search_count([], limit=1), login)

    def _check_dispute(self):
        dispute = self.env["hcs.complaint.ticket"].search([("kind", "=", "dispute")])
        self.case.assertEqual(dispute.sheet_ids.mapped("state"), ["complete"])
        self.case.assertTrue(dispute.notice_ids.filtered("told_at"))
        self.case.assertTrue(dispute.notice_ids.filtered(lambda notice: not notice.told_at))
        self.case.assertTrue(dispute.seal_ids and dispute.negotiation_ids and dispute.reported_up_at)
        self.case.assertEqual(dispute.route_ids.mapped("state"), ["open"])

    def _check_past(self):
        """Nothing that has happened lies ahead."""
        for model, names in PAST.items():
            for name in names:
                with self.case.subTest(model=model, field=name):
                    last = self.env[model].search([(name, "!=", False)], order=f"{name} desc", limit=1)
                    self.case.assertTrue(last)
                    self.case.assertLessEqual(last[name], self.now)
