"""DESIGN §6.1, VP6: the last unit among many who want it, over real connections and through real HTTP sessions."""

import json

import requests

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from tests.common.connections import ConnectionCase

CROWD = 20
LOGIN, PASSWORD = "hcs_vip_crowd", "hcs_vip_crowd_1"


class Crowd(ConnectionCase):
    def setUp(self):
        super().setUp()
        with self._connection() as env:
            tier = env["hcs.vip.tier"].create({"name": "Crowd", "code": "crowd", "rank": 50})
            version = env["hcs.vip.tier.version"].create(
                {"tier_id": tier.id, "valid_from": "2020-01-01", "policy_text": "Policy", "family_max": 3}
            )
            benefits = env["hcs.vip.benefit"].create(
                [
                    {"version_id": version.id, "name": code, "code": code, "quota": quota, "shareable": True,
                     "family_cap": 2}
                    for code, quota in (("one", 1), ("twelve", 12))
                ]
            )  # fmt: skip
            version.action_publish()
            patient, relative = env["hcs.patient"].create([{"name": "Crowd"}, {"name": "Relative"}])
            membership = env["hcs.vip.membership"].create({"patient_id": patient.id, "tier_id": tier.id})
            membership.action_agree()
            membership.action_submit()
            membership.write({"state": "approved", "approved_at": fields.Datetime.now()})
            membership.action_activate()
            env["hcs.vip.family"].create({"membership_id": membership.id, "patient_id": relative.id})
            user = (
                env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "name": LOGIN,
                        "login": LOGIN,
                        "password": PASSWORD,
                        "group_ids": [(6, 0, env.ref("hospital_customer_service.group_hcs_agent").ids)],
                    }
                )
            )
            self.tier_id, self.version_id, self.user_id = tier.id, version.id, user.id
            self.benefit_ids, self.patient_ids, self.relative_id = benefits.ids, (patient | relative).ids, relative.id
            self.membership_id = membership.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            cr, membership = env.cr, self.membership_id
            env["hcs.vip.service"].search([("membership_id", "=", membership)]).message_ids.unlink()
            env["mail.message"].search(
                [("model", "=", "hcs.vip.membership"), ("res_id", "=", membership)]
            ).unlink()  # fmt: skip
            cr.execute(
                "DELETE FROM hcs_clock_segment WHERE clock_id IN (SELECT c.id FROM hcs_clock c JOIN hcs_vip_service s"
                " ON s.id = c.vip_service_id WHERE s.membership_id = %s)",
                [membership],
            )
            cr.execute(
                "DELETE FROM hcs_clock_event WHERE clock_id IN (SELECT c.id FROM hcs_clock c JOIN hcs_vip_service s"
                " ON s.id = c.vip_service_id WHERE s.membership_id = %s)",
                [membership],
            )
            for table in ("benefit_line", "service", "family", "term"):
                name = SQL.identifier(f"hcs_vip_{table}")
                if table == "benefit_line":
                    cr.execute(SQL("UPDATE %s SET origin_id = NULL WHERE membership_id = %s", name, membership))
                    kind = SQL("%s AND kind <> 'grant'", membership)
                    cr.execute(SQL("DELETE FROM %s WHERE membership_id = %s", name, kind))
                cr.execute(SQL("DELETE FROM %s WHERE membership_id = %s", name, membership))
            cr.execute("DELETE FROM hcs_vip_membership WHERE id = %s", [membership])
            cr.execute("DELETE FROM hcs_vip_benefit WHERE version_id = %s", [self.version_id])
            cr.execute("DELETE FROM hcs_vip_tier_version WHERE id = %s", [self.version_id])
            cr.execute("DELETE FROM hcs_vip_tier WHERE id = %s", [self.tier_id])
            cr.execute("DELETE FROM hcs_access_log WHERE patient_id = ANY(%s)", [self.patient_ids])
            env["hcs.patient"].browse(self.patient_ids).unlink()
            env["res.users"].browse(self.user_id).action_archive()
            cr.execute("UPDATE res_users SET login = login || '_' || id WHERE id = %s", [self.user_id])

    def _use(self, code, patient_id=None):
        with self._connection() as env:
            return env["hcs.vip.membership"].browse(self.membership_id).action_use(code, patient_id=patient_id).id

    def _taken(self, code):
        with self._connection() as env:
            lines = env["hcs.vip.benefit.line"].search(
                [("membership_id", "=", self.membership_id), ("benefit_id.code", "=", code), ("kind", "=", "use")]
            )
            balance = env["hcs.vip.membership"].browse(self.membership_id).balance_on(code)
            return sorted(lines.mapped("unit_no")), balance


