from odoo import api, fields, models
from odoo.exceptions import UserError

PLACES = [
    ("house", "In the house"),
    ("website", "Website of the hospital"),
    ("social", "Social media of the hospital"),
    ("press", "Press"),
    ("advertising", "Advertising"),
]
# seen by nobody outside, told without names
INTERNAL = "house"


class HcsGoodCase(models.Model):
    """A praise or suggestion that others can learn from; published only with written consent, never advertised."""

    _name = "hcs.good.case"
    _description = "Good Case"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True
    _flow_fields = frozenset({"state", "published_at", "published_by_id", "withdrawn_at", "withdrawal_reason"})

    name = fields.Char("Title", required=True, help="Without names of patients.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    ticket_id = fields.Many2one(
        "hcs.complaint.ticket",
        "Comes from",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups="hospital_customer_service.group_hcs_agent",
    )
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    story = fields.Text(help="What was done well, told so that no patient can be recognised.")
    lesson = fields.Text(help="What others can do alike.")
    state = fields.Selection(
        [("collected", "Collected"), ("published", "Published"), ("withdrawn", "Withdrawn")],
        "Status",
        required=True,
        default="collected",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    place = fields.Selection(PLACES, "Published where", copy=False, tracking=True)
    consent = fields.Binary(
        "Written consent", attachment=True, copy=False, help="Scan of the consent of the person who praised."
    )
    consent_name = fields.Char("Name of the scan", copy=False)
    consent_on = fields.Date("Consent given on", copy=False)
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", "Published by", readonly=True, copy=False, ondelete="restrict")
    withdrawn_at = fields.Datetime(readonly=True, copy=False)
    withdrawal_reason = fields.Text("Withdrawn because", readonly=True, copy=False)

    def write(self, vals):
        frozen = {"story", "name", "consent", "consent_on", "place"}
        if frozen & vals.keys() and not self.env.su and any(case.state == "published" for case in self):
            raise UserError(self.env._("A published case stays as the person agreed to it. Withdraw it first."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(case.state != "collected" for case in self):
            raise UserError(self.env._("A case that was published is part of the record."))

    def action_publish(self):
        """Show it outside: only with the written consent of the person, and never to advertise medical care."""
        self.check_access("write")
        for case in self:
            if case.state != "collected":
                raise UserError(self.env._("This case is in another status by now. Reload the page."))
            if not case.place:
                raise UserError(self.env._("Say where it is published."))
            if case.place == "advertising":
                raise UserError(
                    self.env._(
                        "Thanks of patients may not be used in medical advertising: the law on advertising forbids it,"
                        " with or without consent. Publish it as a report of the hospital, or not at all."
                    )
                )
            if not (case.story or "").strip():
                raise UserError(self.env._("Write the story first."))
            if case.place != INTERNAL and not (case.consent and case.consent_on):
                raise UserError(
                    self.env._("Add the written consent of the person and its date: without it nothing is published.")
                )
        # sudo: the flow is written by its buttons only
        self.sudo().write(
            {"state": "published", "published_at": fields.Datetime.now(), "published_by_id": self.env.uid}
        )
        return True

    def action_withdraw(self, reason=None):
        """Take it back, as when the person no longer agrees."""
        self.check_access("write")
        if reason and not isinstance(reason, str):
            raise UserError(self.env._("Write it in words."))
        if any(case.state != "published" for case in self):
            raise UserError(self.env._("Only a published case is withdrawn."))
        # sudo: the flow is written by its buttons only
        self.sudo().write(
            {"state": "withdrawn", "withdrawn_at": fields.Datetime.now(), "withdrawal_reason": reason or False}
        )
        return True
