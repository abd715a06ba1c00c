"""VP3, VP4, D10: the status of any day from ordered rules, never stored, exactly one for every day."""

from datetime import timedelta

import pytest

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.vip import VipCase, at

hypothesis = pytest.importorskip("hypothesis", reason="expected: hypothesis is optional")
strategies = hypothesis.strategies

DAY = timedelta(days=1)


def oracle(day, terms, overrides, cancelled_on):
    """The rules as shipped, once more and in plain Python.

    :param terms: list of ``(first, last, grace days)``; overrides: list of ``(status, first, last, ended on)``
    """
    if cancelled_on and day >= cancelled_on:
        return "cancelled"
    for status, first, last, ended_on in overrides:
        if first <= day <= last and (not ended_on or day < ended_on):
            return status
    begun = [term for term in terms if term[0] <= day]
    if not begun:
        return "pending"
    first, last, grace = max(begun)
    if day <= last:
        return "active"
    return "grace" if day <= last + timedelta(days=grace) else "expired"


@tagged("post_install", "-at_install", "hcs_vip")
class TestStatus(VipCase):
    def test_last_days_are_inclusive(self):
        membership = self.join(day="2026-03-16")
        golden = {
            "2026-03-15": "pending", "2026-03-16": "active", "2027-03-15": "active", "2027-03-16": "grace",
            "2027-04-14": "grace", "2027-04-15": "expired", "2031-01-01": "expired",
        }  # fmt: skip
        for day, status in golden.items():
            self.assertEqual(membership.status_on(day), status, day)

    def test_five_years_without_any_job(self):
        """VP3: joined, renewed late, suspended, upgraded, left: asked for every day without a scheduled action."""
        membership = self.join(day="2021-03-01")
        with freeze_time(at("2022-03-20")):
            membership.with_user(self.user_vip).action_renew(1, payment_reference="R-2")
        with freeze_time(at("2022-07-01")):
            membership.with_user(self.user_leader).action_suspend("Abroad", "2022-08-31")
        with freeze_time(at("2023-01-10")):
            membership.with_user(self.user_vip).action_renew(2, payment_reference="R-3")
        with freeze_time(at("2025-09-01")):
            membership.with_user(self.user_vip).action_renew(1, payment_reference="R-4")
        with freeze_time(at("2026-01-15")):
            membership.with_user(self.user_leader).action_cancel("Moves away")
        self.assertFalse(self.env["ir.cron.trigger"].search([("cron_id.model_id.model", "=", membership._name)]))
        changes, before = {}, None
        day = fields.Date.to_date("2021-02-25")
        while day <= fields.Date.to_date("2026-03-01"):
            status = membership.status_on(day)
            if status != before:
                changes[str(day)] = status
            day, before = day + DAY, status
        self.assertEqual(
            changes,
            {
                "2021-02-25": "pending", "2021-03-01": "active",  # renewed within grace: no gap
                "2022-07-01": "suspended", "2022-09-01": "active",
                "2025-03-01": "grace", "2025-03-31": "expired",  # two terms bought early: until 28 February 2025
                "2025-09-01": "active", "2026-01-15": "cancelled",
            },
        )  # fmt: skip

    def test_nothing_is_stored(self):
        self.assertFalse(self.env["hcs.vip.membership"]._fields["status"].store)
        self.assertFalse(self.env["hcs.patient"]._fields["vip_tier_id"].store)
        for name, model in self.env.registry.items():
            if name.startswith("hcs.vip.") and model._auto and not model._abstract:
                found = [f.name for f in model._fields.values() if f.name in ("status", "is_member") and f.store]
                self.assertFalse([n for n in found if name == "hcs.vip.membership"])

    def test_searched_sorted_and_grouped(self):
        first = self.join(day="2026-03-16")
        other = self.env["hcs.patient"].create({"name": "Sun"})
        second = self.join(patient=other, day="2024-01-01")
        ours = [("id", "in", (first | second).ids)]
        memberships = self.env["hcs.vip.membership"].with_context(hcs_as_of="2026-03-20")
        self.assertEqual(memberships.search([*ours, ("status", "=", "active")]), first)
        self.assertEqual(memberships.search([*ours, ("status", "!=", "active")]), second)
        self.assertEqual(memberships.search([*ours, ("status", "in", ["expired", "active"])]), first | second)
        self.assertEqual(memberships.search([*ours, ("is_member", "=", True)]), first)
        self.assertEqual(memberships.search([*ours, ("is_member", "=", False)]), second)
        self.assertEqual(memberships.search(ours, order="status desc").ids, [second.id, first.id])
        groups = memberships._read_group(ours, ["status"], ["__count"])
        self.assertEqual(dict(groups), {"active": 1, "expired": 1})
        earlier = memberships.with_context(hcs_as_of="2024-06-01")
        self.assertEqual(earlier.search([*ours, ("status", "=", "active")]), second)
        self.assertEqual(earlier.browse(first.id).status, "pending")
        shown = memberships.with_user(self.user_agent).web_search_read(ours, {"status": {}}, order="status")
        self.assertEqual([row["status"] for row in shown["records"]], ["active", "expired"])

    def test_rules_are_data(self):
        """A director lengthens grace for everybody by a rule, without a line of code."""
        membership = self.join(day="2026-03-16")
        self.env.ref("hospital_customer_service.hcs_vip_status_rule_expired").start_offset = 11
        self.env.ref("hospital_customer_service.hcs_vip_status_rule_grace").end_offset = 10
        self.assertEqual(membership.status_on("2027-04-24"), "grace")
        self.assertEqual(membership.status_on("2027-04-25"), "expired")

    def test_exceptions_end_by_themselves(self):
        """VP4: approver and end are mandatory; the rules take over again."""
        membership = self.join(day="2026-03-16")
        with freeze_time(at("2026-04-01")):
            with self.assertRaises(AccessError):
                membership.with_user(self.user_vip).action_suspend("Abroad", "2026-04-30")
            with self.assertRaisesRegex(UserError, "until which day"):
                membership.with_user(self.user_leader).action_suspend("Abroad")
            with self.assertRaisesRegex(UserError, "Say why"):
                membership.with_user(self.user_leader).action_suspend("", "2026-04-30")
            with self.assertRaisesRegex(UserError, "in the past"):
                membership.with_user(self.user_leader).action_suspend("Abroad", "2026-03-31")
            membership.with_user(self.user_leader).action_suspend("Abroad", "2026-04-30")
            with self.assertRaisesRegex(UserError, "Another exception"):
                membership.with_user(self.user_leader).action_suspend("Abroad", "2026-05-30")
            with self.assertRaisesRegex(UserError, "not in force"):
                membership.with_user(self.user_agent).action_use("escort")
        self.assertEqual(membership.override_ids.approver_id, self.user_leader)
        self.assertEqual(
            [membership.status_on(day) for day in ("2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01")],
            ["active", "suspended", "suspended", "active"],
        )
        with freeze_time(at("2026-04-10")):
            membership.with_user(self.user_leader).action_resume()
        self.assertEqual([membership.status_on(day) for day in ("2026-04-09", "2026-04-10")], ["suspended", "active"])

    def test_every_day_has_exactly_one_status(self):
        """Random histories against the rules in plain Python: no gap, no overlap, nothing else."""
        membership = self.join(day="2026-03-16")
        membership.term_ids.sudo().write({"void": True})
        start = fields.Date.to_date("2026-01-01")
        days = strategies.integers(0, 900)
        terms = strategies.lists(
            strategies.tuples(days, strategies.integers(0, 400), strategies.integers(0, 90)), max_size=4
        )
        overrides = strategies.lists(
            strategies.tuples(strategies.sampled_from(["active", "grace", "suspended", "expired"]), days,
                              strategies.integers(0, 60), strategies.none() | strategies.integers(0, 60)), max_size=3,
        )  # fmt: skip

        @hypothesis.settings(max_examples=40, deadline=None, derandomize=True)
        @hypothesis.given(terms, overrides, strategies.none() | days)
        def check(raw_terms, raw_overrides, cancelled):
            savepoint = self.env.cr.savepoint()
            chosen, excepted, free, free_override = [], [], 0, 0
            for offset, length, grace in sorted(raw_terms):
                first = max(offset, free)
                free = first + length + 1
                chosen.append((start + first * DAY, start + (first + length) * DAY, grace))
            for status, offset, length, ended in sorted(raw_overrides, key=lambda row: row[1]):
                first = max(offset, free_override)
                free_override = first + length + 1
                end = start + min(first + ended, first + length) * DAY if ended is not None else None
                excepted.append((status, start + first * DAY, start + (first + length) * DAY, end))
            cancelled_on = start + cancelled * DAY if cancelled is not None else None
            shared = {"membership_id": membership.id, "patient_id": self.patient.id, "company_id": self.company.id}
            for first, last, grace in chosen:
                self.env["hcs.vip.term"].create(
                    {
                        **shared,
                        "version_id": self.silver_1.id,
                        "date_from": first,
                        "date_to": last,
                        "grace_days": grace,
                    }
                )
            for status, first, last, end in excepted:
                self.env["hcs.vip.override"].create(
                    {"membership_id": membership.id, "status": status, "date_from": first, "date_until": last,
                     "ended_on": end, "reason": "x", "approver_id": self.env.uid}
                )  # fmt: skip
            membership.write({"cancelled_on": cancelled_on})
            for offset in range(-5, 1000, 9):
                day = start + offset * DAY
                self.assertEqual(membership.status_on(day), oracle(day, chosen, excepted, cancelled_on), str(day))
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

        check()
