"""Numbers of what is made by the thousand: the same as Odoo's own, one query for any number of them."""

from odoo.tests import tagged

from . import HcsCase


@tagged("post_install", "-at_install", "hcs_common")
class TestSequences(HcsCase):
    def setUp(self):
        super().setUp()
        # its counter does not go back with the transaction: one for each test
        self.sequence = self.env["ir.sequence"].create(
            {"name": "x", "code": "hcs.test", "prefix": "T", "padding": 4, "company_id": False}
        )

    def test_the_numbers_of_odoo(self):
        self.assertEqual(self.env["ir.sequence"]._hcs_draw("hcs.test", 3), ["T0001", "T0002", "T0003"])
        self.assertEqual(self.env["ir.sequence"].next_by_code("hcs.test"), "T0004")
        self.assertEqual(self.as_user(self.user_agent, "ir.sequence")._hcs_draw("hcs.test"), ["T0005"])

    def test_one_query(self):
        self.env["ir.sequence"]._hcs_draw("hcs.test")
        with self.assertQueryCount(1):
            self.env["ir.sequence"]._hcs_draw("hcs.test", 500)

    def test_a_sequence_of_the_company_goes_first(self):
        """What is remembered is forgotten when a sequence is made, moved or deleted."""
        draw = self.env["ir.sequence"]._hcs_draw
        self.assertEqual(draw("hcs.test"), ["T0001"])
        own = self.sequence.copy({"prefix": "C", "company_id": self.env.company.id})
        self.assertEqual(draw("hcs.test"), ["C0001"])
        own.code = "hcs.other"
        self.assertEqual(draw("hcs.test"), ["T0002"])
        own.unlink()
        self.assertEqual(draw("hcs.other", 2), [False, False], "as Odoo answers where there is none")

    def test_sequences_that_odoo_draws_itself(self):
        self.sequence.implementation = "no_gap"
        self.assertEqual(self.env["ir.sequence"]._hcs_draw("hcs.test", 2), ["T0001", "T0002"])
