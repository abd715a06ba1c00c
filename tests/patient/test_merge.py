from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestMerge(HcsCase):
    """PAT-04: everything moves, nothing is deleted, the old number leads to the new one, and it can be undone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patients = cls.env["hcs.patient"]
        cls.survivor = patients.create({"name": "王芳", "mrn": "M-1", "allergies": "青霉素"})
        cls.other = patients.create(
            {"name": "王 芳", "mrn": "M-2", "birthdate": "1968-03-04", "language": "粤语", "deceased": True}
        )
        cls.phones = cls.env["hcs.patient.phone"].create(
            [
                {"patient_id": cls.survivor.id, "number": "13812345678"},
                {"patient_id": cls.other.id, "number": "+86 138 1234 5678"},
                {"patient_id": cls.other.id, "number": "13912345678"},
            ]
        )
        cls.visits = cls.env["hcs.visit"].create(
            [{"patient_id": cls.survivor.id}] * 2 + [{"patient_id": cls.other.id}]
        )
        cls.consent = cls.env["hcs.consent"].create(
            {"patient_id": cls.other.id, "purpose": "followup", "state": "withdrawn", "at": "2026-01-02 03:00:00"}
        )
        cls.attachment = cls.env["ir.attachment"].create(
            {"name": "card.txt", "raw": b"x", "res_model": "hcs.patient", "res_id": cls.other.id}
        )

    def _merge(self, user=None):
        leader = user or self.user_leader
        merge = self.env["hcs.patient.merge"].with_user(leader)._prepare_merge(
            self.other.with_user(leader), self.survivor.with_user(leader)
        )  # fmt: skip
        merge.reason = "身份证已核对"
        merge.action_merge()
        return merge

    def _state(self):
        """Where every row hangs, and both records themselves."""
        self.env.flush_all()
        self.env.cr.execute("SELECT id, patient_id FROM hcs_visit WHERE id = ANY(%s) ORDER BY id", [self.visits.ids])
        rows = self.env.cr.fetchall()
        self.env.cr.execute("SELECT id, patient_id FROM hcs_patient_phone ORDER BY id")
        rows += self.env.cr.fetchall()
        self.env.cr.execute("SELECT id, res_id FROM ir_attachment WHERE id = %s", [self.attachment.id])
        rows += self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT id, name, mrn, birthdate, language, allergies, COALESCE(deceased, FALSE), active, merged_into_id"
            " FROM hcs_patient WHERE id = ANY(%s) ORDER BY id",
            [(self.survivor | self.other).ids],
        )
        rows += self.env.cr.fetchall()
        return rows

    def test_everything_moves_and_blanks_are_filled(self):
        merge = self._merge()
        self.assertEqual((merge.survivor_id, merge.state), (self.survivor, "done"), "the one with more goes on")
        self.assertEqual(self.visits.patient_id, self.survivor)
        self.assertEqual(self.attachment.res_id, self.survivor.id)
        self.assertEqual(str(self.survivor.birthdate), "1968-03-04")
        self.assertEqual((self.survivor.language, self.survivor.mrn), ("粤语", "M-1"))
        self.assertTrue(self.survivor.deceased, "a death that one record knows counts")
        self.assertEqual((self.other.active, self.other.merged_into_id), (False, self.survivor))

    def test_what_both_have_stays_and_is_listed(self):
        merge = self._merge()
        self.assertEqual(self.phones[2].patient_id, self.survivor)
        self.assertEqual(self.phones[1].patient_id, self.other, "the same number is not doubled")
        left = merge.line_ids.filtered(lambda line: line.kind == "left")
        self.assertEqual((left.model, left.row_id), ("hcs.patient.phone", self.phones[1].id))

    def test_ledgers_stay_and_speak_for_the_person(self):
        self.survivor.deceased = self.other.deceased = False
        self.assertEqual(self.survivor._consent_states("followup")[self.survivor.id], None)
        self._merge()
        self.assertEqual(self.consent.patient_id, self.other)
        self.assertEqual(self.survivor._consent_states("followup")[self.survivor.id], "withdrawn")
        blocked = self.env["hcs.contact.guard"]._blocked_sql("followup", "call")
        query = SQL("SELECT %s FROM hcs_patient p WHERE p.id = %s", blocked, self.survivor.id)
        self.assertEqual(self.env.execute_query(query), [(True,)])
        kinds = {entry["kind"] for entry in self.survivor.get_timeline()["entries"]}
        self.assertIn("consent", kinds)
        self.assertTrue(any(row["state"] == "withdrawn" for row in self.survivor.get_consents()))

    def test_the_old_number_leads_to_the_record_that_goes_on(self):
        self._merge()
        patients = self.as_user(self.user_agent, "hcs.patient")
        self.assertEqual(patients.search([("display_name", "ilike", "M-2")]), self.survivor)
        action = self.other.with_user(self.user_agent).action_open_survivor()
        self.assertEqual(action["res_id"], self.survivor.id)
        with self.assertRaises(UserError):
            self.other.with_user(self.user_agent).write({"notes": "x"})

    def test_undo_restores_the_exact_state(self):
        before = self._state()
        merge = self._merge()
        self.assertNotEqual(self._state(), before)
        with self.assertRaises(AccessError):
            merge.with_user(self.user_agent).action_undo()
        merge.with_user(self.user_director).action_undo()
        self.assertEqual(self._state(), before)
        self.assertEqual(merge.state, "undone")

    def test_undo_keeps_what_was_done_since(self):
        merge = self._merge()
        self.survivor.language = "上海话"
        new = self.env["hcs.visit"].create({"patient_id": self.survivor.id})
        merge.with_user(self.user_director).action_undo()
        self.assertEqual((self.survivor.language, new.patient_id), ("上海话", self.survivor))
        self.assertFalse(self.survivor.birthdate)

    def test_merged_twice_is_found_once(self):
        """Merged into somebody who is merged in turn: all lead to the last."""
        first = self._merge()
        last = self.env["hcs.patient"].create({"name": "王芳", "mrn": "M-3"})
        self.env["hcs.visit"].create([{"patient_id": last.id}] * 9)
        merge = self.env["hcs.patient.merge"]._prepare_merge(self.survivor, last)
        self.assertEqual(merge.survivor_id, last)
        merge.reason = "同一人"
        merge.action_merge()
        self.assertEqual(self.other.merged_into_id, last)
        with self.assertRaises(UserError):
            first.with_user(self.user_director).action_undo()
        merge.with_user(self.user_director).action_undo()
        self.assertEqual(self.other.merged_into_id, self.survivor)
        first.with_user(self.user_director).action_undo()
        self.assertTrue(self.other.active)

    def test_a_reason_is_asked_and_buttons_are_the_only_way(self):
        merge = self.env["hcs.patient.merge"].with_user(self.user_leader)._prepare_merge(
            self.other.with_user(self.user_leader), self.survivor.with_user(self.user_leader)
        )  # fmt: skip
        with self.assertRaises(UserError):
            merge.action_merge()
        with self.assertRaises(AccessError):
            merge.write({"state": "done"})
        merge.action_swap()
        self.assertEqual(merge.survivor_id, self.other)
        self.assertIn("M-1", merge.comparison)
        self.assertIn("<li>", merge.preview)

    def test_every_way_to_a_patient_is_known(self):
        """D12: a model that comes later is moved without a line of code; ledgers stay by rule."""
        links = {(link["model"], link["column"]) for link in self.env["hcs.patient.merge"]._links()}
        merges = self.env["hcs.patient.merge"]
        missing = []
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto or name.startswith("hcs.patient.merge"):
                continue
            for field in self.env[name]._fields.values():
                leads = field.type in ("many2one", "many2many") and field.comodel_name == "hcs.patient" and field.store
                stays = merges._is_ledger(name) or merges._is_derived(name) or name == "hcs.patient.duplicate"
                if not leads or stays:
                    continue
                self.assertFalse(field.company_dependent, f"{field} is not moved")
                if (name, field.name) not in links and field.type == "many2one":
                    missing.append(str(field))
        self.assertFalse(missing)

    def test_two_hospitals_are_never_merged(self):
        company = self.env["res.company"].create({"name": "Other hospital"})
        stranger = self.env["hcs.patient"].create({"name": "王芳", "company_id": company.id})
        self.env.user.company_ids = [Command.link(company.id)]
        with self.assertRaises(UserError):
            self.env["hcs.patient.merge"]._prepare_merge(self.survivor, stranger)
