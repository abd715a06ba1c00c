"""VIP-01, PS6: applying for a membership by the public page, without telling who is a member."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from tests.public.visitor import PDF, VisitorCase

PATH = "/hcs/p/vip"
NOON = "2026-05-20 04:00:00"


@tagged("post_install", "-at_install", "hcs_public")
@freeze_time(NOON)
class TestVipPage(VisitorCase):
    def setUp(self):
        super().setUp()
        self.gold = self.env.ref("hospital_customer_service.hcs_vip_tier_gold")
        self.version = self.gold.current_version_id
        self.memberships = self.env["hcs.vip.membership"]
        self.before = self.memberships.search([])
        self.env["hcs.team"].search([("kind", "=", "vip")]).leader_id = self.user_vip

    def apply(self, **values):
        form = {
            "version": str(self.version.id),
            "agree": "1",
            "name": "Zhang San",
            "phone": "13812345678",
            "birthdate": "1980-05-01",
        }
        return self.send(PATH, **{**form, **values})

    def made(self):
        return self.memberships.search([]) - self.before

    def test_the_policy_is_shown(self):
        page = self.visit(PATH).text
        self.assertIn("Gold membership lasts twelve months", page)
        self.assertIn(f"(version {self.version.number})", page.replace("  ", " "))
        self.assertIn("Priority booking", page)

    def test_an_application_goes_to_the_members_desk(self):
        response = self.apply(note="Two children")
        self.assertEqual(response.status_code, 200)
        membership = self.made()
        self.assertEqual((membership.source, membership.state, membership.tier_id), ("web", "submitted", self.gold))
        self.assertEqual((membership.agreed_version, membership.version_id), (self.version.number, self.version))
        self.assertEqual(str(membership.agreed_policy_at), NOON)
        self.assertEqual(membership.note, "Two children")
        patient = membership.patient_id
        self.assertEqual((patient.name, str(patient.birthdate)), ("Zhang San", "1980-05-01"))
        self.assertEqual(patient.phone_ids.e164, "+8613812345678")
        self.assertEqual(membership.activity_ids.user_id, self.user_vip)
        number, code = self.receipt(response)
        self.assertEqual(self.env["hcs.access.link"]._find_case(number, code)._get_record(), membership)

    def test_whoever_looks_after_it_reviews_and_another_approves(self):
        self.apply()
        membership = self.made()
        membership.with_user(self.user_vip).action_review()
        membership.with_user(self.user_leader).action_approve()
        self.assertEqual(membership.state, "approved")
        with self.assertRaises(AccessError):
            membership.with_user(self.user_vip).write({"source": "desk"})

    def test_a_second_application_looks_like_the_first_and_makes_no_second(self):
        first = self.apply()
        live = self.made()
        records = self.env["hcs.service.record"].search([])
        second = self.apply()
        self.assertEqual(self.made(), live, "one application that lives")
        self.assertEqual(second.status_code, first.status_code)
        self.assertEqual(self.form(second), self.form(first))
        request = self.env["hcs.service.record"].search([]) - records
        self.assertEqual((request.patient_id, request.channel), (live.patient_id, "web"))
        shown = []
        for response in (first, second):
            self.send("/hcs/p/case", **dict(zip(("number", "code"), self.receipt(response), strict=True)))
            page = self.visit("/hcs/p/case/open")
            shown.append(page.text.replace(self.receipt(response)[0], ""))
        strip = [page[page.index("<main>") : page.index("<form")] for page in shown]
        self.assertEqual(*strip)

    def test_a_member_gets_the_same_answer_too(self):
        self.apply()
        membership = self.made()
        membership.with_user(self.user_vip).action_review()
        membership.with_user(self.user_leader).action_approve()
        membership.action_pay("R1")
        membership.action_activate()
        self.assertEqual(self.apply().status_code, 200)
        self.assertEqual(self.made(), membership)

    def test_the_person_is_found_by_name_number_and_day_of_birth(self):
        patients = self.env["hcs.patient"]
        known = patients.create({"name": "Zhang San", "phone_ids": [(0, 0, {"number": "138 1234 5678"})]})
        self.apply()
        self.assertEqual(self.made().patient_id, known, "a card without day of birth fits")
        known.birthdate = "1980-05-01"
        self.before |= self.made()
        self.apply(birthdate="1955-01-01")
        self.assertNotEqual(self.made().patient_id, known, "the mother of the same name")
        self.before |= self.made()
        self.apply(name="Zhang_San")
        self.assertNotEqual(self.made().patient_id, known)
        self.before |= self.made()
        self.apply(name="%")
        self.assertNotEqual(self.made().patient_id, known, "no sign stands for others")

    def test_without_agreement_or_with_an_old_policy_nothing_is_made(self):
        old = self.version
        for values in (
            {"agree": ""},
            {"version": ""},
            {"version": "999999"},
            {"birthdate": "2027-01-01"},
            {"birthdate": "2000-02-30"},
            {"birthdate": "1850-01-01"},
            {"name": ""},
            {"phone": "12"},
        ):
            self.assertEqual(self.apply(**values).status_code, 422, values)
        draft = old.copy({"valid_from": "2026-05-01"})
        draft.action_publish()
        self.assertEqual(self.gold.current_version_id, draft)
        self.assertEqual(self.apply().status_code, 422, "the policy that was read does not hold any more")
        self.assertFalse(self.made())

    def test_documents_go_along(self):
        self.apply(files=[("files", ("card.pdf", PDF, "application/pdf"))])
        membership = self.made()
        attached = self.env["ir.attachment"].search(
            [("res_model", "=", membership._name), ("res_id", "=", membership.id)]
        )
        self.assertEqual(attached.mapped("mimetype"), ["application/pdf"])

    def test_a_program_and_a_forged_form(self):
        self.assertEqual(self.apply(website="x").status_code, 200)
        self.assertEqual(self.apply(csrf=False).status_code, 400)
        self.assertFalse(self.made())

    def test_yes_or_no_is_told_personally(self):
        number, code = self.receipt(self.apply())
        membership = self.made()
        self.send("/hcs/p/case", number=number, code=code)
        self.assertIn("Received by us", self.visit("/hcs/p/case/open").text)
        membership.with_user(self.user_vip).action_review()
        membership.with_user(self.user_leader).action_reject("XREASON")
        page = self.visit("/hcs/p/case/open").text
        self.assertIn("Decided", page)
        self.assertNotIn("XREASON", page)
        self.assertNotIn("efused", page)
