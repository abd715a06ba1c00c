"""KA1: a list is looked at row by row, taken over once, taken back whole; known patients are found, nothing leaks."""

import base64
import io
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.vip import TODAY, at
from tests.vip.test_key_account import KeyCase

# lawful numbers: 12 March 1980 male, 2 March 1985 female
MAN, WOMAN = "370783198003120018", "370783198503020027"
HEADS = "姓名,性别,身份证号,手机,工号,体检组\n"


def lawful(first17):
    from hcs_tools.idcard import check_character

    return first17 + check_character(first17)


MAN, WOMAN = lawful(MAN[:17]), lawful(WOMAN[:17])


class RosterCase(KeyCase):
    def load(self, text, day="2026-03-01", read=True, content=None, **values):
        with freeze_time(at(TODAY)):
            roster = self.as_user(self.user_vip, "hcs.key.account.roster").create(
                {
                    "account_id": self.works.id,
                    "file": base64.b64encode(content if content is not None else (HEADS + text).encode()),
                    "file_name": "list.csv",
                    "date_from": day,
                    **values,
                }
            )
            if read:
                roster.action_read()
        return roster

    def take_over(self, roster):
        with freeze_time(at(TODAY)):
            roster.action_apply()
        self.env.flush_all()
        return roster

    def results(self, roster):
        return [(line.number, line.result) for line in roster.line_ids.sorted("number")]

    def people(self):
        return self.env["hcs.key.account.member"].search([("account_id", "=", self.works.id)], order="id")


