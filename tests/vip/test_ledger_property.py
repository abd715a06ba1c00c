"""VP6: random histories of a membership; the ledger never loses, doubles or oversells a unit."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from tests.vip import VipCase, at

hypothesis = pytest.importorskip("hypothesis", reason="expected: hypothesis is optional")
strategies = hypothesis.strategies

START = fields.Date.to_date("2026-03-16")
STEPS = strategies.tuples(
    strategies.sampled_from(["reserve", "use", "start", "done", "release", "reverse", "job", "upgrade", "renew"]),
    strategies.integers(0, 40),  # days that pass before
    strategies.integers(0, 30),  # which service, or how many days ahead
)


@tagged("post_install", "-at_install", "hcs_vip")
class TestLedgerHistories(VipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.code = "visit"
        cls.low, cls.low_1 = cls._make_tier(
            "Low", "tlow", 21, benefits=[(cls.code, {"kind": "home_care", "quota": 2, "period": "quarter"})]
        )
        cls.high, cls.high_1 = cls._make_tier(
            "High", "thigh", 22, benefits=[(cls.code, {"kind": "home_care", "quota": 3, "period": "month"})]
        )

    def test_random_histories(self):
        membership = self.join(tier=self.low, day="2026-03-16")

        @hypothesis.settings(max_examples=12, deadline=None, derandomize=True)
        @hypothesis.given(strategies.lists(STEPS, min_size=3, max_size=14))
        def check(steps):
            savepoint = self.env.cr.savepoint()
            day = START
            for kind, wait, number in steps:
                day += timedelta(days=wait)
                with freeze_time(at(day)):
                    self.env.invalidate_all()
                    self.play(membership, kind, number, day)
                    self.check_units(membership)
            with freeze_time(at(day)):
                self.check_sums(membership, day)
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

        # the job commits its progress, which a test may not
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1.0):
            check()

    def play(self, membership, kind, number, day):
        """One thing that may happen; what is refused changes nothing."""
        services = membership.service_ids.sorted("id")
        service = services[number % len(services)] if services else services
        before = len(self.lines(membership))
        try:
            with self.env.cr.savepoint():
                if kind == "reserve":
                    membership.action_reserve(self.code, planned_at=at(day + timedelta(days=number)))
                elif kind == "use":
                    membership.action_use(self.code)
                elif kind == "job":
                    membership._cron_advance()
                elif kind == "upgrade":
                    membership.action_change_tier(self.high_1.id)
                elif kind == "renew":
                    membership.action_renew(payment_reference="R")
                elif service:
                    name = {"start": "action_start", "done": "action_done"}.get(kind, f"action_{kind}")
                    getattr(service, name)(*[] if kind == "start" else ["Zhao"])
        except UserError:
            self.assertEqual(len(self.lines(membership)), before)

    def check_units(self, membership):
        """Each unit is free or taken once; a service holds one unit or none."""
        sums, held = {}, {}
        for line in self.lines(membership):
            if line.kind != "grant":
                key = (line.grant_id.id, line.unit_no)
                sums[key] = sums.get(key, 0) + line.units
            if line.service_id:
                held[line.service_id] = held.get(line.service_id, 0) + line.units
        self.assertLessEqual(set(sums.values()), {0, -1})
        for service, units in held.items():
            self.assertEqual(units, 0 if service.state == "released" else -1)
        for service in membership.service_ids.filtered(lambda service: service.state == "done"):
            self.assertTrue(service.sign_off)

    def check_sums(self, membership, today):
        """The balance of any day is the sum of the lines until its end, once what was over has expired."""
        days = [START + timedelta(days=number) for number in range(0, (today - START).days + 1, 5)]
        before = [membership.balance_on(self.code, day) for day in days]
        membership._cron_advance()
        self.env.invalidate_all()
        lines = self.lines(membership)
        for day, units in zip(days, before, strict=True):
            self.assertEqual(membership.balance_on(self.code, day), units, day)
            end = at(day, 24)
            self.assertEqual(sum(lines.filtered(lambda line, end=end: line.at < end).mapped("units")), units, day)
            self.assertGreaterEqual(units, 0)
        count = len(lines)
        membership._cron_advance()
        self.assertEqual(len(self.lines(membership)), count)
