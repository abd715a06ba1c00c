from odoo import api, fields, models
from odoo.exceptions import AccessError

KINDS = [
    ("grant", "Granted"),
    ("reserve", "Reserved"),
    ("use", "Used"),
    ("release", "Released"),
    ("expire", "Expired"),
    ("reverse", "Reversed"),
]


class HcsVipBenefitLine(models.Model):
    """The ledger of benefits: what is left on a day is the sum of the lines until then (D11, VP6).

    A grant is a lot of numbered units with a first and a last day. Whatever takes a unit (a reservation, a use, the
    end of the period) is a line with the number of the unit and the number of the taking; a unique index gives each
    taking to one of many who want it at the same time. A line that gives it back frees the unit for the next taking.
    """

    _name = "hcs.vip.benefit.line"
    _description = "Benefit Ledger"
    _inherit = ["hcs.ledger.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _rec_name = "kind"
    _log_read_patient_field = "membership_id.patient_id"

    membership_id = fields.Many2one("hcs.vip.membership", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    benefit_id = fields.Many2one("hcs.vip.benefit", required=True, index=True, ondelete="restrict")
    patient_id = fields.Many2one("hcs.patient", "For", index="btree_not_null", ondelete="restrict")
    kind = fields.Selection(KINDS, required=True)
    units = fields.Integer(required=True)
    at = fields.Datetime("When", required=True)
    grant_id = fields.Many2one(
        "hcs.vip.benefit.line", "Lot", index="btree_not_null", ondelete="restrict", help="The grant the unit is from."
    )
    origin_id = fields.Many2one(
        "hcs.vip.benefit.line", "Ends", index="btree_not_null", ondelete="restrict", help="The line this one settles."
    )
    unit_no = fields.Integer("Unit", aggregator=None)
    unit_round = fields.Integer(aggregator=None, help="How often this unit was taken.")
    person_no = fields.Integer(aggregator=None, help="Number within the cap of the family member.")
    person_round = fields.Integer(aggregator=None)
    period_from = fields.Date("Period from")
    period_to = fields.Date("Period to")
    service_id = fields.Many2one("hcs.vip.service", index="btree_not_null", ondelete="restrict")
    term_id = fields.Many2one("hcs.vip.term", index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", ondelete="restrict")
    reason = fields.Char()

    # each unit once for each taking; each reservation ends once; each use is reversed once; each period granted once
    _unit_uniq = models.UniqueIndex(
        "(grant_id, unit_no, unit_round) WHERE unit_round > 0", "This unit was just taken."
    )
    _person_uniq = models.UniqueIndex(
        "(grant_id, patient_id, person_no, person_round) WHERE person_round > 0",
        "The units of this family member were just taken.",
    )
    _origin_uniq = models.UniqueIndex("(origin_id, kind) WHERE origin_id IS NOT NULL", "This was settled already.")
    _grant_uniq = models.UniqueIndex(
        "(term_id, benefit_id, period_from) WHERE kind = 'grant'", "This period was granted already."
    )
    _signs = models.Constraint(
        "CHECK ((kind IN ('grant', 'release', 'reverse') AND units >= 0)"
        " OR (kind IN ('reserve', 'use', 'expire') AND units <= 0))",
        "What is given is more than nothing, what is taken less.",
    )
    _lot_idx = models.Index("(membership_id, benefit_id, period_from, period_to) WHERE kind = 'grant'")
    _at_idx = models.Index("(at DESC, id DESC)")
    _expiry_idx = models.Index("(period_to) WHERE kind = 'grant'")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Lines of the benefit ledger follow from what is reserved, used and released. Use the buttons."
                )
            )
        return super().create(vals_list)
