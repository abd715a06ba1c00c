"""CRM-02, CRM-03: whatever the visits, the statement says what loops over them say."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from odoo.tests import tagged

from tests.vip import at
from tests.vip.value import DAY, ValueCase, naive

hypothesis = pytest.importorskip("hypothesis", reason="expected: hypothesis is optional")
strategies = hypothesis.strategies

PEOPLE = 8
# patient, days before the day of the computation, amount; ties are what it is about
VISITS = strategies.tuples(
    strategies.integers(0, PEOPLE - 1),
    strategies.integers(0, 800),
    strategies.sampled_from([0, 1, 50, 100, 100, 999.99]),
)


@tagged("post_install", "-at_install", "hcs_vip")
class TestValueProperty(ValueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["hcs.patient"].create([{"name": f"P{number}"} for number in range(PEOPLE)])
        # the order of equals is that of the ids
        cls.company.write({"hcs_value_retention": 60, "hcs_value_discount": 8})

    def write_visits(self, rows):
        self.env.cr.execute("DELETE FROM hcs_visit WHERE patient_id = ANY(%s)", (self.people.ids,))
        for patient, on, amount in rows:
            self.env.cr.execute(
                """INSERT INTO hcs_visit (patient_id, company_id, currency_id, kind, state, arrived_at, amount_spent,
                                          amount_known, create_date)
                   VALUES (%s, %s, %s, 'outpatient', 'completed', %s, %s, TRUE, now())""",
                (patient, self.company.id, self.company.currency_id.id, at(on), amount),
            )

    def test_random_visits(self):
        @hypothesis.settings(max_examples=40, deadline=None, derandomize=True)
        @hypothesis.given(strategies.lists(VISITS, max_size=40))
        def check(drawn):
            rows = [(self.people[one].id, DAY - timedelta(days=ago), amount) for one, ago, amount in drawn]
            self.write_visits(rows)
            self.compute()
            expected = naive(rows)
            values = self.env["hcs.patient.value"].search([("patient_id", "in", self.people.ids)])
            self.assertEqual(set(values.patient_id.ids), set(expected))
            for value in values:
                want = expected[value.patient_id.id]
                self.assertEqual((value.first_paid_on, value.last_paid_on), (want["first"], want["last"]))
                self.assertEqual((value.paid_days_total, value.paid_days_12m), (want["days"], want["days_12m"]))
                self.assertAlmostEqual(value.money_total, want["total"], 2)
                self.assertAlmostEqual(value.money_12m, want["money_12m"], 2)
                self.assertEqual((value.r_score, value.f_score, value.m_score), (want["r"], want["f"], want["m"]))
                margin, upkeep = round(want["total"] * 0.4, 2), 10 * want["count"]
                self.assertAlmostEqual(value.margin, margin, 2)
                self.assertEqual(value.upkeep_cost, upkeep)
                years = round(max(1, (DAY - want["first"]).days / 365.25), 2)
                worth = (margin - upkeep) / years * 0.6 / 0.48 - 50
                self.assertAlmostEqual(value.expected_lifetime_value, worth, delta=0.06)
            self.check_curve(values, expected)

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1.0):
            check()

    def check_curve(self, values, expected):
        """A: the fewest who, with their equals, bring the first 80 %."""
        payers = sorted((one["money_12m"] for one in expected.values() if one["money_12m"] > 0), reverse=True)
        for value in values:
            money = expected[value.patient_id.id]["money_12m"]
            if not money:
                self.assertEqual((value.pareto, value.top_percent), (False, 0))
                continue
            before = sum(other for other in payers if round(other - money, 6) > 0)
            share = before / sum(payers)
            if min(abs(share - edge) for edge in (0.8, 0.95)) > 1e-9:
                self.assertEqual(value.pareto, "a" if share < 0.8 else "b" if share < 0.95 else "c")
        places = sorted(value.top_percent for value in values if value.top_percent)
        self.assertEqual(places, [-(-100 * (place + 1) // len(payers)) for place in range(len(payers))])
        if payers:
            curve = self.env["hcs.value.curve"].search([("company_id", "=", self.company.id)])
            shares = curve.sorted("percent").mapped("share")
            self.assertEqual(shares, sorted(shares))
            self.assertAlmostEqual(shares[-1], 100, 3)
            self.assertEqual(sum(curve.mapped("patients")), len(payers))

    def test_equals_stay_together(self):
        """Six of ten who paid the same are in one class, and in the lowest that one of them would be in."""
        rows = [(patient.id, DAY - timedelta(days=10), 100 if index < 6 else 500) for index, patient in
                enumerate(self.people)]  # fmt: skip
        self.write_visits(rows)
        self.compute()
        scores = {value.patient_id: value.m_score for value in self.env["hcs.patient.value"].search([])}
        self.assertEqual([scores[patient] for patient in self.people], [1] * 6 + [4] * 2)
        self.assertEqual({value.f_score for value in self.env["hcs.patient.value"].search([])}, {1})

    def test_limits_of_our_own(self):
        self.company.write(
            {
                "hcs_value_scores": "limits",
                "hcs_value_limits_days": "30, 90, 180, 365",
                "hcs_value_limits_times": "1, 2, 3, 4",
                "hcs_value_limits_money": "100, 200, 300, 400",
            }
        )
        rows = [(self.people[0].id, DAY - timedelta(days=ago), 100) for ago in (30, 31, 60)]
        rows += [(self.people[1].id, DAY - timedelta(days=31), 99), (self.people[2].id, DAY - timedelta(days=400), 9)]
        self.write_visits(rows)
        self.compute()
        rfm = {value.patient_id: value.rfm for value in self.env["hcs.patient.value"].search([])}
        self.assertEqual([rfm[patient] for patient in self.people[:3]], ["544", "421", "111"])
