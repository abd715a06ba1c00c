"""CRM-04: a segment is invited: who, who not and why, once, within consent and limits; the answer by the link."""

import re
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from tests.care.activity import NOW, ActivityCase


class InviteCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._segment(cls.people, "Six")
        cls.Invitation = cls.env["hcs.activity.invitation"]

    @classmethod
    def _segment(cls, patients, name):
        return cls.env["hcs.segment"].create({"name": name, "domain": f"[('id', 'in', {patients.ids})]"})

    def _wizard(self, segment=None, **values):
        wizards = self.as_user(self.user_leader, "hcs.activity.invite")
        return wizards.create({"event_id": self.activity.id, "segment_id": (segment or self.segment).id, **values})

    def _invitation(self, patient):
        return self.Invitation.search([("event_id", "=", self.activity.id), ("patient_id", "=", patient.id)])


@tagged("post_install", "-at_install", "hcs_care")
class TestPreview(InviteCase):
    def test_each_reason_is_told_before_anybody_is_written_to(self):
        self._agree(self.people[:5])
        self._agree(self.people[1], "withdrawn")
        self.people[2].deceased = True
        self.people[3].phone_ids.unlink()
        self.people[4].phone_ids.wrong = True
        counts = self.Invitation._preview(self.activity, self.segment)
        self.assertEqual(
            counts,
            {False: 1, "consent_withdrawn": 1, "deceased": 1, "no_number": 1, "wrong_number": 1, "consent_missing": 1},
        )
        wizard = self._wizard()
        self.assertEqual((wizard.size, wizard.reachable, wizard.refused, wizard.known), (6, 1, 5, 0))
        self.assertEqual(len(wizard.refused_text.splitlines()), 5)
        self.assertFalse(self.Invitation.search([("event_id", "=", self.activity.id)]), "a look changes nothing")
        self.assertEqual(wizard.action_show_reachable()["domain"], [("id", "in", self.people[0].ids)])
        self.assertEqual(set(wizard.action_show_refused()["domain"][0][2]), set(self.people[1:].ids))

    def test_the_preview_says_what_the_guard_says(self):
        """The statement and the question asked at sending agree, reason by reason."""
        self._agree(self.people[:4])
        self._agree(self.people[1], "withdrawn")
        self.people[2].deceased = True
        self.people[3].phone_ids.wrong = True
        rows = self.env.execute_query(self.Invitation._candidates_sql(self.activity, self.segment))
        verdicts = self.env["hcs.contact.guard"]._check(
            self.people, "marketing", "sms", self.at("2026-03-16 19:00"), requested=True
        )
        self.assertEqual({row[0]: row[1] or False for row in rows}, verdicts)

    def test_limits_count(self):
        self._agree(self.people)
        self.company.hcs_cap_day = 1
        self.env["hcs.contact"].create(
            {"patient_id": self.people[0].id, "channel": "sms", "direction": "out", "purpose": "marketing",
             "outcome": "message_sent", "started_at": NOW}
        )  # fmt: skip
        self.assertEqual(self.Invitation._preview(self.activity, self.segment), {False: 5, "cap_day": 1})

    def test_who_is_registered_or_invited_is_left_out(self):
        self._agree(self.people)
        self._register(self.people[0])
        self._wizard(limit=2).action_invite()
        wizard = self._wizard()
        self.assertEqual((wizard.size, wizard.reachable, wizard.known), (6, 3, 3))


