from odoo import api, fields, models

from .hcs_sms_api import HcsSmsApiLog

FAILED_ACTIVITY = "hospital_customer_service.mail_activity_type_message_failed"


class HcsSmsProvider(models.Model):
    """A gateway for short messages, with the hospital's registered sign; the shipped one writes to a log only."""

    _name = "hcs.sms.provider"
    _description = "Message gateway"
    _inherit = ["hcs.thread.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _hcs_name_is_private = False

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    kind = fields.Selection(
        [("log", "Log only: nothing is sent")],
        "Gateway",
        required=True,
        default="log",
        tracking=True,
        help="How messages leave the hospital. “Log only” is for trials: messages are kept here and go nowhere.",
    )
    sign = fields.Char(
        tracking=True,
        help="The registered signature in front of each message, usually the institution's name. Empty: the hospital.",
    )
    price = fields.Float(
        "Price per message", digits=(12, 4), help="What one message of 70 characters costs; longer ones count more."
    )

    _price_not_negative = models.Constraint("CHECK (price >= 0)", "The price of a message cannot be negative.")

    @api.model
    def _api_classes(self):
        """Class that talks to each kind of gateway; another kind is added here and to the selection."""
        return {"log": HcsSmsApiLog}

    def _get_api_class(self):
        return self._api_classes()[self.kind]

    # RECEIPTS
    def _apply_receipts(self, receipts):
        """Bring messages up to date by what a gateway says about them; repeated and late receipts change nothing.

        :param receipts: list of ``{"uuid", "state", "failure_reason"?, "cost"?}``, see ``HcsSmsApi._ask``
        """
        by_uuid = {receipt["uuid"]: receipt for receipt in receipts}
        # sudo: receipts come from the gateway, not from a person
        messages = self.env["hcs.message"].sudo().search([("sms_uuid", "in", list(by_uuid))])
        trackers = self.env["sms.tracker"].sudo().search([("sms_uuid", "in", list(by_uuid))])
        tracker_of = {tracker.sms_uuid: tracker for tracker in trackers}
        sms_states = self.env["sms.sms"].IAP_TO_SMS_STATE_SUCCESS
        for message in messages.filtered(lambda message: message.sms_uuid in tracker_of):
            receipt = by_uuid[message.sms_uuid]
            tracker = tracker_of[message.sms_uuid]
            if receipt.get("cost") is not None:
                message.cost = receipt["cost"]
            if state := sms_states.get(receipt["state"]):
                tracker._action_update_from_sms_state(state)
            else:
                tracker.with_context(
                    sms_known_failure_reason=receipt.get("failure_reason")
                )._action_update_from_provider_error(receipt["state"])

    # FAILURES
    def _tell_of_failures(self, company):
        """One activity for the person in charge, however many messages fail."""
        self.ensure_one()
        person = company.hcs_message_user_id
        if not person or self.activity_ids.filtered(
            lambda activity: (
                activity.user_id == person
                and activity.activity_type_id == self.env.ref(FAILED_ACTIVITY, raise_if_not_found=False)
            )
        ):
            return
        self.activity_schedule(
            FAILED_ACTIVITY,
            user_id=person.id,
            note=self.env._("Messages could not be sent. Look at “Messages that failed” and call these people."),
        )

    def action_open_messages(self):
        """The messages that went through this gateway."""
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_message_action")
        return {**action, "domain": [("provider_id", "in", self.ids)], "context": {}}
