"""CMP-03: the longest time by law, and a ladder that ends."""

from psycopg2 import IntegrityError

from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .clocks import NOW, ClockCase


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time(NOW)
class TestClockLegal(ClockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.legal = cls._policy(
            name="By law", target=5, unit="working_day", legal_target=5, legal_unit="working_day", legal_basis="Art. 1"
        )

    def test_shorter_is_the_hospitals_to_choose(self):
        self.legal.target = 3
        self.assertFalse(self.legal.beyond_law)
        self.assertFalse(self.legal.legal_warning)

    def test_longer_warns_and_stays_marked(self):
        """DOMAIN §1.1: it is not refused; it is said at once, kept in the history, and marked until it is mended."""
        said, send = [], type(self.env.user)._bus_send

        def listen(user, kind, message, **kwargs):
            said.append(message["message"])
            return send(user, kind, message, **kwargs)

        self.patch(type(self.env.user), "_bus_send", listen)
        self.legal.with_user(self.user_director).target = 6
        self.assertIn("at most 5 working days (Art. 1)", said[0])
        self.assertTrue(self.legal.beyond_law)
        self.assertIn(self.legal, self.legal.search([("beyond_law", "=", True)]))
        self.assertIn("at most 5 working days", "".join(self.legal.message_ids.mapped("body")))
        # a second save of something else does not say it again, the mark stays
        self.legal.sequence = 3
        self.assertEqual(len(said), 1)
        self.assertTrue(self.legal.beyond_law)
        self.legal.target = 5
        self.assertNotIn(self.legal, self.legal.search([("beyond_law", "=", True)]))

    def test_an_archived_deadline_of_the_law_is_marked(self):
        self.legal.active = False
        self.assertIn("archived", self.legal.legal_warning)
        self.assertIn(self.legal, self.legal.with_context(active_test=False).search([("beyond_law", "=", True)]))

    def test_the_form_warns_while_it_is_typed(self):
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as log, Form(self.legal) as form:
            form.target = 30
        self.assertIn("at most 5", "".join(log.output))

    def test_what_the_law_leaves_open(self):
        policy = self._policy(name="Free", target=500, unit="calendar_day", sequence=9)
        self.assertFalse(policy.beyond_law)

    def test_the_ladder_ends(self):
        """CMP-03: daily after the end, but not for ever."""
        self.legal.escalation_ids.create(
            {"policy_id": self.legal.id, "percent": 100, "notify": "director", "repeat_days": 1, "repeat_times": 2}
        )
        clock = self._start("2026-11-09 09:00")  # Monday: due on Monday the 16th
        for day in range(16, 28):
            self._wake(f"2026-11-{day:02} 10:00")
            self._wake(f"2026-11-{day:02} 17:00")
        told = [event for event in self._events(clock, "escalation") if event[2] == "director"]
        self.assertEqual(len(told), 3)
        self.assertFalse(clock.next_wake_at)

    def test_a_negative_number_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.legal.escalation_ids.create({"policy_id": self.legal.id, "repeat_times": -1})
