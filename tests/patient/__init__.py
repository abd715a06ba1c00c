"""Ground of the tests of room patient: one known patient, and the values nobody without the right may see."""

from odoo import Command

from tests.common import HcsCase

ID_NUMBER = "11010519491231002X"
PHONE = "13812345678"
SECRETS = {
    "id_number": ID_NUMBER,
    "address": "12 Plum Lane, Room 3017",
    "email": "shan.xx@example.com",
    "wechat": "wx_shan_1949",
    "qq": "2468013579",
}
VISIT_CARD = "V100017788"
# what a leak would contain: the hidden part of each value
NEEDLES = ("0105194912", "38123456", "Plum Lane", "shan.xx", "wx_shan", "246801", "V10001")


class PatientCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.patient = cls._patient(
            "单雄信",
            mrn="M1001",
            phones=(PHONE,),
            identifier_ids=[Command.create({"type": "visit_card", "value": VISIT_CARD})],
            **SECRETS,
        )

    @classmethod
    def _patient(cls, name="张三", phones=(), **values):
        lines = [Command.create({"number": number}) for number in phones]
        return cls.env["hcs.patient"].create({"name": name, "phone_ids": lines, **values})

    def find(self, text, user=None):
        """Names of the patients found by ``text`` in the one box."""
        patients = self.env["hcs.patient"].with_user(user or self.user_agent)
        return patients.search([("display_name", "ilike", text)]).mapped("name")

    def log_of(self, patient, kind=None):
        domain = [("patient_id", "=", patient.id)] + ([("kind", "=", kind)] if kind else [])
        return self.env["hcs.access.log"].search(domain)
