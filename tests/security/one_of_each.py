"""One record of every model that belongs to a hospital, for tests that walk all of them."""

from datetime import datetime

from odoo import Command

from tests.common import HcsCase
from tests.security import rooms

NOW = datetime(2026, 3, 2, 2)


class OneOfEachCase(HcsCase):
    @classmethod
    def _make_one_of_each(cls):
        """One record of every model that belongs to a hospital, in the first one."""
        made = {}

        def make(model, **values):
            made[model] = cls.env[model].create(values)
            return made[model]

        team = make("hcs.team", name="Team")
        make("hcs.calendar.day", date="2031-05-05", kind="no_call", name="Move", company_id=cls.company.id)
        season = make("hcs.calling.season", name="Own", start="01-01", end="12-31", company_id=cls.company.id,
                      team_ids=[Command.set(team.ids)])  # fmt: skip
        make("hcs.calling.window", season_id=season.id, hour_from=9.0, hour_to=11.0)
        make("hcs.calling.slot", company_id=cls.company.id, channel="call", day="2031-05-06",
             from_utc="2031-05-06 01:00:00", to_utc="2031-05-06 03:00:00")  # fmt: skip
        department = make("hcs.department", name="Surgery")
        make("hcs.practitioner", name="Dr Li", department_id=department.id)
        patient = make("hcs.patient", name="Zhang San")
        phone = make("hcs.patient.phone", patient_id=patient.id, number="13812345678")
        make("hcs.patient.identifier", patient_id=patient.id, value="V100")
        make("hcs.patient.relation", patient_id=patient.id, name="Zhang Hong")
        make("hcs.consent", patient_id=patient.id, purpose="survey")
        make("hcs.access.log", user_id=cls.env.uid, patient_id=patient.id, company_id=cls.company.id, kind="card")
        course = make("hcs.treatment.course", name="Knee", patient_id=patient.id)
        make("hcs.treatment.step", course_id=course.id, name="First")
        visit = make("hcs.visit", patient_id=patient.id, department_id=department.id)
        make("hcs.visit.diagnosis", visit_id=visit.id, name="Fracture")
        make("hcs.visit.procedure", visit_id=visit.id, name="Plate")
        script = make("hcs.script", name="Own", code="own", situation="outpatient", company_id=cls.company.id)
        make("hcs.script.version", script_id=script.id, opening="Hello")
        make("hcs.forbidden.word", name="nonsense", company_id=cls.company.id)
        make("hcs.contact", patient_id=patient.id)
        make("hcs.opinion", patient_id=patient.id, text="Too long a queue")
        make("hcs.opinion.category", name="Queues", company_id=cls.company.id)
        plan = make("hcs.followup.plan", name="Own", code="own", company_id=cls.company.id)
        step = make("hcs.followup.plan.step", plan_id=plan.id, name="Call", offset=0, latest=1)
        task = make("hcs.followup.task", patient_id=patient.id, visit_id=visit.id, step_id=step.id, due_at=NOW)
        make("hcs.followup.satisfaction", task_id=task.id, aspect="doctor", level="4")
        outcome = cls.env["hcs.call.outcome"].search([], limit=1)
        make("hcs.followup.attempt", task_id=task.id, phone_id=phone.id, outcome_id=outcome.id,
             company_id=cls.company.id)  # fmt: skip
        source = make("hcs.his.source", name="HIS", code="his-wall")
        make("hcs.his.import", name="file", source_id=source.id, company_id=cls.company.id)
        message = make("hcs.his.message", source_id=source.id, company_id=cls.company.id, message_id="Patient/1")
        make("hcs.his.mapping", system="urn:x", code="1", target="operation", company_id=cls.company.id)
        make("hcs.his.key", source_id=source.id, key="Patient/1", patient_id=patient.id)
        make("hcs.his.wait", source_id=source.id, message_id=message.id, key="Patient/2")
        make("hcs.his.order", source_id=source.id, name="Blood count", requisition="R1")
        make("hcs.his.charge", source_id=source.id, external_ref="Invoice/1", kind="invoice")
        make(
            "hcs.his.outgoing",
            source_id=source.id,
            company_id=cls.company.id,
            kind="patient",
            patient_id=patient.id,
            reference=f"P{patient.id}",
        )
        summary = make("hcs.summary", kind="week", date_from="2026-03-02")
        kpi = cls.env["hcs.kpi"].search([], limit=1)
        make("hcs.summary.line", summary_id=summary.id, kpi_id=kpi.id)
        counted = {"fact": "followup", "res_model": task._name, "res_id": task.id}
        make("hcs.summary.row", summary_id=summary.id, patient_id=patient.id, **counted)
        make("hcs.summary.feedback", summary_id=summary.id, text="Good")
        made["hcs.followup.analysis"] = cls.env["hcs.followup.analysis"].browse(task.id)
        for make_samples in rooms.SAMPLES:
            make_samples(cls, make, made)
        # samples of other rooms set the planner going, which finds no plan for this one
        task.write({"state": "open", "cancel_reason": False})
        return made
