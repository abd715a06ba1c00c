from odoo import fields, models
from odoo.exceptions import UserError

SERVICE_TYPE = "result_delivery"


class HcsResultDelivery(models.Model):
    """A result as a service of the desk: its record, made when somebody needs one."""

    _inherit = "hcs.result.delivery"

    service_record_id = fields.Many2one(
        "hcs.service.record", index="btree_not_null", ondelete="set null", check_company=True, copy=False
    )

    def action_open_service(self):
        """Open the service record of this result; make it where there is none."""
        self.ensure_one()
        if not self.service_record_id:
            self.check_access("write")
            self._make_service_record()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.service.record",
            "res_id": self.service_record_id.id,
            "views": [(False, "form")],
        }

    def _make_service_record(self):
        service_type = self.env["hcs.service.type"].search(
            [("code", "=", SERVICE_TYPE), ("company_id", "in", (False, self.company_id.id))],
            order="company_id",
            limit=1,
        )
        if not service_type:
            raise UserError(self.env._("The service “Result delivery” is archived. Ask a director to restore it."))
        self.service_record_id = self.env["hcs.service.record"].create(
            {
                "type_id": service_type.id,
                "company_id": self.company_id.id,
                "patient_id": self.patient_id.id,
                "channel": "his" if self.external_source else "phone",
                "department_id": self.department_id.id,
                "subject": self.env._("Result %(reference)s", reference=self.reference),
            }
        )
