from itertools import product

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from tests.visit import VisitCase

IN_WINDOW = "2026-03-16 15:00"  # a Monday in winter: 14:00-16:30 and 19:00-20:00


@freeze_time("2026-03-01 02:00:00")
@tagged("post_install", "-at_install", "hcs_contact")
class TestGuard(VisitCase):
    """FUP-03, FUP-13, SEC-02: may this person be contacted, for this, by this, now?"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guard = cls.env["hcs.contact.guard"]

    def _reason(self, purpose="followup", channel="call", local=IN_WINDOW, patient=None, **kwargs):
        patient = patient or self.patient
        return self.guard._check(patient, purpose, channel, self.at(local), **kwargs)[patient.id]

    def _consent(self, state, purpose="followup", channel="any", at="2026-01-01 00:00:00", patient=None):
        return self.env["hcs.consent"].create(
            {
                "patient_id": (patient or self.patient).id,
                "purpose": purpose,
                "channel": channel,
                "state": state,
                "at": at,
            }
        )

    # TIME
    def test_windows_of_winter_and_summer(self):
        for local, expected in (
            ("2026-03-16 13:59", "outside_window"),
            ("2026-03-16 14:00", False),
            ("2026-03-16 16:29", False),
            ("2026-03-16 16:30", "outside_window"),
            ("2026-03-16 18:59", "outside_window"),
            ("2026-03-16 19:00", False),
            ("2026-03-16 19:59", False),
            ("2026-03-16 20:00", "outside_window"),
            # the last day of winter and the first working day of summer (05-01 to 05-05 are holidays)
            ("2026-04-30 14:10", False),
            ("2026-05-06 14:10", "outside_window"),
            ("2026-05-06 14:30", False),
            # the last day of summer; the National Day holidays follow, and winter with them
            ("2026-09-30 14:10", "outside_window"),
            ("2026-09-30 14:30", False),
            ("2026-10-08 14:10", False),
        ):
            with self.subTest(local):
                self.assertEqual(self._reason(local=local), expected)

    def test_holidays_make_up_days_and_weekends(self):
        for local, expected in (
            ("2026-02-14 15:00", False),  # a Saturday worked for the Spring Festival
            ("2026-02-15 15:00", "holiday"),
            ("2026-02-17 15:00", "holiday"),  # New Year's Day of the lunar calendar
            ("2026-02-23 15:00", "holiday"),
            ("2026-02-24 15:00", False),
            ("2026-02-28 15:00", False),  # a Saturday worked for the Spring Festival
            ("2026-03-14 15:00", False),  # an ordinary Saturday may be called
            ("2026-05-01 15:00", "holiday"),
            ("2026-05-09 15:00", False),  # a Saturday worked for Labour Day
            ("2026-10-01 15:00", "holiday"),
        ):
            with self.subTest(local):
                self.assertEqual(self._reason(local=local), expected)

    def test_weekends_may_be_closed_by_the_setting_but_make_up_days_not(self):
        self.company.hcs_call_on_weekends = False
        self.assertEqual(self._reason(local="2026-03-14 15:00"), "outside_window")
        self.assertFalse(self._reason(local="2026-02-28 15:00"))

    def test_a_day_marked_as_no_call_is_closed(self):
        self.env["hcs.calendar.day"].create({"date": "2026-03-16", "kind": "no_call", "name": "Funeral"})
        self.assertEqual(self._reason(), "holiday")
        self.assertEqual(self._reason(requested=True), "holiday")
        self.assertFalse(self._reason(requested=True, confirmed_holiday=True))

    def test_a_time_the_patient_asked_for(self):
        """FUP-03: outside a window at once, on a holiday only when confirmed."""
        self.assertFalse(self._reason(local="2026-03-16 08:00", requested=True))
        self.assertEqual(self._reason(local="2026-02-17 15:00", requested=True), "holiday")
        self.assertFalse(self._reason(local="2026-02-17 15:00", requested=True, confirmed_holiday=True))

    def test_letters_and_mails_keep_no_calling_hours(self):
        self.patient.email = "a@example.com"
        self.assertFalse(self._reason(channel="email", local="2026-02-17 03:00"))
        self.assertFalse(self._reason(channel="wechat", local="2026-02-17 03:00"))
        self.assertEqual(self._reason(channel="sms", local="2026-02-17 15:00"), "holiday")

    # PERSON
    def test_the_dead_are_never_contacted(self):
        self.patient.deceased = True
        self._consent("given", "marketing")
        for purpose, channel, requested in product(
            ("followup", "survey", "greeting", "marketing", "service"), ("call", "sms", "email"), (False, True)
        ):
            reason = self._reason(purpose, channel, requested=requested, confirmed_holiday=True)
            self.assertEqual(reason, "deceased")

    def test_follow_up_needs_no_consent_until_it_is_withdrawn(self):
        self.assertFalse(self._reason())
        self._consent("withdrawn", at="2026-02-01 00:00:00")
        self.assertEqual(self._reason(), "consent_withdrawn")
        self.assertFalse(self._reason("service"))
        self._consent("given", at="2026-02-02 00:00:00")
        self.assertFalse(self._reason())

    def test_other_purposes_need_a_consent(self):
        for purpose in ("survey", "greeting", "marketing"):
            with self.subTest(purpose):
                self.assertEqual(self._reason(purpose), "consent_missing")
                self._consent("given", purpose, "call")
                self.assertFalse(self._reason(purpose))
                self.assertEqual(self._reason(purpose, "sms"), "consent_missing")
                self._consent("withdrawn", purpose, "any", at="2026-02-01 00:00:00")
                self.assertEqual(self._reason(purpose), "consent_withdrawn")

    def test_numbers(self):
        nobody = self._make_patient("李四", number=None)
        self.assertEqual(self._reason(patient=nobody), "no_number")
        self.patient.phone_ids.wrong = True
        self.assertEqual(self._reason(), "wrong_number")
        self.env["hcs.patient.phone"].create({"patient_id": self.patient.id, "number": "13900139000"})
        self.assertFalse(self._reason())
        strange = self._make_patient("王五", number="12345")
        self.assertFalse(self._reason(patient=strange), "an extension is dialled by hand")
        self.assertEqual(self._reason(channel="sms", patient=strange), "wrong_number")
        self.assertEqual(self._reason(channel="email", patient=nobody), "no_number")

    def test_an_agent_who_sees_no_number_gets_the_same_answer(self):
        guard = self.guard.with_user(self.user_agent)
        patients = self.patient.with_user(self.user_agent)
        self.assertEqual(guard._check(patients, "followup", "email", self.at(IN_WINDOW)), {patients.id: "no_number"})

    def test_many_patients_cost_as_many_queries_as_one(self):
        patients = self.env["hcs.patient"]
        for number in range(30):
            patients |= self._make_patient(f"P {number}", number=f"138001380{number:02}")

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(set(self.guard._check(records, "survey", "call", self.at(IN_WINDOW))), set(records.ids))
            return self.cr.sql_log_count - before

        cost(patients[:1])
        self.assertLessEqual(cost(patients), cost(patients[:1]) + 1)

    def test_every_reason_says_what_to_do(self):
        for code in (
            "deceased",
            "consent_withdrawn",
            "consent_missing",
            "no_number",
            "wrong_number",
            "outside_window",
            "holiday",
        ):
            self.assertGreater(len(self.guard._reason_text(code)), 30)
        self.assertEqual(self.guard._reason_text(False), "")

    # PLANNING
    def test_the_planners_sql_agrees_with_the_check(self):
        """Every story of two consent lines, alive and dead, for every purpose and two channels."""
        lines = [None, *product(("given", "withdrawn"), ("any", "call", "sms"))]
        patients = self.env["hcs.patient"]
        for number, (deceased, first, second) in enumerate(product((False, True, None), lines, lines)):
            patient = self._make_patient(f"P {number}", deceased=bool(deceased))
            if deceased is None:
                self.env.flush_all()
                self.cr.execute("UPDATE hcs_patient SET deceased = NULL WHERE id = %s", [patient.id])
            for line in (first, second):
                if line:
                    # the same moment twice: the line that was written later counts
                    self._consent(line[0], "followup", line[1], patient=patient)
                    self._consent(line[0], "survey", line[1], patient=patient)
            patients |= patient
        self.env.flush_all()
        self.env.invalidate_all()
        for purpose, channel in product(("followup", "survey", "marketing", "service"), ("call", "sms", "email")):
            rows = self.env.execute_query(
                SQL(
                    "SELECT p.id, %s FROM hcs_patient p WHERE p.id IN %s",
                    self.guard._blocked_sql(purpose, channel, "p"),
                    tuple(patients.ids),
                )
            )
            verdicts = self.guard._check(patients, purpose, channel, self.at(IN_WINDOW))
            blocking = {"deceased", "consent_withdrawn", "consent_missing"}
            with self.subTest(purpose=purpose, channel=channel):
                self.assertEqual(dict(rows), {id_: reason in blocking for id_, reason in verdicts.items()})
