from odoo import fields, models
from odoo.exceptions import UserError

from .res_users import CENTRE


class HcsServiceRecord(models.Model):
    """Ways, money and questions to departments that a record waits for."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.escort.mixin"]

    payment_ids = fields.One2many("hcs.service.payment", "record_id", "Payments", groups=CENTRE)
    collaboration_ids = fields.One2many("hcs.collaboration", "record_id", "Requests to departments", groups=CENTRE)
    late_request_count = fields.Integer(
        "Late departments", compute="_compute_late_request_count", groups=CENTRE,
        help="Requests to departments whose answer is overdue.",
    )  # fmt: skip

    def _compute_late_request_count(self):
        domain = [("record_id", "in", self.ids), ("is_late", "=", True), ("state", "in", ("requested", "accepted"))]
        counts = dict(self.env["hcs.collaboration"]._read_group(domain, ["record_id"], ["__count"]))
        for record in self:
            record.late_request_count = counts.get(record._origin, 0)

    def _prepare_step(self, template):
        return super()._prepare_step(template) | {
            "kind": template.kind,
            "is_trip": template.is_trip,
            "planned_minutes": template.planned_minutes,
        }

    def action_ask_department(self):
        """A new request to another department about this record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask a department"),
            "res_model": "hcs.collaboration",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_record_id": self.id,
                "default_patient_id": self.patient_id.id,
                "default_department_id": self.department_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_open_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_collaboration_action")
        return action | {"domain": [("record_id", "=", self.id)], "context": {"default_record_id": self.id}}

    def _closing_problems(self, closing, outcome=None):
        problems = super()._closing_problems(closing, outcome)
        # sudo: an open question counts, whoever closes the record
        for request in self.sudo().collaboration_ids.filtered(lambda request: request._holds_record()):
            problems.append(
                self.env._(
                    "%(department)s has not answered %(request)s: wait, ask elsewhere or withdraw it",
                    department=request.department_id.display_name,
                    request=request.reference,
                )
            )
        return problems

    def _close(self, state, vals):
        """Money of the patient is settled before a record ends, however it ends."""
        # sudo: money counts, whoever closes the record
        if self.sudo().payment_ids.filtered(lambda payment: payment.state in ("received", "paid")):
            raise UserError(
                self.env._("Money of the patient is not confirmed yet. Let the patient and the escort confirm it.")
            )
        if self.sudo().step_ids.filtered(lambda step: step.waypoint in ("departed", "arrived")):
            raise UserError(self.env._("Somebody is still on the way with the patient. Hand over first."))
        return super()._close(state, vals)
