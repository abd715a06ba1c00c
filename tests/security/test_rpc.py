"""SEC-01: what a program may call is not what a button shows; each public method asks for its right itself."""

import inspect
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from tests.common import HcsCase
from tests.followup import FollowupCase, local
from tests.security.rooms import PUBLIC

WINDOW = "2026-06-01 19:05"


@tagged("post_install", "-at_install", "hcs_security")
class TestPublicMethods(HcsCase):
    def test_every_public_method_is_known(self):
        known_to_odoo = set(dir(self.env["res.partner"])) | {"update_field_translations"}
        found = {}
        for name, model in self.env.registry.items():
            if not name.startswith("hcs.") or model._abstract:
                continue
            for cls in model.mro():
                if not cls.__module__.startswith("odoo.addons.hospital_c"):
                    continue
                for method, function in vars(cls).items():
                    public = inspect.isfunction(function) and not method.startswith("_")
                    if public and method not in known_to_odoo and not getattr(function, "_api_private", False):
                        found.setdefault(name, set()).add(method)
        self.maxDiff = None
        self.assertEqual(found, PUBLIC)

    def test_actions_on_records_refuse_whoever_may_not_read_them(self):
        """An outsider who calls a method by its name gets a refusal, and nothing has happened."""
        patient = self.env["hcs.patient"].create({"name": "Zhang San"})
        visit = self.env["hcs.visit"].create({"patient_id": patient.id})
        opinion = self.env["hcs.opinion"].create({"text": "Too loud", "patient_id": patient.id})
        calls = [
            lambda own: patient.with_user(own).get_timeline(),
            lambda own: patient.with_user(own).get_consents(),
            lambda own: patient.with_user(own).action_reveal("id_number"),
            lambda own: visit.with_user(own).action_arrive(),
            lambda own: visit.with_user(own).action_cancel(),
            lambda own: opinion.with_user(own).action_settle(),
            lambda own: self.as_user(own, "hcs.followup.task").action_next(),
            lambda own: self.as_user(own, "hcs.followup.plan").action_replan(),
            lambda own: self.as_user(own, "hcs.followup.analysis").get_breakdown("2026-01-01", "2026-01-31"),
            lambda own: self.as_user(own, "hcs.followup.analysis").get_funnel("2026-01-01", "2026-01-31"),
            lambda own: self.as_user(own, "hcs.call.outcome").get_buttons(),
            lambda own: self.as_user(own, "hcs.his.mapping").action_apply_again(),
        ]
        for user in (self.user_outsider, self.user_department, self.user_his):
            for call in calls:
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    call(user)
        self.assertEqual((visit.state, opinion.state), ("planned", "new"))

    def test_only_the_administrator_reads_the_folder_of_a_feed(self):
        source = self.env["hcs.his.source"].create({"name": "HIS", "code": "rpc", "kind": "fhir_folder"})
        for user in (self.user_agent, self.user_director, self.user_his):
            with self.assertRaises(AccessError):
                source.with_user(user).action_read_folder()
        with self.assertRaisesRegex(UserError, "no new file"):
            source.with_user(self.user_admin).action_read_folder()

    def test_only_a_director_asks_for_a_new_plan_of_everything(self):
        plan = self.env["hcs.followup.plan"].search([], limit=1)
        for user in (self.user_agent, self.user_followup, self.user_leader, self.user_executive):
            with self.assertRaises(AccessError):
                plan.with_user(user).action_replan()


