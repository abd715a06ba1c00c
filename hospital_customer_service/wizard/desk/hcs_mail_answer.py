from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsMailAnswer(models.TransientModel):
    """The letter that an agent writes to the person of a record."""

    _name = "hcs.mail.answer"
    _description = "Answer by e-mail"
    _inherit = ["hcs.input.mixin"]

    res_model = fields.Char("Record type", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    subject = fields.Char(compute="_compute_letter", help="The number only: a subject is read on the way.")
    recipient = fields.Char("Sent to", compute="_compute_letter")
    sender = fields.Char("Sent from", compute="_compute_letter")
    problem = fields.Char(compute="_compute_letter", help="Why nothing can be sent now.")
    text = fields.Text(required=True)
    answered = fields.Boolean("The question is answered", default=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        values.setdefault("res_model", self.env.context.get("active_model"))
        values.setdefault("res_id", self.env.context.get("active_id"))
        return values

    def _get_record(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not getattr(model, "_mail_door", False):
            raise UserError(self.env._("This cannot be answered by e-mail."))
        record = model.browse(self.res_id)
        record.check_access("write")
        return record

    @api.depends("res_model", "res_id")
    def _compute_letter(self):
        for letter in self:
            record = letter._get_record()
            email = record._mail_recipient()
            letter.subject = record._mail_subject()
            letter.recipient = record.sender_email_masked or record.sudo()._mail_person().email_masked
            letter.sender = record._mail_address().alias_email
            letter.problem = record._mail_problem(email)

    def action_send(self):
        """Send it, and close the window."""
        record = self._get_record()
        record.action_send_mail(self.text, answered=self.answered, attachment_ids=self.attachment_ids.ids)
        return {"type": "ir.actions.act_window_close"}
