"""CRM-02, CRM-03, KA4: cohorts, the curve, signs of loyalty, value in searches; and what value may never change."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.vip import at
from tests.vip.value import DAY, ValueCase


@tagged("post_install", "-at_install", "hcs_vip")
class TestCohorts(ValueCase):
    def test_golden_cohorts(self):
        """A year counts when it is over, from the day of each patient's own first visit."""
        stays = self._person("Zhao", ("2023-01-10", 10), ("2024-01-10", 10), ("2025-01-09", 10))
        comes_back = self._person("Qian", ("2023-03-31", 10), ("2025-03-31", 10))
        self._person("Sun", ("2023-04-01", 10))
        self._person("Li", ("2024-05-01", 10), ("2025-05-01", 10))
        self.compute()
        lines = self.env["hcs.value.cohort"].search([("company_id", "=", self.company.id)])
        found = {(str(line.cohort_on), line.period): (line.size, line.came, line.lost) for line in lines}
        self.assertEqual(
            found,
            {
                ("2023-01-01", 1): (2, 1, 1),  # day 365 of Zhao is in the second year, Qian stayed away
                ("2023-01-01", 2): (1, 1, 0),  # that of Qian is not over before 30 March 2026
                ("2023-04-01", 1): (1, 0, 1),
            },
        )
        line = lines.filtered(lambda one: one.period == 1 and one.size == 2).with_user(self.user_vip)
        values = self.env["hcs.patient.value"].with_user(self.user_vip)
        self.assertEqual(values.search(line.action_open_active()["domain"]).patient_id, stays)
        self.assertEqual(values.search(line.action_open_lost()["domain"]).patient_id, comes_back)
        self.assertEqual(values.search(line.action_open_patients()["domain"]).patient_id, stays | comes_back)
        line = lines.filtered(lambda one: one.period == 2).with_user(self.user_vip)
        self.assertEqual(values.search(line.action_open_active()["domain"]).patient_id, stays)
        self.assertFalse(values.search(line.action_open_lost()["domain"]))

    def test_the_share_of_a_group_is_that_of_its_patients(self):
        cohorts = self.env["hcs.value.cohort"]
        cohorts.search([]).sudo().unlink()
        for quarter, size, active in (("2023-01-01", 90, 9), ("2023-04-01", 10, 10)):
            cohorts.create(
                {"company_id": self.company.id, "cohort_on": quarter, "period": 1, "size": size, "came": active,
                 "lost": size - active, "retention": 100 * active / size, "churn": 100 - 100 * active / size}
            )  # fmt: skip
        own = cohorts.with_user(self.user_leader)
        [(retention, churn)] = own._read_group([], [], ["retention:avg", "churn:avg"])
        self.assertEqual((float(retention), float(churn)), (19.0, 81.0))

    def test_who_sees_them(self):
        for model in ("hcs.value.cohort", "hcs.value.curve", "hcs.value.setting"):
            self.as_user(self.user_vip, model).search([])
            for user in (self.user_agent, self.user_department, self.user_executive):
                with self.assertRaises(AccessError):
                    self.as_user(user, model).search([])


@tagged("post_install", "-at_install", "hcs_vip")
class TestCurve(ValueCase):
    def test_eighty_of_twenty(self):
        """Two of ten bring 80 %."""
        people = [self._person(f"P{number}", ("2026-01-01", 400 if number < 2 else 25)) for number in range(10)]
        self.compute()
        curve = self.env["hcs.value.curve"].with_user(self.user_vip).search([("company_id", "=", self.company.id)])
        shares = {line.percent: round(line.share, 1) for line in curve}
        self.assertEqual((shares[10], shares[20], shares[30], shares[100]), (40, 80, 82.5, 100))
        classes = [self.value(person).pareto for person in people]
        self.assertEqual(classes[:2], ["a", "a"])
        # the eight are equals: together they begin at 80 %
        self.assertEqual(set(classes[2:]), {"b"})
        line = curve.filtered(lambda one: one.percent == 20)
        found = self.env["hcs.patient.value"].with_user(self.user_vip).search(line.action_open_values()["domain"])
        self.assertEqual((len(found), sum(found.mapped("money_12m"))), (line.patients, line.money))


