from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class HcsClinicException(models.Model):
    """Days on which clinics do not follow their weekly pattern."""

    _name = "hcs.clinic.exception"
    _description = "Clinic Exception"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _hcs_name_is_private = False

    name = fields.Char("Reason", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [
            ("stop", "No clinic"),
            ("extra", "Additional clinic"),
            ("changed", "Other hours or seats"),
            ("open", "Takes place on a holiday"),
        ],
        required=True,
        default="stop",
        tracking=True,
        help="No clinic: the sessions of these days are not held. Additional clinic: a session beside the weekly "
        "pattern. Other hours or seats: the sessions of these days are changed. Takes place on a holiday: the weekly "
        "pattern holds although the hospital rests.",
    )
    date_from = fields.Date("First Day", required=True, tracking=True)
    date_to = fields.Date("Last Day", required=True, tracking=True)
    template_id = fields.Many2one(
        "hcs.clinic.template", string="Pattern", index="btree_not_null", ondelete="restrict", check_company=True
    )
    practitioner_id = fields.Many2one(
        "hcs.practitioner", index="btree_not_null", ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    hour_from = fields.Float("From", aggregator=None)
    hour_to = fields.Float("To", aggregator=None)
    capacity = fields.Integer("Seats", aggregator=None)

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day of an exception cannot lie before its first."
    )
    _hours_in_day = models.Constraint(
        "CHECK (COALESCE(hour_to, 0) = 0 OR (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24))",
        "A clinic starts and ends on the same day, and ends after it starts.",
    )
    _capacity_range = models.Constraint(
        "CHECK (capacity >= 0 AND capacity <= 1000)", "A session has at most 1000 seats."
    )

    affected_session_ids = fields.Many2many(
        "hcs.clinic.session", string="Booked sessions that differ", compute="_compute_affected_session_ids"
    )

    def _compute_affected_session_ids(self):
        deviating = self.env["hcs.clinic.session"]
        for company in self.company_id:
            deviating |= deviating._get_deviating(company)
        for exception in self:
            exception.affected_session_ids = deviating.filtered(exception._origin._covers)

    def _covers(self, session):
        return (
            self.date_from <= session.date <= self.date_to
            and self.template_id in (self.env["hcs.clinic.template"], session.template_id)
            and self.practitioner_id in (self.env["hcs.practitioner"], session.practitioner_id)
            and self.department_id in (self.env["hcs.department"], session.department_id)
        )

    @api.constrains("kind", "template_id", "hour_to", "capacity")
    def _check_kind(self):
        for exception in self:
            if exception.kind == "extra" and not exception.template_id:
                raise ValidationError(self.env._("An additional clinic needs the pattern it is held like."))
            if exception.kind == "changed" and not exception.hour_to and not exception.capacity:
                raise ValidationError(self.env._("Enter the other hours or the other number of seats."))

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        exceptions.company_id._hcs_update_clinics()
        return exceptions

    def write(self, vals):
        result = super().write(vals)
        self.company_id._hcs_update_clinics()
        return result

    def unlink(self):
        companies = self.company_id
        # first the sessions it made, which point to it
        self.filtered("active").action_archive()
        result = super().unlink()
        companies._hcs_update_clinics()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["hcs.clinic.session"].sudo().search_count([("exception_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Patients were booked because of this exception. Archive it instead."))
