"""Goal of the feed: 50,000 patients and visits out of the inbox, against the creation of leads in the same run."""

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
