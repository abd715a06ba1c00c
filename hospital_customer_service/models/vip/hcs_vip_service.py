from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_vip_benefit import KINDS

STATES = [("reserved", "Reserved"), ("in_progress", "In progress"), ("done", "Done"), ("released", "Released")]
RATINGS = [("1", "Very poor"), ("2", "Poor"), ("3", "Fair"), ("4", "Good"), ("5", "Very good")]
FLOW = set(
    "reference membership_id benefit_id patient_id company_id kind state due_at started_at done_at done_by_id "
    "sign_off release_reason unfulfilled reversed_at next_due_at leader_told_at assigned_at".split()
)


class HcsVipService(models.Model):
    """One benefit given: by whom, when, signed for by whom, with the customer's word and the cost (VIP-03, VP7)."""

    _name = "hcs.vip.service"
    _description = "Service to a Member"
    _inherit = [
        "hcs.thread.mixin",
        "hcs.clock.mixin",
        "hcs.assignment.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
    ]
    _order = "planned_at desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _clock_inverse = "vip_service_id"
    _flow_fields = frozenset(FLOW)

    reference = fields.Char(readonly=True, copy=False, index=True)
    membership_id = fields.Many2one(
        "hcs.vip.membership", required=True, readonly=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    benefit_id = fields.Many2one("hcs.vip.benefit", required=True, readonly=True, index=True, ondelete="restrict")
    # an ordinary column: lists, boards and reports group by it
    kind = fields.Selection(KINDS, readonly=True)
    patient_id = fields.Many2one(
        "hcs.patient", "For", required=True, readonly=True, index=True, ondelete="restrict", check_company=True
    )
    state = fields.Selection(
        STATES, "Status", required=True, default="reserved", readonly=True, tracking=True, group_expand=True
    )
    planned_at = fields.Datetime("Agreed for", required=True, default=fields.Datetime.now, tracking=True)
    due_at = fields.Datetime(
        "Begun by", required=True, readonly=True, help="What is not begun by then goes back to the member."
    )
    place = fields.Char(help="Where to meet.")
    note = fields.Text(help="What whoever does it should know.")
    # How it went
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False, ondelete="restrict")
    sign_off = fields.Char("Signed for by", readonly=True, copy=False, help="Who confirms that the service was given.")
    signature = fields.Binary(attachment=True, copy=False, help="Signed on the screen, if the member likes to.")
    rating = fields.Selection(RATINGS, copy=False, tracking=True)
    comment = fields.Text("In the member's words", copy=False)
    cost = fields.Monetary(help="What it cost the hospital; for the value of the membership, not for a bill.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    release_reason = fields.Char(readonly=True, copy=False)
    unfulfilled = fields.Boolean(readonly=True, copy=False, help="Not begun in time: the unit went back by itself.")
    reversed_at = fields.Datetime("Taken back", readonly=True, copy=False)
    service_record_id = fields.Many2one(
        "hcs.service.record", index="btree_not_null", ondelete="restrict", check_company=True, copy=False
    )
    line_ids = fields.One2many("hcs.vip.benefit.line", "service_id", "Ledger", readonly=True)
    clock_ids = fields.One2many("hcs.clock", "vip_service_id", "Deadlines", readonly=True)
    is_late = fields.Boolean("Past due", compute="_compute_is_late", search="_search_is_late")

    _reference_uniq = models.UniqueIndex("(company_id, reference)", "This reference belongs to another service.")
    _due_idx = models.Index("(due_at, id) WHERE state = 'reserved'")
    _planned_idx = models.Index("(planned_at DESC, id DESC)")

    @api.depends("state", "due_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for service in self:
            service.is_late = service.state == "reserved" and bool(service.due_at) and service.due_at < now

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "reserved"), ("due_at", "<", fields.Datetime.now())]

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(
                self.env._("A service begins on the membership: reserve or use one of its benefits there.")
            )
        sequence = self.env["ir.sequence"]
        benefits = self.env["hcs.vip.benefit"]
        return super().create(
            [
                {
                    **vals,
                    "reference": sequence.next_by_code("hcs.vip.service"),
                    "kind": benefits.browse(vals.get("benefit_id")).kind,
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if "planned_at" in vals and not self.env.su and any(service.state != "reserved" for service in self):
            raise UserError(self.env._("The agreed time of a service that has begun stays as it was."))
        result = super().write(vals)
        if vals.get("planned_at") and not self.env.su:
            for service in self:
                # sudo: the due time follows from the agreed one
                service.sudo().due_at = fields.Datetime.add(
                    service.planned_at, minutes=service.benefit_id.duty_minutes
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        raise UserError(self.env._("A service is part of the record and cannot be deleted. Release it."))

    # Clock and assignment
    @api.model
    def _clock_events(self):
        return [
            ("created", self.env._("Reserved")),
            ("started", self.env._("Begun")),
            ("done", self.env._("Done")),
        ]

    @api.model
    def _assignment_domain_open(self):
        return [("state", "in", ["reserved", "in_progress"])]

    def _assignment_preferred(self, users):
        """The member's own representative, where there is one."""
        return {service: service.membership_id.sudo().representative_id & users for service in self}
