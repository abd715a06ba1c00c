"""SEC-01: a look leaves a line, however it was asked for."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.patient import PatientCase


@tagged("post_install", "-at_install", "hcs_security")
class TestReadLogDoors(PatientCase):
    def kinds(self):
        return self.log_of(self.patient).sorted("id").mapped("kind")

    def test_a_client_cannot_switch_the_log_off(self):
        """Whatever a program puts in the context of its call."""
        for value in (True, 1, "LOOKING", [1], {"a": 1}):
            context = {"hcs_looking": value, "hcs_read_logged": value, "tracking_disable": True}
            before = len(self.kinds())
            self.patient.with_user(self.user_agent).with_context(**context).web_read({"name": {}})
            self.patient.with_user(self.user_pii).with_context(**context).read(["id_number"])
            self.assertEqual(self.kinds()[before:], ["card", "rpc"], value)

    def test_personal_data_asked_for_through_another_record(self):
        relation = self.env["hcs.patient.relation"].create(
            {"patient_id": self._patient("李四").id, "name": "单", "related_patient_id": self.patient.id}
        )
        deep = {"name": {}, "related_patient_id": {"fields": {"id_number": {}}}}
        relations = self.as_user(self.user_pii, "hcs.patient.relation")
        relations.web_search_read([("id", "=", relation.id)], deep)
        self.assertEqual(self.kinds(), ["list"])
        patients = self.as_user(self.user_pii, "hcs.patient")
        patients.web_search_read([("id", "=", self.patient.id)], {"name": {}, "phone_ids": {"fields": {"number": {}}}})
        self.assertEqual(self.kinds(), ["list"] * 2)
        self.assertEqual(self.log_of(self.patient)[:1].model, "hcs.patient.phone")

    def test_personal_data_are_neither_grouped_nor_counted(self):
        """Groups show values, and nobody could tell whose."""
        patients = self.as_user(self.user_pii, "hcs.patient")
        visits = self.as_user(self.user_pii, "hcs.visit")
        doors = (
            lambda: patients.formatted_read_group([], ["id_number"], ["__count"]),
            lambda: patients.formatted_read_group([], [], ["email:max"]),
            lambda: patients.web_read_group([], ["id_number"], ["__count"]),
            lambda: visits.formatted_read_group([], ["patient_id.id_number"], ["__count"]),
        )
        for door in doors:
            with self.assertRaisesRegex((AccessError, ValueError), "never grouped|patient_id.id_number"):
                door()
        self.assertTrue(patients.formatted_read_group([], ["sex"], ["__count"]))

    def test_the_history_without_the_card_is_a_look(self):
        own = self.patient.with_user(self.user_agent)
        own.get_timeline()
        own.get_timeline()
        self.assertEqual(self.kinds(), ["rpc"])
        self.assertEqual(self.log_of(self.patient).detail, "timeline")

    def test_the_history_on_an_opened_card_is_the_same_look(self):
        own = self.patient.with_user(self.user_agent)
        own.web_read({"name": {}})
        own.get_timeline()
        self.assertEqual(self.kinds(), ["card"])

    def test_lines_and_messages_lead_to_their_patient(self):
        visit = self.env["hcs.visit"].create({"patient_id": self.patient.id})
        diagnosis = self.env["hcs.visit.diagnosis"].create({"visit_id": visit.id, "name": "Fracture"})
        diagnosis.with_user(self.user_agent).web_read({"name": {}})
        self.assertEqual(self.kinds(), ["card"])
        source = self.env["hcs.his.source"].create({"name": "HIS", "code": "log"})
        message = self.env["hcs.his.message"].create(
            {"source_id": source.id, "company_id": self.company.id, "message_id": "Patient/7#1", "raw": "{}",
             "resource_type": "Patient", "resource_id": "7"}
        )  # fmt: skip
        self.env["hcs.his.key"].create({"source_id": source.id, "key": "Patient/7", "patient_id": self.patient.id})
        self.user_admin.group_ids += self.env.ref("hospital_customer_service.group_hcs_pii")
        own = message.with_user(self.user_admin)
        own.web_read({"message_id": {}})
        self.assertEqual(self.kinds(), ["card"], "without its content it says nothing")
        own.read(["raw"])
        self.assertEqual(self.kinds(), ["card", "rpc"])

    def test_nobody_enters_a_consent_in_another_s_name_or_ahead_of_time(self):
        consents = self.as_user(self.user_agent, "hcs.consent")
        line = consents.create({"patient_id": self.patient.id, "purpose": "survey", "user_id": self.user_director.id})
        self.assertEqual(line.user_id, self.user_agent)
        with self.assertRaisesRegex(Exception, "future"):
            consents.create({"patient_id": self.patient.id, "purpose": "survey", "at": "2199-01-01 00:00:00"})
