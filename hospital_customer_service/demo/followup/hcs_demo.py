from odoo import Command, api, models


class HcsDemo(models.AbstractModel):
    """The way from the demonstration data files into the generator; it does nothing in a database without them."""

    _name = "hcs.demo"
    _description = "Demonstration hospital"

    @api.model
    def _load_hospital(self):
        """Fill the demonstration hospital with patients, visits and follow-ups around the present day."""
        from .hospital import DemoHospital  # only a database with demonstration data needs it

        DemoHospital(self.env).load()

    @api.model
    def _load_language(self):
        """Switch Simplified Chinese on, which the staff reads, beside English."""
        languages = self.env["res.lang"].with_context(active_test=False).search([("code", "in", ("en_US", "zh_CN"))])
        missing = languages.filtered(lambda language: not language.active)
        if missing:
            self.env["base.language.install"].create({"lang_ids": [Command.set(missing.ids)]}).lang_install()
        # words that are copied into rows (names of steps, words of the queue) are Chinese from the first row on;
        # Odoo reads the catalogue of an add-on only after its demonstration data
        self.env["ir.module.module"]._load_module_terms(["hospital_customer_service"], ["zh_CN"])
