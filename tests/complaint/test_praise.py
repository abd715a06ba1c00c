"""CMP-09: praise passed on and thanked, good cases with consent, suggestions decided with a reason."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.complaint.intake import POINT, IntakeCase


@tagged("post_install", "-at_install", "hcs_complaint")
class TestPraise(IntakeCase):
    def notified(self, user, reference):
        """Messages that reached a person without leading to the ticket."""
        return self.env["mail.message"].search(
            [("partner_ids", "in", user.partner_id.ids), ("subject", "=", reference)]
        )

    @freeze_time("2026-06-01 02:00:00")
    def test_told_thanked_closed(self):
        """The person and the head are told, thanks are given; no deadline runs."""
        ticket = self.register(
            kind="praise", patient_id=self.patient.id, practitioner_ids=[Command.set(self.doctor.ids)]
        )
        self.assertFalse(ticket.clock_ids, "praise has no deadline")
        self.assertEqual(
            (ticket.praise_ids.user_id, ticket.praise_ids.department_id), (self.doctor_user, self.department)
        )
        self.assertFalse(ticket.walled_user_ids, "whom it praises is no secret")
        agent = ticket.with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "status"):
            agent.action_thank("phone")
        with self.assertRaises(UserError):
            agent.action_close()
        agent.action_tell_praised()
        with self.assertRaisesRegex(UserError, "thanked"):
            agent.action_close()
        self.assertEqual((ticket.state, ticket.praise_told_at), ("accepted", self.moment("2026-06-01 02:00:00")))
        self.assertEqual(ticket.praise_ids.told_by_id, self.user_agent)
        for user in (self.doctor_user, self.head_user):
            message = self.notified(user, ticket.reference)
            self.assertEqual(len(message), 1)
            self.assertIn("Dr Li", message.body)
            self.assertNotIn("Zhang San", message.body)
            self.assertFalse(message.res_id, "no way to the ticket")
            self.assertFalse(ticket.with_user(user).has_access("read"))
        step = self.as_user(self.user_agent, "hcs.complaint.step").create(
            {"ticket_id": ticket.id, "step": "thank", "how": "letter", "text": "Thank you"}
        )
        step.action_apply()
        self.assertEqual((ticket.state, ticket.thanked_how, ticket.thanks_note), ("answered", "letter", "Thank you"))
        self.assertEqual(ticket.thanked_by_id, self.user_agent)
        agent.action_close()
        self.assertEqual((ticket.state, ticket.closed_by_id), ("closed", self.user_agent))

    def test_somebody_is_praised(self):
        ticket = self.tickets.create({"kind": "praise", "description": "Good"})
        with self.assertRaisesRegex(UserError, "who is praised"):
            ticket.action_tell_praised()
        with self.assertRaises(ValidationError):
            ticket.praise_ids = [Command.create({})]
        complaint = self.tickets.create({"description": "Bad"})
        with self.assertRaises(ValidationError):
            complaint.praise_ids = [Command.create({"practitioner_id": self.doctor.id})]
        with self.assertRaises(UserError):
            complaint.action_tell_praised()

    def test_wrong_words_are_refused(self):
        ticket = self.praise()
        ticket.action_tell_praised()
        for how in (None, 7, "pigeon", ""):
            with self.assertRaises(UserError):
                ticket.action_thank(how)
        with self.assertRaises(UserError):
            ticket.action_thank("phone", 7)

    def test_who_may(self):
        ticket = self.praise()
        for user in (self.user_agent, self.user_department, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                ticket.with_user(user).action_tell_praised()
        ticket.with_user(self.user_complaint).action_tell_praised()
        with self.assertRaises(UserError):
            ticket.with_user(self.user_complaint).write({"thanked_how": "phone"})

    def test_counted_by_person(self):
        """FEATURES CP12: the praise of a person can be counted for the appraisal."""
        self.praise()
        self.praise()
        counts = self.env["hcs.complaint.praise"]._read_group([], ["user_id"], ["__count"])
        self.assertIn((self.doctor_user, 2), counts)


@tagged("post_install", "-at_install", "hcs_complaint")
class TestGoodCase(IntakeCase):
    def case(self, **values):
        ticket = self.praise()
        ticket.action_tell_praised()
        action = ticket.with_user(self.user_complaint).action_collect_case()
        case = self.env["hcs.good.case"].browse(action["res_id"])
        case.write({"story": "A nurse stayed", **values})
        return case.with_user(self.user_complaint)

    def test_published_with_written_consent_only(self):
        case = self.case(place="website")
        with self.assertRaisesRegex(UserError, "consent"):
            case.action_publish()
        case.consent = POINT
        with self.assertRaisesRegex(UserError, "consent"):
            case.action_publish()
        case.consent_on = date(2026, 6, 1)
        case.action_publish()
        self.assertEqual((case.state, case.published_by_id), ("published", self.user_complaint))
        for vals in ({"story": "More"}, {"place": "press"}, {"consent": False}):
            with self.assertRaisesRegex(UserError, "Withdraw"):
                case.write(vals)
        case.action_withdraw("No longer agrees")
        self.assertEqual((case.state, case.withdrawal_reason), ("withdrawn", "No longer agrees"))
        with self.assertRaises(UserError):
            case.action_publish()

    def test_never_in_advertising(self):
        """Not even with consent: a clear refusal."""
        case = self.case(place="advertising", consent=POINT, consent_on=date(2026, 6, 1))
        with self.assertRaisesRegex(UserError, "advertising: the law"):
            case.action_publish()
        self.assertEqual(case.state, "collected")

    def test_inside_the_house_without_names(self):
        case = self.case(place="house")
        case.action_publish()
        self.assertEqual(case.state, "published")
        self.assertIn(case, self.as_user(self.user_agent, "hcs.good.case").search([]))

    def test_collected_once(self):
        ticket = self.praise()
        first = ticket.action_collect_case()["res_id"]
        self.assertEqual(ticket.action_collect_case()["res_id"], first)
        with self.assertRaises(UserError):
            self.tickets.create({"description": "Bad"}).action_collect_case()

    def test_who_may(self):
        case = self.case(place="house")
        for user in (self.user_agent, self.user_executive, self.user_department):
            with self.assertRaises(AccessError):
                case.with_user(user).action_publish()
        with self.assertRaises(UserError):
            case.write({"state": "published"})


@tagged("post_install", "-at_install", "hcs_complaint")
class TestSuggestion(IntakeCase):
    def suggestion(self, user=None):
        return self.register(user, kind="suggestion", description="More chairs")

    @freeze_time("2026-06-01 02:00:00")
    def test_assessed_answered_effect(self):
        ticket = self.suggestion()
        self.assertEqual(
            ticket.clock_ids.policy_id.stop_event and ticket.clock_ids.mapped("policy_id.stop_event"), ["acknowledged"]
        )
        agent = ticket.with_user(self.user_agent)
        with self.assertRaises(UserError):
            agent.action_close()
        with self.assertRaisesRegex(UserError, "why"):
            agent.action_assess("adopted", " ")
        with self.assertRaises(UserError):
            agent.action_assess("perhaps", "Why not")
        agent.action_assess("partly", "Chairs on two floors", "Costs 2,000")
        self.assertEqual(
            (ticket.state, ticket.decision, ticket.assessed_by_id), ("approved", "partly", self.user_agent)
        )
        self.assertEqual(ticket.clock_ids.mapped("state"), ["met"])
        with self.assertRaises(UserError):
            agent.action_note_effect("Too early")
        agent.action_reply("phone")
        self.assertEqual((ticket.state, ticket.reply), ("answered", "Chairs on two floors"))
        agent.action_close()
        self.assertEqual(ticket.state, "closed")
        agent.action_note_effect("Nobody stands any more")
        self.assertEqual(
            (ticket.effect, ticket.effect_at), ("Nobody stands any more", self.moment("2026-06-01 02:00:00"))
        )

    def test_not_adopted_needs_the_reason_and_has_no_effect(self):
        ticket = self.suggestion()
        ticket.action_assess("not_adopted", "The corridor is an escape route")
        ticket.action_reply("letter", "We are sorry")
        self.assertEqual((ticket.decision, ticket.reply), ("not_adopted", "We are sorry"))
        with self.assertRaisesRegex(UserError, "no effect"):
            ticket.action_note_effect("None")

    def test_steps_by_the_window(self):
        ticket = self.suggestion(self.user_complaint)
        steps = self.as_user(self.user_complaint, "hcs.complaint.step")
        steps.create(
            {"ticket_id": ticket.id, "step": "assess", "decision": "adopted", "reason": "Good"}
        ).action_apply()
        steps.create({"ticket_id": ticket.id, "step": "reply", "how": "wechat"}).action_apply()
        steps.create({"ticket_id": ticket.id, "step": "effect", "text": "Done"}).action_apply()
        self.assertEqual((ticket.decision, ticket.reply_how, ticket.effect), ("adopted", "wechat", "Done"))
        # the window asks again on the server whether the ticket may be handled
        with self.assertRaises(AccessError):
            self.as_user(self.user_agent, "hcs.complaint.step").create(
                {"ticket_id": ticket.id, "step": "effect", "text": "Mine"}
            ).action_apply()

    def test_written_by_buttons_only(self):
        ticket = self.suggestion()
        for vals in ({"decision": "adopted"}, {"effect": "Great"}, {"reply": "No"}):
            with self.assertRaises(UserError):
                ticket.with_user(self.user_agent).write(vals)
        with self.assertRaises(UserError):
            self.praise().action_assess("adopted", "Why")
