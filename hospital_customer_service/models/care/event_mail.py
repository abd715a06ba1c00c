from odoo import api, models
from odoo.exceptions import UserError


class EventMail(models.Model):
    """Odoo's events write to everybody by themselves; activities write by ``hcs.message.template`` or not at all.

    The guard of contacts decides there: consent, hours, limits, the wish not to be written to. A schedule of an
    activity is refused, and one that got in by any other door sends nothing.
    """

    _inherit = "event.mail"

    @api.constrains("event_id")
    def _check_hcs_activity(self):
        if any(scheduler.sudo().event_id.hcs_kind for scheduler in self):
            raise UserError(self.env["event.event"]._hcs_part_texts()["event_mail_ids"])

    def _filter_template_ref(self):
        # sudo: whether it is an activity decides, not who runs the job
        return super(EventMail, self.filtered(lambda mail: not mail.sudo().event_id.hcs_kind))._filter_template_ref()

    def _send_mail(self, registrations):
        # sudo: as above
        others = registrations.filtered(lambda one: not one.sudo().event_id.hcs_kind)
        return super()._send_mail(others) if others else None