@tagged("post_install", "-at_install", "hcs_vip")
class TestSigns(ValueCase):
    def test_signs_are_noted_and_counted(self):
        patient = self._person("Zhao", *[(f"2026-01-{day:02}", 10) for day in range(1, 7)])
        other = self._person("Qian", ("2026-01-01", 10))
        signs = self.env["hcs.loyal.sign"]
        with freeze_time(at("2026-02-01")):
            for kind in ("refers", "refers", "stays"):
                sign = signs.with_user(self.user_agent).create({"patient_id": patient.id, "kind": kind})
        self.assertEqual((sign.user_id, sign.company_id), (self.user_agent, self.company))
        with freeze_time(at(str(DAY))):
            signs.create({"patient_id": other.id, "kind": "recommends"})
        self.compute()
        value = self.value(patient)
        self.assertEqual(
            (value.sign_frequent, value.sign_refers, value.sign_recommends, value.sign_stays, value.loyal_signs),
            (True, True, False, True, 3),
        )
        self.assertEqual(self.value(other).loyal_signs, 0)
        with self.assertRaises(UserError):
            sign.with_user(self.user_admin).write({"kind": "stays"})
        with self.assertRaises(UserError):
            sign.unlink()

    def test_who_stands_on_the_card_of_another_brought_others(self):
        """CRM-02: nobody has to note it a second time; a merged card brings nobody to itself."""
        zhao, qian, sun, double = (
            self._person(name, ("2026-01-01", 10)) for name in ("Zhao", "Qian", "Sun", "Zhao 2")
        )
        relations = self.env["hcs.patient.relation"]
        for patient, relation, other in (
            (qian, "referrer", zhao),
            (qian, "friend", sun),
            (double, "referrer", zhao),
            (zhao, "referrer", self.env["hcs.patient"]),
        ):
            relations.create(
                {"patient_id": patient.id, "relation": relation, "name": "Somebody", "related_patient_id": other.id}
            )
        self.compute()
        self.assertEqual([self.value(person).sign_refers for person in (zhao, qian, sun)], [True, False, False])
        relations.search([("patient_id", "=", qian.id)]).unlink()
        self.env.flush_all()
        self.env.cr.execute("UPDATE hcs_patient SET merged_into_id = %s WHERE id = %s", [zhao.id, double.id])
        self.env.invalidate_all()
        self.compute()
        self.assertFalse(self.value(zhao).sign_refers)

    def test_signs_are_entered_in_one_s_own_name(self):
        patient = self._person("Zhao")
        signs = self.env["hcs.loyal.sign"].with_user(self.user_agent)
        sign = signs.create({"patient_id": patient.id, "kind": "stays", "user_id": self.user_leader.id})
        self.assertEqual(sign.user_id, self.user_agent)
        with self.assertRaises(ValidationError):
            signs.create({"patient_id": patient.id, "kind": "rumour"})


