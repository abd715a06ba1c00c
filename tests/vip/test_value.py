"""CRM-02, CRM-03, KA2: the figures of a patient, to the cent, and the rows behind them."""

from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.vip import VipCase, at
from tests.vip.value import DAY, ValueCase, days_before


@tagged("post_install", "-at_install", "hcs_vip")
class TestValue(ValueCase):
    def test_golden_figures(self):
        """Two visits on one day are one day; the day itself and what nobody told do not count."""
        patient = self._person(
            "Zhao", ("2024-03-16", 1000), ("2025-03-15", 200), ("2025-03-16", 300), ("2025-09-01", 400),
            ("2025-09-01", 100), ("2026-03-15", 500), ("2026-03-16", 9999),
        )  # fmt: skip
        self._visit(patient, "2026-01-01", 777, state="no_show")
        self._visit(patient, "2026-01-02", 0, amount_known=False)
        self.compute()
        value = self.value(patient)
        self.assertEqual((value.first_paid_on, value.last_paid_on), (date(2024, 3, 16), date(2026, 3, 15)))
        self.assertEqual((value.paid_days_12m, value.paid_days_total), (3, 5))
        self.assertEqual((value.money_12m, value.paid_before_12m, value.money_total), (1300, 1200, 2500))
        self.assertEqual(value.average_interval_days, 182.3)  # 729 days in 4 intervals
        self.assertEqual((value.margin, value.upkeep_cost, value.acquisition_cost), (1000, 60, 50))
        self.assertEqual(value.trend, 8.3)
        with freeze_time(at("2026-03-20")):
            self.assertEqual(value.recency_days, 5)

    def test_the_expected_value_by_the_formula(self):
        """Yearly margin × retention ÷ (1 + discount − retention) − cost to win; one of two came again."""
        patient = self._person("Zhao", ("2024-06-01", 1000), ("2025-06-01", 1000))
        self._person("Qian", ("2024-06-01", 100))
        self.company.write({"hcs_value_discount": 10, "hcs_value_retention": 0})
        self.compute()
        value = self.value(patient)
        self.assertEqual((value.retention, value.retention_basis, value.discount), (0.5, "measured", 0.1))
        self.assertEqual((value.margin, value.upkeep_cost, value.years), (800, 20, 1.79))
        self.assertEqual(value.expected_lifetime_value, round(780 / 1.79 * 0.5 / 0.6 - 50, 2))
        self.assertIn("313.13", value.inputs)
        self.company.hcs_value_retention = 80
        self.compute()
        self.assertEqual((value.retention, value.retention_basis), (0.8, "set"))
        self.assertEqual(value.expected_lifetime_value, round(780 / 1.79 * 0.8 / 0.3 - 50, 2))

    def test_retention_is_assumed_where_nobody_was_there_a_year_ago(self):
        patient = self._person("Zhao", ("2026-03-01", 1000))
        self.compute()
        self.assertEqual((self.value(patient).retention, self.value(patient).retention_basis), (0.5, "assumed"))

    def test_refunds_and_compensation_are_deducted(self):
        """The hook of room complaint and the statement agree, and a merged record counts for the one that goes on."""
        patient = self._person("Zhao", ("2024-06-01", 1000), ("2025-12-01", 600))
        gone = self._person("Zhao")
        self._give_back(patient, 100, "2025-01-01")
        self._give_back(patient, 250, "2025-12-20")
        self._give_back(gone, 30, "2025-12-20")
        self._give_back(patient, 999, str(DAY))
        gone.sudo().write({"merged_into_id": patient.id, "active": False})
        self.compute()
        value = self.value(patient)
        self.assertEqual((value.compensation_total, value.compensation_12m), (380, 280))
        self.assertEqual((value.money_total, value.money_12m, value.margin), (1220, 320, 260))
        family = patient | gone
        paid = self.env["hcs.compensation"]._paid_by_patient(family, date_to=days_before(1))
        self.assertEqual(sum(paid.values()), value.compensation_total)
        domain = value.with_user(self.user_leader).action_open_compensations()["domain"]
        self.assertEqual(sum(self.env["hcs.compensation"].search(domain).mapped("amount")), 380)

    def test_the_line_that_fits_best(self):
        """Department and kind of visit before department, before kind, before everything."""
        settings = self.env["hcs.value.setting"]
        settings.create({"channel": "checkup", "margin_percent": 10, "upkeep_cost": 1})
        settings.create({"department_id": self.dental.id, "margin_percent": 50, "upkeep_cost": 2})
        settings.create({"department_id": self.dental.id, "channel": "checkup", "margin_percent": 70})
        dental = {"department_id": self.dental.id}
        expected = [
            ({}, 40, 10), ({"kind": "checkup"}, 10, 1), (dental, 50, 2), ({**dental, "kind": "checkup"}, 70, 0),
        ]  # fmt: skip
        for more, margin, upkeep in expected:
            with self.subTest(more=more):
                patient = self._person("Zhao", ("2026-01-01", 100, more))
                self.compute()
                self.assertEqual((self.value(patient).margin, self.value(patient).upkeep_cost), (margin, upkeep))

    def test_the_cost_to_win_is_that_of_the_first_visit(self):
        self.env["hcs.value.setting"].create({"department_id": self.dental.id, "acquisition_cost": 300})
        dental = {"department_id": self.dental.id}
        first = self._person("Zhao", ("2025-01-01", 10, {**dental, "hour": 9}), ("2025-01-01", 10, {"hour": 11}))
        later = self._person("Qian", ("2025-01-01", 10, {"hour": 9}), ("2025-01-01", 10, {**dental, "hour": 11}))
        self.compute()
        self.assertEqual((self.value(first).acquisition_cost, self.value(later).acquisition_cost), (300, 50))

    def test_another_currency_at_the_rate_of_its_day(self):
        dollar = self.env.ref("base.USD") if self.company.currency_id.name != "USD" else self.env.ref("base.EUR")
        dollar.active = True
        dollar.rate_ids.unlink()
        rates = [("2025-01-01", 0.5), ("2025-06-01", 0.25)]
        for name, rate in rates:
            self.env["res.currency.rate"].create(
                {"currency_id": dollar.id, "name": name, "rate": rate, "company_id": self.company.id}
            )
        own = {"currency_id": dollar.id}
        patient = self._person("Zhao", ("2025-05-31", 100, own), ("2025-06-01", 100, own), ("2025-06-02", 100))
        self.compute()
        expected = [dollar._convert(100, self.company.currency_id, self.company, day) for day in
                    (date(2025, 5, 31), date(2025, 6, 1))]  # fmt: skip
        self.assertEqual(self.value(patient).money_total, sum(expected) + 100)
        self.assertEqual(expected, [200, 400])

    def test_days_are_those_of_the_hospital(self):
        """Half past midnight of Shanghai is the evening before in UTC."""
        patient = self._person("Zhao", ("2026-03-16", 50, {"hour": 0.5}), ("2026-03-15", 70, {"hour": 23.5}))
        self.compute()
        self.assertEqual((self.value(patient).last_paid_on, self.value(patient).money_total), (date(2026, 3, 15), 70))

    def test_a_second_run_and_visits_that_go(self):
        patient = self._person("Zhao", ("2025-05-01", 100))
        self.compute()
        first = self.value(patient)
        self.compute()
        self.assertEqual(self.value(patient), first)
        patient_visit = self.env["hcs.visit"].search([("patient_id", "=", patient.id)])
        patient_visit.write({"amount_known": False})
        self.compute()
        self.assertFalse(self.value(patient))

    def test_a_past_day_again(self):
        """KA2: computed for a day of the past, the figures are those of that day."""
        patient = self._person("Zhao", ("2024-05-01", 100), ("2025-01-01", 10))
        self.compute(date(2025, 2, 1))
        before = self.value(patient).read(["money_12m", "money_total", "rfm", "expected_lifetime_value"])
        self._visit(patient, "2025-12-01", 5000)
        self.compute()
        self.assertEqual(self.value(patient).money_12m, 5000)
        self.compute(date(2025, 2, 1))
        after = self.value(patient).read(["money_12m", "money_total", "rfm", "expected_lifetime_value"])
        self.assertEqual([{**row, "id": 0} for row in before], [{**row, "id": 0} for row in after])

    def test_every_number_opens_its_visits(self):
        patient = self._person("Zhao", ("2024-05-01", 100), ("2025-05-01", 30), ("2025-05-01", 7), (str(DAY), 9))
        self._visit(patient, "2025-06-01", 50, state="cancelled")
        self._person("Qian", ("2025-05-01", 40))
        self.compute()
        value = self.value(patient).with_user(self.user_vip)
        visits = self.env["hcs.visit"].with_user(self.user_vip)
        total = visits.search(value.action_open_visits()["domain"])
        year = visits.search(value.action_open_visits_12m()["domain"])
        self.assertEqual(sum(total.mapped("amount_spent")), value.paid_total)
        self.assertEqual(sum(year.mapped("amount_spent")), value.paid_12m)
        self.assertEqual((len(total), len(year)), (3, 2))


