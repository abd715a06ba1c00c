"""Tests of room ``care``; ``CareCase`` gives them people who agreed, rules, and the job of the hour."""

from contextlib import contextmanager

from odoo import fields
from odoo.tests import freeze_time

from tests.contact.common import MessageCase

WORDS = "{patient_title}: all the best for your birthday. {hospital}"


class CareCase(MessageCase):
    """Somebody born on 16 March 1970, and no rule but those a test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["hcs.care.rule"]
        cls.Line = cls.env["hcs.care.message"]
        cls.Rule.search([]).active = False
        cls.company.write({"hcs_cap_day": 0, "hcs_cap_week": 0})
        cls.patient.birthdate = "1970-03-16"
        cls._agree(cls.patient)

    @classmethod
    def _agree(cls, patient, purpose="greeting", state="given", at="2026-01-01 00:00:00", channel="any"):
        return cls.env["hcs.consent"].create(
            {"patient_id": patient.id, "purpose": purpose, "state": state, "at": at, "channel": channel}
        )

    @classmethod
    def _person(cls, born, number="13900139000", agrees=True, **values):
        patient = cls._make_patient("李四", number=number, birthdate=born, **values)
        if agrees:
            cls._agree(patient)
        return patient

    @classmethod
    def _rule(cls, occasion="birthday", **values):
        return cls.Rule.create({"name": occasion, "occasion": occasion, "body": WORDS, **values})

    @contextmanager
    def _now(self, local):
        with freeze_time(self.at(local)):
            yield

    def _run(self, local="2026-03-16 09:00", **kwargs):
        """The job of that hour of the hospital's clock, as the server runs it."""
        cron = self.env.ref("hospital_customer_service.ir_cron_care_messages")
        self.env.flush_all()
        with freeze_time(self.at(local)), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self._lines()

    @staticmethod
    def _day(text):
        return fields.Date.to_date(text)

    def _lines(self, patient=None):
        return self.Line.search([("patient_id", "=", patient.id)] if patient else [], order="id")

    def _written(self):
        """Patient and day of everybody who is written to."""
        return {(line.patient_id, str(line.occasion_on)) for line in self._lines() if line.state != "suppressed"}

    def _preview(self, on, rules=None, local="2026-03-16 08:00"):
        with freeze_time(self.at(local)):
            preview = self.env["hcs.care.preview"].with_user(self.user_leader)
            preview = preview.create({"on": on, "rule_ids": [(6, 0, rules.ids)] if rules else False})
            preview.action_show()
        return preview
