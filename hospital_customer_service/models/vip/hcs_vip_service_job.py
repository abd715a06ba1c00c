from odoo import api, fields, models

BATCH = 200


class HcsVipService(models.Model):
    """What nobody began in time goes back to the member, and somebody is told to call (VP7)."""

    _inherit = "hcs.vip.service"

    @api.model
    def _cron_release_unfulfilled(self):
        now = fields.Datetime.now()
        domain = [("state", "=", "reserved"), ("due_at", "<", now)]
        ir_cron = self.env["ir.cron"]
        services = self.search(domain, order="due_at, id", limit=BATCH)
        ir_cron._commit_progress(remaining=self.search_count(domain))
        for service in services:
            service = service[0]  # own prefetch: the cache is dropped at each commit
            self.env["hcs.vip.membership"]._attempt(service._release_unfulfilled, now)
            if not ir_cron._commit_progress(1):
                break

    def _release_unfulfilled(self, now):
        self.ensure_one()
        if self.state != "reserved" or self.due_at >= now:
            return
        self._release(self.env._("Not begun in time."), at=now, unfulfilled=True)
        person = self.membership_id.representative_id or self.user_id or self.membership_id.activated_by_id
        if person:
            self.activity_schedule(
                "hospital_customer_service.mail_activity_type_vip_unfulfilled",
                user_id=person.id,
                summary=self.env._("%s was not given: call the member", self.reference),
            )
