"""Tests of room ``visit``; ``VisitCase`` gives them a patient, a department and a doctor."""

from datetime import datetime, timedelta

from tests.common import HcsCase


class VisitCase(HcsCase):
    """A patient of a department, and short ways to make visits and courses.

    ``at("2026-03-02 09:30")`` is that time on the hospital's clock, as it is stored.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hcs.department"].create({"name": "Orthopaedics", "code": "T-ORT"})
        cls.doctor = cls.env["hcs.practitioner"].create({"name": "王医生", "department_id": cls.department.id})
        cls.patient = cls._make_patient("张丽", sex="female")

    @classmethod
    def _make_patient(cls, name="张丽", number="13800138000", **values):
        phones = [(0, 0, {"number": number})] if number else []
        return cls.env["hcs.patient"].create({"name": name, "phone_ids": phones, **values})

    @classmethod
    def _make_visit(cls, patient=None, **values):
        return cls.env["hcs.visit"].create(
            {"patient_id": (patient or cls.patient).id, "department_id": cls.department.id, **values}
        )

    @classmethod
    def _make_course(cls, *days, patient=None, **values):
        steps = [
            (0, 0, {"name": f"Step {number}", "sequence": number, "planned_on": day})
            for number, day in enumerate(days, 1)
        ]
        return cls.env["hcs.treatment.course"].create(
            {"name": "Knee", "patient_id": (patient or cls.patient).id, "step_ids": steps, **values}
        )

    @staticmethod
    def at(local):
        """Stored value of a time in Shanghai, which has one offset all year."""
        return datetime.fromisoformat(local) - timedelta(hours=8)
