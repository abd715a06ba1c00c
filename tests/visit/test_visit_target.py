from datetime import datetime, timedelta
from itertools import product

from odoo.tests import tagged, users
from odoo.tools import SQL

from odoo.addons.hospital_customer_service.models.visit.hcs_visit import MOMENTS, VISIT_KINDS, VISIT_STATES
from odoo.addons.hospital_customer_service.models.visit.hcs_visit_target import VISIT_ANCHORS, VISIT_TARGETS
from odoo.addons.hospital_customer_service.tools.visit_targets import ANCHOR_FIELDS, TARGET_RULES

from tests.visit import VisitCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestVisitTarget(VisitCase):
    """FUP-01: the planner asks in SQL, the screen in Python, and both must say the same."""

    def _sql_ids(self, target, visits):
        rows = self.env.execute_query(
            SQL(
                "SELECT v.id, %s FROM hcs_visit v WHERE v.id IN %s",
                self.env["hcs.visit"]._target_sql(target, "v"),
                tuple(visits.ids),
            )
        )
        self.assertNotIn(None, [matches for _id, matches in rows], "a condition of the planner is never NULL")
        return {id_ for id_, matches in rows if matches}

    def test_sql_and_python_agree_on_every_visit_there_can_be(self):
        flags = product(
            [kind for kind, _label in VISIT_KINDS],
            [state for state, _label in VISIT_STATES],
            (False, True),
            (False, "2026-03-02 02:00:00"),
            (False, "2026-03-05 02:00:00"),
        )
        visits = self.env["hcs.visit"].create(
            [
                {
                    "patient_id": self.patient.id,
                    "kind": kind,
                    "state": state,
                    "surgery": surgery,
                    "surgery_at": surgery_at,
                    "discharged_at": discharged_at,
                    "external_ref": f"{number}",
                }
                for number, (kind, state, surgery, surgery_at, discharged_at) in enumerate(flags)
            ]
        )
        self.assertEqual(len(visits), 6 * 7 * 8)
        for target in TARGET_RULES:
            python = {visit.id for visit in visits if target in visit.target_codes.split(",")}
            found = self.env["hcs.visit"].search([("id", "in", visits.ids), ("target_codes", "in", [target])])
            with self.subTest(target):
                self.assertTrue(python, "the rule matches something")
                self.assertEqual(self._sql_ids(target, visits), python)
                self.assertEqual(set(found.ids), python)

    def test_sql_and_python_agree_on_every_anchor(self):
        start = datetime(2026, 3, 2)
        visits = self.env["hcs.visit"]
        for number, present in enumerate(product((False, True), repeat=len(MOMENTS))):
            # increasing: no end before its beginning
            moments = {
                name: start + timedelta(hours=hour)
                for hour, (name, there) in enumerate(zip(MOMENTS, present, strict=True))
                if there
            }
            visits |= self._make_visit(external_ref=f"{number}", **moments)
        self.env.flush_all()
        for anchor in ANCHOR_FIELDS:
            rows = self.env.execute_query(
                SQL(
                    "SELECT v.id, %s FROM hcs_visit v WHERE v.id IN %s",
                    self.env["hcs.visit"]._anchor_sql(anchor, "v"),
                    tuple(visits.ids),
                )
            )
            with self.subTest(anchor):
                self.assertEqual(dict(rows), {visit.id: visit._anchor_at(anchor) or None for visit in visits})

    def test_the_lists_of_the_plans_are_those_of_the_rules(self):
        self.assertEqual([code for code, _label in VISIT_TARGETS], list(TARGET_RULES))
        self.assertEqual([code for code, _label in VISIT_ANCHORS], list(ANCHOR_FIELDS))
        self.assertEqual(self.env["hcs.visit"]._target_labels(), dict(VISIT_TARGETS))

    @users("hcs_agent")
    def test_people_search_by_the_words_they_see(self):
        visit = self._make_visit(state="no_show", planned_at="2026-03-02 01:00:00").with_env(self.env)
        visits = self.env["hcs.visit"]
        mine = [("patient_id", "=", self.patient.id)]
        self.assertEqual(visit.target_labels, "No-show")
        self.assertEqual(visits.search([*mine, ("target_labels", "ilike", "no-sh")]), visit)
        self.assertFalse(visits.search([*mine, ("target_labels", "ilike", "surgery")]))
        self.assertFalse(visits.search([*mine, ("target_codes", "in", ["nonsense"])]))
        self.assertEqual(visits.search([*mine, ("target_codes", "not in", ["arrived"])]), visit)

    def test_an_unsaved_change_is_seen_by_the_search(self):
        visit = self._make_visit(planned_at="2026-03-02 01:00:00")
        self.env.flush_all()
        visit.state = "no_show"
        self.assertIn(visit, self.env["hcs.visit"].search([("target_codes", "in", ["no_show"])]))

    def test_operations_among_the_procedures_make_a_surgical_visit(self):
        visit = self._make_visit(state="completed", arrived_at="2026-03-02 01:00:00")
        line = visit.procedure_ids.create(
            [
                {"visit_id": visit.id, "name": "X-ray", "performed_at": "2026-03-02 01:30:00"},
                {
                    "visit_id": visit.id,
                    "name": "Suture",
                    "performed_at": "2026-03-02 03:00:00",
                    "is_operation": True,
                },
                {
                    "visit_id": visit.id,
                    "name": "Excision",
                    "performed_at": "2026-03-02 02:00:00",
                    "is_operation": True,
                },
            ]
        )[2]
        self.assertTrue(visit.surgery)
        self.assertEqual(visit.surgery_at, datetime(2026, 3, 2, 2))
        self.assertEqual(visit.surgery_name, "Excision, Suture")
        self.assertEqual(visit.target_codes, "arrived,outpatient_surgery")
        line.state = "cancelled"
        self.assertEqual(visit.surgery_name, "Suture")
        visit.procedure_ids.filtered("is_operation").unlink()
        self.assertFalse(visit.surgery)
        self.assertEqual(visit.target_codes, "arrived")
