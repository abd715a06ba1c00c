"""VIP-02, VP6, VP7, D11: grant, reserve, use, release, expire, reverse; what is left is the sum at any date."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.vip import VipCase, at


@tagged("post_install", "-at_install", "hcs_vip")
class TestLedger(VipCase):
    def total(self, membership, code, day):
        """The sum of the lines until the end of ``day``, asked of the table."""
        self.env.flush_all()
        end = at(day, 24)
        return sum(self.lines(membership, code).filtered(lambda line: line.at < end).mapped("units"))

    def test_units_are_there_from_their_first_day_without_a_job(self):
        membership = self.join(tier=self.gold)
        self.assertEqual(len(self.lines(membership, "home")), 12)
        self.assertEqual(membership.balance_on("home", "2026-03-16"), 1)
        self.assertEqual(membership.balance_on("home", "2026-04-15"), 1)
        self.assertEqual(membership.balance_on("home", "2026-03-15"), 0)
        self.assertEqual(membership.balance_on("home", "2027-03-16"), 0)
        self.assertFalse(self.lines(membership, "discount"))

    def test_reserve_use_release_reverse(self):
        membership = self.join()
        desk = membership.with_user(self.user_agent)
        with freeze_time(at("2026-04-01")):
            held = desk.action_reserve("escort", planned_at=at("2026-04-02"))
            self.assertEqual((held.state, membership.balance_on("escort")), ("reserved", 1))
            held.action_release("The member is ill")
            self.assertEqual((held.state, membership.balance_on("escort")), ("released", 2))
            again = desk.action_reserve("escort", planned_at=at("2026-04-02"))
            again.action_start()
            self.assertEqual((again.state, membership.balance_on("escort")), ("in_progress", 1))
            again.action_done("Zhao Min", rating=5, comment="Very kind", cost=80)
            self.assertEqual((again.state, again.rating, again.cost), ("done", "5", 80))
            used = desk.action_use("escort")
            self.assertEqual((used.state, membership.balance_on("escort")), ("in_progress", 0))
            used.action_done("Zhao Min")
            with self.assertRaises(AccessError):
                used.action_reverse("By mistake")
            used.with_user(self.user_vip).action_reverse("By mistake")
            self.assertEqual((used.state, membership.balance_on("escort")), ("released", 1))
        kinds = self.lines(membership, "escort").mapped("kind")
        self.assertEqual(kinds, ["grant", "reserve", "release", "reserve", "release", "use", "use", "reverse"])
        self.assertEqual(self.total(membership, "escort", "2026-04-01"), 1)

    def test_a_use_is_signed_for(self):
        """VP7: a used unit has an execution with proof."""
        membership = self.join()
        with freeze_time(at("2026-04-01")):
            service = membership.with_user(self.user_agent).action_use("escort")
            for name in (None, "", "  ", 5):
                with self.assertRaisesRegex(UserError, "who confirms"):
                    service.action_done(name)
            for words in ({"rating": 9}, {"rating": "good"}, {"cost": -1}, {"cost": "much"}, {"comment": 5}):
                with self.assertRaises(UserError):
                    service.action_done("Zhao", **words)
            service.action_done("Zhao")
            with self.assertRaisesRegex(UserError, "finished already"):
                service.action_done("Zhao")
        for line in self.env["hcs.vip.benefit.line"].search([("kind", "=", "use")]):
            self.assertTrue(line.service_id)
        self.assertEqual(service.done_by_id, self.user_agent)

    def test_nothing_is_left(self):
        membership = self.join()
        with freeze_time(at("2026-04-01")):
            membership.action_use("checkup")
            with self.assertRaisesRegex(UserError, "no unit is left"):
                membership.action_use("checkup")
            with self.assertRaisesRegex(UserError, "no unit is left"):
                membership.action_reserve("checkup", planned_at=at("2026-05-01"))

    def test_without_limit_and_standing(self):
        membership = self.join()
        with freeze_time(at("2026-04-01")):
            for _number in range(3):
                membership.action_use("booking")
            self.assertEqual(set(self.lines(membership, "booking").mapped("units")), {0})
        gold = self.join(tier=self.gold, patient=self.env["hcs.patient"].create({"name": "Sun"}))
        with freeze_time(at("2026-04-01")), self.assertRaisesRegex(UserError, "not used up"):
            gold.action_use("discount")

    def test_units_expire_with_their_period_however_late_the_job_runs(self):
        """The oldest first; the sum and what a member may use agree with and without the job."""
        membership = self.join(tier=self.gold)
        with freeze_time(at("2026-04-10")):
            membership.action_use("home").action_done("Zhao")
        before = {day: membership.balance_on("home", day) for day in ("2026-04-10", "2026-04-20", "2026-06-20")}
        with freeze_time(at("2026-07-20")):
            self.run_job("memberships")
            self.run_job("memberships")
        expired = self.lines(membership, "home").filtered(lambda line: line.kind == "expire")
        self.assertEqual([str(line.period_to) for line in expired], ["2026-05-15", "2026-06-15", "2026-07-15"])
        self.assertEqual(
            [line.at for line in expired], [at(day, 0) for day in ("2026-05-16", "2026-06-16", "2026-07-16")]
        )
        for day, units in before.items():
            self.assertEqual(membership.balance_on("home", day), units)
            self.assertEqual(self.total(membership, "home", day), units)

    def test_a_unit_that_comes_back_late_expires_at_once(self):
        membership = self.join(tier=self.gold)
        with freeze_time(at("2026-04-10")):
            held = membership.action_reserve("home", planned_at=at("2026-04-12"))
        with freeze_time(at("2026-04-20")):
            self.run_job("memberships")
            held.action_release("Nobody went")
            lot = held.line_ids[:1].grant_id
            lines = self.lines(membership, "home").filtered(lambda line: lot in (line, line.grant_id))
            self.assertEqual(lines.mapped("kind"), ["grant", "reserve", "release", "expire"])
            self.assertEqual(sum(lines.mapped("units")), 0)
            self.assertEqual(membership.balance_on("home"), 1)

    def test_a_unit_of_a_period_to_come(self):
        membership = self.join(tier=self.gold)
        with freeze_time(at("2026-03-20")):
            membership.action_reserve("home", planned_at=at("2026-05-01"))
            self.assertEqual(membership.balance_on("home"), 1)
            self.assertEqual(membership.balance_on("home", "2026-05-01"), 0)
            self.assertEqual(self.total(membership, "home", "2026-03-20"), 1)

    def test_what_nobody_begins_goes_back_and_somebody_is_told(self):
        """VP7: released by schedule, once, with an alert to the representative."""
        membership = self.join(representative_id=self.representative.id)
        with freeze_time(at("2026-04-01")):
            held = membership.with_user(self.user_agent).action_reserve("escort", planned_at=at("2026-04-02"))
            self.assertEqual(held.due_at, at("2026-04-03"))
            self.assertEqual(held.user_id, self.representative)
        with freeze_time(at("2026-04-03", 9)):
            self.run_job("services")
            self.assertEqual(held.state, "reserved")
        with freeze_time(at("2026-04-03", 11)):
            self.assertTrue(held.is_late)
            self.run_job("services")
            self.run_job("services")
            self.assertEqual(membership.balance_on("escort"), 2)
        self.assertEqual((held.state, held.unfulfilled), ("released", True))
        self.assertEqual(held.activity_ids.user_id, self.representative)
        self.assertEqual(len(held.activity_ids), 1)
        self.assertNotIn("Zhao", held.activity_ids.summary)

    def test_lines_are_written_once(self):
        membership = self.join()
        line = self.lines(membership)[0]
        for user in (self.user_admin, self.user_vip):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.vip.benefit.line").create({"kind": "grant", "units": 5})
            with self.assertRaises(UserError):
                line.with_user(user).write({"units": 9})
            with self.assertRaises(UserError):
                line.with_user(user).unlink()
        with self.assertRaises(UserError):
            line.write({"units": 9})
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env.cr.execute("UPDATE hcs_vip_benefit_line SET units = -1 WHERE id = %s", [line.id])
        self.assertIn("signs", str(caught.exception))
        with self.assertRaises(UserError):
            self.as_user(self.user_admin, "hcs.vip.service").create({"membership_id": membership.id})

    def test_a_service_has_its_deadlines(self):
        membership = self.join()
        with freeze_time(at("2026-03-16")):
            held = membership.with_user(self.user_agent).action_reserve("escort")
            clock = held.clock_ids
            self.assertEqual((clock.policy_id.code, clock.state), ("vip_escort", "running"))
            with freeze_time(at("2026-03-16") + timedelta(minutes=10)):
                held.action_start()
            self.assertEqual(clock.state, "met")

    def test_the_desk_records_the_work(self):
        kind = self.env.ref("hospital_customer_service.hcs_service_type_escort")
        tier, version = self._make_tier(
            "Own", "town", 15, benefits=[("escort", {"kind": "escort", "quota": 1, "service_type_id": kind.id})]
        )
        with freeze_time(at("2026-03-16")):
            service = self.join(tier=tier).with_user(self.user_agent).action_reserve("escort")
            first = service.action_open_record()
            self.assertEqual(service.service_record_id.type_id, kind)
            self.assertEqual(service.action_open_record()["res_id"], first["res_id"])
        self.assertEqual(fields.Date.to_string(version.valid_from), "2020-01-01")
