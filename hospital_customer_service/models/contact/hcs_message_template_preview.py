from odoo import models

from ...tools.message_text import placeholders

# what is known about every patient and hospital
ALWAYS_KNOWN = ("patient_title", "hospital", "phone")


class HcsMessageTemplate(models.Model):
    """What would be sent, and to whom not, before anything is."""

    _inherit = "hcs.message.template"

    def _preview_orders(self, orders):
        """Ask the guard and fill the places as :meth:`_send_orders` would; nothing is written.

        :param orders: of one hospital, each with its record
        :return: for each order its words and the reason why they would not go out, or False; what waits for its hour
            goes out
        """
        company = orders[0]["record"].sudo().company_id if orders else self.env.company
        template = self._find(self.code, company)
        if not template:
            return [("", "no_template") for _order in orders]
        template._complete_orders(company, orders)
        known = template._known_keys(company, orders)
        template._ask_guard(company, orders, template.purpose)
        previews = []
        for order in orders:
            values = template._prepare_message_values(company, order, template.purpose)
            reason = "already_sent" if order["event_key"] in known else values["reason"]
            previews.append((values["body"], reason))
        return previews

    def _fits(self, names):
        """Whether somebody who knows ``names`` can fill every place of this template."""
        self.ensure_one()
        return {*ALWAYS_KNOWN, *names}.issuperset(placeholders(self.body or ""))
