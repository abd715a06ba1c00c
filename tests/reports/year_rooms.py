"""The rows of complaints, members, care, customers and staff in a generated year; see ``year``."""

from datetime import date, datetime, timedelta

FIRST, DAYS = datetime(2026, 1, 1), 430
# the hospital's midnights of borders: New Year, ISO week 53 and its neighbours, reporting months, leap-less February
BORDERS = (
    "2026-01-26", "2026-03-01", "2026-03-26", "2026-06-26", "2026-09-26", "2026-12-26", "2026-12-28", "2027-01-01",
    "2027-01-04", "2027-01-26",
)  # fmt: skip
SHANGHAI = timedelta(hours=8)
PEOPLE = 40
NAME = '{"en_US": "x"}'


def moments(draw, number):
    """Random minutes of fourteen months, a third of them within a minute of a border."""
    for _each in range(number):
        if draw.random() < 0.33:
            border = datetime.fromisoformat(draw.choice(BORDERS)) - SHANGHAI
            yield border + timedelta(seconds=draw.choice((-60, -1, 0, 1, 60)))
        else:
            yield FIRST + timedelta(minutes=draw.randrange(DAYS * 24 * 60))


def local_day(moment):
    return (moment + SHANGHAI).date()


def days(draw, number):
    """Random days, many of them the last or the first of a period."""
    for moment in moments(draw, number):
        yield local_day(moment)