@tagged("post_install", "-at_install", "hcs_security")
class TestFollowupByProgram(FollowupCase):
    """FUP-06: an agent cannot make the figures better than the calls were."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_second = cls._make_user("hcs_second", "group_hcs_followup")

    def setUp(self):
        super().setUp()
        self.task = self._make_task()

    def test_results_are_not_written_by_hand(self):
        forged = (
            {"state": "done"}, {"attempt_count": 1}, {"failed_count": 0}, {"first_attempt_at": local(WINDOW)},
            {"dialled_at": local(WINDOW)}, {"user_id": self.user_second.id}, {"patient_id": self.patient.id},
            {"due_at": local("2027-01-01 10:00")}, {"closed_at": False}, {"company_id": self.company.id},
        )  # fmt: skip
        for user in (self.user_followup, self.user_leader, self.user_admin):
            for values in forged:
                with self.assertRaises(AccessError):
                    self.task.with_user(user).write(values)
        self.task.with_user(self.user_followup).write({"note": "Sleeps badly", "mood": "low"})
        self.assertEqual(self.task.note, "Sleeps badly")

    def test_calls_are_not_written_by_hand(self):
        outcome = self.env["hcs.call.outcome"].search([("code", "=", "answered")])
        values = {"task_id": self.task.id, "outcome_id": outcome.id, "company_id": self.company.id}
        for user in (self.user_followup, self.user_leader, self.user_admin):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.followup.attempt").create(values)

    def test_a_task_that_was_never_planned_is_not_made_by_an_agent(self):
        values = {"patient_id": self.patient.id, "step_id": self.task.step_id.id, "due_at": self.task.due_at}
        with self.assertRaises(AccessError):
            self.tasks.with_user(self.user_followup).create(values)
        with self.assertRaises(AccessError):
            self.tasks.with_user(self.user_leader).create({**values, "state": "done"})
        self.assertEqual(self.tasks.with_user(self.user_leader).create(values).state, "open")

    @freeze_time(local(WINDOW))
    def test_a_colleague_s_follow_up_stays_with_the_colleague(self):
        self.task.with_user(self.user_followup).action_dial()
        second = self.task.with_user(self.user_second)
        for call in (second.action_dial, second.action_release, lambda: second.action_record_attempt("no_answer")):
            with self.assertRaisesRegex(UserError, "looks after this follow-up"):
                call()
        self.assertEqual(self.task.user_id, self.user_followup)
        self.task.with_user(self.user_leader).action_release()
        self.assertEqual((self.task.state, self.task.user_id), ("open", self.env["res.users"]))
        second.action_record_attempt("no_answer")
        self.assertEqual(self.task.attempt_ids.user_id, self.user_second)

    def test_an_executive_never_learns_who_it_was(self):
        own = self.task.with_user(self.user_executive)
        self.assertEqual(own.state, "open")
        hidden = ["patient_id", "patient_mrn", "patient_history", "script", "phone_ids", "last_contacts"]
        for name in hidden:
            with self.assertRaises(AccessError, msg=name):
                own.read([name])
        self.assertNotIn("Zhang San", repr(own.read()))
        arch = own.get_view(self.env.ref("hospital_customer_service.hcs_followup_task_view_form").id)["arch"]
        self.assertNotIn("patient_id", arch)
        opinion = self.env["hcs.opinion"].create({"text": "Too loud", "patient_id": self.patient.id})
        self.assertNotIn("Zhang San", repr(opinion.with_user(self.user_executive).read()))
        with self.assertRaises(AccessError):
            opinion.with_user(self.user_executive).patient_id.read(["name"])

    def test_the_outcome_form_shows_nobody_of_another_hospital(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        stranger = self._make_user(
            "hcs_stranger", "group_hcs_followup", company_id=other.id, company_ids=[Command.set(other.ids)]
        )
        outcome = self.env["hcs.call.outcome"].search([], limit=1)
        wizards = self.as_user(stranger, "hcs.followup.outcome.wizard")
        with self.assertRaises(AccessError):
            wizard = wizards.create({"task_id": self.task.id, "outcome_id": outcome.id})
            wizard.read(["patient_id"])

    def test_a_task_of_one_hospital_has_no_patient_of_another(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        theirs = self.env["hcs.patient"].create({"name": "Li Si", "company_id": other.id})
        with self.assertRaises(UserError):
            self.tasks.create({"patient_id": theirs.id, "step_id": self.task.step_id.id, "due_at": self.task.due_at})

    def test_a_call_that_lies_ahead_is_refused(self):
        with freeze_time(local(WINDOW)), self.assertRaises(UserError):
            self.task.with_user(self.user_followup).action_record_attempt(
                "no_answer", at=local(WINDOW) + timedelta(days=1)
            )


@tagged("post_install", "-at_install", "hcs_security")
class TestDownloads(FollowupCase, HttpCase):
    """SEC-01: export is a right of its own, also where a button makes the file."""

    def sheet(self, login):
        user = getattr(self, login.replace("hcs_", "user_"))
        wizard = self.as_user(user, "hcs.followup.sheet.wizard").create({"day": "2026-06-01"})
        return user, wizard

    def download(self, user, wizard):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/hcs/followup/detail_sheet/{wizard.id}")

    def test_the_detail_sheet_needs_the_right_to_export(self):
        self._make_task()
        for login in ("hcs_leader", "hcs_executive"):
            user, wizard = self.sheet(login)
            with self.assertRaises(AccessError):
                wizard.action_download()
            self.assertEqual(self.download(user, wizard).status_code, 403)
        self.user_executive.group_ids += self.env.ref("hospital_customer_service.group_hcs_export")
        user, wizard = self.sheet("hcs_executive")
        self.assertEqual(self.download(user, wizard).status_code, 200)
        log = self.env["hcs.access.log"].search([("user_id", "=", user.id)])
        self.assertEqual((log.patient_id, log.kind), (self.patient, "export"))
        self.assertEqual(self.download(self.user_leader, wizard).status_code, 404)

    def test_everything_that_leads_to_a_patient_is_exported_by_right_only(self):
        """A path such as ``visit_id/patient_id/name`` takes names out through any model that leads there."""
        personal = {"hcs.patient"}
        models = {
            name: self.env[name]
            for name, model in self.env.registry.items()
            if name.startswith("hcs.") and not model._abstract and not model._transient
        }
        while True:
            more = {
                name
                for name, model in models.items()
                if any(field.comodel_name in personal for field in model._fields.values() if field.relational)
            } - personal
            if not more:
                break
            personal |= more
        self.assertIn("hcs.visit.diagnosis", personal)
        mixin = self.env.registry["hcs.export.mixin"]
        unguarded = {name for name in personal if not issubclass(type(self.env[name]), mixin)}
        self.assertEqual(unguarded, set())
