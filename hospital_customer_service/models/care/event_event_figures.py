from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

INVITED = ("planned", "invited", "accepted", "declined")


class EventEvent(models.Model):
    """From the segment to the booking: every count opens its rows (CRM-04)."""

    _inherit = "event.event"

    hcs_segment_count = fields.Integer("In the Segments", compute="_compute_hcs_segment_count")
    hcs_invited_count = fields.Integer("Invited", compute="_compute_hcs_invitations", aggregator=None)
    hcs_waiting_sent_count = fields.Integer("To Be Sent", compute="_compute_hcs_invitations", aggregator=None)
    hcs_accepted_count = fields.Integer("Will Come", compute="_compute_hcs_invitations", aggregator=None)
    hcs_declined_count = fields.Integer("Will not come", compute="_compute_hcs_invitations", aggregator=None)
    hcs_suppressed_count = fields.Integer("Not Written to", compute="_compute_hcs_invitations", aggregator=None)
    hcs_registered_count = fields.Integer("Signed up", compute="_compute_hcs_registrations", aggregator=None)
    hcs_waiting_count = fields.Integer("Waiting", compute="_compute_hcs_registrations", aggregator=None)
    hcs_attended_count = fields.Integer("Came", compute="_compute_hcs_registrations", aggregator=None)
    hcs_no_show_count = fields.Integer("Did Not Come", compute="_compute_hcs_registrations", aggregator=None)
    hcs_booking_count = fields.Integer("Bookings", compute="_compute_hcs_registrations", aggregator=None)
    hcs_free_count = fields.Integer("Free Places", compute="_compute_hcs_registrations", aggregator=None)
    hcs_message_cost = fields.Monetary(
        "Cost of Messages", currency_field="hcs_currency_id", compute="_compute_hcs_cost", compute_sudo=True
    )
    hcs_cost_total = fields.Monetary(
        "Total Cost", currency_field="hcs_currency_id", compute="_compute_hcs_cost", compute_sudo=True
    )
    hcs_cost_text = fields.Char("Cost per", compute="_compute_hcs_cost_text")

    def _compute_hcs_segment_count(self):
        for event in self:
            # sudo: how many are in a segment is no secret to whoever runs the activity
            segments = event.sudo().hcs_segment_ids
            event.hcs_segment_count = (
                self.env["hcs.patient"].search_count(event._hcs_segment_domain()) if segments else 0
            )

    def _hcs_segment_domain(self):
        segments = self.sudo().hcs_segment_ids
        return Domain.OR(Domain("id", "in", segment._members()) for segment in segments)

    @api.depends("hcs_invitation_ids.state")
    def _compute_hcs_invitations(self):
        counts = {
            (event.id, state): count
            for event, state, count in self.env["hcs.activity.invitation"]._read_group(
                [("event_id", "in", self.ids)], ["event_id", "state"], ["__count"]
            )
        }
        for event in self:
            of = {state: counts.get((event._origin.id, state), 0) for state in (*INVITED, "suppressed")}
            event.hcs_invited_count = sum(of[state] for state in INVITED[1:])
            event.hcs_waiting_sent_count = of["planned"]
            event.hcs_accepted_count = of["accepted"]
            event.hcs_declined_count = of["declined"]
            event.hcs_suppressed_count = of["suppressed"]

    @api.depends("registration_ids.state", "registration_ids.hcs_appointment_id", "date_end", "seats_max")
    def _compute_hcs_registrations(self):
        now = fields.Datetime.now()
        # sudo: counts, of which an outsider learns no more than from Odoo's own
        groups = (
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [("event_id", "in", self.ids)],
                ["event_id", "state"],
                ["__count", "hcs_appointment_id:count_distinct"],
            )
        )
        counts = {(event.id, state): (count, bookings) for event, state, count, bookings in groups}
        for event in self:
            of = {state: counts.get((event._origin.id, state), (0, 0)) for state in ("draft", "open", "done")}
            event.hcs_registered_count = of["open"][0] + of["done"][0]
            event.hcs_waiting_count = of["draft"][0]
            event.hcs_attended_count = of["done"][0]
            event.hcs_no_show_count = of["open"][0] if event.date_end and event.date_end < now else 0
            event.hcs_booking_count = sum(bookings for _count, bookings in of.values())
            seats = event._hcs_seats()
            event.hcs_free_count = 0 if seats is None else max(seats - event.hcs_registered_count, 0)

    @api.depends("hcs_cost_ids.amount")
    def _compute_hcs_cost(self):
        messages = {event: 0.0 for event in self}
        for records in (self.hcs_invitation_ids, self.registration_ids):
            events = {record.id: record.event_id for record in records}
            for res_id, cost in self.env["hcs.message"]._read_group(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)], ["res_id"], ["cost:sum"]
            ):
                messages[events[res_id]] += cost
        for event in self:
            event.hcs_message_cost = messages[event]
            event.hcs_cost_total = messages[event] + sum(event.hcs_cost_ids.mapped("amount"))

    def _compute_hcs_cost_text(self):
        """What one who came, and one booking, cost; nothing divided by nobody."""
        for event in self:
            came = event.hcs_attended_count + event.hcs_unnamed_count
            parts = []
            for label, count in (
                (self.env._("a person who came"), came),
                (self.env._("a booking"), event.hcs_booking_count),
            ):
                share = formatLang(self.env, event.hcs_cost_total / count, digits=2) if count else "–"
                parts.append(self.env._("%(amount)s for %(what)s", amount=share, what=label))
            event.hcs_cost_text = " · ".join(parts) if event.hcs_cost_total else False

    # WINDOWS: each count opens its rows
    def action_hcs_open_segment(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_patient_action")
        ids = self.env["hcs.patient"].search(self._hcs_segment_domain()).ids
        return {**action, "domain": [("id", "in", ids)], "context": {}}

    def action_hcs_open_invited(self):
        return self._hcs_open_invitations(search_default_written=1)

    def action_hcs_open_suppressed(self):
        return self._hcs_open_invitations(search_default_suppressed=1)

    def action_hcs_open_registrations(self):
        return self._hcs_open_registrations(search_default_placed=1)

    def action_hcs_open_waiting(self):
        return self._hcs_open_registrations(search_default_waiting=1)

    def action_hcs_open_attended(self):
        return self._hcs_open_registrations(search_default_attended=1)

    def action_hcs_open_no_show(self):
        return self._hcs_open_registrations(search_default_no_show=1)

    def action_hcs_open_bookings(self):
        """The bookings themselves."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_appointment_action")
        domain = [("activity_registration_ids.event_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    def _hcs_open_invitations(self, **context):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_activity_invitation_action"
        )
        return {**action, "domain": [("event_id", "=", self.id)], "context": {"default_event_id": self.id, **context}}

    def _hcs_open_registrations(self, **context):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_activity_registration_action"
        )
        return {**action, "domain": [("event_id", "=", self.id)], "context": {"default_event_id": self.id, **context}}
