"""Bookings of the weeks to come: confirmed, moved, waiting for a seat, and one clinic that is stopped."""

import json
from datetime import timedelta
from pathlib import Path

WORDS = json.loads(Path(__file__).with_name("bookings.json").read_text(encoding="utf-8"))
AGENTS = ("agent", "agent", "agent2", "agent2", "leader")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class BookingsAhead:
    """The part of :class:`..bookings.BookingLoader` that looks ahead."""

    # The time to come -----------------------------------------------------------------------------------------------

    def _future(self, sessions):
        bookings = self.env["hcs.appointment"]
        chosen = [session for session in sessions if self.keys[session.department_id.id] != "emr"]
        near = [session for session in chosen if session.start_at < self.now + 4 * DAY]
        later = self.rng.sample(chosen[len(near) :], min(18, len(chosen) - len(near)))
        for session in near + later:
            for _number in range(self.rng.randint(1, 3)):
                booking = self._book(session, self._before(session, most=10))
                bookings += booking
                if self.rng.random() < 0.4 and booking:
                    with self.hospital.at(min(self.made[booking.id][-1] + 3 * HOUR, self.now)):
                        self.hospital.acting(booking, "agent").action_confirm()
                if booking.kind == "exam" and self.rng.random() < 0.6:
                    with self.hospital.at(min(self.made[booking.id][0] + MINUTE, self.now)):
                        self.hospital.acting(booking, "agent2").action_tell_preparation()
                if booking.start_at and booking.start_at > self.now:
                    self._remind(booking, booking.start_at - DAY)
        for booking in self.rng.sample(list(bookings), 5):
            at = self.now - timedelta(minutes=self.rng.randint(20, 600))
            if at > self.made[booking.id][-1]:
                with self.hospital.at(at):
                    self.hospital.acting(booking, "agent").action_cancel(self.rng.choice(WORDS["cancel"]))
                self._step(booking, at)
        return bookings

    def _waiting_list(self, sessions):
        """A clinic everybody wants: full, people wait, and one of them is offered a seat right now."""
        wanted = sessions.filtered(lambda session: session.capacity == 4 and session.start_at > self.now + DAY)[:2]
        bookings = self.env["hcs.appointment"]
        for number, session in enumerate(wanted):
            while session.free_count:
                booking = self._book(session, self.now - timedelta(days=3, minutes=self.rng.randint(0, 200)))
                if not booking:
                    break
                bookings += booking
                session.invalidate_recordset(["free_count", "booked_count"])
            for minutes in (900, 600, 240):
                bookings += self._book(session, self.now - minutes * MINUTE, waitlist=True)
            if number == 0:
                at = self.now - 9 * MINUTE
                given_up = session.appointment_ids.filtered(lambda booking: booking.state == "booked")[:1]
                with self.hospital.at(at):
                    self.hospital.acting(given_up, "agent").action_cancel(self.rng.choice(WORDS["cancel"]))
                self._step(given_up, at)
        return bookings

    def _move(self, bookings, future):
        """Bookings that were moved once, and two of them once more."""
        moved = self.env["hcs.appointment"]
        ahead = bookings.filtered(
            lambda booking: booking.state in ("booked", "confirmed") and booking.start_at > self.now + 6 * HOUR
        )
        for number, booking in enumerate(self.rng.sample(list(ahead), min(8, len(ahead)))):
            for round_ in range(2 if number < 2 else 1):
                at = self.now - timedelta(hours=5 - 3 * round_, minutes=number * 7)
                if at <= self.made[booking.id][-1]:
                    break
                target = self._other_session(booking, future)
                if not target:
                    break
                with self.hospital.at(at):
                    actor = self.hospital.acting(booking, self.rng.choice(AGENTS))
                    booking = actor.action_reschedule(target.id, self.rng.choice(WORDS["move"])).with_env(self.env)
                self._step(booking, at)
                moved += booking
        return moved

    def _other_session(self, booking, future):
        for session in future:
            if (
                session.department_id == booking.department_id
                and session.kind == booking.kind
                and session.start_at > booking.start_at
                and session.state == "open"
                and session.free_count
                and (booking.patient_id.id, session.date) not in self.busy
            ):
                self.busy.add((booking.patient_id.id, session.date))
                return session
        return None

    def _stop(self, sessions):
        """One clinic does not take place; half of its patients are answered."""
        session = sessions.filtered(
            lambda session: (
                session.kind == "expert" and session.capacity == 10 and session.start_at > self.now + 2 * DAY
            )
        )[:1]
        for _number in range(6 - session.booked_count):
            self._book(session, self._before(session, most=8))
        at = self.now - 100 * MINUTE
        with self.hospital.at(at):
            self.hospital.acting(session, "leader").action_stop(WORDS["stop"])
        self._step(session.appointment_ids, at)
        lines = self.env["hcs.clinic.stop.line"].search([("session_id", "=", session.id)])
        for number, (line, answer) in enumerate(
            zip(lines, ("action_agree", "action_agree", "action_cancel", "action_unreachable"), strict=False)
        ):
            at = self.now - timedelta(minutes=80 - 12 * number)
            if answer == "action_agree" and not line.proposal_id:
                continue
            with self.hospital.at(at):
                getattr(self.hospital.acting(line, "agent"), answer)()
            self._step(line.new_appointment_id or line.appointment_id, at)
