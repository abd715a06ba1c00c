"""ADM-01, ORG-02: a user of one hospital never reads a record of another."""

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from tests.common import HcsCase
from tests.security import rooms

# shared by every hospital: words and codes, nobody's data
SHARED = rooms.SHARED | {"hcs.call.outcome", "hcs.followup.reason", "hcs.kpi", "hcs.specialty"}
# a plan of every hospital may name what belongs to one; the words of a script and the windows of a team tell of nobody
WORDS_ONLY = {"hcs.service.type.team_id", "hcs.followup.plan.team_id", "hcs.followup.plan.script_id"}
NOW = datetime(2026, 3, 2, 2)


@tagged("post_install", "-at_install", "hcs_security")
class TestCompanies(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other hospital"})
        every = [
            f"group_hcs_{name}" for name in ("admin", "followup", "complaint", "vip", "executive", "pii", "export")
        ]
        cls.stranger = cls._make_user(
            "hcs_stranger", *every, company_id=cls.other.id, company_ids=[Command.set(cls.other.ids)]
        )
        cls.records = cls._make_one_of_each()

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
        summary = make("hcs.summary", kind="week", date_from="2026-03-02")
        kpi = cls.env["hcs.kpi"].search([], limit=1)
        make("hcs.summary.line", summary_id=summary.id, kpi_id=kpi.id)
        row = make("hcs.summary.row", summary_id=summary.id, task_id=task.id, patient_id=patient.id)
        make("hcs.summary.answer", summary_id=summary.id, row_id=row.id, aspect="doctor", level=4)
        make("hcs.summary.feedback", summary_id=summary.id, text="Good")
        made["hcs.followup.analysis"] = cls.env["hcs.followup.analysis"].browse(task.id)
        for make_samples in rooms.SAMPLES:
            make_samples(cls, make, made)
        return made

    def test_one_of_each_was_made(self):
        kept = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("hcs.") and not model._abstract and not model._transient
        }
        self.assertEqual(kept - SHARED, set(self.records))

    def test_another_hospital_sees_nothing(self):
        for model, record in self.records.items():
            with self.subTest(model=model):
                own = record.with_user(self.stranger)
                self.env.invalidate_all()
                self.assertFalse(own.search(Domain("id", "=", record.id)))
                self.assertFalse(own.has_access("read"))
                try:
                    shown = own.read()
                except AccessError:
                    shown = []
                self.assertEqual(shown, [])
                self.assertNotIn(record.id, dict(own.name_search("", limit=None)))

    def test_the_hospital_itself_sees_them(self):
        """Breaks the test above where a record would be hidden from everybody."""
        native = self._make_user("hcs_native", *(f"group_hcs_{name}" for name in ("admin", "executive")))
        for model, record in self.records.items():
            with self.subTest(model=model):
                self.assertTrue(record.with_user(native).search(Domain("id", "=", record.id)))

    def test_no_record_points_into_another_hospital(self):
        """A many2one shows the name of what it points to, whatever the reader may read."""
        unchecked = []
        for model in self.records:
            fields = self.env[model]._fields
            by_hand = self.env[model].with_user(self.user_admin).has_access("write")
            if not by_hand or "company_id" not in fields or not fields["company_id"].store:
                continue
            for field in fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and not field.readonly
                    and field.comodel_name.startswith("hcs.")
                    and "company_id" in self.env[field.comodel_name]._fields
                    and not field.check_company
                ):
                    unchecked.append(str(field))
        self.assertEqual(set(unchecked), WORDS_ONLY)

    def test_one_stray_row_in_a_batch_is_refused(self):
        """Rows made in bulk are compared as a whole; the one that points elsewhere is found all the same."""
        home = self.records["hcs.department"]
        away = self.env["hcs.department"].create({"name": "Away", "company_id": self.other.id})
        patient = self.records["hcs.patient"]
        rows = [{"patient_id": patient.id, "department_id": home.id} for _number in range(3)]
        self.assertEqual(len(self.env["hcs.visit"].create(rows)), 3)
        with self.assertRaises(UserError):
            self.env["hcs.visit"].create([*rows, {"patient_id": patient.id, "department_id": away.id}])
        self.assertEqual(self.env["hcs.visit"].create([*rows])._check_company(["department_id"]), None)
