from odoo import fields, models


class HcsAppointment(models.Model):
    """Which request a booking came from: what turns a consultation into a visit is counted (APT-05)."""

    _inherit = "hcs.appointment"

    service_record_id = fields.Many2one(
        "hcs.service.record",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.context.get("hcs_service_record_id"),
        groups="hospital_customer_service.group_hcs_agent",
        help="The request that led to this booking.",
    )

    def _prepare_move(self, session_id):
        # sudo: the request goes along, whoever moves
        return {**super()._prepare_move(session_id), "service_record_id": self.sudo().service_record_id.id}
