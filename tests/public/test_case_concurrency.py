"""DESIGN §1.5: two people at once on one code, over real connections."""

from psycopg2 import OperationalError

from odoo import fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from tests.common.connections import ConnectionCase


@tagged("post_install", "-at_install", "hcs_public")
class TestCaseConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean)
        with self._connection() as env:
            self.moment = fields.Datetime.now()
            ticket = env["hcs.complaint.ticket"].create(
                {"description": "Two at once", "complainant_name": "Two", "complainant_phone": "13812345678"}
            )
            ticket.write({"state": "answered", "answered_at": self.moment})
            self.pair = ticket._issue_receipt()
            self.ticket_id = ticket.id

    def _clean(self):
        with self._connection() as env:
            ticket = self.ticket_id
            links = SQL(
                "SELECT id FROM hcs_access_link WHERE res_model = 'hcs.complaint.ticket' AND res_id = %s", ticket
            )
            for query in (
                SQL("DELETE FROM hcs_access_link_use WHERE link_id IN (%s)", links),
                SQL("DELETE FROM hcs_access_link WHERE id IN (%s)", links),
                SQL("DELETE FROM hcs_contact WHERE res_model = 'hcs.complaint.ticket' AND res_id = %s", ticket),
                SQL("DELETE FROM hcs_complaint_inquiry WHERE ticket_id = %s", ticket),
                SQL("DELETE FROM hcs_complaint_transfer WHERE ticket_id = %s", ticket),
                SQL("DELETE FROM hcs_complaint_chain_step WHERE ticket_id = %s", ticket),
                SQL("DELETE FROM mail_activity WHERE res_model = 'hcs.complaint.ticket' AND res_id = %s", ticket),
                SQL("DELETE FROM mail_message WHERE model = 'hcs.complaint.ticket' AND res_id = %s", ticket),
                SQL("DELETE FROM mail_followers WHERE res_model = 'hcs.complaint.ticket' AND res_id = %s", ticket),
                SQL("DELETE FROM hcs_complaint_ticket WHERE id = %s", ticket),
            ):
                env.cr.execute(query)

    def _record(self, env):
        return env["hcs.access.link"]._find_case(*self.pair)._get_record()

    def test_both_are_let_in_and_one_verdict_counts(self):
        def say(verdict):
            with self._connection() as env:
                record = self._record(env)
                self.assertTrue(record, "whoever has the code gets in, also at the same moment")
                record._case_take_verdict(verdict)

        with mute_logger("odoo.sql_db"):
            answers = self._at_once(say, ["satisfied", "dissatisfied"])
        refused = [answer for answer in answers.values() if isinstance(answer, UserError)]
        self.assertLessEqual(len(refused), 1)
        with self._connection() as env:
            ticket = env["hcs.complaint.ticket"].browse(self.ticket_id)
            self.assertEqual(len(ticket.inquiry_ids), 1)
            self.assertIn(ticket.satisfaction, ("satisfied", "dissatisfied"))
            self.assertEqual(ticket.inquiry_ids.satisfaction, ticket.satisfaction)

    def test_both_words_are_kept(self):
        def write(words):
            for _try in range(5):
                try:
                    with self._connection() as env:
                        self._record(env)._case_take_words(words)
                    break
                except OperationalError:
                    # the server begins anew what met another one
                    continue

        with mute_logger("odoo.sql_db"):
            self._at_once(write, ["First words", "Second words"])
        with self._connection() as env:
            bodies = " ".join(env["hcs.complaint.ticket"].browse(self.ticket_id).message_ids.mapped("body"))
        self.assertIn("First words", bodies)
        self.assertIn("Second words", bodies)

    def test_a_code_by_sms_is_used_once(self):
        number, typed = "13811112222", "123456"
        with self._connection() as env:
            page = env["hcs.public.page"]._find("consent", env.company)
            codes = env["hcs.public.code"]
            key = env["hcs.public.knock"]._number_key(number, page)
            now = fields.Datetime.now()
            code = codes.create(
                {
                    "company_id": env.company.id,
                    "number_hash": key,
                    "code_hash": codes._fingerprint(key, typed),
                    "at": now,
                    "expires_at": fields.Datetime.add(now, minutes=10),
                }
            )
            code_id = code.id

        def use(person):
            try:
                with self._connection() as env:
                    page = env["hcs.public.page"]._find("consent", env.company)
                    found = env["hcs.public.code"]._check(page, number, typed)
                    if found:
                        found._use()
                    return bool(found)
            except OperationalError:
                # the server begins anew what met another one
                with self._connection() as env:
                    page = env["hcs.public.page"]._find("consent", env.company)
                    return bool(env["hcs.public.code"]._check(page, number, typed))

        with mute_logger("odoo.sql_db"):
            answers = self._at_once(use, ["first", "second"])
        with self._connection() as env:
            env["hcs.public.code"].browse(code_id).unlink()
        self.assertEqual(sorted(answers.values()), [False, True])

    def test_two_forms_of_one_person_make_one_card(self):
        """The second form begins anew when the first one is through, and finds what it made."""
        values = {"name": "Two Forms", "phone": "13833334444", "birthdate": fields.Date.to_date("1980-05-01")}

        def page(env):
            return env["hcs.public.page"]._find("vip", env.company)

        with self._connection() as first, self._connection(commit=False) as second:
            patient_id = page(first)._patient_of(values).id
            with self.assertRaises(ConcurrencyError):
                page(second)._patient_of(values)
            first.flush_all()
            first.cr.commit()
            second.cr.rollback()
            second.invalidate_all()
            self.assertEqual(page(second)._patient_of(values).id, patient_id)
        with self._connection() as env:
            for query in (
                SQL("DELETE FROM hcs_patient_phone WHERE patient_id = %s", patient_id),
                SQL("DELETE FROM mail_message WHERE model = 'hcs.patient' AND res_id = %s", patient_id),
                SQL("DELETE FROM mail_followers WHERE res_model = 'hcs.patient' AND res_id = %s", patient_id),
                SQL("DELETE FROM hcs_patient WHERE id = %s", patient_id),
            ):
                env.cr.execute(query)
