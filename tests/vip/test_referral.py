"""CRM-05: who sends patients, how they are thanked, and that nobody can be paid for a patient."""

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from tests.vip import TODAY, VipCase, at

NUMBERS = {"integer", "float", "monetary", "json", "properties", "html", "binary"}
# what the framework itself counts
COUNTED = {"id", "referral_count", "patient_count", "unthanked_count"}


@tagged("post_install", "-at_install", "hcs_vip")
class TestReferral(VipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["hcs.referral.source"].create({"name": "Mazhuang Village Clinic", "area": "Mazhuang"})
        cls.doctor = cls.env["hcs.referral.source"].create({"name": "Li Wenxiu", "kind": "community_doctor"})

    def refer(self, user=None, **values):
        with freeze_time(at(TODAY)):
            return self.as_user(user or self.user_agent, "hcs.referral").create(
                {"source_id": self.source.id, "patient_id": self.patient.id, **values}
            )

    def visit(self):
        return self.env["hcs.visit"].create({"patient_id": self.patient.id, "planned_at": at(TODAY)})

    # THE RULE
    def test_there_is_no_way_to_record_money_for_a_patient(self):
        """No column takes a number, none leads to an amount, and words that name money are refused."""
        for model in ("hcs.referral", "hcs.referral.source"):
            for name, field in self.env[model]._fields.items():
                if name in models.MAGIC_COLUMNS or name.startswith(
                    ("message_", "activity_", "my_activity", "has_message", "rating_")
                ):
                    continue
                with self.subTest(field=str(field)):
                    if name in COUNTED:
                        self.assertFalse(field.store)
                    else:
                        self.assertNotIn(field.type, NUMBERS)
                    self.assertNotIn(field.relational and field.comodel_name, ("res.currency", "hcs.compensation"))
                    self.assertNotRegex(name, "amount|price|money|fee|commission|reward|currency|payment|paid")
        # nor does anything with an amount lead to a referral
        for name, model in self.env.registry.items():
            if not name.startswith("hcs.") or name in ("hcs.referral", "hcs.referral.source", "hcs.key.dialog"):
                continue
            fields = model._fields.values()
            if any(field.type == "many2one" and field.comodel_name == "hcs.referral" for field in fields):
                self.assertFalse(
                    [f.name for f in fields if f.type in ("monetary", "float", "integer") and f.store], name
                )

    def test_words_about_money_are_refused(self):
        referral = self.refer()
        for words in (
            "200元", "¥200", "给了两百块", "RMB 500", "300 yuan", "红包一个", "commission", "a gift voucher",
            "回扣", "５００元",
        ):  # fmt: skip
            with self.subTest(words=words):
                for call in (
                    lambda words=words: self.refer(note=words),
                    lambda words=words: referral.write({"note": words}),
                    lambda words=words: referral.action_thank("call", words),
                ):
                    savepoint = self.env.cr.savepoint()
                    with self.assertRaisesRegex(ValidationError, "Nobody is paid"):
                        call()
                    savepoint.rollback()
                    savepoint.close(rollback=False)
        self.refer(note="第2次介绍，患者元气不足，3床")

    # THE WAY
    def test_noted_on_the_visit(self):
        visit = self.visit()
        with Form(visit.with_user(self.user_agent)) as form:
            form.referral_source_id = self.source
        referral = visit.referral_ids
        self.assertEqual((referral.patient_id, referral.visit_id), (self.patient, visit))
        self.assertEqual(self.env["hcs.visit"].search([("referral_source_id", "=", self.source.id)]), visit)
        self.assertEqual(self.env["hcs.visit"].search([("referral_source_id.area", "=", "Mazhuang")]), visit)
        self.assertIn(visit, self.env["hcs.visit"].search([("referral_source_id", "!=", False)]))
        self.assertNotIn(visit, self.env["hcs.visit"].search([("referral_source_id", "=", False)]))
        visit.with_user(self.user_agent).referral_source_id = self.doctor
        self.assertEqual((visit.referral_ids, referral.source_id), (referral, self.doctor))
        visit.with_user(self.user_agent).referral_source_id = False
        self.assertFalse(referral.exists())

    def test_noted_on_the_service_record(self):
        kind = self.env["hcs.service.type"].search([], limit=1)
        record = self.env["hcs.service.record"].create({"type_id": kind.id, "patient_id": self.patient.id})
        record.with_user(self.user_agent).referral_source_id = self.source
        self.assertEqual(record.referral_ids.service_record_id, record)
        other = record.copy({"patient_id": False})
        with self.assertRaisesRegex(UserError, "Choose the patient first"):
            other.with_user(self.user_agent).referral_source_id = self.source

    def test_on_the_card_and_in_the_history(self):
        self.refer(note="Fever")
        self.assertEqual(self.patient.referral_count, 1)
        window = self.patient.with_user(self.user_agent).action_open_patient_referrals()
        self.assertEqual(window["domain"], [("patient_id", "=", self.patient.id)])
        [entry] = self.patient.with_user(self.user_agent).get_timeline(kinds=["referral"])["entries"]
        self.assertEqual((entry["title"], entry["subtitle"]), ("Mazhuang Village Clinic", "Fever"))

    def test_counted_and_thanked_once(self):
        first, second = self.refer(), self.refer()
        self.assertEqual(
            (self.source.referral_count, self.source.patient_count, self.source.unthanked_count), (2, 1, 2)
        )
        with freeze_time(at("2026-03-17")):
            first.with_user(self.user_agent).action_thank("report", "The patient is well again")
            self.assertEqual((first.thanked_by_id, first.thanked_how), (self.user_agent, "report"))
            with self.assertRaisesRegex(UserError, "given already"):
                first.action_thank()
            with self.assertRaisesRegex(UserError, "not before"):
                second.action_thank("call", None, "2026-03-18 00:00:00")
        self.source.invalidate_recordset()
        self.assertEqual(self.source.unthanked_count, 1)
        to_thank = [("referral_ids", "any", [("thanked_at", "=", False)])]
        self.assertEqual(self.env["hcs.referral.source"].search([*to_thank, ("id", "=", self.source.id)]), self.source)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            first.with_user(self.user_agent).source_id = self.doctor
        with self.assertRaisesRegex(UserError, "stays as it is"):
            first.unlink()
        with self.assertRaises(AccessError):
            second.with_user(self.user_agent).thanked_at = at(TODAY)

    def test_of_one_patient(self):
        visit = self.visit()
        other = self.env["hcs.patient"].create({"name": "Sun"})
        with self.assertRaisesRegex(ValidationError, "those of the patient"):
            self.refer(patient_id=other.id, visit_id=visit.id)
        with freeze_time(at(TODAY)), self.assertRaisesRegex(ValidationError, "not before"):
            self.refer(at=at("2026-03-18"))

    def test_roles(self):
        referral = self.refer()
        for user in (self.user_department, self.user_executive, self.user_his, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                referral.with_user(user).read(["note"])
        self.assertFalse(self.as_user(self.user_department, "hcs.service.record").fields_get(["referral_source_id"]))
        referral.with_user(self.user_agent).web_read({"note": {}})
        log = self.env["hcs.access.log"].search([("patient_id", "=", self.patient.id)], limit=1)
        self.assertEqual(log.model, "hcs.referral")

    def test_a_source_with_patients_is_archived(self):
        self.refer()
        with self.assertRaisesRegex(UserError, "Archive the source"):
            self.source.with_user(self.user_vip).unlink()
        self.assertEqual(self.doctor.partner_id.is_company, False)
        self.assertEqual(self.source.partner_id.is_company, True)

    def test_the_dialog(self):
        referral = self.refer()
        dialog = self.as_user(self.user_agent, "hcs.key.dialog").create(
            {"operation": "thank", "referral_id": referral.id, "how": "letter", "text": "Thank you"}
        )
        dialog.action_apply()
        self.assertEqual((referral.thanked_how, referral.thanks), ("letter", "Thank you"))
