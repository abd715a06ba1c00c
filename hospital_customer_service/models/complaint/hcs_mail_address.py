from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsMailAddress(models.Model):
    """An address of the complaint office: a mail to it becomes a complaint with a first receiver (CMP-01)."""

    _inherit = "hcs.mail.address"

    target = fields.Selection(
        selection_add=[("complaint", "Complaint")], ondelete={"complaint": lambda records: records._lose_complaint()}
    )
    receiver_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        check_company=True,
        help="First receiver of what comes in here, and answerable until a colleague accepts. Empty: the complaint "
        "office.",
    )

    def _lose_complaint(self):
        """Without complaints nothing is left of such an address."""
        self.unlink()

    @api.model
    def _target_models(self):
        return super()._target_models() | {"complaint": "hcs.complaint.ticket"}

    @api.constrains("receiver_id", "target")
    def _check_receiver(self):
        tickets = self.env["hcs.complaint.ticket"]
        for address in self.filtered(lambda address: address.target == "complaint" and address.receiver_id):
            if not tickets.new({"company_id": address.company_id.id})._may_handle(address.receiver_id):
                raise ValidationError(
                    self.env._("%(user)s may not handle complaints. Choose a receiver who may.",
                               user=address.receiver_id.name)
                )  # fmt: skip

    def _complaint_receiver(self):
        """Who receives what comes in: the one named, else who decides in the complaint office."""
        self.ensure_one()
        office = self.env["hcs.complaint.ticket"].new({"company_id": self.company_id.id})
        named = self.receiver_id.filtered(lambda user: user.active and office._may_handle(user))
        return named or office._office_user()

    def _people_told(self):
        return self._complaint_receiver() if self.target == "complaint" else super()._people_told()
