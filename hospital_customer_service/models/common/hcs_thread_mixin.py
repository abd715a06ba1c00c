from odoo import models


class HcsThreadMixin(models.AbstractModel):
    """Chatter that never turns a patient into a contact and never names one in a mail subject.

    DESIGN §6.2: every internal user may read contacts, so a contact made of a patient would tell the whole
    hospital who is ill.
    """

    _name = "hcs.thread.mixin"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Discussion without contacts of patients"

    def _partner_find_from_emails(
        self,
        records_emails,
        avoid_alias=True,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
    ):
        return super()._partner_find_from_emails(
            records_emails,
            avoid_alias=avoid_alias,
            ban_emails=ban_emails,
            filter_found=filter_found,
            additional_values=additional_values,
            no_create=True,
        )
