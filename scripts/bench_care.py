"""Goal of care messages: everybody who has an occasion is planned by one statement, near to the plain insertion."""

import time
from datetime import date

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
    env.cr.execute(
        """WITH made AS (
               INSERT INTO hcs_patient (name, company_id, sex, active, birthdate)
               SELECT 'Bench ' || n, %s, 'unknown', TRUE, DATE '1950-01-01' + n %% 18000
                 FROM generate_series(1, %s) n RETURNING id)
           INSERT INTO hcs_consent (patient_id, purpose, channel, state, source, at, user_id)
           SELECT id, 'greeting', 'any', 'given', 'paper', TIMESTAMP '2026-01-01', %s FROM made""",
        [company.id, count, env.uid],
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
