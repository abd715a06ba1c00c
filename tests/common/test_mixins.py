import logging

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from tests.common import MODULE, HcsCase


def add_test_models(case):
    """Register models for the mixins: a private thread with a personal column, and a ledger (STYLE §2.71)."""
    from odoo.orm.model_classes import add_to_registry

    class Secret(models.Model):
        _module = None
        _name = "hcs.test.secret"
        _description = "Secret paper"
        _inherit = ["hcs.thread.mixin", "hcs.masked.mixin", "hcs.export.mixin"]

        name = fields.Char()
        number = fields.Char(groups=f"{MODULE}.group_hcs_pii")
        number_masked = fields.Char(
            "Shown",
            compute="_compute_number_masked",
            inverse="_inverse_number_masked",
            search="_search_number_masked",
            compute_sudo=True,
        )

        def _compute_number_masked(self):
            self._mask_into("number", "number_masked")

        def _inverse_number_masked(self):
            self._unmask_into("number_masked", "number")

        def _search_number_masked(self, operator, value):
            return self._search_masked("number", operator, value)

    class Paper(models.Model):
        _module = None
        _name = "hcs.test.ledger"
        _description = "Test line"
        _inherit = ["hcs.ledger.mixin"]

        name = fields.Char()

    names = ["hcs.test.secret", "hcs.test.ledger"]
    registry = case.registry
    for model in (Secret, Paper):
        add_to_registry(registry, model)
    case.addClassCleanup(lambda: [registry.__delitem__(name) for name in names])
    case.addClassCleanup(registry.reset_changes)
    registry._setup_models__(case.env.cr, names)
    registry.init_models(case.env.cr, names, {"models_to_check": False})
    for name in names:
        case.env["ir.model.access"].create(
            {
                "name": name,
                "model_id": case.env["ir.model"]._get_id(name),
                "group_id": case.env.ref(f"{MODULE}.group_hcs_agent").id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True),
            }
        )


