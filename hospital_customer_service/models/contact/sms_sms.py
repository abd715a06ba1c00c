from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.sms.models.sms_sms import SmsSms as CoreSms


class SmsSms(models.Model):
    """Odoo's queue, with what a gateway needs beyond text and number, and with hours.

    Both roads out of it, ``send()`` and the scheduled ``_process_queue()``, ask the guard once more and use the
    gateway of each row's own company.
    """

    _inherit = "sms.sms"

    # an outcome nobody knows yet is no success and no failure
    IAP_TO_SMS_STATE_SUCCESS = CoreSms.IAP_TO_SMS_STATE_SUCCESS | {"unknown": "process"}

    hcs_message_id = fields.Many2one("hcs.message", "Message", index="btree_not_null", ondelete="cascade")
    hcs_not_before = fields.Datetime("Not before")
    hcs_sign = fields.Char("Sign")
    hcs_template_code = fields.Char("Template at the gateway")
    hcs_params = fields.Json("Parameters")
    hcs_template_id = fields.Many2one("hcs.message.template", "Kind of message", ondelete="set null")
    failure_type = fields.Selection(
        selection_add=[("hcs_no_template", "No approved template")], ondelete={"hcs_no_template": "set null"}
    )

    _hcs_due_idx = models.Index("(id) WHERE state = 'outgoing'")

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        moments = {row.hcs_not_before for row in rows if row.hcs_not_before and row.hcs_not_before > self.env.cr.now()}
        if moments:
            self.env.ref("sms.ir_cron_sms_scheduler_action")._trigger(at=sorted(moments))
        return rows

    # BOTH ROADS
    def send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        ready = self.sudo()._hcs_ready().with_env(self.env)
        return super(SmsSms, ready).send(
            unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=raise_exception
        )

    def _split_by_api(self):
        for company, rows in self.grouped(lambda row: row._get_sms_company()).items():
            api_of_company = company._get_sms_api_class()(self.env)
            api_of_company._set_company(company)
            yield api_of_company, rows

    @api.model
    def _process_queue(self):
        """Claim, commit, send: whoever dies in between leaves messages that are asked for, never sent twice."""
        domain = self._hcs_due_domain()
        batch = self.search(domain, limit=self._get_send_batch_size(), order="id").try_lock_for_update()
        if not batch:
            return
        ready = batch._hcs_ready()
        ready.write({"state": "process"})
        ready.hcs_message_id.write({"state": "sending"})
        cron = self.env["ir.cron"]
        cron._commit_progress(len(batch) - len(ready), remaining=len(ready) + self.search_count(domain))
        for sms_api, rows in ready._split_by_api():
            rows.with_context(sms_api=sms_api)._send(unlink_failed=False, unlink_sent=True, raise_exception=False)
            cron._commit_progress(len(rows))

    @api.model
    def _hcs_due_domain(self):
        return (
            Domain("state", "=", "outgoing")
            & Domain("to_delete", "!=", True)
            & (Domain("hcs_not_before", "=", False) | Domain("hcs_not_before", "<=", fields.Datetime.now()))
        )

    def _hcs_ready(self):
        """Rows that may leave now; those of messages that may not, or not any more, are put aside."""
        rows = self.filtered(lambda row: row.state == "outgoing")
        ours = rows.filtered("hcs_message_id")
        ready = ours.hcs_message_id._ready()
        for row in ours.filtered(lambda row: row.hcs_message_id not in ready):
            if row.hcs_message_id.state == "queued":
                row.hcs_not_before = row.hcs_message_id.planned_at
            else:
                row.state = "canceled"
        postponed = ours.filtered(lambda row: row.hcs_message_id not in ready and row.state == "outgoing")
        if postponed:
            moments = sorted({row.hcs_not_before for row in postponed})
            self.env.ref("sms.ir_cron_sms_scheduler_action")._trigger(at=moments)
        going = ours.filtered(lambda row: row.hcs_message_id in ready)
        for row in going.filtered(lambda row: row.number != row.hcs_message_id.number):
            row.number = row.hcs_message_id.number
        return (rows - ours) | going

    def _get_sms_company(self):
        return self.hcs_message_id.company_id or super()._get_sms_company()

    def _handle_call_result_hook(self, results):
        res = super()._handle_call_result_hook(results)
        self.hcs_message_id._apply_results(results)
        return res