@tagged("post_install", "-at_install", "hcs_vip")
class TestValueOfMembers(ValueCase, VipCase):
    def test_services_to_members_cost(self):
        self._visit(self.patient, "2025-12-01", 600)
        membership = self.join(day="2026-01-05")
        with freeze_time(at("2026-02-01")):
            membership.with_user(self.user_agent).action_use("escort").action_done("Zhao", cost=80)
        self.compute()
        self.assertEqual(self.value(self.patient).upkeep_cost, 90)

    def test_the_price_of_a_membership_is_no_money_of_the_patient(self):
        """DOMAIN §4.4: recency, frequency and money are those of paid visits, a card is none."""
        only_card = self.env["hcs.patient"].create({"name": "Sun"})
        self._visit(self.patient, "2025-12-01", 600)
        for patient in (self.patient, only_card):
            membership = self.join(patient=patient, day="2026-01-05")
            self.assertEqual((membership.payment, membership.amount), ("paid", 800))
        self.compute()
        value = self.value(self.patient)
        self.assertEqual((value.money_total, value.money_12m, value.margin), (600, 600, 240))
        self.assertEqual((value.last_paid_on, value.paid_days_total), (date(2025, 12, 1), 1))
        self.assertFalse(self.value(only_card).money_total)
        self.assertFalse(self.value(only_card).paid_days_total)


