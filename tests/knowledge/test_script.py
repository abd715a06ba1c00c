from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from odoo.addons.hospital_customer_service.models.knowledge.hcs_script import SITUATIONS
from odoo.addons.hospital_customer_service.models.knowledge.hcs_script_version import STEP_FIELDS

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_knowledge")
class TestScript(HcsCase):
    """KNW-01: standard scripts per situation, with versions and approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = cls.env["hcs.script"].create({"name": "Test", "code": "test", "situation": "outpatient"})

    def _draft(self, user=None, **values):
        versions = self.env["hcs.script.version"].with_user(user or self.user_leader)
        return versions.create({"script_id": self.script.id, "opening": "{greeting}.", **values})

    # SHIPPED WORDS
    def test_every_situation_has_approved_words(self):
        for situation, _label in SITUATIONS:
            script = self.env.ref(f"hospital_customer_service.hcs_script_{situation}")
            with self.subTest(situation):
                self.assertEqual(script.situation, situation)
                self.assertEqual(script.current_version_id.state, "approved")
                self.assertTrue(script.current_version_id.approver_id)

    def test_every_follow_up_target_has_all_five_steps(self):
        """FUP-05: opening, identity check, purpose, questions, closing."""
        for target in self.env["hcs.visit"]._target_labels():
            code = "outpatient" if target == "arrived" else target
            version = self.env.ref(f"hospital_customer_service.hcs_script_{code}").current_version_id
            for step in STEP_FIELDS:
                with self.subTest(target=target, step=step):
                    self.assertTrue(version[step])

    def test_no_shipped_word_is_forbidden(self):
        for version in self.env["hcs.script.version"].search([("state", "=", "approved")]):
            for step in STEP_FIELDS:
                self.assertFalse(self.env["hcs.forbidden.word"]._find(version[step]))

    # VERSIONS
    def test_versions_are_numbered_and_a_new_one_starts_with_the_words_in_use(self):
        first = self._draft()
        self.assertEqual(first.version, 1)
        first.with_user(self.user_director).action_approve()
        action = self.script.with_user(self.user_leader).action_new_version()
        second = self.env["hcs.script.version"].browse(action["res_id"])
        self.assertEqual((second.version, second.state, second.opening), (2, "draft", "{greeting}."))
        self.assertEqual(self.script.with_user(self.user_leader).action_new_version()["res_id"], second.id)
        self.script.invalidate_recordset()
        self.assertEqual((self.script.current_version_id, self.script.draft_count), (first, 1))

    def test_approving_retires_the_version_before(self):
        first, second = self._draft(), self._draft()
        for draft in (first, second):
            draft.with_user(self.user_director).action_approve()
        self.assertEqual((first.state, second.state), ("retired", "approved"))
        self.assertEqual(second.approver_id, self.user_director)
        self.assertTrue(second.approved_at)
        self.script.invalidate_recordset()
        self.assertEqual(self.script.current_version_id, second)
        found = self.env["hcs.script"].search([("current_version_id", "=", second.id)])
        self.assertEqual(found, self.script)
        second.with_user(self.user_director).action_retire()
        self.script.invalidate_recordset()
        self.assertFalse(self.script.current_version_id)
        self.assertIn(self.script, self.env["hcs.script"].search([("current_version_id", "=", False)]))

    def test_only_a_director_approves_and_never_the_own_words(self):
        draft = self._draft()
        with self.assertRaisesRegex(UserError, "Only a director"):
            draft.with_user(self.user_leader).action_approve()
        own = self._draft(self.user_director)
        with self.assertRaisesRegex(UserError, "Somebody else"):
            own.with_user(self.user_director).action_approve()
        # whoever changed the words last is an author too
        draft.with_user(self.user_director).opening = "Changed"
        with self.assertRaisesRegex(UserError, "Somebody else"):
            draft.with_user(self.user_director).action_approve()
        self._draft(self.user_admin).with_user(self.user_admin).action_approve()

    def test_an_empty_draft_cannot_be_approved(self):
        draft = self._draft(opening=False)
        with self.assertRaisesRegex(UserError, "no words"):
            draft.with_user(self.user_director).action_approve()

    def test_approved_words_stay_as_they_are(self):
        version = self._draft()
        version.with_user(self.user_director).action_approve()
        for user in (self.user_director, self.user_admin):
            with self.assertRaisesRegex(UserError, "new version"):
                version.with_user(user).closing = "Bye"
            with self.assertRaisesRegex(UserError, "part of the record"):
                version.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "Only a draft"):
            version.with_user(self.user_admin).action_approve()

    def test_nobody_approves_by_writing_the_status(self):
        draft = self._draft()
        with self.assertRaisesRegex(UserError, "Approve"):
            draft.with_user(self.user_admin).state = "approved"
        with self.assertRaisesRegex(UserError, "Approve"):
            draft.with_user(self.user_director).author_id = self.user_admin
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            self._draft(self.user_director, state="approved")

    def test_a_placeholder_nobody_can_fill_is_refused(self):
        for words in ("{patient_phone}", "{", "{0}", "{}", "{patient_title.__class__}", "{agent!r:>9}{x}"):
            with self.subTest(words), self.assertRaisesRegex(ValidationError, "placeholders nobody can fill"):
                self._draft(opening=words)
        self._draft(opening="{greeting} {{braces}} {agent}")

    # ACCESS
    @users("hcs_agent")
    def test_an_agent_reads_scripts_and_changes_none(self):
        script = self.script.with_env(self.env)
        self.assertEqual(script.name, "Test")
        with self.assertRaises(AccessError):
            script.name = "Mine"

    def test_scripts_of_another_hospital_are_not_there(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        script = self.env["hcs.script"].create(
            {"name": "Theirs", "code": "test", "situation": "outpatient", "company_id": other.id}
        )
        version = self.env["hcs.script.version"].create({"script_id": script.id, "opening": "Hi"})
        word = self.env["hcs.forbidden.word"].create({"name": "zzz", "company_id": other.id})
        for record in (script, version, word):
            self.assertFalse(record.with_user(self.user_admin).search([("id", "=", record.id)]))
