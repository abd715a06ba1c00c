"""SEC-01, FEATURES PS3: who saw which patient, in a log that nobody can change."""

from unittest.mock import PropertyMock, patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.patient import ID_NUMBER, PHONE, PatientCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestReadLog(PatientCase):
    def kinds(self):
        return self.log_of(self.patient).sorted("id").mapped("kind")

    def test_a_card_leaves_one_line(self):
        spec = {"name": {}, "phone_ids": {"fields": {"number_masked": {}}}, "relation_ids": {"fields": {"name": {}}}}
        self.patient.with_user(self.user_agent).web_read(spec)
        line = self.log_of(self.patient)
        self.assertEqual((line.user_id, line.kind, line.model), (self.user_agent, "card", "hcs.patient"))
        self.assertEqual(line.company_id, self.patient.company_id)

    def test_saving_reads_the_card_again(self):
        self.patient.with_user(self.user_agent).web_save({"language": "English"}, {"name": {}})
        self.assertEqual(self.kinds(), ["card"])

    def test_lists_and_names_are_no_cards(self):
        patients = self.as_user(self.user_agent, "hcs.patient")
        patients.web_search_read([("id", "=", self.patient.id)], {"name": {}, "phone_masked": {}})
        patients.browse(self.patient.id).web_read({"display_name": {}})
        patients.web_name_search("单", {"display_name": {}})
        self.assertEqual(self.kinds(), [])

    def test_a_list_with_whole_numbers_is_logged(self):
        patients = self.as_user(self.user_pii, "hcs.patient")
        patients.web_search_read([("id", "=", self.patient.id)], {"name": {}, "id_number": {}})
        self.assertEqual(self.kinds(), ["list"])
        self.assertEqual(self.log_of(self.patient).detail, "id_number")

    def test_programs_are_logged(self):
        own = self.patient.with_user(self.user_pii)
        own.read(["name"])
        self.assertEqual(self.kinds(), [])
        own.read(["id_number"])
        own.search_read([("id", "=", self.patient.id)], ["email"])
        own.phone_ids.read(["number"])
        self.assertEqual(self.kinds(), ["rpc"] * 3)
        self.assertEqual(self.log_of(self.patient)[:1].model, "hcs.patient.phone")

    def test_the_system_itself_is_not_logged(self):
        self.patient.sudo().web_read({"name": {}})
        self.patient.sudo().read(["id_number"])
        self.assertEqual(self.kinds(), [])

    def test_reveal(self):
        own = self.patient.with_user(self.user_pii)
        self.assertEqual(own.action_reveal("id_number", reason="asked at the desk"), ID_NUMBER)
        self.assertEqual(own.phone_ids.action_reveal(), PHONE)
        details = self.log_of(self.patient, "reveal").sorted("id").mapped("detail")
        self.assertEqual(details, ["id_number: asked at the desk", "number"])
        for field in ("name", "access_log_count", "nothing"):
            with self.assertRaises(UserError):
                own.action_reveal(field)
        with self.assertRaises(AccessError):
            self.patient.with_user(self.user_agent).action_reveal("id_number")

    def test_exports(self):
        exporter = self._make_user("hcs_export_one", "group_hcs_agent", "group_hcs_export")
        exporter.group_ids += self.env.ref("base.group_allow_export")
        self.patient.with_user(exporter).export_data(["name", "phone_masked"])
        self.assertEqual(self.log_of(self.patient, "export").detail, "name, phone_masked")
        with self.assertRaises(AccessError):
            self.patient.with_user(self.user_agent).export_data(["name"])

    def test_no_value_is_ever_in_the_log(self):
        own = self.patient.with_user(self.user_pii)
        own.action_reveal("id_number")
        own.web_read({"id_number": {}})
        own.read(["email"])
        shown = repr(self.log_of(self.patient).read())
        for part in (ID_NUMBER, PHONE, "shan.xx"):
            self.assertNotIn(part, shown)

    def test_the_log_cannot_be_changed(self):
        self.patient.with_user(self.user_agent).web_read({"name": {}})
        line = self.log_of(self.patient)
        for operation in (lambda: line.write({"kind": "list"}), line.unlink):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                operation()
        for user in (self.user_agent, self.user_director, self.user_admin):
            own = line.with_user(user)
            for door in (
                lambda o=own: o.write({"kind": "list"}),
                own.unlink,
                lambda o=own: o.create({"patient_id": self.patient.id, "user_id": 1, "company_id": 1, "kind": "card"}),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    door()

    def test_directors_see_who_saw(self):
        self.patient.with_user(self.user_agent).web_read({"name": {}})
        own = self.patient.with_user(self.user_director)
        self.assertEqual(own.access_log_count, 1)
        self.assertEqual(own.action_access_log()["domain"], [("patient_id", "=", self.patient.id)])
        for user in (self.user_agent, self.user_leader):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.access.log").search([])
            with self.assertRaises(AccessError):
                _count = self.patient.with_user(user).access_log_count

    def test_requests_that_log_may_write(self):
        """DESIGN §6.3: a read-only cursor would lose the line."""
        for model in ("hcs.patient", "hcs.patient.phone", "hcs.patient.identifier"):
            for method in ("web_read", "web_search_read", "read", "search_read"):
                found = [
                    getattr(cls.__dict__[method], "_readonly", None)
                    for cls in type(self.env[model]).mro()
                    if method in cls.__dict__ and hasattr(cls.__dict__[method], "_readonly")
                ]
                self.assertIs(found[0], False, f"{model}.{method}")

    def test_on_a_read_only_cursor_the_line_follows(self):
        cr = self.env.cr
        before = len(cr.postcommit._funcs)
        with patch.object(type(cr), "readonly", PropertyMock(return_value=True), create=True):
            self.env["hcs.access.log"].with_user(self.user_agent)._log(self.patient, "card")
        self.assertEqual(len(cr.postcommit._funcs), before + 1)
        self.assertEqual(self.kinds(), [])