@tagged("post_install", "-at_install", "hcs_vip")
class TestLastUnit(Crowd):
    def test_an_old_snapshot_never_oversells(self):
        with self._connection(commit=False) as early:
            membership = early["hcs.vip.membership"].browse(self.membership_id)
            self.assertEqual(membership.balance_on("one"), 1)
            self._use("one")
            with self.assertRaisesRegex(UserError, "no unit is left"), early.cr.savepoint():
                membership.action_use("one")
        self.assertEqual(self._taken("one"), ([1], 0))

    def test_more_people_than_units(self):
        answers = self._at_once(lambda item: self._use("twelve"), range(CROWD))
        self.assertEqual(sum(isinstance(answer, UserError) for answer in answers.values()), CROWD - 12)
        self.assertEqual(self._taken("twelve"), (list(range(1, 13)), 0))

    def test_the_cap_of_a_relative_holds_at_once(self):
        """VP8: a cap of two stays two, however many desks serve the same relative."""
        answers = self._at_once(lambda item: self._use("twelve", self.relative_id), range(8))
        self.assertEqual(sum(isinstance(answer, int) for answer in answers.values()), 2)
        self.assertEqual(self._taken("twelve")[1], 10)

    def test_a_unit_released_and_taken_at_the_same_time(self):
        first = self._use("one")

        def work(item):
            if not item:
                with self._connection() as env:
                    env["hcs.vip.service"].browse(first).action_release("Race")
                return 0
            return self._use("one")

        self._at_once(work, range(6))
        with self._connection() as env:
            lines = env["hcs.vip.benefit.line"].search(
                [("membership_id", "=", self.membership_id), ("benefit_id.code", "=", "one")]
            )
            self.assertIn(sum(lines.mapped("units")), (0, 1))

    def test_two_finish_the_same_reservation(self):
        with self._connection() as env:
            held = env["hcs.vip.membership"].browse(self.membership_id).action_reserve("one").id

        def work(item):
            with self._connection() as env:
                service = env["hcs.vip.service"].browse(held)
                return service.action_start() if item else service.action_release("Race")

        with mute_logger("odoo.sql_db"):
            self._at_once(lambda item: self._quiet(work, item), range(2))
        with self._connection() as env:
            service = env["hcs.vip.service"].browse(held)
            balance = env["hcs.vip.membership"].browse(self.membership_id).balance_on("one")
            self.assertIn((service.state, balance), (("in_progress", 0), ("released", 1)))

    def _quiet(self, work, item):
        """Without the retry of a request a late writer is thrown out by the database."""
        try:
            return work(item)
        except UserError:
            raise
        except Exception as error:
            return error


@tagged("post_install", "-at_install", "hcs_vip")
class TestLastUnitHttp(Crowd):
    def test_twenty_parallel_uses_of_the_last_unit(self):
        """VP6 ★: exactly one succeeds, 19 are told in words; nobody gets an error of the machine."""
        base = HttpCase.base_url()
        session = requests.Session()
        answer = session.post(
            f"{base}/web/session/authenticate",
            json={"jsonrpc": "2.0", "params": {"db": get_db_name(), "login": LOGIN, "password": PASSWORD}},
            timeout=30,
        )
        self.assertEqual(answer.json()["result"]["uid"], self.user_id)
        cookies = session.cookies.get_dict()
        lines = [requests.Session() for _number in range(CROWD)]

        def use(number):
            answer = lines[number].post(
                f"{base}/web/dataset/call_kw/hcs.vip.membership/action_use",
                json={"jsonrpc": "2.0", "params": {"model": "hcs.vip.membership", "method": "action_use",
                                                   "args": [[self.membership_id], "one"], "kwargs": {}}},
                cookies=cookies, timeout=60,
            )  # fmt: skip
            return answer.text

        with mute_logger("odoo.http"):
            answers = [json.loads(text) for text in self._at_once(use, range(CROWD)).values()]
        used = [answer for answer in answers if "result" in answer]
        refused = [answer["error"]["data"] for answer in answers if "error" in answer]
        self.assertEqual((len(used), len(refused)), (1, CROWD - 1))
        self.assertEqual({data["name"] for data in refused}, {"odoo.exceptions.UserError"})
        self.assertEqual({"no unit is left" in data["message"] for data in refused}, {True})
        self.assertEqual(self._taken("one"), ([1], 0))
