"""CRM-02: who is in a segment, how many of them may be written to, and what nobody may ask by way of one."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.vip import at
from tests.vip.value import DAY, ValueCase

# ten in the morning lies in no window; consents do not ask
NOW = at("2026-03-16")
PROBES = [
    "[('id_number', '=like', '3301%')]",
    "[('id_number_masked', '=', '330102199003071234')]",
    "[('phone_masked', '=', '13812345678')]",
    "[('phone_ids.number', '=like', '138%')]",
    "[('phone_ids', 'any', [('digits', '=like', '138%')])]",
    "['!', ('email', '=', False)]",
    "[('partner_id.email', '!=', False)]",
    "[('message_ids.body', 'ilike', 'x')]",
    "[('create_uid.password', '!=', False)]",
    "[('visit_ids.patient_id.address', 'ilike', 'x')]",
    "[('visit_ids', 'any', [('patient_id', 'any', [('qq', '!=', False)])])]",
    "[('complaint_ids', '!=', False)]",
    "[('segment_ids', '!=', False)]",
]
UNREADABLE = [
    "nonsense", "[('name'", "[('never', '=', 1)]", "[('name', '~', 'x')]", "__import__('os')",
    "[('id', 'any!', [])]", "[('visit_ids', 'any!', [])]", "[1, 2]", "{}", "[('birthdate', '>', 'never')]",
    "[" * 300, "['|']",
]  # fmt: skip


@tagged("post_install", "-at_install", "hcs_vip")
class TestSegment(ValueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segments = cls.env["hcs.segment"].with_user(cls.user_vip)
        cls.old = cls._person("Zhao", birthdate="1950-01-01")
        cls.young = cls._person("Qian", birthdate="2000-01-01")
        cls.dead = cls._person("Sun", birthdate="1940-01-01", deceased=True)
        cls.ours = cls.old | cls.young | cls.dead
        cls.condition = f"[('id', 'in', {cls.ours.ids}), ('age', '>=', 60)]"

    def make(self, domain=None, **values):
        return self.segments.create({"name": "Elderly", "domain": domain or self.condition, **values})

    def members(self, segment):
        return self.env["hcs.patient"].browse(segment._members())

    def test_made_at_once_and_anew(self):
        """Who fits comes in, who does not goes out, the dead never; who stays keeps the day on which he came."""
        with freeze_time(at("2026-01-01")):
            segment = self.make()
        self.assertEqual((self.members(segment), segment.count), (self.old, 1))
        other = self._person("Li", birthdate="1955-01-01")
        with freeze_time(NOW):
            segment.domain = f"[('id', 'in', {(self.ours | other).ids}), ('age', '>=', 60)]"
        since = {line.patient_id: line.since for line in segment.member_ids}
        self.assertEqual(since, {self.old: at("2026-01-01"), other: NOW})
        self.old.birthdate = "2001-01-01"
        segment.action_refresh()
        self.assertEqual(self.members(segment), other)
        other.active = False
        self.assertFalse(self.members(segment))
        segment.action_refresh()
        self.assertEqual(segment.count, 0)

    def test_every_night(self):
        """The oldest first; one that cannot be made says why and does not hold up the others."""
        good, bad = self.make(), self.make(name="Bad")
        self.env.cr.execute("UPDATE hcs_segment SET domain = %s WHERE id = %s", (PROBES[0], bad.id))
        self.env.invalidate_all()
        self.young.birthdate = "1951-01-01"
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=1)), mute_logger("odoo.addons"):
            cron = self.env.ref("hospital_customer_service.ir_cron_vip_segments")
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
        self.assertEqual(self.members(good), self.old | self.young)
        self.assertIn("personal", bad.problem)
        self.assertEqual(self.members(bad), self.old)
        bad.domain = self.condition
        self.assertFalse(bad.problem)

    def test_relative_days_move_by_themselves(self):
        self._visit(self.old, "2026-01-10", 10)
        with freeze_time(at("2026-03-16")):
            self.compute()
            segment = self.make(f"[('id', 'in', {self.ours.ids}), ('value_last_paid_on', '>=', 'today -3m')]")
            self.assertEqual(self.members(segment), self.old)
        with freeze_time(at("2026-06-16")):
            segment.action_refresh()
            self.assertFalse(self.members(segment))

    def test_personal_columns_cannot_be_probed(self):
        for user in (self.user_vip, self.user_director, self.user_admin):
            for text in PROBES:
                with (
                    self.subTest(user=user.login, text=text),
                    self.assertRaisesRegex(ValidationError, "personal|cannot be asked|not there"),
                ):
                    self.env["hcs.segment"].with_user(user).create({"name": "Probe", "domain": text})

    def test_conditions_that_cannot_be_read(self):
        segment = self.make()
        for text in UNREADABLE:
            with self.subTest(text=text[:20]), self.assertRaises(UserError) as caught:
                segment.domain = text
                self.env.flush_all()
            self.assertLess(len(str(caught.exception)), 200)
        with self.assertRaisesRegex(ValidationError, "too long|characters"):
            segment.domain = f"[('id', 'in', {list(range(3000))})]"

    def test_the_condition_is_of_who_wrote_it(self):
        segment = self.make()
        self.assertEqual(segment.user_id, self.user_vip)
        segment.with_user(self.user_leader).description = "Lectures"
        self.assertEqual(segment.user_id, self.user_vip)
        segment.with_user(self.user_leader).domain = "[('age', '>', 90)]"
        self.assertEqual(segment.user_id, self.user_leader)
        with self.assertRaises(AccessError):
            segment.with_user(self.user_vip).user_id = self.user_vip

    def test_who_sees_the_members(self):
        segment = self.make()
        self.assertEqual(self.members(segment.with_user(self.user_agent)), self.old)
        action = segment.with_user(self.user_agent).action_open_patients()
        self.assertEqual(self.as_user(self.user_agent, "hcs.patient").search(action["domain"]), self.old)
        self.assertIn(segment, self.old.with_user(self.user_agent).segment_ids)
        for user in (self.user_department, self.user_executive, self.user_outsider, self.user_his):
            for record in (segment, segment.member_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read([])
            with self.assertRaises(AccessError):
                segment.with_user(user).reachable_count("marketing", "sms")
        for user in (self.user_agent, self.user_followup):
            with self.assertRaises(AccessError):
                segment.with_user(user).action_refresh()
            with self.assertRaises(AccessError):
                segment.with_user(user).domain = "[]"
        with self.assertRaises(AccessError):
            segment.member_ids.with_user(self.user_director).unlink()

    def test_each_hospital_has_its_own_part(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        theirs = self.env["hcs.patient"].create({"name": "Zhou", "company_id": other.id, "birthdate": "1950-01-01"})
        domain = f"[('id', 'in', {(self.ours | theirs).ids}), ('age', '>=', 60)]"
        shared = self.env["hcs.segment"].create({"name": "Shared", "domain": domain, "company_id": False})
        self.assertEqual(shared.member_ids.patient_id, self.old | theirs)
        self.assertEqual(self.members(shared.with_user(self.user_agent)), self.old)
        self.assertEqual(shared.with_user(self.user_agent).count, 1)
        own = self.make(domain)
        self.assertEqual(own.sudo().member_ids.patient_id, self.old)

    def test_the_size_respects_consent_and_numbers(self):
        """The count says what the guard would say to each of them."""
        people = self.env["hcs.patient"].create([{"name": f"P{number}"} for number in range(12)])
        phones = self.env["hcs.patient.phone"]
        for number, patient in enumerate(people):
            if number % 4:
                phones.create(
                    {"patient_id": patient.id, "number": f"1381234560{number % 10}", "wrong": number % 5 == 4}
                )
            if number % 3:
                patient.sudo().email = "a@example.com"
            for purpose, channel, state in (
                ("marketing", "any", "given" if number % 2 else "withdrawn"),
                ("marketing", "sms", "withdrawn" if number == 7 else None),
                ("followup", "any", "withdrawn" if number == 5 else None),
            ):
                if state:
                    self.env["hcs.consent"].create(
                        {"patient_id": patient.id, "purpose": purpose, "channel": channel, "state": state}
                    )
        people[11].deceased = True
        self.env["phone.blacklist"].sudo()._add([people[9].phone_ids.e164])
        segment = self.make(f"[('id', 'in', {people.ids})]")
        guard = self.env["hcs.contact.guard"]
        moment = at("2026-03-16", 19.5)
        for purpose in ("marketing", "followup", "greeting"):
            for channel in ("sms", "email", "call"):
                with self.subTest(purpose=purpose, channel=channel):
                    with patch.object(type(guard), "_time_reason", return_value=False):
                        verdicts = guard._check(people - people[11], purpose, channel, moment)
                    allowed = len([one for one in verdicts.values() if not one])
                    self.assertEqual(segment.reachable_count(purpose, channel), allowed)
        size = segment.reachable_count("marketing", "sms")
        self.assertTrue(0 < size < segment.count)
        self.assertEqual(segment.size_text, f"11, of whom {size} may be written to")
        segment.write({"purpose": "followup", "channel": "call"})
        self.assertEqual(segment.size_text, f"11, of whom {segment.reachable_count('followup', 'call')} may be called")
        for wrong in ("nonsense", 7, ["sms"]):
            with self.assertRaises(UserError):
                segment.reachable_count(wrong, "sms")
            with self.assertRaises(UserError):
                segment.reachable_count("marketing", wrong)

    def test_ready_made_segments(self):
        """Every shipped condition can be read, by who sees no personal column."""
        ids = self.env["ir.model.data"].search(
            [("module", "=", "hospital_customer_service"), ("model", "=", "hcs.segment")]
        )
        shipped = self.env["hcs.segment"].browse(ids.mapped("res_id"))
        self.assertGreaterEqual(len(shipped), 7)
        regular = self._person("Wu", ("2024-05-01", 10), ("2024-06-01", 10), ("2024-07-01", 10))
        payer = self._person("Wang", ("2026-02-01", 9000))
        with freeze_time(at(str(DAY))):
            self.compute()
            shipped.action_refresh()
        names = {patient: patient.segment_ids & shipped for patient in (regular, payer)}
        self.assertEqual(names[regular], self.env.ref("hospital_customer_service.hcs_segment_away"))
        self.assertIn(self.env.ref("hospital_customer_service.hcs_segment_first_visit"), names[payer])
        self.assertIn(self.env.ref("hospital_customer_service.hcs_segment_first_80"), names[payer])
