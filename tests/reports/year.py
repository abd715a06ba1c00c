"""Fourteen months of rows of every room, a third of them within a minute of a border between periods.

They are written straight into the tables. What was written stays in ``cls.rows`` as plain dictionaries, so that a test
can count it in Python as well.
"""

import random
from datetime import datetime, timedelta

from odoo.tools import SQL

from tests.reports import ReportCase
from tests.reports.year_rooms import BORDERS, DAYS, FIRST, PEOPLE, SHANGHAI, YearOfRooms, local_day, moments

__all__ = ["BORDERS", "YearCase", "local_day"]


class YearCase(YearOfRooms, ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.facts = cls.env["hcs.fact"]
        cls.rows = {}
        cls.draw = random.Random(7)
        cls.common = {"company_id": cls.hospital.id}
        cls.patients |= cls.env["hcs.patient"].create(
            [{"name": f"Person {number}", "company_id": cls.hospital.id} for number in range(PEOPLE)]
        )
        cls.some_departments = (cls.surgery.id, cls.dentistry.id, None)
        cls.env.flush_all()
        cls.fill_followup()
        cls.fill_desk()
        cls.fill_bookings()
        cls.fill_complaints()
        cls.fill_members()
        cls.fill_care()
        cls.fill_customers()
        cls.fill_staff()
        cls.env.invalidate_all()

    @classmethod
    def insert(cls, table, rows):
        """Write rows and keep them, with their ids, under the name of the table."""
        columns = SQL(", ").join(SQL.identifier(name) for name in rows[0])
        values = SQL(", ").join(SQL("%s", tuple(row.values())) for row in rows)
        found = cls.env.execute_query(
            SQL("INSERT INTO %s (%s) VALUES %s RETURNING id", SQL.identifier(table), columns, values)
        )
        rows = [{"id": found_id, **row} for (found_id,), row in zip(found, rows, strict=True)]
        cls.rows.setdefault(table, []).extend(rows)
        return rows

    @classmethod
    def policy(cls, model, event):
        """A deadline of this kind of record that ends with this event, and its purpose."""
        policies = cls.env["hcs.clock.policy"].with_context(active_test=False)
        return policies.search([("model", "=", model), ("stop_event", "=", event)], limit=1)

    @classmethod
    def clock(cls, policy, due, **owner):
        """Met, met late, given up late, still running: one of them at random."""
        draw = cls.draw
        state = draw.choice(("met", "met", "met_late", "running", "cancelled", "paused"))
        met_at = None
        if state in ("met", "met_late", "cancelled"):
            met_at = due + timedelta(minutes=draw.choice((-30, 30)))
        return {
            **cls.common, "policy_id": policy.id, "purpose": policy.purpose, "round": 1, "target": policy.target,
            "unit": policy.unit, "state": state, "started_at": due - timedelta(hours=1), "due_at": due,
            "met_at": met_at, **owner,
        }  # fmt: skip

    @classmethod
    def fill_followup(cls):
        draw, patients = cls.draw, cls.patients.ids[:12]
        tasks = cls.insert(
            "hcs_followup_task",
            [
                {
                    **cls.common, "patient_id": draw.choice(patients),
                    "step_id": draw.choice((cls.evening, cls.late)).step_ids[0].id,
                    "department_id": draw.choice(cls.some_departments), "occurrence": 0, "priority": "0",
                    "state": draw.choice(("open", "done", "done", "unsuccessful", "cancelled", "expired")),
                    "anchor_at": at, "not_before": at - timedelta(hours=3), "due_at": at,
                    "first_attempt_at": draw.choice((None, at, at + timedelta(seconds=1), at - timedelta(hours=1))),
                    "failed_count": draw.randrange(4),
                }
                for at in moments(draw, 500)
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_followup_satisfaction",
            [
                {"task_id": task["id"], "aspect": aspect, "level": draw.choice(("1", "2", "3", "4", "na", None))}
                for task in tasks
                for aspect in ("doctor", "waiting")
                if draw.random() < 0.5
            ],
        )
        survey = cls.env.ref("hospital_customer_service.survey_hcs_outpatient_satisfaction")
        question = survey.question_ids.filtered(lambda question: question.hcs_target == "recommend")
        asked = cls.insert(
            "survey_user_input",
            [
                {
                    "survey_id": survey.id, "access_token": f"year-{task['id']}", "hcs_task_id": task["id"],
                    "hcs_by": draw.choice(("agent", "link", "desk")), "test_entry": False,
                    "state": draw.choice(("new", "in_progress", "done", "done")),
                }
                for task in tasks
                if draw.random() < 0.6
            ],
        )  # fmt: skip
        cls.insert(
            "survey_user_input_line",
            [
                {
                    "user_input_id": each["id"], "question_id": question.id, "answer_type": "scale",
                    "skipped": draw.random() < 0.1, "value_scale": draw.choice((0, 5, 6, 7, 8, 9, 10, 10)),
                }
                for each in asked
                if each["state"] != "new"
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_opinion",
            [
                {
                    **cls.common, "kind": draw.choice(("opinion", "suggestion", "need")), "text": "x", "noted_at": at,
                    "state": draw.choice(("noted", "settled")), "department_id": draw.choice(cls.some_departments),
                }
                for at in moments(draw, 150)
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_contact",
            [
                {
                    **cls.common, "channel": draw.choice(("call", "visit", "wechat")), "direction": "out",
                    "purpose": draw.choice(("followup", "service")), "caller_name": "A caller",
                    "reached": draw.choice((True, True, False, None)), "started_at": at,
                    "ended_at": draw.choice((None, at, at + timedelta(minutes=draw.randrange(1, 9)))),
                    "user_id": draw.choice((cls.user_agent.id, None)),
                }
                for at in moments(draw, 300)
            ],
        )  # fmt: skip

    @classmethod
    def fill_desk(cls):
        draw, patients = cls.draw, cls.patients.ids[:12]
        cls.service = cls.env["hcs.service.type"].search([("counts_conversion", "=", True)], limit=1)
        records = cls.insert(
            "hcs_service_record",
            [
                {
                    **cls.common, "reference": f"SR-{number}", "type_id": cls.service.id, "priority": "0",
                    "channel": draw.choice(("phone", "web", "wechat")), "caller_relation": "self", "opened_at": at,
                    "state": draw.choice(("new", "done", "cancelled")), "patient_id": draw.choice((*patients, None)),
                    "department_id": draw.choice(cls.some_departments), "reopened_count": draw.randrange(2),
                    "first_contact": draw.choice((True, False, None)),
                    "first_response_at": draw.choice((None, at)), "first_response_minutes": draw.randrange(90),
                    "answered_at": draw.choice((None, at)), "answer_minutes": draw.randrange(200),
                    "handover_count": draw.randrange(2), "caller_digits": draw.choice((None, "13800000001")),
                }
                for number, at in enumerate(moments(draw, 400))
            ],
        )  # fmt: skip
        deliveries = cls.insert(
            "hcs_result_delivery",
            [
                {**cls.common, "patient_id": draw.choice(patients), "kind": draw.choice(("lab", "imaging")),
                 "hold": "none", "state": "delivered"}
                for _number in range(100)
            ],
        )  # fmt: skip
        asked = cls.insert(
            "hcs_collaboration",
            [
                {**cls.common, "department_id": cls.surgery.id, "requested_by_id": cls.env.uid, "state": "open",
                 "request": "x", "requested_at": FIRST}
                for _number in range(100)
            ],
        )  # fmt: skip
        for model, column, event, owners in (
            ("hcs.service.record", "service_record_id", "answered", records[:150]),
            ("hcs.result.delivery", "result_delivery_id", "delivered", deliveries),
            ("hcs.collaboration", "collaboration_id", "answered", asked),
        ):
            policy = cls.policy(model, event)
            pairs = zip(owners, moments(draw, len(owners)), strict=True)
            cls.insert("hcs_clock", [cls.clock(policy, due, **{column: owner["id"]}) for owner, due in pairs])

    @classmethod
    def fill_bookings(cls):
        draw = cls.draw
        [session] = cls.insert(
            "hcs_clinic_session",
            [{**cls.common, "department_id": cls.surgery.id, "capacity": 1000, "kind": "general", "state": "open",
              "start_at": FIRST, "end_at": FIRST + timedelta(days=DAYS)}],
        )  # fmt: skip
        once = set()
        rows = []
        for number, at in enumerate(moments(draw, 350)):
            patient = draw.choice(cls.patients.ids)
            state = draw.choice(("no_show", "no_show", "cancelled", "rescheduled"))
            if patient not in once and draw.random() < 0.3:
                # one living booking of a person and a session
                once.add(patient)
                state = draw.choice(("arrived", "done", "booked", "waitlisted"))
            arrived = at - timedelta(minutes=5) if state in ("arrived", "done") else None
            rows.append(
                {
                    **cls.common, "patient_id": patient, "session_id": session["id"], "state": state,
                    "channel": draw.choice(("phone", "web")), "start_at": at, "end_at": at + timedelta(minutes=10),
                    "department_id": draw.choice(cls.some_departments), "arrived_at": arrived,
                    "called_at": arrived and arrived + timedelta(minutes=draw.randrange(60)), "create_date": at,
                    "service_record_id": cls.rows["hcs_service_record"][number]["id"],
                }
            )  # fmt: skip
        cls.insert("hcs_appointment", rows)

    # What tests count with
    def utc(self, first, last):
        """``[start, end)`` of local days: eight hours ahead of what is stored."""
        start = datetime.combine(first, datetime.min.time()) - SHANGHAI
        return start, datetime.combine(last, datetime.min.time()) - SHANGHAI + timedelta(days=1)

    def plain(self, column, table, first, last, *counts):
        """Counts of a table between two of the hospital's midnights."""
        query = f"SELECT {', '.join(counts)} FROM {table} WHERE company_id = %s AND {column} >= %s AND {column} < %s"  # noqa: S608
        self.env.cr.execute(query, [self.hospital.id, *self.utc(first, last)])
        return self.env.cr.fetchone()

    def plain_days(self, column, table, first, last, *counts):
        """The same of a table that keeps days."""
        query = f"SELECT {', '.join(counts)} FROM {table} WHERE company_id = %s AND {column} BETWEEN %s AND %s"  # noqa: S608
        self.env.cr.execute(query, [self.hospital.id, first, last])
        return self.env.cr.fetchone()

    def total(self, found, *codes):
        return [found[code, "total", 0, ""] for code in codes]
