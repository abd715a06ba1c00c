"""CMP-03, FEATURES CP3: terms side by side, the golden dates of DOMAIN §1.8, more time, equal terms for everybody."""

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCase

GOLDEN = (
    ("2025-12-30", "2026-01-07", "2026-01-14"),
    ("2026-02-12", "2026-02-26", "2026-03-04"),
    ("2026-02-14", "2026-02-28", "2026-03-06"),
    ("2026-04-30", "2026-05-11", "2026-05-18"),
    ("2026-06-18", "2026-06-26", "2026-07-03"),
    ("2026-09-19", "2026-09-24", "2026-10-09"),
    ("2026-09-30", "2026-10-13", "2026-10-20"),
)


def local(text):
    """``2026-09-26 10:00`` on the hospital's clock, as the database keeps it."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M") - timedelta(hours=8)


class TermsCase(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ward = cls.env["hcs.department"].create({"name": "Ward"})

    def received(self, day, **values):
        """A complaint received at ten in the morning of ``day``."""
        with freeze_time(local(f"{day} 10:00")):
            return self.make_ticket(self.colleague, **values)

    def clock(self, ticket, purpose, state="running"):
        clocks = self.env["hcs.clock"].search([("complaint_ticket_id", "=", ticket.id), ("purpose", "=", purpose)])
        return clocks.filtered(lambda clock: clock.state == state)

    def due(self, ticket, purpose):
        clock = self.clock(ticket, purpose)
        return clock and self.company._hcs_local_date(clock.due_at)


@tagged("post_install", "-at_install", "hcs_complaint")
class TestTerms(TermsCase):
    def test_the_house_answers_in_seven_days(self):
        """Received on 26 September, due on 3 October, a holiday: not moved; warned by 30 September."""
        ticket = self.received("2026-09-26")
        clock = self.clock(ticket, "answer")
        self.assertEqual(clock.due_at, local("2026-10-03 23:59") + timedelta(seconds=59))
        self.assertLess(clock.warn_at, local("2026-09-30 00:00"))
        with freeze_time(local("2026-09-30 09:30")):
            self.env["hcs.clock"]._wake(local("2026-09-30 09:30"))
            told = clock.event_ids.filtered(lambda event: event.kind == "escalation")
            self.assertEqual(told.user_ids, self.colleague)

    def test_golden_dates(self):
        """DOMAIN §1.8: 5 working days for one department, 10 for several, in both orders of naming them."""
        for received, five, ten in GOLDEN:
            with self.subTest(received=received), freeze_time(local(f"{received} 10:00")):
                ticket = self.make_ticket(self.colleague)
                self.assertEqual(self.due(ticket, "legal"), date.fromisoformat(five))
                first = self.allege(ticket)
                self.assertEqual(self.due(ticket, "legal"), date.fromisoformat(five))
                second = self.allege(ticket, department_id=self.ward.id)
                self.assertEqual((ticket.department_count, self.due(ticket, "legal")), (2, date.fromisoformat(ten)))
                self.assertEqual(len(self.clock(ticket, "legal")), 1)
                second.department_id = self.surgery
                self.assertEqual(self.due(ticket, "legal"), date.fromisoformat(five))
                second.department_id = self.ward
                first.unlink()
                self.assertEqual(self.due(ticket, "legal"), date.fromisoformat(five))

    def test_a_year_without_notice_is_provisional(self):
        self.env["hcs.calendar.day"].search([("date", ">=", "2027-01-01")]).unlink()
        ticket = self.received("2026-12-28")
        clock = self.clock(ticket, "legal")
        self.assertTrue(clock.provisional)
        self.assertEqual(self.company._hcs_local_date(clock.due_at), date(2027, 1, 5))
        self.allege(ticket)
        self.allege(ticket, department_id=self.ward.id)
        self.assertTrue(self.clock(ticket, "legal").provisional)

    def test_the_earliest_leads_and_all_are_shown(self):
        ticket = self.received("2026-09-30", source="authority", external_due_at=local("2026-10-02 12:00"))
        purposes = set(ticket.clock_ids.mapped("purpose"))
        self.assertEqual(purposes, {"first_response", "answer", "legal", "authority"})
        self.assertEqual(self.clock(ticket, "authority").due_at, local("2026-10-02 12:00"))
        self.assertEqual(ticket.next_due_at, min(ticket.clock_ids.mapped("due_at")))
        ticket._clock_stop("acknowledged", local("2026-09-30 11:00"))
        self.assertEqual(ticket.next_due_at, local("2026-10-02 12:00"))

    def test_the_authority_moves_its_date(self):
        ticket = self.received("2026-09-30", source="authority", external_due_at=local("2026-10-02 12:00"))
        with freeze_time(local("2026-09-30 15:00")):
            ticket.external_due_at = local("2026-10-20 12:00")
        self.assertEqual(self.clock(ticket, "authority").due_at, local("2026-10-20 12:00"))
        with freeze_time(local("2026-09-30 16:00")):
            ticket.external_due_at = False
        self.assertFalse(self.clock(ticket, "authority"))
        with self.assertRaises(ValidationError):
            ticket.external_due_at = local("2026-09-29 12:00")

    def test_on_the_spot_is_the_same_day(self):
        with freeze_time(local("2026-10-03 10:00")):
            ticket = self.make_ticket(self.colleague)
            self.assertFalse(self.clock(ticket, "on_the_spot"))
            ticket = self.env[ticket._name].browse(ticket.id)
            ticket.severity = "1"
            self.assertEqual(self.due(ticket, "on_the_spot"), date(2026, 10, 3))
            ticket.severity = "2"
            self.assertFalse(self.clock(ticket, "on_the_spot"))

    def test_praise_has_no_terms(self):
        self.assertFalse(self.received("2026-09-30", kind="praise").clock_ids)
        suggestion = self.received("2026-09-30", kind="suggestion")
        self.assertEqual(suggestion.clock_ids.mapped("purpose"), ["first_response"])

    def test_nobody_waits_to_be_told_of_an_anonymous_one(self):
        ticket = self.received("2026-09-30", anonymous=True)
        self.assertEqual(set(ticket.clock_ids.mapped("purpose")), {"answer", "legal"})

    def test_who_complains_makes_no_difference(self):
        """Tier and value never change a term: a policy that asks for them cannot be saved, now or later."""
        policy = self.env.ref("hospital_customer_service.hcs_clock_policy_complaint_answer")
        for domain in (
            "[('patient_id', '!=', False)]",
            "[('patient_id.name', '=', 'x')]",
            "[('visit_id.amount_spent', '>', 1)]",
            "['|', ('severity', '=', '2'), ('complainant_name', '=', 'x')]",
            "[('allegation_ids.staff_ids', '=', 1)]",
        ):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                policy.domain = domain
        policy.domain = "[('kind', '=', 'complaint'), ('allegation_ids.department_id', '!=', False)]"
        fitting = self.env["hcs.clock.policy"].search([("model", "=", "hcs.complaint.ticket")])
        words = " ".join(fitting.mapped("domain"))
        self.assertFalse([word for word in ("tier", "vip", "patient", "value") if word in words])

    def test_the_ladder(self):
        """CMP-03: the owner at half and at 80 %, the direction when it is over and daily, but not for ever."""
        ticket = self.received("2026-06-01")
        for day in range(2, 31):
            with freeze_time(local(f"2026-06-{day:02} 10:00")):
                self.env["hcs.clock"]._wake(local(f"2026-06-{day:02} 10:00"))
        events = self.clock(ticket, "answer").event_ids.filtered(lambda event: event.kind == "escalation")
        steps = {(event.level, event.addressee) for event in events}
        self.assertLessEqual({(50, "owner"), (80, "owner"), (100, "owner"), (100, "director")}, steps)
        again = [event.number for event in events if (event.level, event.addressee) == (100, "director")]
        self.assertTrue(8 <= max(again) <= 14, again)
        for event in events:
            day = self.company._hcs_local_date(event.at)
            self.assertLess(day.weekday(), 5, "only people on duty are told")

    def test_opened_again_it_runs_anew(self):
        """The first results stand; the terms run from the day it was opened again."""
        with freeze_time(local("2026-06-01 10:00")):
            ticket = self.make_ticket(self.user_agent)
            self.bring_to("closed", ticket)
        with freeze_time(local("2026-06-10 10:00")):
            ticket.with_user(self.colleague).action_reopen("New facts", self.user_complaint.id)
        self.assertEqual(self.due(ticket, "answer"), date(2026, 6, 17))
        self.assertEqual(len(self.clock(ticket, "answer", "met")), 1)
        self.assertEqual(ticket.terms_from, local("2026-06-10 10:00"))

    def test_random_changes_end_where_the_last_state_says(self):
        """Whatever was named and changed on the way, the terms are those of a fresh ticket that looks the same."""
        departments = [self.surgery.id, self.ward.id, False]

        @settings(max_examples=25, deadline=None, database=None, derandomize=True,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(
            st.lists(
                st.tuples(st.sampled_from(["add", "move", "drop", "level"]), st.integers(0, 2)), min_size=1, max_size=7
            )
        )
        def play(steps):
            with freeze_time(local("2026-09-30 10:00")):
                ticket = self.make_ticket(self.colleague)
                for action, number in steps:
                    lines = ticket.sudo().allegation_ids
                    if action == "add":
                        self.allege(ticket, department_id=departments[number])
                    elif action == "move" and lines:
                        lines[0].department_id = departments[number]
                    elif action == "drop" and lines:
                        lines[-1].unlink()
                    elif action == "level":
                        self.env[ticket._name].browse(ticket.id).severity = str(number + 1)
                named = len(ticket.sudo().allegation_ids.department_id)
                self.assertEqual(ticket.department_count, named)
                due = date(2026, 10, 20) if named > 1 else date(2026, 10, 13)
                self.assertEqual(self.due(ticket, "legal"), due)
                self.assertEqual(self.due(ticket, "answer"), date(2026, 10, 7))
                self.assertEqual(bool(self.clock(ticket, "on_the_spot")), ticket.severity == "1")
                running = ticket.clock_ids.filtered(lambda clock: clock.state == "running")
                self.assertEqual(ticket.next_due_at, min(running.mapped("due_at")))

        play()


@tagged("post_install", "-at_install", "hcs_complaint")
class TestExtension(TermsCase):
    """FEATURES CP3: an approver who did not ask, and a notice, both recorded before the time is up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(local("2026-06-01 10:00")):
            cls.late = cls.make_ticket(cls.colleague)
        cls.clocks = cls.env["hcs.clock"].search([("complaint_ticket_id", "=", cls.late.id)])

    def ask(self, purpose="answer", user=None, at="2026-06-03 10:00", **values):
        with freeze_time(local(at)):
            return (
                self.env["hcs.complaint.extension"]
                .with_user(user or self.colleague)
                .create(
                    {
                        "ticket_id": self.late.id,
                        "clock_id": self.clocks.filtered(lambda clock: clock.purpose == purpose).id,
                        "days": 5,
                        "reason": "The records are with the court",
                        **values,
                    }
                )
            )

    def test_approved_and_told_it_holds(self):
        extension = self.ask()
        clock = extension.clock_id.sudo()
        before = clock.due_at
        with freeze_time(local("2026-06-03 11:00")):
            extension.with_user(self.user_director).action_approve()
            self.assertEqual(clock.due_at, before, "not before the complainant was told")
        with freeze_time(local("2026-06-03 12:00")):
            extension.action_notice("phone", "Told her why")
        self.assertEqual((extension.state, clock.due_at), ("granted", before + timedelta(days=5)))
        self.assertEqual((extension.old_due_at, extension.new_due_at), (before, clock.due_at))
        self.assertTrue(clock.event_ids.filtered(lambda event: event.reason == "The records are with the court"))
        # a change of departments or of the policy takes nothing back
        with freeze_time(local("2026-06-03 13:00")):
            self.allege(self.late)
            self.allege(self.late, department_id=self.ward.id)
            self.late._clock_reapply()
        self.assertEqual(clock.due_at, before + timedelta(days=5))

    def test_nobody_approves_his_own(self):
        extension = self.ask(user=self.user_director)
        with freeze_time(local("2026-06-03 11:00")):
            with self.assertRaisesRegex(UserError, "asked for himself"):
                extension.with_user(self.user_director).action_approve()
            extension.with_user(self.second_director).action_approve()
        self.assertEqual(extension.approver_id, self.second_director)

    def test_a_rank_is_needed(self):
        extension = self.ask()
        with freeze_time(local("2026-06-03 11:00")), self.assertRaises(AccessError):
            extension.with_user(self.named).action_approve()
        with self.assertRaises(AccessError):
            extension.with_user(self.user_agent).action_approve()

    def test_too_late_is_too_late(self):
        """Asked, approved or told after the due time: refused, each of them."""
        with self.assertRaisesRegex(UserError, "time is up"), self.cr.savepoint():
            self.ask(at="2026-06-09 10:00")
        extension = self.ask()
        with freeze_time(local("2026-06-09 10:00")):
            with self.assertRaisesRegex(UserError, "time is up"):
                extension.with_user(self.user_director).action_approve()
            extension.invalidate_recordset(["is_lapsed"])
            self.assertTrue(extension.is_lapsed)
        with freeze_time(local("2026-06-08 10:00")):
            extension.with_user(self.user_director).action_approve()
        with freeze_time(local("2026-06-09 10:00")), self.assertRaisesRegex(UserError, "time is up"):
            extension.action_notice("phone", at="2026-06-08 10:00:00")

    def test_told_before_it_was_approved_does_not_count(self):
        extension = self.ask()
        with freeze_time(local("2026-06-03 11:00")):
            with self.assertRaises(UserError):
                extension.action_notice("phone")
            extension.with_user(self.user_director).action_approve()
        with freeze_time(local("2026-06-03 12:00")):
            with self.assertRaises(UserError):
                extension.action_notice("phone", at="2026-06-03 02:30:00")
            with self.assertRaisesRegex(UserError, "anonymous"):
                extension.action_notice("impossible")

    def test_what_was_asked_for_stays(self):
        extension = self.ask()
        with self.assertRaises(UserError):
            extension.days = 50
        with self.assertRaises(AccessError):
            extension.state = "granted"
        with self.assertRaises(AccessError):
            self.ask(state="granted", purpose="legal")

    def test_the_authority_s_date_is_not_the_hospital_s(self):
        with self.assertRaisesRegex(UserError, "not the hospital's"):
            self.ask(purpose="first_response", at="2026-06-01 11:00")

    def test_the_law_is_the_direction_s(self):
        extension = self.ask(purpose="legal")
        self.assertTrue(extension.beyond_law)
        self.user_leader.group_ids |= self.env.ref("hospital_customer_service.group_hcs_complaint")
        with freeze_time(local("2026-06-03 11:00")):
            with self.assertRaises(AccessError):
                extension.with_user(self.user_leader).action_approve()
            extension.with_user(self.user_director).action_approve()

    def test_nobody_can_be_told_of_an_anonymous_one(self):
        self.late.sudo().anonymous = True
        extension = self.ask()
        with freeze_time(local("2026-06-03 11:00")):
            extension.with_user(self.user_director).action_approve()
        self.assertEqual((extension.state, extension.notice_how), ("granted", "impossible"))
