"""Patients, departments and doctors of the feed (VIS-02, PAT-01)."""

from odoo import fields
from odoo.tests import tagged

from tests.his import fhir_maker as make
from tests.his.common import NINE, HisCase


@tagged("post_install", "-at_install", "hcs_his")
class TestPatients(HisCase):
    def test_a_patient_with_everything(self):
        card = {"type": make.coding(make.TYPES, "NI"), "system": make.ID_CARD, "value": "11010519491231002x"}
        self.feed(
            make.patient(
                "1",
                "欧阳雪梅",
                birth="1949-12-31",
                phones=("13812345678", "010-66778899"),
                identifier=[card],
                address=[{"text": "北京市东城区王府井大街1号"}],
            )
        )
        patient = self.patient()
        self.assertRecordValues(
            patient,
            [
                {
                    "name": "欧阳雪梅",
                    "mrn": "M1",
                    "sex": "female",
                    "birthdate": fields.Date.to_date("1949-12-31"),
                    "id_type": "id_card",
                    "id_number": "11010519491231002X",
                    "address": "北京市东城区王府井大街1号",
                    "deceased": False,
                }
            ],
        )
        self.assertEqual(patient.name_search_key, self.patients.create({"name": "欧阳雪梅"}).name_search_key)
        self.assertEqual(patient.phone_ids.mapped("e164"), ["+8613812345678", "+861066778899"])
        self.assertEqual(patient.phone_ids.filtered("preferred").number, "13812345678")

    def test_a_bad_number_is_kept_and_flagged(self):
        """PAT-06: nothing the hospital knows is thrown away."""
        self.feed(make.patient("1", phones=("12-34", "13812345678")))
        flags = {phone.number: phone.invalid for phone in self.patient().phone_ids}
        self.assertEqual(flags, {"12-34": True, "13812345678": False})

    def test_a_wrong_id_number_does_not_keep_the_patient_out(self):
        for number, value in (("1", "110105194912310021"), ("2", "110105194912310020"), ("3", "12")):
            card = {"type": make.coding(make.TYPES, "NI"), "system": make.ID_CARD, "value": value}
            message = self.feed(make.patient(number, birth="1960-05-04", identifier=[card]))
            self.assertEqual(message.state, "done", message.error)
            self.assertFalse(self.patient(number).id_number)
            self.assertEqual(self.patient(number).identifier_ids.value, value)

    def test_numbers_are_added_and_notes_on_old_ones_stay(self):
        self.feed(make.patient("1", phones=("13812345678",)))
        self.patient().phone_ids.wrong = True
        message = self.feed(make.patient("1", phones=("13812345678", "13900000000")))
        self.assertEqual(message.effect, "updated")
        wrong = {phone.number: phone.wrong for phone in self.patient().phone_ids}
        self.assertEqual(wrong, {"13812345678": True, "13900000000": False})

    def test_the_dead_are_marked_and_stay_so(self):
        """Issue: deceased patients marked. Only the sender's explicit word takes it back."""
        self.feed(make.patient("1", deceasedDateTime="2026-08-31T23:30:00-05:00"))
        patient = self.patient()
        self.assertTrue(patient.deceased)
        self.assertEqual(patient.deceased_at, fields.Date.to_date("2026-09-01"), "the hospital's day")
        self.feed(make.patient("1", "王秀英二"))
        self.assertTrue(patient.deceased)
        self.feed(make.patient("1", deceasedBoolean=False))
        self.assertFalse(patient.deceased)

    def test_what_the_sender_does_not_say_stays(self):
        self.feed(make.patient("1"))
        self.patient().write({"allergies": "青霉素", "email": "a@example.com"})
        less = make.patient("1", phones=())
        del less["birthDate"], less["gender"]
        self.feed(less)
        patient = self.patient()
        self.assertEqual((patient.email, patient.sex, bool(patient.birthdate)), ("a@example.com", "female", True))
        self.assertEqual(len(patient.phone_ids), 1)

    def test_a_patient_of_the_desk_is_met_again_by_record_number(self):
        """VIS-04: matched when the HIS answers, by number, never by name or phone."""
        desk = self.patients.create({"name": "王秀英", "mrn": "M1"})
        other = self.patients.create({"name": "李娜"})
        self.feed(make.patient("1", "王秀英"), make.patient("2", "李娜"))
        self.assertEqual(self.patient("1"), desk)
        self.assertNotEqual(self.patient("2"), other)

    def test_two_resources_with_one_record_number_are_one_person(self):
        messages = self.feed(make.patient("1", mrn="M9"), make.patient("2", mrn="M9"), make.encounter("7", "2", NINE))
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual(self.visit().patient_id, self.patient("1"))
        self.assertEqual(self.patients.search_count([("mrn", "=", "M9")]), 1)

    def test_an_identifier_of_somebody_else_stays_there(self):
        card = {"type": make.coding(make.TYPES, "NI"), "system": make.ID_CARD, "value": "110105194912310021"}
        messages = self.feed(make.patient("1", identifier=[card]), make.patient("2", identifier=[card]))
        self.assertEqual(messages.mapped("state"), ["done", "done"])
        self.assertEqual(
            self.env["hcs.patient.identifier"]
            .search([("value", "=", card["value"])])
            .mapped("patient_id.external_ref"),
            ["1"],
        )

    def test_a_joined_record_says_by_which(self):
        self.feed(make.patient("1", active=False, link=[{"other": make.ref("Patient", "9"), "type": "replaced-by"}]))
        self.assertEqual((self.patient().his_replaced_by, self.patient().active), ("Patient/9", False))

    def test_out_of_date_versions_change_nothing(self):
        def version(day, name):
            return {**make.patient("1", name), "meta": {"lastUpdated": f"2026-09-{day:02}T00:00:00Z"}}

        self.assertEqual(
            self.feed(version(2, "王二"), version(3, "王三"), version(1, "王一")).mapped("effect"),
            ["superseded", "new", "superseded"],
        )
        self.assertEqual(self.feed(version(2, "王二甲")).effect, "superseded")
        self.assertEqual(self.patient().name, "王三")

    def test_two_sources_do_not_mix(self):
        other = self.env["hcs.his.source"].create({"name": "Other", "code": "other"})
        self.feed(make.patient("1", "王秀英", mrn="A"))
        self.feed(make.patient("1", "李建国", mrn="B"), make.encounter("7", "1", NINE), source=other)
        self.assertEqual(self.patient("1").name, "王秀英")
        self.assertEqual(self.visits.search([("external_source", "=", "other")]).patient_id.name, "李建国")

    def test_no_identifier_stands_among_the_keys(self):
        """SEC: the table of keys has fingerprints only."""
        card = {"type": make.coding(make.TYPES, "NI"), "system": make.ID_CARD, "value": "110105194912310021"}
        self.feed(make.patient("1", identifier=[card]))
        keys = self.env["hcs.his.key"].search([("source_id", "=", self.source.id)]).mapped("key")
        self.assertEqual(len(keys), 3)
        self.assertFalse([key for key in keys if "1101" in key or "M1" in key])

    # DIRECTORY
    def test_departments_and_doctors(self):
        place = {
            "resourceType": "Location",
            "id": "l1",
            "name": "三楼",
            "managingOrganization": make.ref("Organization", "d2"),
        }
        lone = {"resourceType": "Location", "id": "l2", "name": "血透室"}
        self.feed(
            place,
            lone,
            make.organization("d2", "心内科", partOf=make.ref("Organization", "d1")),
            make.organization("d1", "内科"),
            make.practitioner("s1", "李医生"),
            make.patient("1"),
            make.encounter(
                "7",
                "1",
                NINE,
                location=[{"location": make.ref("Location", "l1")}],
                participant=[{"individual": make.ref("Practitioner", "s1")}],
            ),
            make.encounter("8", "1", NINE, location=[{"location": make.ref("Location", "l2")}]),
        )
        self.assertEqual(self.visit("7").department_id.display_name.split(" / ")[-1], "心内科")
        self.assertEqual(self.visit("7").department_id.parent_id.name, "内科")
        self.assertEqual(self.visit("7").practitioner_id.name, "李医生")
        self.assertEqual(self.visit("8").department_id.name, "血透室")
        names = self.env["hcs.department"].search([("external_ref", "in", ["d1", "d2", "l1", "l2"])]).mapped("name")
        self.assertEqual(sorted(names), sorted(["内科", "心内科", "血透室"]), "a place run by a department is none")

    def test_a_department_made_by_hand_is_met_by_its_code(self):
        hand = self.env["hcs.department"].create({"name": "Cardiology", "code": "XNK"})
        self.feed(
            make.organization(
                "d1", "心内科", identifier=[{"system": "http://hospital.example.cn/dept", "value": "XNK"}]
            )
        )
        self.assertEqual((hand.external_ref, hand.name), ("d1", "心内科"))
