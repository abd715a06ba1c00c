"""DOMAIN §5.3: the chain by level, reports within hours, levels lowered with a reason, calls after closing."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCase

MORNING = "2026-06-01 02:00:00"  # Monday, 10:00 in Shanghai


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(MORNING)
class TestChain(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hcs_complaint_two_checks_from = "never"

    def reports(self, ticket):
        clocks = self.env["hcs.clock"].search([("complaint_ticket_id", "=", ticket.id), ("purpose", "=", "report")])
        return [(clock.target, clock.state) for clock in clocks.sorted("id")]

    def level(self, ticket, level, user=None, reason=None):
        ticket.with_user(user or self.colleague).action_set_severity(level, reason)

    def test_what_a_level_asks_for_is_data(self):
        self.assertEqual(set(self.ticket.sudo().step_ids.rule_id.mapped("severity")), {"2"})
        own = self.env["hcs.complaint.level.step"].create(
            {"name": "Press office", "severity": "5", "who": "outside", "minutes": 45}
        )
        self.level(self.ticket, "5")
        line = self.ticket.sudo().step_ids.filtered(lambda step: step.rule_id == own)
        self.assertEqual(line.due_at, fields.Datetime.now() + timedelta(minutes=45))
        self.assertFalse(line.done_at)

    def test_who_may_see_it_is_told_at_once_others_by_voice(self):
        self.surgery.head_id = self.env["hcs.practitioner"].create(
            {"name": "Dr Li", "user_id": self.user_department.id, "department_id": self.surgery.id}
        )
        self.allege()
        self.level(self.ticket, "5")
        steps = self.ticket.sudo().step_ids
        director = steps.filtered(lambda step: step.user_id == self.user_director and step.rule_id.severity == "5")
        self.assertTrue(director.done_at and director.by_system)
        head = steps.filtered(lambda step: step.user_id == self.user_department and step.rule_id.severity == "5")
        self.assertTrue(head and not head.done_at)
        self.assertFalse(self.ticket.sudo().activity_ids.filtered(lambda one: one.user_id == self.user_department))

    def test_the_chain_grows_once(self):
        self.level(self.ticket, "4")
        steps = self.ticket.sudo().step_ids
        self.level(self.ticket, "3", self.second_director, "Nobody was harmed")
        self.level(self.ticket, "4")
        self.assertEqual(self.ticket.sudo().step_ids.filtered(lambda step: step.rule_id.severity == "4"),
                         steps.filtered(lambda step: step.rule_id.severity == "4"))  # fmt: skip

    def test_reports_within_hours(self):
        """12 hours at level 4, 2 at level 5, from the moment the level is known."""
        self.assertEqual(self.reports(self.ticket), [])
        with freeze_time("2026-06-01 06:00:00"):
            self.level(self.ticket, "4")
            self.assertEqual(self.reports(self.ticket), [(720, "running")])
            clock = self.ticket.sudo().clock_ids.filtered(lambda clock: clock.purpose == "report")
            self.assertEqual(clock.due_at, fields.Datetime.now() + timedelta(hours=12))
            self.level(self.ticket, "5")
            self.assertIn((120, "running"), self.reports(self.ticket))
        with freeze_time("2026-06-01 07:00:00"):
            self.ticket.with_user(self.colleague).action_report_up("Health commission", "Read out by phone")
        self.assertNotIn("running", [state for _target, state in self.reports(self.ticket)])
        self.assertEqual(self.ticket.reported_up_at, fields.Datetime.to_datetime("2026-06-01 07:00:00"))
        with self.assertRaises(UserError):
            self.ticket.with_user(self.colleague).action_report_up()

    def test_a_due_report_holds_up_the_closing(self):
        self.bring_to("answered")
        self.level(self.ticket, "5")
        self.ticket.with_user(self.colleague).action_ask("satisfied")
        with self.assertRaisesRegex(UserError, "report to the authority"):
            self.ticket.with_user(self.colleague).action_close()

    def test_the_step_of_the_authority_ends_the_deadline(self):
        self.level(self.ticket, "5")
        step = self.ticket.sudo().step_ids.filtered("upward")
        step.with_user(self.colleague).action_done("Told by phone")
        self.assertEqual(self.reports(self.ticket), [(120, "met")])
        with self.assertRaises(UserError):
            step.with_user(self.colleague).name = "Other"
        with self.assertRaises(UserError):
            step.with_user(self.colleague).action_done()

    def test_late_steps_show(self):
        self.level(self.ticket, "4")
        with freeze_time("2026-06-02 02:00:00"):
            ticket = self.ticket.with_user(self.colleague)
            ticket.invalidate_recordset()
            self.assertGreater(ticket.late_step_count, 3)
            late = self.env["hcs.complaint.chain.step"].search([("is_late", "=", True), ("ticket_id", "=", ticket.id)])
            self.assertIn(ticket.sudo().step_ids.filtered("upward"), late)

    def test_a_level_is_lowered_by_a_leader_with_a_reason(self):
        self.level(self.ticket, "3")
        with self.assertRaises(AccessError):
            self.level(self.ticket, "2", self.colleague, "Because")
        with self.assertRaises(UserError):
            self.level(self.ticket, "2", self.user_director)
        self.level(self.ticket, "2", self.user_director, "One department only")
        change = self.ticket.sudo().severity_change_ids.sorted("id")[-1]
        self.assertEqual((change.before, change.after, change.reason), ("3", "2", "One department only"))

    def test_named_staff_are_left_out_of_the_chain(self):
        self.allege(staff_ids=[(4, self.user_director.id)])
        self.level(self.ticket, "5")
        self.assertNotIn(self.user_director, self.ticket.sudo().step_ids.user_id)

    # Called back
    def close_at(self, level):
        self.level(self.ticket, level)
        self.bring_to("closed")
        return self.ticket.sudo().callback_ids

    def test_grave_ones_are_called_back_after_seven_days(self):
        callback = self.close_at("3")
        self.assertEqual((callback.due_on, callback.state), (date(2026, 6, 8), "open"))
        activity = self.ticket.sudo().activity_ids.filtered(lambda one: one.date_deadline == date(2026, 6, 8))
        self.assertEqual(activity.user_id, callback.user_id)
        callback.with_user(self.colleague).action_done("dissatisfied", "It hurts again")
        self.assertEqual((callback.state, callback.satisfaction), ("done", "dissatisfied"))
        self.assertFalse(self.ticket.sudo().activity_ids.filtered(lambda one: one.date_deadline == date(2026, 6, 8)))
        with self.assertRaises(UserError):
            callback.with_user(self.colleague).action_done("satisfied")

    def test_light_ones_are_not_called_back(self):
        self.bring_to("closed")
        self.assertFalse(self.ticket.sudo().callback_ids)

    def test_three_vain_tries_end_it(self):
        callback = self.close_at("3").with_user(self.colleague)
        callback.action_no_answer()
        callback.action_no_answer("Engaged")
        self.assertEqual((callback.state, callback.tries), ("open", 2))
        callback.action_no_answer()
        self.assertEqual(callback.state, "unreachable")

    def test_opened_again_nobody_is_called_back(self):
        callback = self.close_at("3")
        self.ticket.with_user(self.colleague).action_reopen("New facts", self.user_complaint.id)
        self.assertEqual(callback.state, "cancelled")

    def test_overdue_calls_are_found(self):
        callback = self.close_at("3")
        overdue = [("is_overdue", "=", True), ("id", "=", callback.id)]
        self.assertFalse(callback.search(overdue))
        with freeze_time("2026-06-10 02:00:00"):
            self.assertTrue(callback.search(overdue))
