from odoo import models


class HcsPublicPage(models.Model):
    """Withdrawal of consent by number and code, or by a call where no code can be sent (SEC-02)."""

    _inherit = "hcs.public.page"

    def _consent_ask(self, number):
        """Send a code, to a number of the archive only: nobody else has anything to withdraw."""
        if self._owners_of(number):
            self.env["hcs.public.code"]._ask(self, number)

    def _consent_withdraw(self, number, purposes):
        """What the holder of ``number`` no longer wants, for everybody who is reached there."""
        owners = self._owners_of(number)
        return self.env["hcs.consent"]._page_withdraw(owners, purposes)

    def _consent_call_back(self, number, purposes):
        """The desk calls and notes it: nothing proves that whoever sent the form holds the phone."""
        house = self.with_context(lang=self.env.company.partner_id.lang or self.env.lang)
        names = [name for code, name, __ in house.env["hcs.consent"]._page_purposes() if code in purposes]
        owners = self._owners_of(number)
        return self._take(
            {"name": False, "phone": number},
            page_code=self.code,
            patient_id=owners.id if len(owners) == 1 else False,
            subject=house.env._("Call back: wants to withdraw consent"),
            description=house.env._("No longer wanted: %(purposes)s", purposes=", ".join(names)),
        )
