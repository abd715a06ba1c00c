from odoo import fields, models


class HcsPatientRelation(models.Model):
    """A person close to the patient: family, guardian, who may be called or told."""

    _name = "hcs.patient.relation"
    _description = "Relation of a patient"
    _inherit = ["hcs.patient.line.mixin"]
    _order = "patient_id, sequence, id"

    sequence = fields.Integer(default=10, aggregator=None)
    name = fields.Char(required=True)
    relation = fields.Selection(
        [
            ("spouse", "Spouse"),
            ("parent", "Mother or father"),
            ("child", "Son or daughter"),
            ("sibling", "Sibling"),
            ("guardian", "Guardian"),
            ("friend", "Friend"),
            ("colleague", "Colleague"),
            ("referrer", "Referred by"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    related_patient_id = fields.Many2one(
        "hcs.patient",
        "Patient record",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Where this person is a patient of ours too.",
    )
    may_be_told = fields.Boolean("May be told", help="The patient agreed that this person hears about the treatment.")
    emergency = fields.Boolean("Emergency contact")
    note = fields.Char()
