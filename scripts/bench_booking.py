"""Goals of the booking: sixteen clients on one hot session, against the same update left to Odoo's own retry.

Each request opens a cursor, takes a seat for a patient who waits for one, and commits, repeated by Odoo where it has
to be. The other side counts on the session's row (``UPDATE … WHERE booked < capacity``), as one would. The rest of a
booking (visit, message) is the same on both sides and left out: it would hide the difference.
"""

import multiprocessing
import statistics
import time
from datetime import timedelta

import odoo
from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import SQL

CLIENTS = 16
REQUESTS = 40
ROUNDS = 3
FASTER, SHORTER = 3, 0.1


def goals(env, rows):
    """``rows`` does not matter: the crowd is always the same."""
    department = env["hcs.department"].create({"name": "Bench"})
    patients = env["hcs.patient"].create([{"name": f"Bench {number}"} for number in range(CLIENTS * REQUESTS)])
    env.cr.execute("CREATE TABLE IF NOT EXISTS bench_counter (session_id int PRIMARY KEY, booked int, capacity int)")
    env.cr.commit()
    speeds, waits, oversold, errors = [], [], 0, 0
    for turn in range(ROUNDS):
        results = {}
        for name in ("seats", "counter"):
            session = _session(env, department, turn * 2 + (name == "counter"))
            results[name] = _crowd(env, _waiting(env, session, patients), name == "counter")
            taken = env["hcs.appointment"].search_count([("session_id", "=", session.id), ("seat", ">", 0)])
            if name == "seats":
                oversold += max(taken - session.capacity, 0) + (taken < session.capacity)
                errors += results[name][2]
        speeds.append(results["seats"][0] / results["counter"][0])
        waits.append(results["seats"][1] / results["counter"][1])
    speed, wait = statistics.median(speeds), statistics.median(waits)
    yield f"booking: {CLIENTS} clients, one session: seats oversold or lost", str(oversold), "0", oversold == 0
    yield "booking: errors", str(errors), "0", errors == 0
    yield "booking: throughput, x Odoo's own retry", f"{speed:.1f} x", f">= {FASTER} x", speed >= FASTER
    yield "booking: worst wait, x Odoo's own retry", f"{wait:.3f} x", f"<= {SHORTER} x", wait <= SHORTER


def _session(env, department, number):
    """A session with seats for two thirds of those who want one."""
    start = fields.Datetime.now() + timedelta(days=2 + number)
    session = env["hcs.clinic.session"].create(
        {
            "department_id": department.id,
            "start_at": start,
            "end_at": start + timedelta(hours=4),
            "capacity": CLIENTS * REQUESTS * 2 // 3,
        }
    )
    env.cr.execute("INSERT INTO bench_counter VALUES (%s, 0, %s)", [session.id, session.capacity])
    env.cr.commit()
    return session


def _waiting(env, session, patients):
    """A place on the waiting list of the session for every patient."""
    rows = env.execute_query(
        SQL(
            """
            INSERT INTO hcs_appointment (
                create_uid, write_uid, company_id, patient_id, session_id, state, channel, start_at, end_at
            )
            SELECT %s, %s, %s, patient, %s, 'waitlisted', 'phone', %s, %s FROM unnest(%s) patient RETURNING id
            """,
            env.uid,
            env.uid,
            session.company_id.id,
            session.id,
            session.start_at,
            session.end_at,
            patients.ids,
        )
    )
    env.cr.commit()
    return [row[0] for row in rows]


def _crowd(env, booking_ids, counted):
    """All clients at once; return bookings per second, the longest wait in seconds, and the number of errors."""
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(CLIENTS + 1), context.Queue()
    database = env.cr.dbname
    clients = [
        context.Process(target=_client, args=(database, booking_ids[number::CLIENTS], counted, barrier, answers))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    barrier.wait()
    started = time.perf_counter()
    waits = [wait for _client_number in clients for wait in answers.get()]
    elapsed = time.perf_counter() - started
    for client in clients:
        client.join()
    env.invalidate_all()
    env.cr.rollback()
    times = [wait for wait, _error in waits]
    return len(times) / elapsed, max(times), sum(error for _wait, error in waits)


def _client(database, booking_ids, counted, barrier, answers):
    odoo.sql_db._Pool = None  # the connections of the parent are the parent's
    odoo.sql_db._Pool_readonly = None
    registry = Registry(database)
    registry._db = odoo.sql_db.db_connect(database)
    if counted:
        registry["hcs.appointment"]._take_seat = _take_by_counter
    _request(registry, None)
    barrier.wait()
    answers.put([_request(registry, booking_id) for booking_id in booking_ids])


def _request(registry, booking_id):
    """One request as the server would run it: how long it took, and whether it ended in an error of the machine."""
    started, error = time.perf_counter(), 0
    with registry._db.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        booking = env["hcs.appointment"].browse(booking_id)
        cr.execute("SELECT")  # the snapshot begins here, as with the check of the session
        try:
            if booking_id:
                retrying(lambda: booking._take_seat(), env)
        except Exception:
            error = 1
            cr.rollback()
    return time.perf_counter() - started, error


def _take_by_counter(self):
    """What one would write: a counter on one row, and Odoo repeats whoever meets somebody there."""
    self.flush_recordset()
    cr = self.env.cr
    cr.execute(
        "UPDATE bench_counter SET booked = booked + 1 WHERE booked < capacity "
        "AND session_id = (SELECT session_id FROM hcs_appointment WHERE id = %s) RETURNING booked",
        [self.id],
        log_exceptions=False,
    )
    seat = cr.fetchone()
    if not seat:
        return False
    cr.execute(
        "UPDATE hcs_appointment SET seat = %s, offer_until = NULL, write_uid = %s,"
        " write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
        [seat[0], self.env.uid, self.id],
    )
    self.invalidate_recordset(["seat", "offer_until"])
    return True
