from odoo import api, fields, models

from ...tools.mask import is_masked, mask_name
from ..common.hcs_masked_mixin import PII_GROUP


class HcsComplaintTicket(models.Model):
    """Who complains: the patient, somebody for the patient, or nobody who gives a name (CMP-08)."""

    _inherit = "hcs.complaint.ticket"

    anonymous = fields.Boolean(help="Nobody gave a name: nobody has to be called, and it counts all the same.")
    complainant_role = fields.Selection(
        [("patient", "Patient"), ("representative", "Representative"), ("other", "Other person")],
        "Who complains",
        required=True,
        default="patient",
    )
    complainant_name = fields.Char("Complainant's full name", groups=PII_GROUP)
    complainant_name_masked = fields.Char(
        "Complainant",
        compute="_compute_complainant_masked",
        inverse="_inverse_complainant_name_masked",
        compute_sudo=True,
        help="Shown by the surname; type the whole name to change it.",
    )
    complainant_phone = fields.Char("Complainant's full number", groups=PII_GROUP)
    complainant_phone_masked = fields.Char(
        "Complainant's phone",
        compute="_compute_complainant_masked",
        inverse="_inverse_complainant_phone_masked",
        search="_search_complainant_phone_masked",
        compute_sudo=True,
        help="Shown without its beginning. Type the whole number to change it.",
    )
    representative_proof = fields.Binary(
        "Authority to represent", attachment=True, copy=False, help="Scan of the power of attorney or family book."
    )
    representative_proof_name = fields.Char("Name of the scan", copy=False)
    signature = fields.Binary(attachment=True, copy=False, help="Signature under the registration form.")
    no_signature_reason = fields.Char("Not signed because", copy=False)

    @api.depends("complainant_name", "complainant_phone")
    def _compute_complainant_masked(self):
        self._mask_into("complainant_phone", "complainant_phone_masked")
        for ticket in self:
            ticket.complainant_name_masked = mask_name(ticket.complainant_name)

    def _inverse_complainant_phone_masked(self):
        self._unmask_into("complainant_phone_masked", "complainant_phone")

    def _inverse_complainant_name_masked(self):
        for ticket in self:
            name = ticket.complainant_name_masked
            if not is_masked(name):
                # sudo: an agent enters a name that the agent may not read in full afterwards
                ticket.sudo().complainant_name = name
        self.invalidate_recordset(["complainant_name_masked"], flush=False)

    def _search_complainant_phone_masked(self, operator, value):
        return self._search_masked("complainant_phone", operator, value)
