"""Ground for the tests of every room, and the package of the tests of room ``common``.

``from tests.common import HcsCase`` gives a test class one user per role. Helpers that make a patient or a visit
belong here too, so that a change of the model is a change of one line.
"""

from odoo.tests import TransactionCase, new_test_user

MODULE = "hospital_customer_service"
TZ = "Asia/Shanghai"

# attribute of the test class -> groups of the user, as an administrator would tick them
ROLES = {
    "user_agent": ("group_hcs_agent",),
    "user_leader": ("group_hcs_leader",),
    "user_director": ("group_hcs_director",),
    "user_admin": ("group_hcs_admin",),
    "user_followup": ("group_hcs_followup",),
    "user_complaint": ("group_hcs_complaint",),
    "user_vip": ("group_hcs_vip",),
    "user_department": ("group_hcs_department",),
    "user_executive": ("group_hcs_executive",),
    "user_pii": ("group_hcs_agent", "group_hcs_followup", "group_hcs_pii"),
    "user_export": ("group_hcs_agent", "group_hcs_export"),
    "user_his": ("group_hcs_his",),
    "user_outsider": (),
}


class HcsCase(TransactionCase):
    """One user per role in a hospital of Shanghai's time.

    ``user_agent``, ``user_leader``, ``user_director``, ``user_admin``, ``user_followup``, ``user_complaint``,
    ``user_vip``, ``user_department``, ``user_executive``; ``user_pii`` is a follow-up agent who sees personal data,
    ``user_export`` an agent who may take patient data out, ``user_his`` the account of the hospital's feed,
    ``user_outsider`` an employee without any role of ours. The login is the attribute without ``user_``, behind
    ``hcs_``: ``@users("hcs_agent")``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = TZ
        cls.company.resource_calendar_id.tz = TZ
        for attribute in ROLES:
            setattr(cls, attribute, cls._make_user(attribute.replace("user_", "hcs_"), *ROLES[attribute]))

    @classmethod
    def _make_user(cls, login, *groups, **values):
        """An employee with our ``groups`` (ids without module), working in Shanghai."""
        xml_ids = ["base.group_user", *(f"{MODULE}.{group}" for group in groups)]
        return new_test_user(
            cls.env,
            login=login,
            groups=",".join(xml_ids),
            context={"no_reset_password": True, "mail_create_nosubscribe": True, "tracking_disable": True},
            **{"name": login, "tz": TZ, "company_id": cls.company.id, **values},
        )

    def as_user(self, user, model):
        """The model as ``user`` sees it: ``self.as_user(self.user_agent, "hcs.patient").search([])``."""
        return self.env[model].with_user(user)
