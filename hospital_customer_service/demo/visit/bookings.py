"""Bookings of three weeks before and after today, through the buttons of the desk, each at its own time."""

import random
from collections import defaultdict
from datetime import timedelta

from odoo.exceptions import UserError

from .ahead import AGENTS, DAY, HOUR, MINUTE, WORDS, BookingsAhead
from .medicine import DEPARTMENTS

SEED = 20260301
CHANNELS = ("phone", "phone", "phone", "wechat", "web", "in_person")


class BookingLoader(BookingsAhead):
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.rng = random.Random(SEED)
        self.busy = set()  # (patient, day)
        self.made = defaultdict(list)  # moment of the last step of each booking, in order
        self.keys = {hospital.ref(f"hcs_department_{key}_demo").id: key for key in hospital.department_keys}
        self.candidates = {key: self._candidates(key) for key in DEPARTMENTS}

    def load(self):
        """:return: the visits the bookings made"""
        sessions = self.env["hcs.clinic.session"].search([("state", "=", "open")], order="start_at, id")
        past = sessions.filtered(lambda session: session.end_at <= self.now - HOUR)
        running = sessions.filtered(lambda session: session.start_at <= self.now < session.end_at)
        future = sessions.filtered(lambda session: session.start_at > self.now)
        bookings = self._past(past)
        bookings += self._queue(running)
        bookings += self._future(future)
        bookings += self._waiting_list(future)
        bookings += self._move(bookings, future)
        self._stop(future)
        self._settle()
        self.env.flush_all()
        self.env.cr.execute("ANALYZE hcs_appointment, hcs_clinic_session")
        return bookings.visit_id

    # People ---------------------------------------------------------------------------------------------------------

    def _candidates(self, key):
        department, today = DEPARTMENTS[key], self.hospital.today
        low, high = department["ages"]
        return [
            patient
            for person, patient in zip(self.hospital.people, self.hospital.patients, strict=True)
            if low <= person.age(today) <= high
            and department["sex"] in (None, person.sex)
            and person.died_days_ago is None
            and patient.active
            and not patient.deceased
        ]

    def _pick(self, session):
        for _try in range(20):
            patient = self.rng.choice(self.candidates[self.keys[session.department_id.id]])
            if (patient.id, session.date) not in self.busy:
                self.busy.add((patient.id, session.date))
                return patient
        return None

    def _book(self, session, at, waitlist=False, channel=None):
        """One patient asks for a place in ``session`` at the moment ``at``."""
        patient = self._pick(session)
        none = self.env["hcs.appointment"]
        if patient is None:
            return none
        session = self.hospital.acting(session, self.rng.choice(AGENTS))
        book = session.action_waitlist if waitlist else session.action_book
        try:
            with self.hospital.at(at), self.env.cr.savepoint():
                booking = book(patient.id, channel or self.rng.choice(CHANNELS))
        except UserError:
            # the last seat is gone: whoever asks then calls again another day
            return none
        if self.rng.random() < 0.1:
            booking.note = self.rng.choice(WORDS["notes"])
        return self._step(booking, at)

    def _step(self, bookings, at):
        """Messages of this step were made then, and not now."""
        for booking in bookings:
            self.made[booking.id].append(at)
        self.hospital.on_their_way(at)
        return bookings.with_env(self.env)

    def _office(self, day):
        """A moment of office hours of a local day."""
        return self.hospital.to_utc(day) + timedelta(minutes=self.rng.randint(8 * 60 + 5, 17 * 60 + 50))

    def _before(self, session, most=9):
        """When somebody asked for this session: one to ``most`` days before it, and before now."""
        local = self.hospital.to_local(session.start_at).replace(hour=0, minute=0)
        day = local - timedelta(days=self.rng.randint(1, most))
        today = self.hospital.to_local(self.now).replace(hour=0, minute=0)
        at = self._office(min(day, today - DAY) if day >= today else day)
        return min(at, self.now - 5 * MINUTE)

    # The past -------------------------------------------------------------------------------------------------------

    def _past(self, sessions):
        bookings = self.env["hcs.appointment"]
        usual = [session for session in sessions if self.keys[session.department_id.id] != "emr"]
        night = [session for session in sessions if self.keys[session.department_id.id] == "emr"][-4:]
        chosen = sorted(self.rng.sample(usual, min(len(usual), 42)) + night, key=lambda session: session.start_at)
        for session in chosen:
            for _number in range(self.rng.randint(2, 4)):
                bookings += self._book(session, self._before(session))
        bookings = bookings.sorted(lambda booking: (booking.start_at, booking.id))
        for booking in bookings:
            self._attend(booking)
        # what the scheduled action does every few minutes, evening by evening
        for day in sorted({session.date for session in sessions}):
            evening = [session.end_at for session in sessions if session.date == day]
            with self.hospital.at(min(max(evening) + HOUR, self.now)):
                self.env["hcs.appointment"]._mark_missed(min(max(evening) + HOUR, self.now))
        return bookings

    def _attend(self, booking):
        """Confirmed, reminded, here, called, seen; some call it off, some do not come."""
        rng, hospital = self.rng, self.hospital
        booked_at, start = self.made[booking.id][0], booking.start_at
        chance = rng.random()
        booking = hospital.acting(booking, rng.choice(AGENTS))
        if chance < 0.08:
            at = booked_at + (start - booked_at) * 0.6
            with hospital.at(at):
                booking.action_cancel(rng.choice(WORDS["cancel"]))
            self._step(booking, at)
            return
        if chance < 0.7:
            with hospital.at(booked_at + 6 * HOUR if booked_at + 9 * HOUR < start else booked_at + MINUTE):
                booking.action_confirm()
        self._remind(booking, start - DAY)
        if chance > 0.9:
            return  # nobody came: found by the evening's run
        arrived = start + timedelta(minutes=rng.randint(-20, 25))
        called = max(start, arrived) + timedelta(minutes=rng.randint(3, 35))
        with hospital.at(arrived):
            booking.action_arrive()
        with hospital.at(called):
            booking.action_call()
        with hospital.at(called + timedelta(minutes=rng.randint(5, 15))):
            booking.action_done()
        self._step(booking, called)

    def _remind(self, booking, at):
        if at <= self.made[booking.id][0] + 12 * HOUR or at > self.now:
            return
        with self.hospital.at(at):
            booking.sudo().write({"reminded_at": at})
            booking._notify("reminder")
        self._step(booking, at)

    # This moment ----------------------------------------------------------------------------------------------------

    def _queue(self, sessions):
        """Patients who are here now: the doctor sees one after the other, the rest waits."""
        bookings = self.env["hcs.appointment"]
        for session in sessions:
            emergency = self.keys[session.department_id.id] == "emr"
            first = max(session.start_at - 25 * MINUTE, self.now - 150 * MINUTE)
            span = int((self.now - first).total_seconds() // 60)
            number = min(14 if emergency else 7, session.capacity - 2)
            arrivals = sorted(first + timedelta(minutes=self.rng.randint(0, max(span - 2, 0))) for _n in range(number))
            here = []
            for arrived in arrivals:
                asked = arrived - 3 * MINUTE if emergency else self._before(session, most=5)
                booking = self._book(session, asked, channel="in_person" if emergency else None)
                here += [(booking, arrived)] if booking else []
                bookings += booking
            self._see(session, here)
            for _number in range(2):
                booking = self._book(session, self._before(session, most=4))
                with self.hospital.at(self.now - 2 * MINUTE):
                    self.hospital.acting(booking, "agent").action_confirm()
                bookings += booking
        return bookings

    def _see(self, session, here):
        for booking, arrived in here:
            with self.hospital.at(arrived):
                self.hospital.acting(booking, "agent2").action_arrive()
        free = max(session.start_at, here[0][1]) if here else self.now
        waiting = self.env["hcs.appointment"].union(*(booking for booking, _arrived in here))
        arrivals = {booking.id: arrived for booking, arrived in here}
        while waiting:
            ready = waiting.filtered(lambda booking, free=free: arrivals[booking.id] <= free)
            following = min(
                ready or waiting.sorted(lambda booking: arrivals[booking.id])[:1],
                key=lambda booking: (booking.queue_rank or 0, arrivals[booking.id]),
            )
            called = max(free, arrivals[following.id]) + MINUTE
            if called >= self.now:
                break
            waiting -= following
            following = self.hospital.acting(following, "agent")
            with self.hospital.at(called):
                following.action_call()
            free = called + timedelta(minutes=self.rng.randint(9, 16))
            if free >= self.now:
                break
            with self.hospital.at(free):
                following.action_done()
            self._step(following, free)

    # What no button writes ------------------------------------------------------------------------------------------

    def _settle(self):
        """Rows were made when somebody asked for them."""
        self.env["hcs.appointment"]._mark_missed(self.now)
        self.hospital.backdate("hcs_appointment", {key: moments[0] for key, moments in self.made.items()})
        bookings = self.env["hcs.appointment"].browse(self.made)
        self.hospital.backdate(
            "hcs_visit", {booking.visit_id.id: self.made[booking.id][0] for booking in bookings if booking.visit_id}
        )
        self.env.invalidate_all()