@tagged("post_install", "-at_install", "hcs_vip")
class TestImport(RosterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env["hcs.patient"].create(
            {"name": "张伟", "id_number": MAN, "phone_ids": [(0, 0, {"number": "13812345678"})]}
        )
        cls.namesake = cls.env["hcs.patient"].create(
            {"name": "李娜", "birthdate": "1985-03-02", "sex": "female", "id_type": "none"}
        )

    def test_the_preview_says_row_by_row_and_changes_nothing(self):
        before = self.env["hcs.patient"].search_count([])
        roster = self.load(
            f"张伟,男,{MAN},,A1,Office\n"      # by the ID number
            "新来的,男,,13900001111,A2,office\n"  # nobody like this
            f"李娜,女,{WOMAN},,A3,Nowhere\n"    # name and date of birth agree
            ",男,,,A4,\n"                       # no name
            "错号,男,370783198801011234,,A5,\n"  # a digit is mistyped
            "张伟,男,,13812345678,A6,\n"        # the same as row 2, by name and phone
            f"不对,女,{MAN},,A7,\n"             # sex is not the one in the number
            "看不懂,怪,,,A8,\n"
        )  # fmt: skip
        self.assertEqual(
            self.results(roster),
            [(2, "known"), (3, "new"), (4, "doubtful"), (5, "wrong"), (6, "wrong"), (7, "doubtful"), (8, "wrong"),
             (9, "wrong")],
        )  # fmt: skip
        lines = {line.number: line for line in roster.line_ids}
        self.assertEqual(lines[2].patient_id, self.known)
        self.assertEqual(
            (lines[2].group_id, lines[3].group_id, lines[4].group_id),
            (self.group, self.group, self.env["hcs.key.account.group"]),
        )
        self.assertEqual(lines[4].candidate_ids, self.namesake)
        self.assertEqual(lines[5].problem, "There is no name.")
        self.assertIn("does not match", lines[6].problem)
        self.assertIn("Sex", lines[8].problem)
        self.assertIn("not understood", lines[9].problem)
        self.assertEqual(self.env["hcs.patient"].search_count([]), before)
        self.assertFalse(self.people())
        self.assertIn("To decide: 2", roster.summary)

    def test_doubtful_rows_need_a_decision(self):
        roster = self.load(f"李娜,女,{WOMAN},,A3,\n")
        self.refused("Choose for each", lambda: self.take_over(roster))
        line = roster.line_ids
        self.refused(
            "Only rows that are to be decided", lambda: self.load("新,,,1,,\n").line_ids.write({"choice": "same"})
        )
        self.refused("choose the patient", lambda: line.write({"choice": "same", "patient_id": False}))
        # as the form sends it
        roster.write({"line_ids": [(1, line.id, {"choice": "same"})]})
        for command in ((0, 0, {"name": "x", "roster_id": roster.id}), (2, line.id, 0)):
            with self.assertRaises(AccessError):
                roster.write({"line_ids": [command]})
        self.take_over(roster)
        self.assertEqual(self.people().patient_id, self.namesake)

    def test_somebody_new_or_left_out(self):
        roster = self.load(f"李娜,女,{WOMAN},,A3,\n李娜,女,,,A4,\n")
        first, second = roster.line_ids
        first.choice = "new"
        self.assertEqual(second.result, "new")
        self.take_over(roster)
        made = self.people().patient_id
        self.assertNotIn(self.namesake, made)
        self.assertEqual(set(made.mapped("name")), {"李娜"})
        self.assertEqual(made.filtered("birthdate").sudo().id_number, WOMAN)
        again = self.load(f"李娜,女,{lawful('37078319850302004')},,A5,\n")
        again.line_ids.filtered(lambda line: line.result == "doubtful").choice = "skip"
        self.take_over(again)
        self.assertEqual(again.line_ids.result in ("wrong", "new"), True)

    def test_the_same_file_again_changes_nothing(self):
        text = f"张伟,男,{MAN},,A1,Office\n新来的,男,,13900001111,A2,Office\n"
        self.take_over(self.load(text))
        before = (self.env["hcs.patient"].search_count([]), self.people().ids)
        again = self.load(text)
        self.assertTrue(again.known_file)
        self.assertEqual(self.results(again)[0], (2, "same"))
        # no ID number: name and phone alone are a question, and the answer changes nothing either
        again.line_ids.filtered(lambda line: line.result == "doubtful").choice = "same"
        self.take_over(again)
        self.assertEqual((self.env["hcs.patient"].search_count([]), self.people().ids), before)
        self.refused("not the next step", again.action_apply)

    def test_the_same_person_twice_in_a_file(self):
        roster = self.load(f"张伟,男,{MAN},,A1,\n张 伟,男,{MAN},,A1,\n新,,,13900001111,,\n新,,,13900001111,,\n")
        self.assertEqual(self.results(roster), [(2, "known"), (3, "wrong"), (4, "new"), (5, "wrong")])
        self.assertIn("row 2", roster.line_ids[1].problem)

    def test_changed_and_left(self):
        self.put_on_roster(self.known, employee_number="A1")
        gone = self.put_on_roster(self.patient)
        other = self.group.copy({"name": "Workshop"})
        roster = self.load(f"张伟,男,{MAN},,A9,Workshop\n", complete=True, left_on="2026-03-31")
        self.assertEqual(self.results(roster), [(2, "changed"), (3, "left")])
        self.take_over(roster)
        self.assertEqual(str(gone.date_to), "2026-03-31")
        kept = self.people() - gone
        self.assertEqual((kept.group_id, kept.employee_number), (other, "A9"))
        # back
        with freeze_time(at(TODAY)):
            roster.action_undo()
        self.assertEqual((gone.date_to, kept.group_id, kept.employee_number), (False, self.group, "A1"))

    def test_whoever_may_be_meant_by_a_doubtful_row_does_not_leave(self):
        self.put_on_roster(self.namesake)
        self.put_on_roster(self.namesake.copy({"birthdate": "1985-03-02"}))
        roster = self.load(f"李娜,女,{WOMAN},,A3,\n", complete=True)
        self.assertEqual(self.results(roster), [(2, "doubtful")])

    def test_taken_back_whole_except_what_was_used(self):
        self.put_on_roster(self.patient)
        roster = self.take_over(self.load(f"新来的,男,,13900001111,A2,\n用过的,女,,13900002222,A3,\n张伟,,{MAN},,,\n"))
        used = self.people().patient_id.filtered(lambda patient: patient.name == "用过的")
        fresh = self.people().patient_id.filtered(lambda patient: patient.name == "新来的")
        self.visit("2026-03-16", used)
        later = self.take_over(self.load("再来的,,,13900003333,,\n"))
        later.sudo().applied_at = roster.applied_at + timedelta(hours=1)
        self.refused("later imports", roster.action_undo)
        with freeze_time(at(TODAY) + timedelta(hours=3)):
            later.action_undo()
            roster.action_undo()
        self.assertEqual(self.people().patient_id, self.patient)
        self.assertEqual((fresh.active, used.active, self.known.active), (False, True, True))
        self.assertIn("something has happened", roster.line_ids.filtered(lambda line: line.patient_id == used).problem)
        self.assertEqual((roster.state, roster.undone_by_id), ("undone", self.user_vip))

    def test_one_bad_row_does_not_hold_up_the_others(self):
        """The way of a row that only the takeover can refuse: the patient got on the roster in the meantime."""
        roster = self.load(f"张伟,男,{MAN},,A1,\n新来的,男,,13900001111,A2,\n")
        self.known.write({"active": False})
        self.put_on_roster(self.known, day="2026-03-05")
        self.take_over(roster)
        self.assertEqual([name for name in self.people().patient_id.mapped("name") if name == "新来的"], ["新来的"])
        row = roster.line_ids.filtered(lambda line: line.number == 2)
        self.assertEqual(row.result, "wrong")
        self.assertTrue(row.problem)

    def test_no_contact_is_made_of_a_patient(self):
        before = self.env["res.partner"].search_count([])
        self.take_over(self.load("新来的,男,,13900001111,A2,\n"))
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(self.people().patient_id.partner_id)

    # PRIVACY
    def test_numbers_are_masked_and_forgotten(self):
        roster = self.load(f"张伟,男,{MAN},13812345678,A1,\n")
        line = roster.line_ids
        self.assertTrue(line.id_number_masked.startswith("*"))
        with self.assertRaises(AccessError):
            line.read(["id_number"])
        with self.assertRaises(AccessError):
            line.read(["phone"])
        self.take_over(roster)
        self.assertFalse(line.sudo().id_number or line.sudo().phone or roster.sudo().file)
        dropped = self.load(f"张伟,男,{MAN},13812345678,A1,\n")
        dropped.action_drop()
        self.assertFalse(dropped.sudo().line_ids or dropped.sudo().file)

    def test_lists_nobody_took_over_are_forgotten(self):
        old, young = self.load("新来的,,,1,,\n"), self.load("新来的,,,2,,\n")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hcs_key_account_roster SET write_date = write_date - interval '8 days' WHERE id = %s", [old.id]
        )
        self.env.invalidate_all()
        self.env["hcs.key.account.roster"]._gc_previews()
        self.assertEqual((old.state, old.sudo().file, young.state), ("dropped", False, "previewed"))

    def test_only_the_desk_sees_lists(self):
        roster = self.load("新来的,,,1,,\n")
        for user in (self.user_agent, self.user_pii, self.user_department, self.user_his):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                roster.with_user(user).read(["state"])
        with self.assertRaises(AccessError):
            roster.line_ids.with_user(self.user_agent).read(["name"])
        for name, value in (("result", "new"), ("made_patient", True), ("number", 9)):
            with self.subTest(name=name), self.assertRaises(AccessError):
                roster.line_ids.write({name: value})
        with self.assertRaises(AccessError):
            roster.write({"state": "applied"})

    # WRONG FILES
    def test_files_that_cannot_be_read(self):
        for content, message in (
            (b"", "Choose the file"), (b"PK\x03\x04", "damaged"), (b"Phone\n1", "heading"), (b"Name\n", "no people"),
            (b"\xff\xfe\x00", "neither"),
        ):  # fmt: skip
            with self.subTest(message=message):
                roster = self.load("", content=content, read=False)
                self.refused(message, roster.action_read)
        person = self.env["hcs.key.account"].create({"kind": "individual", "patient_id": self.patient.id})
        self.refused("Only an organisation", lambda: self.load("", read=False, account_id=person.id))

    def test_a_spreadsheet(self):
        openpyxl = self.openpyxl()
        book = openpyxl.Workbook()
        book.active.append(["Name", "Date of birth", "Employee no."])
        book.active.append(["Zhang San", fields.Date.to_date("1985-03-02"), 7])
        content = io.BytesIO()
        book.save(content)
        roster = self.take_over(self.load("", content=content.getvalue()))
        member = self.people()
        self.assertEqual((member.employee_number, str(member.patient_id.birthdate)), ("7", "1985-03-02"))
        self.assertEqual(roster.line_ids.made_patient, True)

    def openpyxl(self):
        try:
            import openpyxl
        except ImportError:
            self.skipTest("expected: openpyxl is not installed")
        return openpyxl

    def test_a_thousand_rows(self):
        text = "".join(f"人{number},,,139{number:08d},A{number},Office\n" for number in range(1000))
        roster = self.take_over(self.load(text))
        self.assertEqual(len(self.people()), 1000)
        self.assertEqual(set(roster.line_ids.mapped("made_patient")), {True})

    def test_lines_of_a_taken_over_list_stay(self):
        roster = self.take_over(self.load("新来的,,,13900001111,,\n"))
        for call in (roster.unlink, lambda: roster.write({"date_from": "2020-01-01"}), roster.action_read):
            with self.assertRaises(UserError):
                call()