class YearOfRooms:
    """Part of ``YearCase``."""

    @classmethod
    def fill_complaints(cls):
        draw = cls.draw
        category = cls.env["hcs.complaint.category"].search([], limit=1)
        states = ("received", "closed", "closed", "answered", "withdrawn", "not_accepted")
        tickets = cls.insert(
            "hcs_complaint_ticket",
            [
                {
                    **cls.common, "reference": f"CT-{number}", "received_by_id": cls.env.uid, "source": "web",
                    "kind": draw.choice(("complaint", "complaint", "dispute", "praise", "suggestion")),
                    "severity": draw.choice("12345"), "state": state, "complainant_role": "patient",
                    "received_at": at, "on_the_spot": draw.choice((True, False, False, None)), "active": True,
                    "department_id": draw.choice(cls.some_departments), "reopened_count": draw.randrange(2),
                    "satisfaction": draw.choice(("satisfied", "partly", "dissatisfied", "unreachable", None)),
                    "category_id": category.id, "decision": draw.choice(("adopted", "partly", "refused", None)),
                    "closed_at": at + timedelta(days=draw.randrange(1, 12)) if state == "closed" else None,
                }
                for number, at in enumerate(moments(draw, 300))
                for state in (draw.choice(states),)
            ],
        )  # fmt: skip
        answer = cls.policy("hcs.complaint.ticket", "answered")
        notice = cls.policy("hcs.complaint.ticket", "acknowledged")
        cls.insert(
            "hcs_clock",
            [
                cls.clock(policy, due, complaint_ticket_id=ticket["id"])
                for policy in (answer, notice)
                for ticket, due in zip(tickets, moments(draw, len(tickets)), strict=True)
                if ticket["kind"] in ("complaint", "dispute")
            ],
        )
        cls.insert(
            "hcs_complaint_allegation",
            [
                {"ticket_id": draw.choice(tickets)["id"], "category_id": category.id,
                 "finding": draw.choice((None, "upheld", "partly", "not_upheld"))}
                for _number in range(300)
            ],
        )  # fmt: skip
        measures = cls.insert(
            "hcs_corrective_action",
            [
                {
                    **cls.common, "owner_id": cls.env.uid, "reference": f"CA-{number}", "name": "x",
                    "kind": "corrective", "state": draw.choice(("open", "done", "effective", "cancelled")),
                    "due_on": due, "done_at": draw.choice((None, datetime.combine(due, datetime.min.time()))),
                }
                for number, due in enumerate(days(draw, 150))
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_corrective_action_review",
            [
                {"action_id": draw.choice(measures)["id"], "user_id": cls.env.uid, "at": at,
                 "effective": draw.choice((True, False, None))}
                for at in moments(draw, 100)
            ],
        )  # fmt: skip
        incidents = cls.insert(
            "hcs_incident",
            [
                {
                    **cls.common, "kind": draw.choice(("fire", "security", "other")), "severity": draw.choice("1234"),
                    "state": draw.choice(("reported", "closed", "reviewed")), "description": "x", "occurred_at": at,
                    "noticed_at": at, "near_miss": draw.choice((True, False, None)),
                    "department_id": draw.choice(cls.some_departments),
                }
                for at in moments(draw, 150)
            ],
        )  # fmt: skip
        policy = cls.policy("hcs.incident", "handled")
        pairs = zip(incidents, moments(draw, len(incidents)), strict=True)
        cls.insert("hcs_clock", [cls.clock(policy, due, incident_id=owner["id"]) for owner, due in pairs])

    @classmethod
    def fill_members(cls):
        draw = cls.draw
        versions = cls.env["hcs.vip.tier.version"].search([])
        benefits = cls.env["hcs.vip.benefit"].search([])
        memberships = cls.insert(
            "hcs_vip_membership",
            [
                {
                    **cls.common, "patient_id": patient.id, "tier_id": draw.choice(versions).tier_id.id,
                    "state": "approved", "payment": "paid", "approved_at": FIRST, "activated_at": FIRST,
                    "reference": f"VM-{patient.id}", "terms_wanted": 1, "source": "desk",
                }
                for patient in cls.patients
            ],
        )  # fmt: skip
        terms = []
        for membership in memberships:
            day, kind = draw.choice([*days(draw, 3), date(2025, 11, 1)]), "join"
            for _number in range(draw.randrange(1, 5)):
                end = day + timedelta(days=draw.randrange(5, 120))
                terms.append(
                    {
                        **cls.common, "membership_id": membership["id"], "patient_id": membership["patient_id"],
                        "version_id": draw.choice(versions).id, "kind": kind, "payment": "paid", "date_from": day,
                        "date_to": end, "void": draw.random() < 0.1,
                    }
                )  # fmt: skip
                kind = draw.choice(("renewal", "change"))
                day = end + timedelta(days=draw.choice((1, 1, 1, 30)))
        cls.insert("hcs_vip_term", terms)
        cls.insert(
            "hcs_vip_service",
            [
                {
                    **cls.common, "reference": f"VS-{number}", "membership_id": membership["id"],
                    "benefit_id": draw.choice(benefits).id, "patient_id": membership["patient_id"],
                    "state": draw.choice(("done", "done", "reserved")), "planned_at": at, "due_at": at, "done_at": at,
                    "reversed_at": draw.choice((None, None, at)),
                    "rating": draw.choice((None, "1", "3", "4", "5")),
                }
                for number, at in enumerate(moments(draw, 150))
                for membership in (draw.choice(memberships),)
            ],
        )  # fmt: skip

    @classmethod
    def fill_care(cls):
        draw, patients = cls.draw, cls.patients.ids
        rule = cls.env["hcs.care.rule"].with_context(active_test=False).search([], limit=1)
        states = ("queued", "sent", "delivered", "failed", "suppressed", "cancelled")
        cls.insert(
            "hcs_care_message",
            [
                {
                    **cls.common, "rule_id": rule.id, "patient_id": draw.choice(patients),
                    "occasion": draw.choice(("birthday", "festival")), "occasion_key": f"year:{number}",
                    "channel": "sms", "state": draw.choice(states), "occasion_on": day, "send_on": day,
                }
                for number, day in enumerate(days(draw, 250))
            ],
        )  # fmt: skip
        [material] = cls.insert("hcs_education_material", [{"state": "published", "name": NAME}])
        cls.insert(
            "hcs_education_delivery",
            [
                {**cls.common, "material_id": material["id"], "patient_id": draw.choice(patients),
                 "user_id": cls.env.uid, "channel": draw.choice(("sms", "print")), "at": at}
                for at in moments(draw, 150)
            ],
        )  # fmt: skip
        events = cls.insert(
            "event_event",
            [
                {
                    **cls.common, "date_tz": "Asia/Shanghai", "badge_format": "A4_french_fold",
                    "name": NAME, "seats_limited": False, "date_begin": at - timedelta(hours=2),
                    "date_end": at, "hcs_kind": draw.choice(("lecture", "free_clinic", None)), "active": True,
                    "hcs_cancelled_at": draw.choice((None, None, None, at)),
                }
                for at in moments(draw, 60)
            ],
        )  # fmt: skip
        booking = cls.rows["hcs_appointment"][0]["id"]
        cls.insert(
            "event_registration",
            [
                {"event_id": event["id"], "hcs_patient_id": patient, "active": True,
                 "state": draw.choice(("draft", "open", "done", "done", "cancel")),
                 "hcs_appointment_id": draw.choice((None, booking))}
                for event in events
                for patient in draw.sample(patients, 6)
            ],
        )  # fmt: skip

    @classmethod
    def fill_customers(cls):
        draw, patients = cls.draw, cls.patients.ids
        cls.insert(
            "hcs_visit",
            [
                {
                    **cls.common, "patient_id": draw.choice(patients), "currency_id": cls.hospital.currency_id.id,
                    "kind": kind, "state": draw.choice(("completed", "completed", "interrupted", "cancelled")),
                    "department_id": draw.choice(cls.some_departments),
                    "arrived_at": at if kind != "inpatient" else at - timedelta(days=draw.randrange(20)),
                    "discharged_at": at if kind == "inpatient" else None,
                    "amount_known": known, "amount_spent": draw.choice((0, 80, 200)) if known else 0,
                }
                for at, kind, known in (
                    (at - timedelta(days=draw.choice((0, 0, 400))),
                     draw.choice(("outpatient", "emergency", "inpatient", "checkup")), draw.random() < 0.7)
                    for at in moments(draw, 400)
                )
            ],
        )  # fmt: skip
        partner = cls.env["res.partner"].create({"name": "A neighbour"})
        cls.env.flush_all()
        accounts = cls.insert(
            "hcs_key_account",
            [{**cls.common, "manager_id": cls.env.uid, "kind": "organisation", "partner_id": partner.id,
              "managed_since": FIRST.date(), "reference": "KA-1"}],
        )  # fmt: skip
        cls.insert(
            "hcs_key_account_plan",
            [
                {
                    **cls.common, "account_id": accounts[0]["id"], "name": "x", "kind": "call", "repeat": "none",
                    "state": draw.choice(("planned", "done", "done", "dropped")), "due_on": day,
                    "done_on": draw.choice((None, day, day + timedelta(days=1), day - timedelta(days=1))),
                    "user_id": draw.choice((cls.user_agent.id, None)),
                }
                for day in days(draw, 120)
            ],
        )  # fmt: skip
        [source] = cls.insert("hcs_referral_source", [{**cls.common, "partner_id": partner.id, "kind": "clinic"}])
        cls.insert(
            "hcs_referral",
            [
                {**cls.common, "source_id": source["id"], "patient_id": draw.choice(patients), "at": at,
                 "thanked_at": draw.choice((None, at)), "department_id": draw.choice(cls.some_departments)}
                for at in moments(draw, 120)
            ],
        )  # fmt: skip

    @classmethod
    def fill_staff(cls):
        draw = cls.draw
        outcome = cls.env["hcs.call.outcome"].search([], limit=1)
        attempts = cls.insert(
            "hcs_followup_attempt",
            [
                {**cls.common, "task_id": task["id"], "user_id": cls.env.uid, "outcome_id": outcome.id,
                 "channel": "call", "started_at": task["due_at"]}
                for task in cls.rows["hcs_followup_task"][:100]
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_quality_check",
            [
                {
                    **cls.common, "attempt_id": attempt["id"], "agent_id": cls.user_agent.id, "state": "final",
                    "month": at.date().replace(day=1), "final_at": draw.choice((None, at, at, at)),
                    "score": draw.choice((60, 85.5, 100)), "appealed_at": draw.choice((None, at)),
                }
                for attempt, at in zip(attempts, moments(draw, len(attempts)), strict=True)
            ],
        )  # fmt: skip
