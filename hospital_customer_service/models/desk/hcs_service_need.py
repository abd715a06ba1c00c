from odoo import fields, models


class HcsServiceNeed(models.Model):
    """A need heard at intake, and the service it asks for next (SVC-11)."""

    _name = "hcs.service.need"
    _description = "Need at Intake"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Need", required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: used by every hospital.")
    question = fields.Char(translate=True, help="How to ask for it.")
    type_ids = fields.Many2many(
        "hcs.service.type",
        "hcs_service_need_type_rel",
        string="Asked on",
        check_company=True,
        help="Types on which this need is offered. Empty: on every type.",
    )
    proposed_type_id = fields.Many2one(
        "hcs.service.type",
        "Proposes",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The next service; the first need in the order of this list decides.",
    )
