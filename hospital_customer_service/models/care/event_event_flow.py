from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..common.arguments import a_text, arguments
from .event_registration_seat import PLACED

# who is reminded the day before
REMIND_BEFORE = timedelta(hours=30)
BATCH = 200
# activities of a year are looked at for bookings that came of them
LOOK_BACK = timedelta(days=400)


class EventEvent(models.Model):
    """From the invitation to the closed list of who came."""

    _inherit = "event.event"

    # WINDOWS
    def action_hcs_invite(self):
        """Choose a segment, see who would be written to, write."""
        self.check_access("write")
        self._hcs_check_ahead()
        wizard = self.env["hcs.activity.invite"].create(
            {"event_id": self.id, "segment_id": self.sudo().hcs_segment_ids[:1].id}
        )
        return wizard._get_window()

    def action_hcs_desk(self):
        """Register and tick off at the desk, by keyboard or scanner."""
        self._hcs_check_not_over()
        return self.env["hcs.activity.desk"].create({"event_id": self.id})._get_window()

    def action_hcs_scan(self):
        """Odoo's scanner: what it reads is the code of the page of the invitation."""
        self._hcs_check_not_over()
        action = self.env["ir.actions.actions"]._for_xml_id("event.event_barcode_action_main_view")
        return {**action, "context": {"default_event_id": self.id}}

    def _hcs_check_not_over(self):
        self.ensure_one()
        self.check_access("read")
        if not self.hcs_kind:
            raise UserError(self.env._("This is not an activity of the service centre."))
        if self.kanban_state == "cancel":
            raise UserError(self.env._("This activity was called off. Choose another one."))
        if self.hcs_closed_at:
            raise UserError(self.env._("The attendance of this activity is closed. Open it again first."))

    def _hcs_check_ahead(self):
        self._hcs_check_not_over()
        if self.date_begin <= fields.Datetime.now():
            raise UserError(self.env._("This activity has begun. Nobody can be invited any more."))

    # END
    def action_hcs_close(self):
        """Who is not ticked did not come; the figures are final."""
        self.check_access("write")
        for event in self:
            event._hcs_check_not_over()
            if event.date_begin > fields.Datetime.now():
                raise UserError(self.env._("The activity has not begun. Close the attendance when it is over."))
        self.sudo().write({"hcs_closed_at": fields.Datetime.now()})
        self._hcs_end_waiting()
        self._hcs_count_bookings()

    def action_hcs_open_again(self):
        self.check_access("write")
        self.sudo().write({"hcs_closed_at": False})

    @arguments(reason=a_text)
    def action_hcs_call_off(self, reason=None):
        """It does not take place: everybody who is registered or waits is told, invitations lapse."""
        self.check_access("write")
        if not reason:
            raise UserError(self.env._("Say why the activity is called off."))
        for event in self:
            event._hcs_check_not_over()
        self.sudo().write(
            {"kanban_state": "cancel", "hcs_cancelled_at": fields.Datetime.now(), "hcs_cancel_reason": reason}
        )
        told = self.registration_ids.filtered(lambda one: one.state in ("draft", *PLACED))
        self.env["hcs.message"]._supersede(self.hcs_invitation_ids)
        self.env["hcs.message"]._supersede(told)
        told._hcs_notify("activity_cancelled")
        self.env["hcs.access.link"]._revoke(self.hcs_invitation_ids)

    def action_hcs_tell_change(self):
        """Hour or place changed: tell whoever is registered or waits."""
        self.check_access("write")
        self.ensure_one()
        self._hcs_check_ahead()
        told = self.registration_ids.filtered(lambda one: one.state in ("draft", "open"))
        if not told:
            raise UserError(self.env._("Nobody is registered yet, so nobody has to be told."))
        self.env["hcs.message"]._supersede(told)
        told._hcs_notify("activity_changed")

    def _hcs_end_waiting(self):
        """Nobody waits for an activity that is over."""
        waiting = self.registration_ids.sudo().filtered("hcs_waitlisted_at")
        waiting.write({"state": "cancel"})

    # PLACES
    def _hcs_waiting(self):
        """Who waits, in the order of the list."""
        return (
            self.env["event.registration"]
            .sudo()  # sudo: a place on the list does not depend on who looks
            .search(
                [("event_id", "in", self.ids), ("hcs_waitlisted_at", "!=", False), ("state", "=", "draft")],
                order="hcs_waitlisted_at, id",
            )
        )

    def _hcs_offer_places(self):
        """Free places go to those who wait, the first first."""
        for event in self:
            if event.hcs_closed_at or event.kanban_state == "cancel":
                continue
            for waiting in event._hcs_waiting():
                if waiting._hcs_offer_place() is False:
                    break

    def _hcs_seats_changed(self):
        """More places go to those who wait; whoever was registered without a number gets one."""
        if self._hcs_seats() is None:
            return self._hcs_offer_places()
        self._hcs_number_registrations()
        return self._hcs_offer_places()

    def _hcs_number_registrations(self):
        """A limit set later counts those who are there already, even where they are more than it allows."""
        registrations = self.env["event.registration"].sudo()
        registrations.flush_model(["event_id", "state", "hcs_seat"])
        self.env.cr.execute(
            SQL(
                """
                WITH bare AS (
                    SELECT id, row_number() OVER (ORDER BY id) AS place
                      FROM event_registration
                     WHERE event_id = %(event)s AND state IN %(placed)s AND COALESCE(hcs_seat, 0) = 0
                ), free AS (
                    SELECT number, row_number() OVER (ORDER BY number) AS place
                      FROM generate_series(1, (
                               SELECT count(*) FROM event_registration WHERE event_id = %(event)s)) number
                     WHERE NOT EXISTS (
                           SELECT FROM event_registration r WHERE r.event_id = %(event)s AND r.hcs_seat = number)
                )
                UPDATE event_registration r SET hcs_seat = free.number
                  FROM bare JOIN free USING (place)
                 WHERE r.id = bare.id
                """,
                event=self.id,
                placed=PLACED,
            )
        )
        registrations.invalidate_model(["hcs_seat"], flush=False)

    # MESSAGES
    def _hcs_message_params(self):
        """What a message may say of the activity: when and where, and its title for messages."""
        self.ensure_one()
        company = self.company_id
        event = self.sudo().with_context(lang=company._hcs_message_language())
        local = company._hcs_local(self.date_begin)
        return {
            "activity": event._hcs_public_title(),
            "place": event.hcs_place or company.name,
            "date": format_date(event.env, local.date()),
            "time": f"{local:%H:%M}",
        }

    @api.model
    def _cron_hcs_remind(self, limit=BATCH):
        """The day before, everybody who is registered is reminded once."""
        now = fields.Datetime.now()
        domain = [
            ("hcs_kind", "!=", False),
            ("hcs_reminded_at", "=", False),
            ("kanban_state", "!=", "cancel"),
            ("date_begin", ">", now),
            ("date_begin", "<=", now + REMIND_BEFORE),
        ]
        events = self.search(domain, order="date_begin", limit=limit)
        for done, event in enumerate(events, 1):
            # whoever registered today has just heard
            known = now - timedelta(hours=12)
            registrations = event.registration_ids.filtered(
                lambda one, known=known: one.state == "open" and one.create_date <= known
            )
            registrations._hcs_notify("activity_reminder")
            event.sudo().write({"hcs_reminded_at": now})
            self.env["ir.cron"]._commit_progress(1, remaining=len(events) - done)

    # BOOKINGS THAT CAME OF IT
    def _hcs_count_bookings(self):
        """Keep the first booking of each person who came, made within the days that count; safe to repeat."""
        registrations = self.env["event.registration"]
        self.env["hcs.appointment"].flush_model()
        registrations.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH found AS (
                    SELECT r.id AS registration_id, a.id AS appointment_id, e.date_begin
                      FROM event_event e
                      JOIN event_registration r ON r.event_id = e.id
                      JOIN LATERAL (
                           SELECT b.id FROM hcs_appointment b
                            WHERE b.patient_id = r.hcs_patient_id
                              AND b.create_date >= e.date_begin
                              AND b.create_date < e.date_begin + e.hcs_booking_days * interval '1 day'
                              AND b.rescheduled_from_id IS NULL
                              AND b.state NOT IN ('cancelled', 'waitlisted')
                              AND NOT EXISTS (SELECT FROM event_registration taken
                                               WHERE taken.hcs_appointment_id = b.id)
                            ORDER BY b.create_date, b.id LIMIT 1) a ON TRUE
                     WHERE e.id IN %(events)s AND r.state = 'done' AND r.hcs_appointment_id IS NULL
                ), nearest AS (
                    -- a booking counts once, for the activity that was last before it
                    SELECT DISTINCT ON (appointment_id) registration_id, appointment_id
                      FROM found ORDER BY appointment_id, date_begin DESC, registration_id
                )
                UPDATE event_registration r
                   SET hcs_appointment_id = nearest.appointment_id, hcs_booking_how = 'later'
                  FROM nearest
                 WHERE r.id = nearest.registration_id
                """,
                events=tuple(self.ids or [0]),
            )
        )
        registrations.invalidate_model(["hcs_appointment_id", "hcs_booking_how"], flush=False)

    @api.model
    def _cron_hcs_bookings(self, now=None):
        """Every night: bookings made since by those who came to an activity of the last months."""
        now = now or fields.Datetime.now()
        # a lost night loses nothing: the days that count are those of each activity, however late it is looked
        self.search(
            [("hcs_kind", "!=", False), ("date_begin", "<=", now), ("date_begin", ">=", now - LOOK_BACK)]
        )._hcs_count_bookings()