@tagged("post_install", "-at_install", "hcs_vip")
class TestWorth(ValueCase):
    def test_patients_by_their_value(self):
        """Who never paid has nothing of everything that is counted, and no date."""
        rich = self._person("Zhao", ("2026-01-01", 500))
        poor = self._person("Qian", ("2024-01-01", 5))
        never = self._person("Sun")
        self.compute()
        patients = self.env["hcs.patient"].with_user(self.user_vip)
        ours = [("id", "in", (rich | poor | never).ids)]
        for domain, expected in (
            ([("value_money_12m", ">", 100)], rich),
            ([("value_money_12m", "<", 100)], poor | never),
            ([("value_money_total", "=", 0)], never),
            ([("value_money_total", ">=", 0)], rich | poor | never),
            ([("value_money_total", "!=", 0)], rich | poor),
            ([("value_last_paid_on", "<", "2025-01-01")], poor),
            ([("value_last_paid_on", "=", False)], never),
            ([("value_last_paid_on", "!=", False)], rich | poor),
            ([("value_pareto", "=", "a")], rich),
            ([("value_pareto", "=", False)], poor | never),
            ([("value_rfm", "=like", "3%")], rich),
            ([("value_loyal_signs", "=", 0)], rich | poor | never),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(patients.search(ours + domain), expected)
        with freeze_time(at(str(DAY))):
            self.assertEqual(patients.search([*ours, ("value_recency_days", ">", 100)]), poor)
            self.assertEqual(patients.browse(poor.id).value_recency_days, 805)
        self.assertEqual(patients.browse(rich.id).action_open_value()["res_id"], self.value(rich).id)
        values = self.env["hcs.patient.value"].with_user(self.user_vip)
        self.assertEqual(
            values.search([("patient_id", "in", (rich | poor).ids)], order="recency_days").patient_id, rich | poor
        )

    def test_a_merged_record_leaves_nothing_behind(self):
        """Values and lists are made anew; the merge does not move them."""
        links = {link["model"] for link in self.env["hcs.patient.merge"]._links()}
        self.assertFalse(links & {"hcs.patient.value", "hcs.segment.member"})
        self.assertIn("hcs.visit", links)

    def test_the_night(self):
        """One hospital after the other; the lists follow the values of the night."""
        self._person("Zhao", ("2020-01-01", 500))
        other = self.env["res.company"].create({"name": "Other hospital"})
        theirs = self.env["hcs.patient"].create({"name": "Zhou", "company_id": other.id})
        self._visit(theirs, "2020-02-01", 70, company_id=other.id)
        cron = self.env.ref("hospital_customer_service.ir_cron_vip_values")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.value(theirs).money_total, 70)
        self.assertEqual(self.value(theirs).company_id, other)
        self.assertFalse(self.env["hcs.segment"].search([("refreshed_at", "!=", False)]))

    def test_a_hospital_that_fails_does_not_stop_the_night(self):
        values = self.env["hcs.patient.value"]
        done = []

        def fail(records, company, **_more):
            if company == self.company:
                raise ValueError("broken")
            done.append(company)

        other = self.env["res.company"].create({"name": "Other hospital"})
        cron = type(self.env["ir.cron"])
        with (
            patch.object(type(values), "_compute_company", fail),
            patch.object(cron, "_commit_progress", return_value=1.0),
            self.assertLogs("odoo.addons.hospital_customer_service", "WARNING") as caught,
        ):
            values._cron_compute()
        self.assertIn(other, done)
        self.assertNotIn("broken", "".join(caught.output))


@tagged("post_install", "-at_install", "hcs_vip")
class TestEqualCare(ValueCase):
    def test_value_never_changes_what_is_owed_to_everybody(self):
        """KA4: no deadline of a complaint or an incident asks for value or segment."""
        policies = self.env["hcs.clock.policy"].search([("model", "in", ["hcs.complaint.ticket", "hcs.incident"])])
        for model in ("hcs.complaint.ticket", "hcs.incident"):
            policy = policies.filtered(lambda one, model=model: one.model == model)[:1]
            for domain in (
                "[('patient_id.value_money_12m', '>', 1000)]",
                "[('patient_id.value_ids.pareto', '=', 'a')]",
                "[('patient_id.segment_ids', '!=', False)]",
                "[('patient_id.loyal_sign_ids', '!=', False)]",
            ):
                with self.subTest(model=model, domain=domain), self.assertRaises(ValidationError):
                    policy.domain = domain

    def test_no_rule_of_the_queue_knows_value(self):
        cares = self.env["hcs.queue.rule"]._fields["care"].get_values(self.env)
        self.assertFalse([care for care in cares if "value" in care or "segment" in care or "loyal" in care])
