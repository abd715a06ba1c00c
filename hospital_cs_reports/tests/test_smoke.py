from odoo.tests import TransactionCase, tagged

MODULE = "hospital_cs_reports"


@tagged("post_install", "-at_install", "hcs_smoke")
class TestReportsSmoke(TransactionCase):
    """What Odoo's own runner finds; the suite itself stands in the repository's folder tests."""

    def test_every_screen_opens(self):
        actions = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "ir.actions.act_window")])
        for action in self.env["ir.actions.act_window"].browse(actions.mapped("res_id")):
            with self.subTest(action=action.name):
                views = self.env[action.res_model].get_views(action.views + [(False, "search")])
                self.assertTrue(views["views"])

    def test_every_table_is_there(self):
        data = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "ir.model")])
        for model in self.env["ir.model"].browse(data.mapped("res_id")):
            if not self.env[model.model]._abstract:
                with self.subTest(model=model.model):
                    self.assertLessEqual(len(self.env[model.model].search([], limit=1)), 1)
