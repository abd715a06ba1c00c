"""CARE-02: material per department and disease, given by every way, from every record, and kept."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged, users

from tests.care import CareCase

NOON = "2026-03-16 04:00:00"  # 12:00 in Shanghai, a Monday


@freeze_time(NOON)
@tagged("post_install", "-at_install", "hcs_care")
class TestEducation(CareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Material = cls.env["hcs.education.material"]
        cls.Delivery = cls.env["hcs.education.delivery"]
        with freeze_time(NOON):
            cls.material = cls.Material.create({"name": "Knees", "body": "<p>Walk every day.</p>"})
            cls.material.with_user(cls.user_director).action_publish()

    def _given(self):
        return self.Delivery.search([("patient_id", "=", self.patient.id)], order="id")

    def _give(self, channel="sms", record=None, user=None, material=None):
        record = (record or self.patient).with_user(user or self.user_agent)
        return record.action_send_education((material or self.material).id, channel)

    # VERSIONS
    def test_what_was_read_stays_as_it_was_read(self):
        material = self.material.with_user(self.user_director)
        for vals in ({"body": "<p>Rest.</p>"}, {"name": "Rest"}, {"link": "https://h.example"}, {"summary": "x"}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "new version"):
                material.write(vals)
        with self.assertRaisesRegex(UserError, "new version"):
            material.update_field_translations("body", {"en_US": "<p>Rest.</p>"})
        material.write({"diseases": "knee", "sequence": 3})
        self._give("print")
        draft = self.Material.browse(material.action_new_version()["res_id"])
        self.assertEqual((draft.version, draft.state, draft.name), (2, "draft", "Knees"))
        self.assertEqual(material.action_new_version()["res_id"], draft.id, "one draft at a time")
        draft.body = "<p>Swim.</p>"
        draft.with_user(self.user_director).action_publish()
        self.assertEqual((material.state, draft.state), ("retired", "published"))
        self.assertEqual(self._given().material_id, self.material, "the version that was given")
        self.assertEqual(draft.display_name, "Knees, version 2")
        with self.assertRaisesRegex(UserError, "published"):
            self._give()

    def test_review(self):
        self.assertEqual(self.material.review_by, date(2027, 3, 16))
        self.assertFalse(self.material.review_due)
        with freeze_time("2027-02-20 04:00:00"):
            self.material.invalidate_recordset()
            self.assertTrue(self.material.review_due)
            self.assertIn(self.material, self.Material.search([("review_due", "=", True)]))
            self.material.with_user(self.user_director).action_still_right()
            self.assertEqual(self.material.review_by, date(2028, 2, 20))
        self.assertNotIn(self.material, self.Material.search([("review_due", "=", True)]))

    def test_roles(self):
        leader = self.Material.with_user(self.user_leader)
        draft = leader.create({"name": "Hands", "body": "<p>Wash them.</p>"})
        with self.assertRaises(AccessError):
            draft.action_publish()
        with self.assertRaises(AccessError):
            draft.state = "published"
        with self.assertRaises(AccessError):
            draft.with_user(self.user_agent).body = "<p>No.</p>"
        draft.with_user(self.user_director).action_publish()
        with self.assertRaises(AccessError):
            draft.with_user(self.user_leader).action_retire()
        with self.assertRaises(UserError):
            draft.with_user(self.user_director).unlink()
        with self.assertRaises(UserError):
            draft.with_user(self.user_director).action_publish()

    def test_words_and_links(self):
        self.env["hcs.forbidden.word"].create({"name": "nothing can be done"})
        for vals, words in (
            ({"body": "<p>There is <b>nothing can be done</b>.</p>"}, "Nobody says this"),
            ({"name": "Nothing can be done"}, "Nobody says this"),
            ({"link": "javascript:alert(1)"}, "https"),
            ({"link": "http://h.example"}, "https"),
        ):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, words):
                self.Material.create({"name": "Draft", **vals})
        empty = self.Material.create({"name": "Empty", "body": "<p><br></p>"})
        with self.assertRaisesRegex(UserError, "nothing to read"):
            empty.with_user(self.user_director).action_publish()
        self.assertNotIn("<script", self.Material.create({"name": "S", "body": "<p>a<script>x</script></p>"}).body)

    # GIVING
    def test_by_sms(self):
        """The message says nothing about health; the link opens the material and nothing of the patient."""
        words = self._give()
        self.assertIn("8000", words)
        self.assertNotIn("13800138000", words)
        delivery = self._given()
        self.assertEqual(
            (delivery.channel, delivery.user_id, delivery.at, delivery.res_model, delivery.res_id),
            ("sms", self.user_agent, self.at("2026-03-16 12:00"), "hcs.patient", self.patient.id),
        )
        message = self._messages()
        self.assertEqual((message.res_model, message.res_id), (delivery._name, delivery.id))
        self.assertNotIn("Knees", message.body)
        token = message.body.partition("/hcs/l/")[2].split()[0]
        link = self.env["hcs.access.link"]._find(token)
        template, values = link._get_record()._access_link_page(link)
        page = str(self.env["ir.qweb"]._render(template, {**values, "html_lang": "en"}))
        self.assertIn("Walk every day.", page)
        self.assertNotIn(self.patient.name, page)
        self.assertFalse(delivery.opened_at)
        link._note_use("opened")
        delivery.invalidate_recordset()
        self.assertEqual(delivery.opened_at, self.at("2026-03-16 12:00"))
        with freeze_time("2026-06-16 04:00:00"):
            link.invalidate_recordset()
            self.assertFalse(self.env["hcs.access.link"]._find(token), "a link does not open for ever")

    def test_by_email(self):
        self.patient.email = "zhang@example.com"
        self._give("email")
        mail = self.env["mail.mail"].search([("email_to", "=", "zhang@example.com")])
        self.assertNotIn("Knees", mail.subject)
        self.assertNotIn(self.patient.name, mail.subject + mail.body_html)
        self.assertIn("/hcs/l/", mail.body_html)
        self.assertTrue(mail.auto_delete)
        contact = self.env["hcs.contact"].search([("patient_id", "=", self.patient.id), ("channel", "=", "email")])
        self.assertEqual(contact.res_id, self._given().id)

    def test_printed_and_by_wechat(self):
        self.assertEqual(self._give("print")["type"], "ir.actions.report")
        self.assertIn("/hcs/l/", self._give("wechat"))
        self.assertEqual(self._given().mapped("channel"), ["print", "wechat"])
        self.assertFalse(self._messages())

    def test_what_cannot_be_given_is_not_kept(self):
        self.patient.phone_ids.wrong = True
        for channel in ("sms", "email"):
            with self.subTest(channel), self.assertRaises(UserError):
                self._give(channel)
        self._agree(self.patient, purpose="followup", state="withdrawn")
        self.patient.deceased = True
        with self.assertRaisesRegex(UserError, "died"):
            self._give("print")
        self.assertFalse(self._given())
        self.assertFalse(self.env["hcs.access.link"].search([("purpose", "=", "education")]))

    def test_of_another_hospital(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        material = self.Material.create({"name": "Theirs", "body": "<p>x</p>", "company_id": other.id})
        material.sudo().state = "published"
        with self.assertRaises(AccessError):
            self._give(material=material)

    def test_a_line_stays(self):
        self._give("print")
        with self.assertRaises(UserError):
            self._given().sudo().channel = "sms"
        with self.assertRaises(UserError):
            self._given().sudo().unlink()
        with self.assertRaises(AccessError):
            self.Delivery.with_user(self.user_agent).create({"patient_id": self.patient.id})

    # FROM EVERY RECORD
    def _records(self):
        visit = self._make_visit(state="completed", arrived_at=self.at("2026-03-10 10:00"))
        step = self.env.ref("hospital_customer_service.hcs_followup_plan_step_paid_same_evening")
        types = self.env["hcs.service.type"].search([], limit=1)
        session = self.env["hcs.clinic.session"].create(
            {
                "kind": "expert",
                "department_id": self.department.id,
                "practitioner_id": self.doctor.id,
                "date": "2026-03-19",
                "start_at": self.at("2026-03-19 08:00"),
                "end_at": self.at("2026-03-19 12:00"),
                "capacity": 5,
            }
        )
        session.action_book(self.patient.id)
        return [
            self.patient,
            visit,
            self.env["hcs.followup.task"].create({"patient_id": self.patient.id, "step_id": step.id}),
            self.env["hcs.service.record"].create({"patient_id": self.patient.id, "type_id": types.id}),
            self.env["hcs.result.delivery"].create({"patient_id": self.patient.id, "kind": "report"}),
            self.env["hcs.appointment"].search([("patient_id", "=", self.patient.id)]),
        ]

    def test_from_every_record(self):
        records = self._records()
        for record in records:
            with self.subTest(record._name):
                self._give("print", record=record)
                dialog = self.env["hcs.education.send"].browse(
                    record.with_user(self.user_agent).action_send_education()["res_id"]
                )
                self.assertEqual((dialog.patient_id, dialog.res_id), (self.patient, record.id))
                dialog = dialog.with_user(self.user_agent)
                self.assertIn(self.material, dialog.offered_ids)
                self.assertTrue(dialog.given_before is False)
                dialog.write({"material_id": self.material.id, "channel": "wechat"})
                self.assertTrue(dialog.given_before)
                dialog.action_give()
                self.assertIn("/hcs/l/", dialog.given_text)
        given = [(line.res_model, line.res_id) for line in self._given()]
        self.assertEqual(given, [(record._name, record.id) for record in records for _twice in range(2)])
        self.assertEqual(self.patient.education_count, len(given))
        timeline = self.patient.with_user(self.user_agent).get_timeline(kinds=["education"])
        self.assertEqual(len(timeline["entries"]), len(given))
        self.assertEqual(timeline["entries"][0]["title"], "Knees")

    def test_from_a_call_in_one_step(self):
        task = self._records()[2].with_user(self.user_followup)
        [action] = [action for action in task._console_actions() if action["key"] == "education"]
        opened = getattr(task, action["method"])()
        self.assertEqual((opened["res_model"], opened["target"]), ("hcs.education.send", "new"))
        task.patient_id.sudo().deceased = True
        self.assertFalse([action for action in task._console_actions() if action["key"] == "education"])

    def test_a_caller_without_a_card(self):
        types = self.env["hcs.service.type"].search([], limit=1)
        record = self.env["hcs.service.record"].create({"caller_name": "Somebody", "type_id": types.id})
        with self.assertRaisesRegex(UserError, "patient"):
            self._give("print", record=record)
        with self.assertRaises(UserError):
            record.with_user(self.user_agent).action_send_education()

    def test_materials_of_the_department_come_first(self):
        other = self.env["hcs.department"].create({"name": "Eyes", "code": "T-EYE"})
        eyes = self.Material.create({"name": "Eyes", "body": "<p>x</p>", "department_ids": [(6, 0, other.ids)]})
        eyes.action_publish()
        draft = self.Material.create({"name": "Draft", "body": "<p>x</p>"})
        visit = self._make_visit(state="completed", arrived_at=self.at("2026-03-10 10:00"))
        dialog = self.env["hcs.education.send"].browse(visit.action_send_education()["res_id"])
        self.assertIn(self.material, dialog.offered_ids)
        self.assertNotIn(eyes, dialog.offered_ids)
        dialog.only_department = False
        self.assertIn(eyes, dialog.offered_ids)
        self.assertNotIn(draft, dialog.offered_ids)

    def test_the_dialog_is_not_turned_to_another_patient(self):
        other = self._person("1980-01-01")
        visit = self._make_visit(state="completed", arrived_at=self.at("2026-03-10 10:00"))
        dialog = self.env["hcs.education.send"].browse(visit.action_send_education()["res_id"])
        dialog.write({"patient_id": other.id, "material_id": self.material.id, "channel": "print"})
        with self.assertRaisesRegex(UserError, "not the one"):
            dialog.action_give()
        dialog.write({"res_model": "res.users", "res_id": 2})
        dialog.action_give()
        self.assertFalse(self.Delivery.search([("patient_id", "=", other.id)]).res_model, "no foreign record")

    @users("hcs_agent")
    def test_wrong_input(self):
        patient = self.patient.with_user(self.env.user)
        for arguments in (("x", "sms"), (self.material.id, "pigeon"), (10**9, "sms"), ([], 7), (True, "sms")):
            with self.subTest(arguments), self.assertRaises(UserError):
                patient.action_send_education(*arguments)
        with self.assertRaises(UserError):
            patient.action_send_education(self.material.id)

    @users("hcs_department", "hcs_executive", "hcs_outsider")
    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self.patient.with_user(self.env.user).action_send_education(self.material.id, "print")

    def test_shipped_materials(self):
        """They are there at once, in plain words, and somebody is asked to read them."""
        shipped = self.Material.search([("create_uid", "=", 1), ("id", "!=", self.material.id), ("version", "=", 1)])
        shipped = shipped.filtered(lambda material: material.get_external_id()[material.id])
        self.assertGreaterEqual(len(shipped), 12)
        self.assertTrue(all(material.review_due for material in shipped if not material.review_by))
        rules = self.Rule.with_context(active_test=False).search([])
        rules = rules.filtered(lambda rule: rule.get_external_id()[rule.id])
        self.assertGreaterEqual(len(rules), 8)
        rules._check_words()
        rules._check_purpose()
