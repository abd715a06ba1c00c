from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.message_text import placeholders


class HcsSmsProviderTemplate(models.Model):
    """What a gateway calls one of our messages, and the order of its places there."""

    _name = "hcs.sms.provider.template"
    _description = "Template registered at a gateway"
    _inherit = ["hcs.input.mixin"]
    _order = "template_id"
    _rec_name = "code"

    provider_id = fields.Many2one("hcs.sms.provider", "Gateway", required=True, index=True, ondelete="cascade")
    template_id = fields.Many2one("hcs.message.template", "Message", required=True, index=True, ondelete="cascade")
    code = fields.Char("Number at the Gateway", required=True, help="Which it gave when it approved the text.")
    places = fields.Char(
        "Order of Places",
        help="Names of our places, with spaces between them, as {1} {2} {3} of the registered text. "
        "Empty: as they stand in our text.",
    )

    _template_uniq = models.UniqueIndex(
        "(provider_id, template_id)", "This message already has a number at this gateway."
    )

    @api.constrains("places", "template_id")
    def _check_places(self):
        for line in self.filtered("places"):
            known = placeholders(line.template_id.body)
            if unknown := [name for name in line.places.split() if name not in known]:
                raise ValidationError(
                    self.env._(
                        "The text has no place called %(unknown)s. It has: %(known)s.",
                        unknown=", ".join(unknown),
                        known=", ".join(known) or "–",
                    )
                )
