from psycopg2.errors import UniqueViolation

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.arguments import a_choice, a_record, a_text, arguments
from .hcs_appointment import ACTIVE


class HcsClinicSession(models.Model):
    """The bookings of a session."""

    _inherit = "hcs.clinic.session"

    appointment_ids = fields.One2many("hcs.appointment", "session_id", string="Bookings")
    waitlist_count = fields.Integer("On the waiting list", compute="_compute_waitlist_count")

    def _compute_waitlist_count(self):
        groups = self.env["hcs.appointment"]._read_group(
            [("session_id", "in", self.ids), ("state", "=", "waitlisted")], ["session_id"], ["__count"]
        )
        counts = {session.id: count for session, count in groups}
        for session in self:
            session.waitlist_count = counts.get(session._origin.id, 0)

    def _booked_by_session(self):
        # sudo: whoever may see the session may know how full it is
        groups = (
            self.env["hcs.appointment"]
            .sudo()
            ._read_group([("session_id", "in", self.ids), ("seat", ">", 0)], ["session_id"], ["__count"])
        )
        return {session.id: count for session, count in groups}

    @api.model
    def _booked_sql(self, alias):
        seat = self.env["hcs.appointment"]._column("booked", "seat")
        return SQL(
            "(SELECT COUNT(*) FROM hcs_appointment booked WHERE booked.session_id = %s AND %s > 0)",
            SQL.identifier(alias, "id"),
            seat,
        )

    def _is_booked_ahead(self):
        return bool(super()._is_booked_ahead() and self.booked_count)

    @api.model
    def _untouched_sql(self, alias):
        return SQL(
            "NOT EXISTS (SELECT FROM hcs_appointment booked WHERE booked.session_id = %s)",
            SQL.identifier(alias, "id"),
        )

    @api.model
    def _expected_by_sql(self, alias):
        return SQL(
            "EXISTS (SELECT FROM hcs_appointment booked WHERE booked.session_id = %s AND booked.state IN %s)",
            SQL.identifier(alias, "id"),
            ("waitlisted", *ACTIVE),
        )

    def _prepare_booking(self):
        """What a booking copies from its session."""
        return {
            "company_id": self.company_id.id,
            "kind": self.kind,
            "department_id": self.department_id.id,
            "practitioner_id": self.practitioner_id.id,
            "start_at": self.start_at,
            "end_at": self.end_at,
        }

    def _check_staff(self):
        """Hook: refuse a session whose staff may not work, such as a nurse without a valid licence."""

    # ORM
    def write(self, vals):
        if "capacity" in vals:
            self.filtered(lambda session: session.capacity > vals["capacity"])._shrink(vals["capacity"])
        result = super().write(vals)
        if "capacity" in vals:
            self._offer_seats()
        if {"start_at", "end_at", "practitioner_id", "department_id"} & vals.keys():
            for session in self:
                values = session._prepare_booking()
                # sudo: the bookings follow their session
                moved = session.sudo().appointment_ids.filtered(
                    lambda booking: booking.state in ("waitlisted", *ACTIVE)
                )
                moved.write(values)
                moved.visit_id.filtered(lambda visit: visit.state == "planned").write({"planned_at": session.start_at})
        return result

    def _shrink(self, capacity):
        """Give the patients of the last seats one of the first; refuse where there are more patients than seats."""
        for session in self:
            session.lock_for_update()
            held = session.sudo().appointment_ids.filtered("seat")
            if len(held) > capacity:
                raise UserError(
                    self.env._(
                        "%(session)s has %(number)s patients already. Move some of them first.",
                        session=session.display_name,
                        number=len(held),
                    )
                )
            free = sorted(set(range(1, capacity + 1)) - set(held.mapped("seat")))
            for appointment, seat in zip(held.filtered(lambda booking: booking.seat > capacity), free, strict=False):
                try:
                    with self.env.cr.savepoint():
                        appointment.write({"seat": seat})
                except UniqueViolation:
                    raise UserError(self.env._("Somebody books in this session right now. Try again.")) from None

    # ACTIONS
    @arguments(patient_id=a_record("hcs.patient"), channel=a_choice("channel", "hcs.appointment"))
    def action_book(self, patient_id, channel="phone"):
        """Book a seat for a patient; a full session is refused in words.

        :param patient_id: id of the patient
        :param channel: how the patient asked for it
        :return: the booking
        """
        self.ensure_one()
        return self.env["hcs.appointment"].create(
            {"session_id": self.id, "patient_id": patient_id, "channel": channel}
        )

    @arguments(patient_id=a_record("hcs.patient"), channel=a_choice("channel", "hcs.appointment"))
    def action_waitlist(self, patient_id, channel="phone"):
        """Put a patient on the waiting list, or book where a seat is free.

        :param patient_id: id of the patient
        :param channel: how the patient asked for it
        :return: the booking
        """
        self.ensure_one()
        return self.env["hcs.appointment"].create(
            {"session_id": self.id, "patient_id": patient_id, "channel": channel, "state": "waitlisted"}
        )

    def action_book_here(self):
        """The button beside a session in the window of a quick booking."""
        return self._get_booking_wizard()._book(self)

    def action_wait_here(self):
        """The same for a full session: a place on its waiting list."""
        return self._get_booking_wizard()._book(self, waitlist=True)

    def _get_booking_wizard(self):
        self.ensure_one()
        wizard = self.env["hcs.booking.wizard"].browse(self.env.context.get("hcs_booking_wizard")).exists()
        if not wizard:
            raise UserError(self.env._("Open the window of the booking again."))
        wizard.check_access("read")
        return wizard

    def action_new_booking(self):
        """Book somebody in this session."""
        self.ensure_one()
        return self.env["hcs.patient"]._open_booking_wizard(
            kind=self.kind,
            department_id=self.department_id.id,
            practitioner_id=self.practitioner_id.id,
            date_from=self.date,
            company_id=self.company_id.id,
            with_full=True,
        )

    def action_call_next(self):
        """Call the next patient of these sessions."""
        called = self.env["hcs.appointment"]._call_next(self)
        params = {"type": "info", "title": self.env._("Nobody waits"), "message": self.env._("The queue is empty.")}
        if called:
            params = {
                "type": "success",
                "title": self.env._("Number %s", called.queue_number),
                "message": called.with_context(hcs_show_patient=True).display_name,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            }
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def action_open_appointments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_appointment_action")
        return {**action, "domain": [("session_id", "=", self.id)], "context": {}}

    # WAITING LIST
    def _waiting_list(self, again=True):
        """Those who wait for a seat of this session, in their order."""
        domain = [("session_id", "=", self.id), ("state", "=", "waitlisted"), ("seat", "=", 0)]
        if not again:
            domain.append(("missed_offers", "=", 0))
        # sudo: the order of the list does not depend on who frees a seat
        return self.env["hcs.appointment"].sudo().search(domain, order="missed_offers, waitlisted_at, id")

    def _offer_seats(self, now=None, again=True):
        """Hold each free seat for the next one on the list.

        :param now: the moment of the offer
        :param again: ask those who let an offer pass once more, after all others
        """
        now = now or fields.Datetime.now()
        for session in self.filtered(lambda session: session.state == "open" and session.end_at > now):
            for appointment in session._waiting_list(again=again):
                held = appointment._offer_seat(appointment._offer_deadline(now))
                if held:
                    appointment._notify("offered")
                elif held is False:
                    break

    # STOP
    @arguments(reason=a_text)
    def action_stop(self, reason):
        """The clinic does not take place: everybody who is booked has to be answered (AP3).

        :param reason: what patients are told
        :return: the window of the patients to answer; nothing where nobody is booked
        """
        self.check_access("write")
        if not reason:
            raise UserError(self.env._("Say why the clinic does not take place: patients will ask."))
        if any(session.end_at <= fields.Datetime.now() for session in self):
            raise UserError(self.env._("A session that is over cannot be stopped."))
        running = self.filtered(lambda session: session.state != "stopped")
        running.sudo().write({"state": "stopped", "stop_reason": reason})
        stops = self.env["hcs.clinic.stop"]
        for sessions in running.grouped("company_id").values():
            # sudo: the lines of the bookings are made for whoever may stop a clinic
            bookings = sessions.sudo().appointment_ids.filtered(
                lambda booking: booking.state in ("waitlisted", "booked", "confirmed")
            )
            if bookings:
                stop = stops.sudo().create(sessions._prepare_stop(reason))
                stop._add_lines(bookings.with_env(self.env).sudo(False))
                stop._update_state()
                stops += stop.sudo(False)
        return stops[:1]._get_window() if stops else False

    def _prepare_stop(self, reason):
        return {
            "company_id": self.company_id.id,
            "reason": reason or self.env._("The clinic does not take place."),
            "session_ids": [Command.set(self.ids)],
            "user_id": self.env.uid,
        }
