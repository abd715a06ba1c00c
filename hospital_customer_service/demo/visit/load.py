"""Write the invented diary into visits, diagnoses, operations and courses of treatment."""

from .medicine import DEPARTMENTS
from .schedule import Schedule

MOMENTS = ("planned_at", "arrived_at", "admitted_at", "ended_at", "discharged_at", "interrupted_at", "surgery_at")
PREFIX = {"outpatient": "MZ", "emergency": "JZ", "inpatient": "ZY", "checkup": "TJ", "online": "WZ", "home": "SM"}


class VisitLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env

    def load(self):
        """:return: the visits, oldest first"""
        hospital = self.hospital
        self.departments = {key: hospital.ref(f"hcs_department_{key}_demo") for key in DEPARTMENTS}
        doctors = {key: list(department.practitioner_ids) for key, department in self.departments.items()}
        diary, courses = Schedule(
            hospital.rng,
            hospital.people,
            {key: len(team) for key, team in doctors.items()},
            hospital.start,
            hospital.local_now,
            hospital.day_kind,
        ).make()
        self.doctors = doctors
        self.courses = self._create_courses(courses)
        visits = self.env["hcs.visit"].create([self._prepare_visit(number, row) for number, row in enumerate(diary)])
        self._create_lines(diary, visits)
        self._interrupt_courses()
        self._backdate(visits)
        return visits

    def _create_courses(self, courses):
        company = self.hospital.company
        records = self.env["hcs.treatment.course"].create(
            [
                {
                    "name": course.name,
                    "company_id": company.id,
                    "patient_id": self.hospital.patients[course.person].id,
                    "department_id": self.departments[course.department].id,
                    "practitioner_id": self.doctors[course.department][course.doctor].id,
                    "grace_days": 3,
                }
                for course in courses
            ]
        )
        self.env["hcs.treatment.step"].create(
            [
                {
                    "course_id": record.id,
                    "sequence": 10 * (position + 1),
                    "name": f"{course.step}（第 {position + 1} 次）",
                    "planned_on": day,
                }
                for course, record in zip(courses, records, strict=True)
                for position, day in enumerate(course.days)
            ]
        )
        return records

    def _prepare_visit(self, number, row):
        values = {
            "reference": f"{PREFIX[row.kind]}{row.at:%y%m%d}{number % 10000:04d}",
            "company_id": self.hospital.company.id,
            "currency_id": self.hospital.company.currency_id.id,
            "patient_id": self.hospital.patients[row.person].id,
            "kind": row.kind,
            "state": row.state,
            "department_id": self.departments[row.department].id,
            "practitioner_id": self.doctors[row.department][row.doctor].id,
            "surgery": bool(row.surgery),
            "surgery_name": row.surgery[1] if row.surgery else False,
            "course_id": self.courses[row.course].id if row.course is not None else False,
        }
        values.update({name: self.hospital.to_utc(getattr(row, name)) for name in MOMENTS})
        if row.state not in ("planned", "no_show", "cancelled"):
            values["diagnosis"] = row.diagnoses[0][1]
        if row.amount is not None:
            values["amount_spent"] = row.amount
        return values

    def _create_lines(self, diary, visits):
        pairs = list(zip(diary, visits, strict=True))
        self.env["hcs.visit.diagnosis"].create(
            [
                {"visit_id": visit.id, "code": code, "name": name, "kind": "secondary" if position else "main"}
                for row, visit in pairs
                if visit.diagnosis
                for position, (code, name) in enumerate(row.diagnoses)
            ]
        )
        self.env["hcs.visit.procedure"].create(
            [
                {
                    "visit_id": visit.id,
                    "code": row.surgery[0],
                    "name": row.surgery[1],
                    "performed_at": visit.surgery_at,
                    "is_operation": True,
                    "state": "done",
                }
                for row, visit in pairs
                if row.surgery
            ]
        )

    def _interrupt_courses(self):
        """A step nobody came for interrupts its course, as the scheduled action would have found it that night."""
        course_model = self.env["hcs.treatment.course"]
        for course in course_model._overdue_courses(self.hospital.now, len(self.courses) + 1):
            course._interrupt(course._interrupted_at())

    def _backdate(self, visits):
        visits.flush_recordset()
        self.env.cr.execute(
            """UPDATE hcs_visit
                  SET create_date = LEAST(
                          create_date, COALESCE(planned_at, arrived_at) - (id %% 5 + 1) * interval '1 day')
                WHERE id = ANY(%s)""",
            [visits.ids],
        )
        visits.invalidate_recordset(["create_date"])
