"""Goal of care messages: everybody who has an occasion is planned by one statement, near to the plain insertion."""

import time
from datetime import date

from bench_followup_data import clone

FACTOR = 4
DAY = date(2026, 3, 16)


def goals(env, rows):
    count = min(rows, 200_000)
    company = env.company
    _patients(env, company, count)
    rules = env["hcs.care.rule"]
    rules.search([]).active = False
    rules.create({"name": "Bench", "occasion": "weather", "day_on": DAY, "body": "Dress warmly"})
    env.cr.commit()
    plain = _timed(lambda: _plain(env, company))
    env.cr.rollback()
    planned = []
    spent = _timed(lambda: planned.append(rules._plan(company, DAY, count)))
    ratio = spent / plain
    name = f"care: {planned[0]:,} people with an occasion planned, x plain insertion"
    yield name, f"{ratio:.1f} x", f"<= {FACTOR} x", ratio <= FACTOR
    again = _timed(lambda: rules._plan(company, DAY, count))
    yield "care: the second run of the hour, x the first", f"{again / spent:.2f} x", "<= 1 x", again <= spent


def _timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _patients(env, company, count):
    """Grown-up people who agreed."""
    patient = env["hcs.patient"].create({"name": "Bench", "company_id": company.id})
    consent = env["hcs.consent"].create(
        {"patient_id": patient.id, "purpose": "greeting", "channel": "any", "state": "given", "source": "paper"}
    )
    env.flush_all()
    columns = {"name": "'Bench ' || s.n", "mrn": "NULL", "birthdate": "DATE '1950-01-01' + mod(s.n, 18000)"}
    made = clone(env.cr, "hcs_patient", f"generate_series(1, {count}) s(n)", patient.id, columns)
    clone(
        env.cr,
        "hcs_consent",
        f"generate_series({made[0]}, {made[-1]}) s(n)",
        consent.id,
        {"patient_id": "s.n", "at": "TIMESTAMP '2026-01-01'"},
    )
    env.cr.commit()
    env.cr.execute("ANALYZE hcs_patient, hcs_consent")


def _plain(env, company):
    """The same rows without any question: what the database itself takes."""
    rule = env["hcs.care.rule"].search([], limit=1)
    env.cr.execute(
        """INSERT INTO hcs_care_message (company_id, rule_id, patient_id, occasion, occasion_key, occasion_on, send_on,
                                         channel, state, create_date, write_date)
           SELECT %s, %s, p.id, 'weather', 'bench', %s, %s, 'sms', 'queued', now(), now() FROM hcs_patient p""",
        [company.id, rule.id, DAY, DAY],
    )
