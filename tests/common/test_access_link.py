"""Links for people without an account: what the key is, how long it opens, what is kept (issue 4; DESIGN §6.2)."""

import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.common import HcsCase

NOW = "2026-06-01 11:00:00"


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time(NOW)
class TestAccessLink(HcsCase):
    def setUp(self):
        super().setUp()
        self.links = self.env["hcs.access.link"]
        self.env.company.hcs_doctor_link = False
        department = self.env["hcs.department"].create({"name": "Surgery"})
        self.record = self.env["hcs.collaboration"].create({"department_id": department.id, "request": "Halve it?"})

    def _issue(self, **kwargs):
        link, url = self.links._issue(self.record, "collaboration", **kwargs)
        return link, url.rsplit("/", 1)[1]

    def test_the_key_is_long_and_only_its_fingerprint_is_kept(self):
        """128 bit and more; neither the row nor the address says whose it is."""
        link, token = self._issue()
        self.assertGreaterEqual(len(token) * 6, 128)
        self.assertRegex(token, r"^[\w-]+$")
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM hcs_access_link WHERE id = %s", [link.id])
        self.assertNotIn(token, str(self.env.cr.fetchone()))
        self.assertEqual(len({self._issue()[1] for _number in range(50)}), 50)
        self.assertEqual(self.links._fields["token_hash"].groups, "base.group_system")

    def test_it_opens_what_it_was_made_for_and_nothing_else(self):
        link, token = self._issue()
        self.assertEqual(self.links._find(token), link)
        self.assertEqual(link._get_record(), self.record)
        for wrong in ("", "x", token[:-1], token + "a", token.swapcase(), "../" + token, "\x00"):
            self.assertFalse(self.links._find(wrong), wrong)
        with self.assertRaises(ValueError):
            self.links._issue(self.env.user, "collaboration")

    def test_it_expires(self):
        link, token = self._issue(hours=2)
        self.assertEqual(link.expires_at, fields.Datetime.now() + timedelta(hours=2))
        with freeze_time("2026-06-01 12:59:59"):
            self.links.invalidate_model()
            self.assertEqual(self.links._find(token), link)
            self.assertIn(link, self.links.search([("is_open", "=", True)]))
        with freeze_time("2026-06-01 13:00:00"):
            self.links.invalidate_model()
            self.assertFalse(self.links._find(token))
            self.assertNotIn(link, self.links.search([("is_open", "=", True)]))
        self.assertEqual(link.use_ids.mapped("kind"), ["refused"])

    def test_a_new_one_closes_the_one_before(self):
        _first, old = self._issue()
        second, new = self._issue()
        self.assertEqual((self.links._find(old), self.links._find(new)), (self.links, second))
        _third, other = self._issue(replace=False)
        self.assertTrue(self.links._find(new) and self.links._find(other))

    def test_it_does_not_open_what_is_settled_or_gone(self):
        _link, token = self._issue()
        self.record.action_withdraw()
        self.assertFalse(self.links._find(token))
        record = self.record.copy()
        link, address = self.links._issue(record, "collaboration")
        record.unlink()
        self.assertFalse(self.links._find(address.rsplit("/", 1)[1]))
        self.assertFalse(link._get_record())

    def test_single_use_and_until_done(self):
        """Used up by the first answer, or open until the record says that all is done."""
        link, _token = self._issue()
        self.assertFalse(link.once)
        link._submit({"choice": "acknowledge"})
        self.assertTrue(link.is_open)
        self.assertTrue(link._submit({"choice": "answer", "answer": "Halve it."}))
        self.assertFalse(link.is_open)
        self.assertIsNone(link._submit({"choice": "answer", "answer": "Or not."}), "nothing is done twice")
        self.assertEqual(self.record.answer, "Halve it.")
        self.assertEqual(link.use_ids.mapped("kind"), ["answered", "answered"])
        again = self.record.copy()
        link, _url = self.links._issue(again, "collaboration")
        link.once = True
        link._submit({"choice": "acknowledge"})
        self.assertTrue(link.used_at, "the first answer uses it up")

    def test_uses_are_written_once(self):
        link, _token = self._issue()
        use = link._note_use("opened")
        self.assertFalse(link._note_use("opened"), "who reloads the page opens it once")
        with freeze_time("2026-06-01 11:11:00"):
            self.assertTrue(link._note_use("opened"))
        with self.assertRaises(UserError):
            use.write({"kind": "answered"})
        with self.assertRaises(UserError):
            use.unlink()

    def test_nobody_makes_or_reads_links_by_hand(self):
        link, _token = self._issue()
        for user in (self.user_agent, self.user_leader, self.user_department, self.user_outsider):
            with self.assertRaises(AccessError):
                link.with_user(user).read(["expires_at"])
        self.assertTrue(link.with_user(self.user_admin).read(["expires_at", "use_ids"]))
        with self.assertRaises(AccessError):
            link.with_user(self.user_admin).read(["token_hash"])
        with self.assertRaises(AccessError):
            link.with_user(self.user_admin).write({"expires_at": "2030-01-01"})

    def test_tries_in_vain_are_counted_without_the_address(self):
        tries = self.env["hcs.access.link.try"]
        for _number in range(20):
            self.assertFalse(tries._is_flooding("10.0.0.7"))
            tries._note("10.0.0.7")
        self.assertTrue(tries._is_flooding("10.0.0.7"))
        self.assertFalse(tries._is_flooding("10.0.0.8"), "others are not held up")
        self.assertFalse([place for place in tries.sudo().search([]).mapped("place") if re.search(r"10\.0", place)])
        with freeze_time("2026-06-01 11:10:01"):
            self.assertFalse(tries._is_flooding("10.0.0.7"))
        with freeze_time("2026-06-03 11:00:00"):
            tries._gc_tries()
            self.assertFalse(tries.sudo().search_count([]))