@tagged("post_install", "-at_install", "hcs_common")
class TestMixins(HcsCase):
    """The mixins every room leans on (DESIGN §1.3, §1.7, §6.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls)
        cls.secret = cls.env["hcs.test.secret"].create({"name": "Zhang San", "number": "13812345678"})
        cls.env.flush_all()

    # Ledger
    def test_a_ledger_is_written_once_whoever_asks(self):
        line = self.env["hcs.test.ledger"].create({"name": "first"})
        for lines in (line, line.sudo(), line.with_user(self.user_agent), line.with_user(self.user_admin)):
            with self.assertRaises(UserError):
                lines.write({"name": "second"})
            with self.assertRaises(UserError):
                lines.unlink()
        self.assertEqual(line.name, "first")
        self.assertTrue(self.env["hcs.test.ledger"].browse().write({"name": "nothing to write"}))

    # Masked column
    def test_an_agent_reads_the_mask_only(self):
        mine = self.secret.with_user(self.user_agent)
        self.assertEqual(mine.number_masked, "*******5678")
        for read in (
            lambda: mine.number,
            lambda: mine.read(["number"]),
            lambda: mine.search([("number", "like", "1")]),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                read()
        self.assertEqual(self.secret.with_user(self.user_pii).number, "13812345678")

    def test_an_agent_enters_a_number_that_comes_back_masked(self):
        mine = self.secret.with_user(self.user_agent)
        mine.number_masked = "13900001111"
        self.assertEqual(self.secret.number, "13900001111")
        mine.invalidate_recordset()
        self.assertEqual(mine.number_masked, "*******1111")

    def test_a_form_that_saves_the_mask_changes_nothing(self):
        mine = self.secret.with_user(self.user_agent)
        mine.number_masked = "*******5678"
        self.assertEqual(self.secret.number, "13812345678")
        with self.assertRaises(UserError):
            mine.number_masked = "*******9999"

    def test_the_search_gives_away_no_more_than_the_mask(self):
        """DESIGN §6.2: the whole number or the shown tail, nothing between."""
        model = self.as_user(self.user_agent, "hcs.test.secret")

        def found(operator, value):
            return bool(model.search([("id", "=", self.secret.id), ("number_masked", operator, value)]))

        self.assertTrue(found("=", "13812345678"))
        self.assertTrue(found("ilike", "5678"))
        self.assertTrue(found("=", "*******5678"))
        for guess in ("45678", "138", "1381", "2345", "%5678%6", "____", "%%%%", "678", "1381234567_"):
            self.assertFalse(found("ilike", guess), guess)
        self.secret.number = "12345"
        self.assertFalse(found("ilike", "2345"), "a short value is masked whole")
        self.secret.number = False
        self.assertTrue(found("=", False))

    # Thread
    def test_the_name_stays_at_home(self):
        """DESIGN §6.2: mail subjects, notifications and activities carry a reference."""
        message = self.secret.message_post(body="x", message_type="comment")
        activity = self.secret.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_outsider.id)
        reference = f"Secret paper #{self.secret.id}"
        self.assertEqual(self.secret._message_compute_subject(), reference)
        self.assertEqual(message.record_name, reference)
        self.assertEqual(activity.res_name, reference)
        self.assertEqual(activity.with_user(self.user_outsider).res_name, reference)

    def test_names_that_are_no_secret_are_shown(self):
        department = self.env["hcs.department"].create({"name": "Surgery"})
        self.assertEqual(department._message_compute_subject(), "Surgery")
        self.assertEqual(department.message_post(body="x").record_name, "Surgery")

    def test_a_thread_makes_no_contacts(self):
        before = self.env["res.partner"].search_count([])
        self.secret._partner_find_from_emails_single(["zhang@example.com"], no_create=False)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_only_readers_follow_and_are_told(self):
        """DESIGN §6.3: people without read access are dropped."""
        outside, inside = self.user_outsider.partner_id, self.user_agent.partner_id
        self.secret.message_subscribe((outside | inside).ids)
        self.assertEqual(self.secret.message_partner_ids & (outside | inside), inside)
        message = self.secret.message_post(
            body="x", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=(outside | inside).ids
        )
        self.assertNotIn(outside, message.notification_ids.res_partner_id)
        self.assertIn(inside, message.notification_ids.res_partner_id)

    # Notifications
    def test_addresses_of_notifications_are_for_the_mail_system(self):
        """DESIGN §6.2: any employee may read notifications, so numbers and addresses carry groups."""
        message = self.secret.message_post(body="x", author_id=self.user_agent.partner_id.id)
        notification = self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "notification_type": "email",
                "mail_email_address": "zhang@example.com",
                "sms_number": "13812345678",
            }
        )
        for name in ("mail_email_address", "sms_number"):
            with self.assertRaises(AccessError):
                notification.with_user(self.user_agent).read([name])
        shown = notification.with_user(self.user_agent)._filtered_for_web_client()
        self.assertEqual(shown, notification, "the chatter still shows that something was sent")
        self.assertEqual(shown.env.uid, self.user_agent.id)
        for records in (shown, shown.sudo()):
            store = Store().add(records)
            self.assertNotIn("zhang@example.com", str(store.get_result()))

    # Export
    def test_exports_need_the_right_and_leave_a_trace(self):
        """DESIGN §4: group_hcs_export."""
        exporter = self._make_user("hcs_exporter", "group_hcs_agent", "group_hcs_export")
        with self.assertRaises(AccessError):
            self.secret.with_user(self.user_director).export_data(["name"])
        with self.assertLogs(f"odoo.addons.{MODULE}.models.common.hcs_export_mixin", logging.INFO) as log:
            self.secret.with_user(exporter).export_data(["name"])
        self.assertIn("1 records of hcs.test.secret: name", log.output[0])
        self.assertNotIn("Zhang", log.output[0])
