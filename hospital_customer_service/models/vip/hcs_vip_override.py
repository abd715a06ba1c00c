from odoo import fields, models

STATUSES = [("active", "Active"), ("grace", "Grace"), ("suspended", "Suspended"), ("expired", "Expired")]


class HcsVipOverride(models.Model):
    """An approved exception from the status rules, with an end; the rules take over again by themselves (VP4)."""

    _name = "hcs.vip.override"
    _description = "Exception from the Status Rules"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "membership_id"
    _log_read_patient_field = "membership_id.patient_id"
    _flow_fields = frozenset({"membership_id", "status", "date_from", "date_until", "approver_id", "ended_on"})

    membership_id = fields.Many2one("hcs.vip.membership", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="membership_id.company_id", store=True, index=True)
    status = fields.Selection(STATUSES, required=True)
    date_from = fields.Date("From", required=True)
    date_until = fields.Date("Until", required=True, help="Last day of the exception.")
    ended_on = fields.Date("Ended on", help="First day on which the rules hold again, where it was ended early.")
    reason = fields.Char(required=True)
    approver_id = fields.Many2one("res.users", "Approved by", required=True, ondelete="restrict")

    _days = models.Constraint(
        "CHECK (date_from <= date_until AND (ended_on IS NULL OR ended_on BETWEEN date_from AND date_until))",
        "An exception ends after it begins.",
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(membership_id, membership_id, '[]') WITH &&,"
        " daterange(date_from, COALESCE(ended_on, date_until + 1), '[)') WITH &&)",
        "Another exception holds on some of these days. End it first.",
    )
