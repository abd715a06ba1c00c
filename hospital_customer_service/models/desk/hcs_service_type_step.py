from odoo import fields, models


class HcsServiceTypeStep(models.Model):
    """One step a service of a type consists of."""

    _name = "hcs.service.type.step"
    _description = "Step of a Service Type"
    _inherit = ["hcs.input.mixin"]
    _order = "type_id, sequence, id"

    type_id = fields.Many2one("hcs.service.type", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, aggregator=None)
    code = fields.Char(help="Name of the step for other parts of the system.")
    name = fields.Char(required=True, translate=True)
    mandatory = fields.Boolean(default=True, help="The record is not closed while this step is open.")
    proof_required = fields.Boolean(help="Done only with a note or an attachment that proves it.")
    required_field_ids = fields.Many2many(
        "hcs.service.field",
        "hcs_service_type_step_field_rel",
        string="Entries required",
        help="The step is not done before these entries of the record are filled in.",
    )
    department_id = fields.Many2one(
        "hcs.department", index="btree_not_null", ondelete="restrict", help="Done by this department."
    )
    due_minutes = fields.Integer(
        "Due after (minutes)", aggregator=None, help="Counted from the opening of the record. 0: no time of its own."
    )

    _due_not_negative = models.Constraint("CHECK (due_minutes >= 0)", "A step cannot be due before it starts.")
