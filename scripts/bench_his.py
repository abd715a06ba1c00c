"""Goals of the feed: 50,000 patients and visits out of the inbox, against the creation of leads in the same run; and
the same time for a message, however many lie in the inbox."""

import io
import json
import resource
import statistics
import time

ROUNDS = 3
MESSAGES = 50_000
LEADS = 200
FACTOR = 10
EXTRA_MB = 64
INBOX = 1_000_000
SMALL_INBOX = 1_000
FULL_FACTOR = 1.3
SINGLE = 200
SURNAMES = "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Ma Zhu Hu Guo He Lin Gao Luo".split()


def goals(env, rows):
    count = min(MESSAGES, rows)
    source = env["hcs.his.source"].create({"name": "Bench", "code": "bench", "kind": "fhir_http"})
    per_round = count // ROUNDS
    _apply(env, source, "warm", 1000)
    ratios, extra = [], 0
    for turn in range(ROUNDS):
        leads = _leads(env, turn)
        before = _peak_mb()
        ratios.append(_apply(env, source, turn, per_round) / leads)
        extra += max(0, _peak_mb() - before)
    ratio = statistics.median(ratios)
    yield f"inbox: {count:,} patients and visits, x crm.lead", f"{ratio:.1f} x", f">= {FACTOR} x", ratio >= FACTOR
    yield "inbox: extra memory", f"{extra:.0f} MB", f"<= {EXTRA_MB} MB", extra <= EXTRA_MB
    yield from _full_inbox(env, source, min(INBOX, rows * 20))


def _full_inbox(env, source, size):
    """Messages of HL7 v2 into an inbox of a thousand rows, and into one of ``size`` rows; then its pruning."""
    _hl7(env, source, "warm")
    _fill(env, source, 0, SMALL_INBOX)
    small = statistics.median(_hl7(env, source, f"e{turn}") for turn in range(ROUNDS))
    _fill(env, source, SMALL_INBOX, size)
    full = statistics.median(_hl7(env, source, f"f{turn}") for turn in range(ROUNDS))
    ratio = full / small
    title = f"inbox of {size:,} rows: a message takes {full * 1000:.1f} ms, x of {SMALL_INBOX:,} rows"
    yield title, f"{ratio:.2f} x", f"<= {FULL_FACTOR} x", ratio <= FULL_FACTOR
    # each run takes a bounded part, and the last one takes no longer than the first
    deleted, took, more = 0, [], True
    while more and len(took) < 20:
        started = time.perf_counter()
        part, more = env["hcs.his.message"]._gc_applied()
        env.cr.commit()
        took.append(time.perf_counter() - started)
        deleted += part
    title = f"inbox: {deleted:,} old messages deleted in {len(took)} runs, the longest"
    yield title, f"{max(took):.1f} s", "<= 10 s", deleted >= min(size, 200_000) * 0.9 and max(took) <= 10


def _fill(env, source, first, last):
    """Rows that were applied a year ago."""
    env.cr.execute(
        """INSERT INTO hcs_his_message (source_id, company_id, message_id, resource_type, resource_id, raw, state,
                                        effect, tries, received_at, applied_at, create_date, write_date)
           SELECT %s, %s, 'ADT^A08/' || n || '@' || md5(n::text), 'ADT^A08', n::text, repeat('x', 300), 'done',
                  'updated', 1, now() - interval '1 year', now() - interval '1 year', now(), now()
             FROM generate_series(%s, %s) n""",
        [source.id, source.company_id.id, first + 1, last],
    )
    env.cr.execute("ANALYZE hcs_his_message")
    env.cr.commit()


def _hl7(env, source, name):
    """Seconds a message takes to be stored, one by one as a listener does, and applied."""
    message, started = env["hcs.his.message"], time.perf_counter()
    for number in range(SINGLE):
        text = (
            f"MSH|^~\\&|BENCH|H|||20260901080000||ADT^A01|{name}-{number}|P|2.5\r"
            f"PID|1||B{name}{number}^^^H^MR||LI^No{number}||19600101|F|||||1380{number:07d}\r"
            f"PV1|1|I|W{number % 9}||||D{number % 30}^Doctor"
            + "|" * 12
            + f"{name}-{number}"
            + "|" * 25
            + "20260901080000\r"
        )
        message._store_hl7(source, text.encode())
        env.cr.commit()
    done = message._apply_next()
    env.cr.commit()
    env.invalidate_all()
    if done != SINGLE:
        raise RuntimeError(f"{done} messages looked at")
    return (time.perf_counter() - started) / SINGLE


def _peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apply(env, source, name, count):
    """Store ``count`` messages, half of them patients, then apply them; return those applied per second."""
    stream = io.BytesIO()
    for number in range(count // 2):
        for line in _resources(f"{name}-{number}", number):
            stream.write(json.dumps(line).encode() + b"\n")
    stream.seek(0)
    Message = env["hcs.his.message"]
    Message._store_files(source, [(f"{name}.ndjson", stream)])
    env.cr.commit()
    started, done = time.perf_counter(), 0
    while applied := Message._apply_next():
        done += applied
        env.cr.commit()
        env.invalidate_all()
    speed = done / (time.perf_counter() - started)
    bad = Message.search_count([("source_id", "=", source.id), ("state", "!=", "done")])
    if done != count // 2 * 2 or bad:
        raise RuntimeError(f"{done} messages looked at, {bad} not applied")
    return speed


def _resources(key, number):
    """A patient and one of the patient's visits."""
    yield {
        "resourceType": "Patient",
        "id": f"p-{key}",
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "system": "urn:mr", "value": f"M{key}"}],
        "name": [{"family": SURNAMES[number % len(SURNAMES)], "given": [f"No{number}"]}],
        "telecom": [{"system": "phone", "value": f"1380{number % 10_000_000:07d}", "use": "mobile"}],
        "gender": "female" if number % 2 else "male",
        "birthDate": f"{1940 + number % 80}-0{1 + number % 9}-1{number % 9}",
    }
    day = f"2026-03-{1 + number % 28:02d}"
    yield {
        "resourceType": "Encounter",
        "id": f"e-{key}",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": f"Patient/p-{key}"},
        "period": {"start": f"{day}T09:00:00+08:00", "end": f"{day}T10:00:00+08:00"},
        "reasonCode": [{"text": "Check"}],
    }


def _leads(env, turn):
    """Leads made per second, a hundred at a time."""
    started = time.perf_counter()
    for _batch in range(LEADS // 100):
        env["crm.lead"].create([{"name": f"Lead {turn}-{i}", "type": "lead"} for i in range(100)])
        env.flush_all()
    speed = LEADS / (time.perf_counter() - started)
    env.cr.commit()
    return speed