@tagged("post_install", "-at_install", "hcs_vip")
class TestValueRights(ValueCase):
    def test_who_reads_and_who_computes(self):
        patient = self._person("Zhao", ("2025-05-01", 100))
        self.compute()
        value = self.value(patient)
        for user in (self.user_vip, self.user_leader, self.user_director):
            self.assertEqual(value.with_user(user).money_12m, 100)
            self.assertEqual(patient.with_user(user).value_money_12m, 100)
        for user in (self.user_agent, self.user_followup, self.user_complaint, self.user_department):
            with self.assertRaises(AccessError):
                value.with_user(user).read(["money_12m"])
            self.assertNotIn("value_money_12m", self.as_user(user, "hcs.patient").fields_get())
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.patient.value").action_compute()
        with self.assertRaises(AccessError):
            value.with_user(self.user_director).write({"money_12m": 5})
        with freeze_time(at("2026-03-16")):
            self._visit(patient, "2025-06-01", 11)
            self.as_user(self.user_leader, "hcs.patient.value").action_compute()
        self.assertEqual(self.value(patient).money_total, 111)

    def test_an_opened_value_is_a_look_at_the_patient(self):
        patient = self._person("Zhao", ("2025-05-01", 100))
        self.compute()
        self.value(patient).with_user(self.user_vip).web_read({"money_12m": {}})
        log = self.env["hcs.access.log"].search([("patient_id", "=", patient.id), ("user_id", "=", self.user_vip.id)])
        self.assertEqual(log.mapped("kind"), ["card"])

    def test_settings_that_nobody_can_mean(self):
        settings = self.env["hcs.value.setting"].with_user(self.user_director)
        for values in ({"margin_percent": 101}, {"upkeep_cost": -1}, {"acquisition_cost": -1}, {}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                settings.create({"channel": "online" if values else False, **values})
        for values in ({"hcs_value_discount": 0}, {"hcs_value_retention": 101}, {"hcs_value_frequent_days": 0}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.company.write(values)
                self.env.flush_all()
        for text in ("", "1,2,3", "1,2,2,3", "4,3,2,1", "a,b,c,d", "1,2,3,nan", "-1,2,3,4"):
            with self.assertRaisesRegex(ValidationError, "four numbers that grow"):
                self.company.write({"hcs_value_scores": "limits", "hcs_value_limits_days": text})
        with self.assertRaises(UserError):
            settings.create({"department_id": self.dental.id, "company_id": self.env["res.company"].create(
                {"name": "Other"}).id})  # fmt: skip
