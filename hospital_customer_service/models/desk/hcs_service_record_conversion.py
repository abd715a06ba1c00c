from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class HcsServiceRecord(models.Model):
    """From the question to the booking: which consultations led to one, whose, by which channel (APT-05).

    Nothing is stored: a booking made a week later counts as soon as it is there.
    """

    _inherit = "hcs.service.record"

    converted_appointment_id = fields.Many2one(
        "hcs.appointment",
        "Converted booking",
        compute="_compute_converted_appointment_id",
        groups="hospital_customer_service.group_hcs_agent",
        help="The first booking this request led to, by itself or by the service that follows it.",
    )
    conversion = fields.Float(
        "Conversion (%)",
        compute="_compute_conversion",
        search="_search_conversion",
        aggregator="avg",
        digits=(5, 1),
        help="100 where a consultation led to a booking, 0 where not yet; requests of other types do not count.",
    )
    conversion_target = fields.Float(
        "Target of conversion (%)", related="company_id.hcs_conversion_target", aggregator=None
    )

    # COMPUTES
    @api.depends("appointment_ids.state")
    def _compute_converted_appointment_id(self):
        for record in self:
            bookings = record.appointment_ids | record.successor_id.appointment_ids
            record.converted_appointment_id = bookings.filtered(self._is_conversion).sorted("id")[:1]

    @api.depends("type_id", "state")
    def _compute_conversion(self):
        ids = set(self._converted_ids())
        for record in self:
            record.conversion = 100.0 if record.id in ids else 0.0

    def _converted_ids(self):
        rows = self._read_group([("id", "in", self.ids), ("conversion", "=", 100)], [], ["id:array_agg"])
        return rows[0][0] or ()

    @api.model
    def _is_conversion(self, booking):
        return booking.state != "waitlisted"

    def _search_conversion(self, operator, value):
        if operator == "in":
            value = tuple(float(number or 0) for number in value)
        elif operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s", model._field_to_sql(alias, "conversion", query), SQL(operator.upper()), value
            )
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "conversion":
            return self._conversion_sql(alias)
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _conversion_sql(self, alias):
        """100 or 0 for a consultation that was not cancelled, nothing for everything else."""
        booking = self.env["hcs.appointment"]
        self.env["hcs.service.type"].flush_model(["counts_conversion"])
        self.flush_model(["predecessor_id", "state", "type_id"])
        booking.flush_model(["service_record_id", "state"])
        row = SQL.identifier(alias, "id")
        return SQL(
            """
            CASE WHEN %(state)s <> 'cancelled' AND EXISTS (
                      SELECT FROM hcs_service_type t WHERE t.id = %(type)s AND t.counts_conversion)
                 THEN CASE WHEN EXISTS (
                           SELECT FROM hcs_appointment a
                            WHERE a.state <> 'waitlisted'
                              AND (a.service_record_id = %(row)s OR a.service_record_id IN (
                                   SELECT f.id FROM hcs_service_record f WHERE f.predecessor_id = %(row)s)))
                      THEN 100.0 ELSE 0.0 END
            END
            """,
            state=SQL.identifier(alias, "state"),
            type=SQL.identifier(alias, "type_id"),
            row=row,
        )

    # ACTIONS
    def action_open_converted(self):
        self.ensure_one()
        return self.converted_appointment_id._get_window()

    def action_book(self):
        """The window of a quick booking, with what the caller asked for."""
        self.ensure_one()
        return self.patient_id._open_booking_wizard(
            service_record_id=self.id,
            company_id=self.company_id.id,
            department_id=self.department_id.id,
            practitioner_id=self.practitioner_id.id,
            channel=self.channel,
        )
