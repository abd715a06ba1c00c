"""APT-02: visitors who want the last seat at the same moment, each in a browser of their own."""

import hashlib
import hmac
import re
from datetime import timedelta

import requests

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from tests.common.connections import ConnectionCase

CODE = "482913"
CROWD = 6


@tagged("post_install", "-at_install", "hcs_public")
class TestBookingRace(ConnectionCase):
    def setUp(self):
        super().setUp()
        with self._connection() as env:
            start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
            company = env.ref("base.public_user").company_id
            env = env(context={"allowed_company_ids": company.ids})
            department = env["hcs.department"].create({"name": "Race"})
            session = env["hcs.clinic.session"].create(
                {
                    "department_id": department.id,
                    "capacity": 1,
                    "start_at": start,
                    "end_at": start + timedelta(hours=1),
                }
            )
            gateway = env["hcs.sms.provider"].create({"name": "Race", "kind": "aliyun"})
            self.company_id, self.gateway_before = company.id, company.hcs_sms_provider_id.id
            company.hcs_sms_provider_id = gateway
            self.department_id, self.session_id, self.gateway_id = department.id, session.id, gateway.id
            self.records = env["hcs.service.record"].search([], order="id desc", limit=1).id or 0
            self.patients = env["hcs.patient"].search([], order="id desc", limit=1).id or 0
            self.contacts = env["hcs.contact"].search([], order="id desc", limit=1).id or 0
            self.numbers = [f"1390000{number:04}" for number in range(CROWD)]
            self._make_codes(env, company)
        self.addCleanup(self._clean)

    def _make_codes(self, env, company):
        """Everybody has a code already; nobody is written to."""
        page = env["hcs.public.page"].search([("code", "=", "booking")], limit=1).with_company(company)
        secret = env["ir.config_parameter"].get_param("database.secret").encode()
        now = fields.Datetime.now()
        for number in self.numbers:
            key = env["hcs.public.knock"]._number_key(number, page)
            env["hcs.public.code"].create(
                {
                    "company_id": company.id,
                    "number_hash": key,
                    "code_hash": hmac.new(secret, f"{key} {CODE}".encode(), hashlib.sha256).hexdigest(),
                    "at": now,
                    "expires_at": now + timedelta(minutes=10),
                }
            )

    def _clean(self):
        with self._connection() as env:
            cr = env.cr
            env["res.company"].browse(self.company_id).hcs_sms_provider_id = self.gateway_before
            patients = tuple(env["hcs.patient"].search([("id", ">", self.patients)]).ids) or (0,)
            records = tuple(env["hcs.service.record"].search([("id", ">", self.records)]).ids) or (0,)
            cr.execute("DELETE FROM hcs_public_knock")
            cr.execute("DELETE FROM hcs_public_code")
            cr.execute("DELETE FROM hcs_contact WHERE id > %s", [self.contacts])
            for table in ("hcs_message", "hcs_appointment", "hcs_visit", "hcs_access_log"):
                cr.execute(SQL("DELETE FROM %s WHERE patient_id IN %s", SQL.identifier(table), patients))
            cr.execute("DELETE FROM hcs_message WHERE provider_id = %s", [self.gateway_id])
            clocks = SQL("SELECT id FROM hcs_clock WHERE service_record_id IN %s", records)
            for table in ("hcs_clock_event", "hcs_clock_segment"):
                cr.execute(SQL("DELETE FROM %s WHERE clock_id IN (%s)", SQL.identifier(table), clocks))
            cr.execute(SQL("DELETE FROM hcs_clock WHERE service_record_id IN %s", records))
            cr.execute(SQL("DELETE FROM hcs_service_stint WHERE record_id IN %s", records))
            cr.execute(SQL("DELETE FROM hcs_service_step WHERE record_id IN %s", records))
            cr.execute(SQL("DELETE FROM hcs_access_link_use WHERE link_id IN (SELECT id FROM hcs_access_link"
                           " WHERE res_model IN ('hcs.service.record', 'hcs.appointment'))"))  # fmt: skip
            cr.execute("DELETE FROM hcs_access_link WHERE res_model IN ('hcs.service.record', 'hcs.appointment')")
            cr.execute(SQL("DELETE FROM hcs_service_record WHERE id IN %s", records))
            cr.execute("DELETE FROM hcs_clinic_session WHERE id = %s", [self.session_id])
            env["hcs.patient"].browse([one for one in patients if one]).unlink()
            env["hcs.department"].browse(self.department_id).unlink()
            cr.execute("DELETE FROM sms_sms WHERE hcs_message_id IS NULL AND number LIKE '+861390000%'")
            env["hcs.sms.provider"].browse(self.gateway_id).unlink()

    def _visit(self, number):
        """One visitor: opens the page, types the code, presses the button."""
        base, browser = HttpCase.base_url(), requests.Session()
        page = browser.get(f"{base}/hcs/p/question", timeout=60).text
        keys = dict(re.findall(r'name="(csrf_token|form_key)" value="([\w-]+)"', page))
        person = {"session": self.session_id, "name": f"Race {number[-2:]}", "phone": number, "code": CODE}
        return browser.post(f"{base}/hcs/p/book", data={**keys, **person}, timeout=60).status_code

    def test_the_last_seat_goes_to_one(self):
        with mute_logger("odoo.http", "odoo.sql_db"):
            answers = self._at_once(self._visit, self.numbers)
        self.assertEqual(sorted(answers.values()), [200] + [404] * (CROWD - 1))
        with self._connection() as env:
            seats = env["hcs.appointment"].search([("session_id", "=", self.session_id)])
            self.assertEqual(len(seats), 1, "of the others nothing is left")
            self.assertEqual(len(env["hcs.service.record"].search([("id", ">", self.records)])), 1)
            self.assertEqual(len(env["hcs.patient"].search([("id", ">", self.patients)])), 1)