@tagged("post_install", "-at_install", "hcs_care")
class TestInvite(InviteCase):
    def test_those_who_agreed_are_written_to_the_others_kept_with_the_reason(self):
        self._agree(self.people[:2])
        action = self._wizard().action_invite()
        self.assertEqual(action["res_model"], "hcs.activity.invitation")
        invitations = self.activity.hcs_invitation_ids
        self.assertEqual(set(invitations.mapped("patient_id").ids), set(self.people.ids))
        written = invitations.filtered(lambda one: one.state == "invited")
        self.assertEqual(written.patient_id, self.people[:2])
        self.assertEqual(set((invitations - written).mapped("reason")), {"consent_missing"})
        messages = self._new_messages("activity_invitation")
        self.assertEqual((messages.patient_id, set(messages.mapped("state"))), (self.people[:2], {"queued"}))
        self.assertEqual(set(messages.mapped("purpose")), {"marketing"})
        self.assertEqual(self.activity.hcs_segment_ids, self.segment)
        self.assertEqual((self.activity.hcs_invited_count, self.activity.hcs_suppressed_count), (2, 4))

    def test_twice_changes_nothing(self):
        self._agree(self.people)
        self._wizard().action_invite()
        messages = self._new_messages()
        with self.assertRaisesRegex(UserError, "invited already"):
            self._wizard().action_invite()
        overlapping = self._segment(self.people[:3] | self.patient, "Overlap")
        self._wizard(overlapping).action_invite()
        self.assertEqual(self._new_messages(), messages, "who is in two segments is written to once")
        self.assertEqual(len(self.activity.hcs_invitation_ids), 7)
        self.Invitation._cron_send()
        self.assertEqual(self._new_messages(), messages)

    def test_who_agrees_later_is_invited_then(self):
        self._agree(self.people[:2])
        self._wizard().action_invite()
        self._agree(self.people[2])
        self._agree(self.people[0], "withdrawn")
        self._wizard().action_invite()
        invitation = self._invitation(self.people[2])
        self.assertEqual((invitation.state, invitation.reason), ("invited", False))
        self.assertEqual(self._invitation(self.people[0]).state, "invited", "what went out stays")
        self.assertEqual(len(self.activity.hcs_invitation_ids), 6)
        self.assertEqual(self._new_messages("activity_invitation").patient_id, self.people[:3])

    def test_who_was_refused_at_the_last_moment_is_asked_another_day(self):
        self._agree(self.people)
        made = self.Invitation._invite(self.activity, self.segment)
        self._agree(self.people[0], "withdrawn")
        made._send_out()
        self._agree(self.people[0])
        with freeze_time("2026-03-17 02:00:00"):
            self._wizard().action_invite()
        self.assertEqual(self._invitation(self.people[0]).state, "invited")
        mine = self._new_messages("activity_invitation").filtered(lambda one: one.patient_id == self.people[0])
        self.assertEqual(mine.mapped("state"), ["refused", "queued"])

    def test_at_most_so_many_and_the_longest_unasked_first(self):
        self._agree(self.people)
        self._wizard(limit=2).action_invite()
        self.assertEqual(self.activity.hcs_invitation_ids.patient_id, self.people[:2])
        self.activity = self._make_activity()
        self._wizard(limit=5).action_invite()
        self.assertEqual(
            self.activity.hcs_invitation_ids.patient_id, self.people[2:] | self.people[0], "asked before: last"
        )
        with self.assertRaises(UserError):
            self._wizard(limit=-1).action_invite()

    def test_more_than_a_few_are_left_to_the_job(self):
        self._agree(self.people)
        self.startPatcher(self._patch_at_once(2))
        self._wizard().action_invite()
        self.assertEqual((self.activity.hcs_invited_count, self.activity.hcs_waiting_sent_count), (2, 4))
        self.Invitation._cron_send(limit=3)
        self.Invitation._cron_send(limit=3)
        self.env.invalidate_all()
        self.assertEqual((self.activity.hcs_invited_count, self.activity.hcs_waiting_sent_count), (6, 0))
        self.assertEqual(len(self._new_messages()), 6)

    def _patch_at_once(self, number):
        return patch(
            "odoo.addons.hospital_customer_service.wizard.care.hcs_activity_invite.AT_ONCE", number
        )  # fmt: skip

    def test_who_changes_his_mind_before_it_leaves_is_not_written_to(self):
        self._agree(self.people)
        made = self.Invitation._invite(self.activity, self.segment)
        self._agree(self.people[0], "withdrawn")
        made._send_out()
        invitation = self._invitation(self.people[0])
        self.assertEqual((invitation.state, invitation.reason), ("suppressed", "consent_withdrawn"))
        self.assertTrue(invitation.reason_text)
        self.assertEqual(len(made.filtered(lambda one: one.state == "invited")), 5)

    def test_what_was_called_off_invites_nobody_any_more(self):
        self._agree(self.people)
        made = self.Invitation._invite(self.activity, self.segment)
        made[:2]._send_out()
        self.activity.with_user(self.user_leader).action_hcs_call_off("Rain")
        self.Invitation._cron_send()
        self.assertEqual(set(made[2:].mapped("reason")), {"superseded"})
        messages = self._new_messages("activity_invitation")
        self.assertEqual(set(messages.mapped("state")), {"cancelled"}, "what waited does not go out")

    def test_nobody_is_invited_to_what_has_begun(self):
        with freeze_time("2026-03-21 02:00:00"), self.assertRaisesRegex(UserError, "has begun"):
            self.activity.with_user(self.user_leader).action_hcs_invite()
        self._agree(self.people)
        made = self.Invitation._invite(self.activity, self.segment)
        with freeze_time("2026-03-21 02:00:00"):
            made._send_out()
        self.assertEqual(set(made.mapped("reason")), {"outside_window"})

    def test_an_agent_invites_nobody(self):
        with self.assertRaises(AccessError):
            self.as_user(self.user_agent, "hcs.activity.invite").create({"event_id": self.activity.id})
        self._agree(self.people)
        made = self.Invitation._invite(self.activity, self.segment)
        with self.assertRaises(AccessError):
            made.with_user(self.user_director).write({"state": "invited"})

    def test_what_it_says(self):
        """PS4: a title for messages names no illness; without one the message names the kind."""
        self._agree(self.people)
        self._wizard(limit=1).action_invite()
        body = self._new_messages().body
        self.assertIn("Health lecture", body)
        self.assertNotIn("blood pressure", body)
        self.assertIn("Hall 2", body)
        self.assertRegex(body, r"/hcs/l/[\w-]{24}")
        with self.assertRaisesRegex(ValidationError, "diabetes"):
            self.activity.hcs_title = "Living with diabetes"
        self.activity.hcs_title = "Good mornings"
        self._wizard().action_invite()
        self.assertIn("Good mornings", self._new_messages()[-1].body)

    def test_only_the_invitation_carries_a_link(self):
        with self.assertRaisesRegex(ValidationError, "carry a link"):
            self.Template.search([("code", "=", "activity_reminder")]).body = "{activity}: {link}"


