"""The screens of the desk: card, work list, detail sheet (FUP-05, FUP-10)."""

import io
from unittest import skipIf

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from . import FollowupCase, local

try:
    import openpyxl
except ImportError:
    openpyxl = None


@tagged("post_install", "-at_install", "hcs_followup")
class TestScreens(FollowupCase):
    def setUp(self):
        super().setUp()
        self.patient.write({"allergies": "Penicillin", "birthdate": "1950-01-01"})
        self.task = self._make_task(diagnosis="=1+1")

    def _call(self, moment, code, **values):
        with freeze_time(local(moment)):
            self.task.with_user(self.user_followup).action_record_attempt(code, **values)

    def test_the_menu_of_the_next_call_opens_the_work_list_when_there_is_none(self):
        """FUP-15: never a dead end, whatever the hour."""
        with freeze_time(local("2026-06-01 21:05")):
            action = self.env["hcs.followup.task"].with_user(self.user_followup)._action_next_from_menu()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(action["params"]["next"]["res_model"], "hcs.followup.task")

    def test_card_shows_what_the_agent_needs_before_the_call(self):
        """FUP-05."""
        task = self.task.with_user(self.user_followup)
        with freeze_time(local("2026-06-01 19:05")):
            form = Form(task)
            self.assertEqual(form.patient_age, "76")
            self.assertEqual(form.patient_allergies, "Penicillin")
            self.assertEqual(form.diagnosis, "=1+1")
            self.assertFalse(form.alert)
            self.assertIn("<h5", form.script)
            self.assertNotIn("5678", form.dial_number_masked[:-4])

    def test_alert_says_why_not_to_call(self):
        with freeze_time(local("2026-06-01 21:05")):
            self.assertIn("outside", self.task.with_user(self.user_followup).alert)

    def test_number_is_shown_to_the_trained_for_the_call_in_hand_only(self):
        """SEC-01: and the look is logged."""
        with self.assertRaises(AccessError):
            self.task.with_user(self.user_followup).read(["dial_number"])
        task = self.task.with_user(self.user_pii)
        self.assertFalse(task.dial_number)
        with freeze_time(local("2026-06-01 19:05")):
            task.action_dial()
        self.assertIn("13812345678", task.dial_number)
        log = self.env["hcs.access.log"].search([("patient_id", "=", self.patient.id), ("kind", "=", "reveal")])
        self.assertEqual(log.user_id, self.user_pii)

    def test_last_contacts_show_on_the_card(self):
        self._call("2026-06-01 19:05", "no_answer", note="rang long")
        self.assertIn("rang long", self.task.with_user(self.user_followup).last_contacts)

    def test_wizard_records_an_agreed_call_back(self):
        action = self.task.with_user(self.user_followup).action_outcome("callback")
        with freeze_time(local("2026-06-01 19:05")):
            wizard = Form(
                self.env[action["res_model"]].with_user(self.user_followup).with_context(**action["context"])
            )
            wizard.callback_at = local("2026-06-01 21:00")
            wizard.save().action_record()
        self.assertTrue(self.task.callback_agreed)

    def test_one_click_outcomes_need_no_wizard(self):
        with freeze_time(local("2026-06-01 19:05")):
            self.assertIs(self.task.with_user(self.user_followup).action_outcome("no_answer"), True)
        self.assertEqual(self.task.failed_count, 1)

    def test_work_list_sorts_and_searches_by_the_moment(self):
        """DESIGN §6.3."""
        later = self._make_task("2026-06-02 18:30", "2026-06-02 18:31")
        both = self.task | later
        with freeze_time(local("2026-06-02 19:30")):
            domain = [("id", "in", both.ids)]
            self.assertEqual(self.tasks.search([*domain, ("is_overdue", "=", True)]), self.task)
            self.assertEqual(self.tasks.search([*domain, ("is_overdue", "=", False)]), later)
            self.assertEqual(self.tasks.search(domain, order="is_overdue desc")[0], self.task)
            groups = dict(self.tasks._read_group(domain, ["is_overdue"], ["__count"]))
            self.assertEqual(groups, {True: 1, False: 1})
            self.assertEqual(self.tasks.search([*domain, ("is_due_now", "=", True)]), both)

    def test_list_costs_the_same_for_one_and_for_fifty(self):
        for __ in range(49):
            self._make_task(patient_id=self._make_patient().id)
        counts = []
        names = ["due_at", "patient_id", "patient_age", "step_id", "last_outcome_id", "user_id", "is_overdue"]
        tasks = self.tasks.search([]).with_user(self.user_followup)
        for size in (1, 50):
            self.env.invalidate_all()
            tasks[:size].read(names)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tasks[:size].read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    @skipIf(openpyxl is None, "expected: openpyxl is not installed")
    def test_detail_sheet_lists_the_calls_and_the_unfinished(self):
        """FUP-10: who, what, when; numbers masked; nothing typed becomes a formula."""
        self.user_leader.group_ids += self.env.ref("hospital_customer_service.group_hcs_export")
        left = self._make_task(patient_id=self._make_patient(name="Li Si", birthdate=False).id)
        self._call("2026-06-01 19:05", "answered", note="+cmd")
        wizard = self.env["hcs.followup.sheet.wizard"].with_user(self.user_leader).create({"day": "2026-06-02"})
        book = openpyxl.load_workbook(io.BytesIO(wizard._make_xlsx()))
        self.assertEqual(book.worksheets[0].max_row, 1)
        rows = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=2)]
        # an age that nobody knows is empty, not 0
        self.assertEqual([(row[1], row[3]) for row in rows], [(left.patient_id.name, None)])
        wizard.day = "2026-06-01"
        book = openpyxl.load_workbook(io.BytesIO(wizard._make_xlsx()))
        [row] = book.worksheets[0].iter_rows(min_row=2)
        values = [cell.value for cell in row]
        self.assertEqual(values[:2], ["2026-06-01 19:05", "Zhang San"])
        self.assertIn("=1+1", values)
        self.assertTrue(all(cell.data_type != "f" for cell in row))
        self.assertFalse([value for value in values if value and "13812345678" in str(value)])
        self.assertTrue(
            self.env["hcs.access.log"].search([("patient_id", "=", self.patient.id), ("kind", "=", "export")])
        )

    def test_detail_sheet_is_not_for_agents(self):
        with self.assertRaises(AccessError):
            self.env["hcs.followup.sheet.wizard"].with_user(self.user_followup).create({"day": "2026-06-02"})


@tagged("post_install", "-at_install", "hcs_followup")
class TestDetailSheetRoute(HttpCase, FollowupCase):
    def test_nobody_downloads_the_sheet_of_another(self):
        (self.user_leader | self.user_executive).group_ids += self.env.ref(
            "hospital_customer_service.group_hcs_export"
        )
        wizard = self.env["hcs.followup.sheet.wizard"].with_user(self.user_leader).create({"day": "2026-06-02"})
        for login, status in (("hcs_leader", 200), ("hcs_executive", 404)):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(f"/hcs/followup/detail_sheet/{wizard.id}").status_code, status)
