from odoo import fields, models


class HcsHisCharge(models.Model):
    """A position or an invoice of the hospital system: the facts from which a visit's amount is added up.

    Invoices count whole; a position counts as long as no valid invoice covers it. A row of a position may exist before
    the position itself came, to remember the invoice that covers it.
    """

    _name = "hcs.his.charge"
    _description = "Charge of the hospital system"
    _inherit = ["hcs.export.mixin"]
    _order = "id"
    _log_access = False
    _rec_name = "external_ref"

    source_id = fields.Many2one("hcs.his.source", required=True, index=True, ondelete="cascade")
    external_ref = fields.Char(required=True, help="Key of the ChargeItem or Invoice.")
    kind = fields.Selection([("item", "Position"), ("invoice", "Invoice")], required=True)
    visit_id = fields.Many2one("hcs.visit", index="btree_not_null", ondelete="cascade")
    # sudo readers add these up: a float is enough for a fact whose total is a monetary field
    amount = fields.Float(digits=(16, 2))
    amount_known = fields.Boolean()
    currency = fields.Char()
    counts = fields.Boolean(help="Neither a draft nor cancelled.")
    invoice_ref = fields.Char("Covered by", help="Key of the invoice that covers this position.")

    _ref_uniq = models.UniqueIndex("(source_id, external_ref, COALESCE(visit_id, 0))", "This charge is known already.")
    _invoice_idx = models.Index("(source_id, invoice_ref) WHERE invoice_ref IS NOT NULL")
