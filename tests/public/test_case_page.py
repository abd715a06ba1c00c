"""PS6, CMP-06: a case is followed by receipt number and code, and by nothing else."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.complaint.common import ComplaintCase
from tests.public.visitor import VisitorCase

PATH, OPEN = "/hcs/p/case", "/hcs/p/case/open"
NOON = "2026-05-20 04:00:00"
UNKNOWN = ("7K3M-Q92A", "AAAA-BBBB")


@tagged("post_install", "-at_install", "hcs_public")
@freeze_time(NOON)
class TestCasePage(VisitorCase, ComplaintCase):
    def setUp(self):
        super().setUp()
        self.pair = self.ticket._issue_receipt(lang="en_US")
        self.service = self.env.ref("hospital_customer_service.hcs_service_type_consultation")

    def enter(self, pair, **kwargs):
        return self.send(PATH, number=pair[0], code=pair[1], **kwargs)

    def look(self):
        return self.visit(OPEN, allow_redirects=False)

    def say(self, text, what="words", **data):
        return self.send(OPEN, what=what, text=text, **data)

    def request(self, **values):
        record = self.env["hcs.service.record"].create(
            {"type_id": self.service.id, "channel": "web", "caller_phone": "13812345678", **values}
        )
        return record, record._issue_receipt(lang="en_US")

    # ---------------------------------------------------------------- getting in

    def test_number_and_code_open_it_and_no_address_holds_them(self):
        response = self.enter((self.pair[0].lower().replace("-", " "), self.pair[1].lower()))
        self.assertEqual(response.status_code, 303)
        self.assertEqual(response.headers["Location"].partition("/hcs")[1:], ("/hcs", "/p/case/open"))
        page = self.look()
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.pair[0], page.text)
        self.assertIn("Received by us", page.text)
        self.assertNotIn(self.pair[1], page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_it_tells_how_far_it_is_and_nothing_of_the_house(self):
        self.allege(practitioner_ids=[], description="XALLEGED")
        self.ticket.with_user(self.user_agent).write({"subject": "XSUBJECT"})
        self.ticket._message_log(body="XNOTE")
        self.ticket.allegation_ids.finding = "upheld"
        self.bring_to("proposed")
        self.enter(self.pair)
        page = self.look().text
        self.assertIn("In work", page)
        hidden = [
            "XSECRET",
            "XALLEGED",
            "XSUBJECT",
            "XNOTE",
            "We are sorry",
            "13812345678",
            "Zhang",
            self.ticket.reference,
        ]
        hidden += [self.user_agent.name, self.colleague.name, "Surgery"]
        for word in hidden:
            self.assertNotIn(word, page)

    def test_wrong_and_unknown_cannot_be_told_apart(self):
        """Status, headers and page; a robot and a closed receipt get the same."""
        _record, closed = self.request()
        self.env["hcs.access.link"]._revoke(_record)
        other = self.request()[1]
        shapes = [
            self.shape(self.enter(pair, **more))
            for pair, more in (
                (UNKNOWN, {}),
                ((self.pair[0], UNKNOWN[1]), {}),
                ((UNKNOWN[0], self.pair[1]), {}),
                ((self.pair[0], other[1]), {}),
                (closed, {}),
                (("’; DROP", "%s"), {}),
                (self.pair, {"website": "robot"}),
            )
        ]
        for shape in shapes[1:]:
            self.assertEqual(shape, shapes[0])
        self.assertEqual(shapes[0][0], 422)
        self.assertEqual(self.look().status_code, 303, "nothing is open")

    def test_the_search_is_the_same_work_for_what_exists_and_what_does_not(self):
        """The time of an answer follows from its queries: as many, and the same ones."""
        links, work = self.env["hcs.access.link"], []
        for pair in (UNKNOWN, (self.pair[0], UNKNOWN[1]), (UNKNOWN[0], self.pair[1])):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertLogs("odoo.sql_db", "DEBUG") as log:
                links._find_case(*pair)
            work.append([re.sub(r"\[[^]]*ms\]|'[0-9a-f]{64}'", "", line) for line in log.output])
        self.assertTrue(work[0])
        self.assertEqual(work[0], work[1])
        self.assertEqual(work[0], work[2])

    def test_what_was_never_given_out_is_locked_like_what_was(self):
        self.pages["case"].number_limit = 5
        refused = {}
        for number in (self.pair[0], UNKNOWN[0]):
            for _try in range(5):
                self.assertIn("Check both", self.enter((number, "AAAA-AAAA")).text)
            refused[number] = self.shape(self.enter((number, "AAAA-AAAA")))
        self.assertEqual(*refused.values())
        page = self.enter(self.pair)
        self.assertEqual(page.status_code, 429, "locked: the right code does not help either")
        self.assertIn("half an hour", page.text)
        record, pair = self.request()
        self.assertEqual(self.enter(pair).status_code, 303, "other numbers are not held up")
        with freeze_time("2026-05-20 04:30:01"):
            self.assertEqual(self.enter(self.pair).status_code, 303)
        self.assertTrue(record)

    def test_it_closes_by_itself_and_by_hand(self):
        self.enter(self.pair)
        self.assertEqual(self.look().status_code, 200)
        with freeze_time("2026-05-20 04:30:00"):
            self.assertEqual(self.look().status_code, 303)
        self.enter(self.pair)
        self.assertEqual(self.send(OPEN, form=OPEN, what="leave").status_code, 303)
        self.assertEqual(self.look().status_code, 303)

    def test_what_was_withdrawn_closes_at_once(self):
        self.enter(self.pair)
        self.ticket._issue_receipt()
        self.assertEqual(self.look().status_code, 303, "a newer code was given")

    def test_another_hospital_does_not_open_it(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        self.env["hcs.access.link"].search([("res_id", "=", self.ticket.id)]).company_id = other
        self.assertEqual(self.enter(self.pair).status_code, 422)

    def test_one_browser_opens_nothing_for_another(self):
        self.enter(self.pair)
        self.authenticate(None, None)
        self.assertEqual(self.look().status_code, 303)

    # ---------------------------------------------------------------- saying something

    def test_words_reach_who_works_on_it_and_stay_behind_the_wall(self):
        self.ticket.clock_ids.policy_id.sudo().write({"pausable": True, "max_pause_hours": 24})
        self.ticket._clock_pause("Waits for the patient's papers")
        self.assertTrue(self.ticket._clocks(("paused",)))
        self.enter(self.pair)
        response = self.say("It was the XBLUE door.")
        self.assertEqual(response.status_code, 303)
        self.assertIn("Thank you", self.visit(OPEN + "?said=1").text)
        message = self.ticket.message_ids.filtered(lambda message: "XBLUE" in (message.body or ""))
        self.assertEqual(len(message), 1)
        contact = self.env["hcs.contact"].search(
            [("res_model", "=", self.ticket._name), ("res_id", "=", self.ticket.id)]
        )
        self.assertEqual((contact.direction, contact.channel, contact.user_id.id), ("in", "web", False))
        self.assertNotIn("XBLUE", contact.note, "the ledger is read by others than the ticket")
        self.assertFalse(contact.patient_id or contact.number)
        self.assertFalse(self.ticket._clocks(("paused",)), "nothing is waited for any longer")
        self.assertIn(self.ticket.holder_id, self.ticket.activity_ids.user_id)
        self.allege(staff_ids=[(6, 0, self.user_agent.ids)])
        with self.assertRaises(AccessError):
            message.with_user(self.user_agent).read(["body"])

    def test_words_take_up_a_request_that_waits(self):
        record, pair = self.request(user_id=self.user_agent.id)
        record.action_wait("Which day suits?")
        self.enter(pair)
        self.assertIn("Waiting for you", self.look().text)
        self.say("Monday suits me.")
        self.assertEqual(record.state, "in_progress")
        contact = record.contact_ids
        self.assertEqual((contact.note, contact.direction, contact.channel), ("Monday suits me.", "in", "web"))
        self.assertEqual(record.activity_ids.user_id, self.user_agent)

    def test_empty_too_long_and_too_much_is_refused(self):
        self.enter(self.pair)
        for text in ("", "   ", "x" * 2001):
            self.assertEqual(self.say(text).status_code, 422)
        self.assertEqual(self.say("robot", website="x").status_code, 303)
        self.assertFalse(self.env["hcs.contact"].search([("res_model", "=", self.ticket._name)]))
        self.pages["case"].number_limit = 4
        self.assertEqual(self.say("One").status_code, 303)
        self.assertEqual(self.say("Two").status_code, 429)

    def test_whether_it_satisfies_is_asked_once_after_the_answer(self):
        self.enter(self.pair)
        self.assertNotIn("satisfy you", self.look().text)
        self.assertEqual(self.say("", "verdict", verdict="satisfied").status_code, 422)
        self.bring_to("answered")
        self.assertIn("satisfy you", self.look().text)
        self.assertEqual(self.say("", "verdict", verdict="maybe").status_code, 422)
        self.assertEqual(self.say("Too late", "verdict", verdict="dissatisfied").status_code, 303)
        self.assertEqual(self.ticket.satisfaction, "dissatisfied")
        self.assertEqual((self.ticket.inquiry_ids.reached, self.ticket.inquiry_ids.note), (True, "Too late"))
        self.assertEqual(self.say("", "verdict", verdict="satisfied").status_code, 422)
        self.assertEqual(self.ticket.satisfaction, "dissatisfied")
        self.assertNotIn("satisfy you", self.look().text)

    # ---------------------------------------------------------------- answers

    def test_only_an_answer_that_was_delivered_here_is_read_here(self):
        self.bring_to("answered")
        self.enter(self.pair)
        self.assertNotIn("We are sorry", self.look().text, "it went by letter")
        other = self.make_ticket(self.user_agent)
        pair = other.sudo()._issue_receipt()
        self.bring_to("approved", other)
        self.as_(self.colleague, other).action_answer("web")
        self.enter(pair)
        self.assertIn("We are sorry", self.look().text)
        self.assertIn(other.receipt_number, other.answer_ids.proof)
        news = self.env["hcs.message"].search([("code", "=", "page_news")])
        self.assertIn(other.receipt_number, news.body)
        self.assertNotIn("sorry", news.body)

    def test_the_page_is_no_way_to_somebody_without_a_code(self):
        other = self.make_ticket(self.user_agent)
        self.bring_to("approved", other)
        with self.assertRaisesRegex(UserError, "Nobody has a code"):
            self.as_(self.colleague, other).action_answer("web", "shown")
        self.assertEqual(other.state, "approved")

    def test_a_request_is_answered_here(self):
        record, pair = self.request(user_id=self.user_agent.id, outcome="XINTERNAL")
        mine = record.with_user(self.user_agent)
        mine.action_start()
        mine.action_add_contact(channel="phone", direction="out", note="XCALLED")
        mine.action_answer_on_page("The clinic opens at eight.")
        self.enter(pair)
        page = self.look().text
        self.assertIn("The clinic opens at eight.", page)
        for word in ("XINTERNAL", "XCALLED", "13812345678", self.user_agent.name):
            self.assertNotIn(word, page)
        self.assertTrue(record.answered_at)
        news = self.env["hcs.message"].search([("code", "=", "page_news")])
        self.assertIn(record.receipt_number, news.body)
        plain = self.env["hcs.service.record"].create({"type_id": self.service.id})
        with self.assertRaisesRegex(UserError, "Nobody has a code"):
            plain.with_user(self.user_agent).action_answer_on_page("Hello")
