import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.phone import cdr
from ...tools.phone.asterisk import Settings

LARGEST = 20 << 20
MOST_LINES = 20_000


class HcsPhoneCdr(models.TransientModel):
    """The list of calls that Asterisk writes (``Master.csv``), loaded by hand; loaded again nothing changes."""

    _name = "hcs.phone.cdr"
    _description = "Load a List of Calls"
    _inherit = ["hcs.input.mixin"]

    exchange_id = fields.Many2one("hcs.phone.exchange", required=True, ondelete="cascade")
    file = fields.Binary("List of calls (CSV)", required=True, attachment=False)
    filename = fields.Char()
    timezone = fields.Char("Time zone of the exchange", required=True, default="Asia/Shanghai")

    def action_load(self):
        """Keep every call of the file."""
        self.ensure_one()
        self.check_access("write")
        content = base64.b64decode(self.file or b"")
        if len(content) > LARGEST:
            raise UserError(self.env._("The file is larger than %(size)s MB. Load it in parts.", size=LARGEST >> 20))
        exchange = self.exchange_id
        try:
            settings = Settings(exchange.internal_digits, exchange.outside_prefix or "", self.timezone)
        except (KeyError, ValueError, OSError):
            raise UserError(self.env._("There is no such time zone. Write one such as Asia/Shanghai.")) from None
        try:
            found, wrong = cdr.read(content, settings)
        except cdr.BadFile as error:
            raise UserError(self.env._("The file was not loaded. %(reason)s", reason=error)) from None
        if len(found) > MOST_LINES:
            raise UserError(self.env._("The file has more than %(most)s calls. Load it in parts.", most=MOST_LINES))
        # sudo: calls follow from what the exchange says; who may load is in the access of this dialog
        inbox = self.env["hcs.phone.event"].with_user(self.env.ref("base.user_root")).sudo()
        inbox = inbox.with_company(exchange.company_id)
        words = [inbox._take(exchange.sudo().with_env(inbox.env), json.dumps(values).encode()) for values in found]
        self.file = False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(new)s calls loaded, %(known)s known from before, %(wrong)s lines are no call.",
                    new=words.count((True, "stored")),
                    known=words.count((True, "known")),
                    wrong=len(wrong) + sum(not taken for taken, _word in words),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
