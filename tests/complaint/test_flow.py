"""CMP-02, CMP-06, FEATURES CP2, CP9: the way of a ticket, step by step, with person and time."""

from datetime import date, datetime

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ComplaintCase

NOON = datetime(2026, 9, 28, 4)


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(NOON)
class TestFlow(ComplaintCase):
    def test_every_step_has_person_and_time(self):
        self.assertEqual((self.ticket.state, self.ticket.received_by_id), ("received", self.user_agent))
        ticket = self.bring_to("closed")
        self.assertEqual((ticket.accepted_at, ticket.accepted_by_id), (NOON, self.colleague))
        self.assertEqual(ticket.user_id, self.colleague)
        answer = ticket.answer_ids
        self.assertEqual((answer.drafted_by_id, answer.approved_by_id), (self.colleague, self.user_director))
        self.assertEqual((answer.sent_at, answer.how, answer.proof), (NOON, "letter", "RR123"))
        self.assertEqual((ticket.closed_at, ticket.closed_by_id), (NOON, self.colleague))
        self.assertEqual(ticket.satisfaction, "satisfied")

    def test_the_way_is_tracked(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        ticket = self.bring_to("accepted")
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = ticket.sudo().message_ids.tracking_value_ids
        self.assertIn(
            "Taken up", tracked.filtered(lambda line: line.field_id.name == "state").mapped("new_value_char")
        )
        self.assertIn(self.colleague.partner_id, ticket.sudo().message_ids.author_id)

    def test_steps_out_of_order_are_refused_in_plain_words(self):
        ticket = self.as_(self.colleague)
        for step in (
            lambda: ticket.action_investigate(),
            lambda: ticket.action_propose("Sorry"),
            lambda: ticket.action_approve(),
            lambda: ticket.action_answer("letter", "RR1"),
            lambda: ticket.action_ask("satisfied"),
            lambda: ticket.action_close(),
            lambda: ticket.action_reopen("New facts", self.named.id),
        ):
            with self.assertRaisesRegex(UserError, "Received|status"):
                step()
        self.assertEqual(ticket.state, "received")

    def test_the_flow_is_not_written_by_hand(self):
        ticket = self.as_(self.colleague)
        for values in (
            {"state": "closed"},
            {"holder_id": self.colleague.id},
            {"satisfaction": "satisfied"},
            {"walled_user_ids": [(5,)]},
            {"received_at": datetime(2026, 9, 20)},
            {"severity": "1"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                ticket.write(values)
        self.assertEqual(self.make_ticket(self.user_agent, severity="3").severity, "3")
        with self.assertRaises(AccessError):
            self.make_ticket(self.user_agent, state="closed")

    def test_nothing_is_received_in_the_future(self):
        with self.assertRaisesRegex(UserError, "in the past"):
            self.make_ticket(self.user_agent, received_at=datetime(2026, 9, 29))

    def test_a_ticket_is_never_deleted(self):
        with self.assertRaises(UserError):
            self.ticket.sudo().unlink()

    def test_a_ticket_that_is_over_stays_as_it_is(self):
        ticket = self.bring_to("closed")
        for record, values in (
            (ticket, {"description": "Other"}),
            (ticket.allegation_ids, {"finding": "unfounded"}),
        ):
            with self.assertRaisesRegex(UserError, "Open it again"):
                record.write(values)
        with self.assertRaisesRegex(UserError, "Open it again"):
            self.allege(ticket)

    # Severity
    def test_the_level_is_lowered_with_a_reason_only(self):
        ticket = self.as_(self.colleague)
        ticket.action_set_severity("4")
        with self.assertRaisesRegex(UserError, "Say why"):
            ticket.action_set_severity("2", " ")
        with self.assertRaisesRegex(AccessError, "team leader"), self.cr.savepoint():
            ticket.action_set_severity("2", "Nobody was harmed")
        ticket.with_user(self.user_director).action_set_severity("2", "Nobody was harmed")
        changes = ticket.severity_change_ids.sorted("id")
        self.assertEqual(
            [(line.before, line.after, line.reason, line.user_id) for line in changes],
            [("2", "4", False, self.colleague), ("4", "2", "Nobody was harmed", self.user_director)],
        )
        with self.assertRaises(UserError):
            ticket.action_set_severity("9")

    # Not accepted, withdrawn, settled
    def test_not_accepted_needs_a_listed_reason_and_a_day(self):
        ticket = self.as_(self.colleague)
        for code, day in (("whim", "2026-09-28"), ("court", None), ("court", "2026-09-29"), ("court", "2026-09-01"),
                          ("court", "soon"), (None, "2026-09-28"), (7, "2026-09-28")):  # fmt: skip
            with self.subTest(code=code, day=day), self.assertRaises(UserError):
                ticket.action_not_accept(code, day)
        with self.assertRaisesRegex(AccessError, "complaint office"):
            self.as_(self.user_agent).action_not_accept("court", "2026-09-28")
        ticket.action_not_accept("court", "2026-09-28", "Went to court in May")
        self.assertEqual((ticket.state, ticket.refusal_id.code), ("not_accepted", "court"))
        self.assertEqual((ticket.refusal_told_on, ticket.closed_by_id), (date(2026, 9, 28), self.colleague))

    def test_withdrawn_with_a_reason(self):
        ticket = self.bring_to("investigating")
        statement = self.ask(self.allege(ticket))
        with self.assertRaises(UserError):
            ticket.action_withdraw("")
        ticket.action_withdraw("The patient said so by phone")
        self.assertEqual((ticket.state, statement.state), ("withdrawn", "cancelled"))
        self.assertFalse(ticket.clock_ids.filtered(lambda clock: clock.state == "running"))

    def test_settled_on_the_spot(self):
        ticket = self.as_(self.user_agent)
        with self.assertRaises(UserError):
            ticket.action_settle(None)
        ticket.action_settle("Apologised at once")
        self.assertEqual((ticket.state, ticket.on_the_spot, ticket.satisfaction), ("closed", True, "satisfied"))
        self.assertEqual((ticket.answered_at, ticket.accepted_by_id), (NOON, self.user_agent))
        grave = self.make_ticket(self.user_agent, severity="3")
        with self.assertRaisesRegex(UserError, "simple"):
            grave.action_settle("Apologised")

    # The end
    def test_nothing_closes_silently(self):
        ticket = self.bring_to("answered")
        with self.assertRaisesRegex(UserError, "not asked if satisfied"):
            ticket.action_close()
        self.assertIn("not asked", ticket.closing_gaps)
        statement = self.ask(ticket.allegation_ids)
        ticket.action_ask("partly", "Wants it in writing")
        with self.assertRaisesRegex(UserError, statement.reference):
            ticket.action_close()
        statement.action_cancel()
        ticket.action_close()
        self.assertEqual((ticket.state, ticket.satisfaction), ("closed", "partly"))

    def test_a_complaint_without_allegation_or_finding_stays_open(self):
        ticket = self.bring_to("investigating")
        allegation = self.allege(ticket)
        with self.assertRaisesRegex(UserError, "what was found"):
            ticket.action_propose("Sorry")
        allegation.finding = "partly"
        ticket.action_propose("Sorry")
        bare = self.make_ticket(self.colleague)
        bare.action_accept()
        bare.action_propose("Sorry")
        self.as_(self.user_director, bare).action_approve()
        bare.action_answer("phone", "Spoke to him")
        bare.action_ask("satisfied")
        with self.assertRaisesRegex(UserError, "No allegation"):
            bare.action_close()

    def test_not_reached_three_times_counts_as_asked(self):
        ticket = self.bring_to("answered")
        for _try in range(2):
            ticket.action_ask(None, reached=False)
        with self.assertRaisesRegex(UserError, "2 of 3"):
            ticket.action_close()
        ticket.action_ask(None, "Nobody at home", reached=False)
        self.assertEqual(ticket.satisfaction, "unreachable")
        ticket.action_close()
        self.assertEqual([line.satisfaction for line in ticket.inquiry_ids], ["unreachable"] * 3)
        # late, the complainant calls back
        ticket.action_ask("satisfied")
        self.assertEqual(ticket.satisfaction, "satisfied")

    def test_who_was_reached_says_something(self):
        ticket = self.bring_to("answered")
        for word in (None, "", "very", 5):
            with self.assertRaisesRegex(UserError, "what the complainant said"):
                ticket.action_ask(word)

    def test_anonymous_has_no_contact_duties_but_counts(self):
        ticket = self.make_ticket(self.user_agent, anonymous=True, complainant_name_masked=False)
        with self.assertRaises(UserError):
            self.as_(self.user_agent, ticket).action_acknowledge()
        ticket = self.bring_to("approved", ticket)
        ticket.action_answer("public")
        with self.assertRaises(UserError):
            ticket.action_ask("satisfied")
        ticket.action_close()
        self.assertEqual((ticket.state, ticket.satisfaction), ("closed", "anonymous"))

    def test_acknowledged_once(self):
        ticket = self.as_(self.user_agent)
        ticket.action_acknowledge()
        with freeze_time("2026-09-28 06:00:00"):
            ticket.action_acknowledge()
        self.assertEqual((ticket.acknowledged_at, ticket.acknowledged_by_id), (NOON, self.user_agent))

    # Again
    def test_reopened_with_another_investigator(self):
        ticket = self.bring_to("closed")
        with self.assertRaisesRegex(UserError, "investigated this complaint before"):
            ticket.action_reopen("New facts", self.colleague.id)
        with self.assertRaises(UserError):
            ticket.action_reopen("", self.named.id)
        for nobody in (None, False, "x", 10**9, -1, True, self.user_outsider.id, self.user_department.id):
            with self.subTest(nobody=nobody), self.assertRaises(UserError):
                ticket.action_reopen("New facts", nobody)
        ticket.action_reopen("New facts", self.named.id)
        self.assertEqual((ticket.state, ticket.stage, ticket.reopened_count), ("accepted", 2, 1))
        self.assertEqual((ticket.user_id, ticket.holder_id), (self.named, self.colleague))
        self.assertFalse(ticket.satisfaction or ticket.closed_at or ticket.answered_at)
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "before"):
            ticket.user_id = self.colleague
        self.env.invalidate_all(flush=False)
        self.as_(self.named).action_accept()
        self.assertEqual(ticket.holder_id, self.named)
        self.as_(self.named).action_investigate()
        self.as_(self.named).action_propose("We looked again.")
        self.assertEqual(
            [(answer.version, answer.stage) for answer in ticket.answer_ids.sorted("id")], [(1, 1), (2, 2)]
        )
        # asked anew, in this stage
        self.assertEqual(ticket._vain_tries(), 0)

    def test_an_agent_does_not_reopen(self):
        self.bring_to("closed")
        with self.assertRaisesRegex(AccessError, "complaint office"):
            self.as_(self.user_agent).action_reopen("New facts", self.named.id)

    # Duplicates
    def test_the_same_matter_is_linked_to_the_first(self):
        second, third = (self.make_ticket(self.colleague) for _number in range(2))
        second.action_link_duplicate(self.ticket.id)
        third.action_link_duplicate(second.id)
        self.assertEqual(self.as_(self.colleague).duplicate_ids, second | third)
        for wrong in (third.id, 10**9, None, "x", True):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                third.action_link_duplicate(wrong)
        with self.assertRaises(UserError):
            self.as_(self.colleague).action_link_duplicate(third.id)

    def test_a_number_of_an_authority_is_entered_once(self):
        authority = self.env.ref("hospital_customer_service.hcs_complaint_authority_12345")
        self.make_ticket(self.colleague, source="authority", authority_id=authority.id, external_number="A1")
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.make_ticket(self.colleague, source="authority", authority_id=authority.id, external_number="A1")
