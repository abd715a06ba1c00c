"""SVC-09, RPT-03: answer time, calls given up, put through and put through wrongly equal plain SQL (DOMAIN §4.4)."""

import random
from datetime import date, datetime, timedelta
from statistics import median

from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase, local

CODES = [
    "ph_calls", "ph_answered_rate", "ph_in_time_rate", "ph_abandoned_rate", "ph_missed_rate", "ph_answer_median",
    "ph_answer_p90", "ph_transfer_rate", "ph_wrong_transfer_rate",
]  # fmt: skip


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestPhoneFigures(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exchange = cls.env["hcs.phone.exchange"].create(
            {"name": "House", "code": "figures", "company_id": cls.hospital.id, "answer_seconds": 15}
        )

    def make(self, at, wait=10, state="ended", **values):
        started = at if isinstance(at, datetime) else local(at)
        answered = started + timedelta(seconds=wait) if state in ("ended", "answered") else False
        return self.env["hcs.phone.call"].create(
            {
                "exchange_id": self.exchange.id,
                "company_id": self.hospital.id,
                "direction": "in",
                "started_at": started,
                "answered_at": answered,
                "wait_seconds": wait,
                "state": state,
                **values,
            }
        )

    def count(self, first="2026-06-01", last="2026-06-30"):
        found = self.env["hcs.fact"]._count(self.hospital, date.fromisoformat(first), date.fromisoformat(last), CODES)
        return {key[0]: pair for key, pair in found.items() if key[1] == "total"}

    def test_by_hand(self):
        """A golden month that anybody can count."""
        self.make("2026-06-02 10:00", wait=6)
        self.make("2026-06-02 10:05", wait=15)
        self.make("2026-06-02 10:10", wait=16, transfers=1)
        self.make("2026-06-02 10:20", wait=60, transfers=2, wrong_transfer=True)
        self.make("2026-06-03 10:00", wait=30, state="abandoned")
        self.make("2026-06-03 22:00", wait=0, state="missed")
        # not counted: outgoing, in the house, by hand, still ringing, of another month
        self.make("2026-06-03 11:00", direction="out")
        self.make("2026-06-03 11:00", direction="internal")
        self.make("2026-06-03 11:00", by_hand=True, exchange_id=False)
        self.make("2026-06-03 11:00", state="ringing")
        self.make("2026-07-01 00:00")
        found = self.count()
        self.assertEqual(found["ph_calls"], (6, None))
        self.assertEqual(found["ph_answered_rate"], (4, 6))
        self.assertEqual(found["ph_in_time_rate"], (2, 6), "the very second is in time")
        self.assertEqual(found["ph_abandoned_rate"], (1, 6))
        self.assertEqual(found["ph_missed_rate"], (1, 6))
        self.assertEqual(found["ph_transfer_rate"], (2, 4))
        self.assertEqual(found["ph_wrong_transfer_rate"], (1, 2))
        self.assertAlmostEqual(found["ph_answer_median"][0], 15.5 / 60)
        self.assertEqual(found["ph_answer_median"][1], 4)

    def test_nothing_happened(self):
        self.assertEqual(self.count()["ph_answered_rate"], (0, 0))

    def test_a_generated_quarter_equals_plain_sql(self):
        dice = random.Random(20260601)
        rows = []
        for _number in range(400):
            at = local("2026-05-20 00:00") + timedelta(minutes=dice.randrange(50 * 24 * 60))
            state = dice.choice(("ended", "ended", "ended", "abandoned", "missed", "ringing", "answered"))
            transfers = dice.choice((0, 0, 0, 1, 2))
            rows.append(
                self.make(
                    at,
                    wait=dice.randrange(90),
                    state=state,
                    transfers=transfers,
                    wrong_transfer=transfers == 2 and dice.random() < 0.5,
                    direction=dice.choice(("in", "in", "in", "out", "internal")),
                    queue=dice.choice(("service", "ward", False)),
                )
            )
        self.env.flush_all()
        for first, last in (("2026-06-01", "2026-06-30"), ("2026-05-26", "2026-06-25"), ("2026-06-08", "2026-06-14")):
            with self.subTest(first=first):
                start, end = local(f"{first} 00:00"), local(f"{last} 00:00") + timedelta(days=1)
                self.env.cr.execute(
                    """SELECT COUNT(*), COUNT(answered_at),
                              COUNT(*) FILTER (WHERE answered_at IS NOT NULL AND wait_seconds <= 15),
                              COUNT(*) FILTER (WHERE state = 'abandoned'), COUNT(*) FILTER (WHERE state = 'missed'),
                              COUNT(*) FILTER (WHERE answered_at IS NOT NULL AND transfers > 0),
                              COUNT(*) FILTER (WHERE answered_at IS NOT NULL AND transfers > 0 AND wrong_transfer),
                              array_agg(wait_seconds) FILTER (WHERE answered_at IS NOT NULL)
                         FROM hcs_phone_call
                        WHERE direction = 'in' AND state <> 'ringing' AND company_id = %s
                          AND started_at >= %s AND started_at < %s""",
                    [self.hospital.id, start, end],
                )
                calls, answered, soon, given_up, missed, through, wrong, waits = self.env.cr.fetchone()
                found = self.count(first, last)
                self.assertEqual(
                    [found[code] for code in CODES if code not in ("ph_answer_median", "ph_answer_p90")],
                    [(calls, None), (answered, calls), (soon, calls), (given_up, calls), (missed, calls),
                     (through, answered), (wrong, through)],
                )  # fmt: skip
                self.assertAlmostEqual(found["ph_answer_median"][0], median(waits) / 60)
        self.assertGreater(calls, 10, "the borders hold calls at all")