@tagged("post_install", "-at_install", "hcs_care")
class TestAnswer(InviteCase, HttpCase):
    def setUp(self):
        super().setUp()
        self._agree(self.people)
        self.made = self.Invitation._invite(self.activity, self.segment)
        self.made._send_out()

    def link(self, patient):
        message = self._new_messages("activity_invitation").filtered(lambda one: one.patient_id == patient)
        return self.env["hcs.access.link"]._find(re.search(r"/hcs/l/([\w-]{24})", message.body)[1])

    def test_come_then_not_after_all(self):
        link = self.link(self.people[0])
        self.assertIn("expect you", link._submit({"choice": "come"}))
        invitation = self._invitation(self.people[0])
        registration = invitation.registration_ids
        self.assertEqual((invitation.state, invitation.answered_by), ("accepted", "link"))
        self.assertEqual((registration.state, registration.hcs_how), ("open", "link"))
        self.assertIn("expect you", link._submit({"choice": "come"}), "a second press registers nobody twice")
        self.assertEqual(len(invitation.registration_ids), 1)
        link._submit({"choice": "decline"})
        self.assertEqual((invitation.state, registration.state), ("declined", "cancel"))
        link._submit({"choice": "come"})
        self.assertEqual(invitation.state, "accepted")
        contacts = self.env["hcs.contact"].search([("res_model", "=", invitation._name), ("channel", "=", "web")])
        self.assertEqual((len(contacts), contacts.patient_id), (4, self.people[0]))

    def test_the_last_place_then_the_list(self):
        self.activity.write({"seats_limited": True, "seats_max": 1})
        self.assertIn("place is number 1", self.link(self.people[0])._submit({"choice": "come"}))
        self.assertIn("number 1 on the waiting list", self.link(self.people[1])._submit({"choice": "come"}))
        self.link(self.people[0])._submit({"choice": "decline"})
        self.assertEqual(self._invitation(self.people[1]).registration_ids.state, "open")

    def test_nonsense_and_too_late(self):
        link = self.link(self.people[0])
        for values in ({}, {"choice": "perhaps"}):
            with self.assertRaises(UserError):
                link._submit(values)
        with freeze_time("2026-03-21 01:00:01"):
            self.assertFalse(self.link(self.people[0]), "it has begun")
        self.activity.with_user(self.user_leader).action_hcs_call_off("Rain")
        self.assertFalse(self.link(self.people[0]))

    def test_the_page_names_nobody(self):
        link = self.link(self.people[0])
        template, values = link._get_record()._access_link_page(link)
        html = str(self.env["ir.qweb"]._render(template, {**values, "html_lang": "en", "typed": {}, "problem": None}))
        for word in ("Health lecture", "09:00", "Hall 2", "Renji", "I come"):
            self.assertIn(word, html)
        for word in (self.people[0].name, self.activity.name):
            self.assertNotIn(word, html)
        link._submit({"choice": "come"})
        template, values = link._get_record()._access_link_page(link)
        self.assertEqual(values["code"], self._invitation(self.people[0]).registration_ids.barcode)

    def test_through_the_door(self):
        body = self._new_messages("activity_invitation")[0].body
        path = re.search(r"/hcs/l/[\w-]{24}", body)[0]
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("invites you", page.text)

    def test_answers_at_the_desk(self):
        invitation = self._invitation(self.people[0]).with_user(self.user_agent)
        invitation.action_accept()
        self.assertEqual((invitation.state, invitation.answered_by), ("accepted", "desk"))
        registration = invitation.registration_ids
        self.assertEqual(registration.state, "open")
        invitation.action_decline()
        self.assertEqual((invitation.state, registration.state), ("declined", "cancel"))
        with self.assertRaises(AccessError):
            invitation.with_user(self.user_outsider).action_accept()

    def test_nothing_that_goes_out_makes_a_contact(self):
        before = self.env["res.partner"].search_count([])
        self.link(self.people[0])._submit({"choice": "come"})
        self._run_queue()
        self.assertEqual(self.env["res.partner"].search_count([]), before)
