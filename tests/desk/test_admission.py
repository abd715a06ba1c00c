"""SVC-06: admission and discharge: asked by the ward or the feed, accompanied, handed over with two names."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from tests.desk.test_escort import NOW, EscortCase


@tagged("post_install", "-at_install", "hcs_desk")
class TestAdmission(EscortCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ward, cls.other_ward = cls.env["hcs.department"].create([{"name": "Ward 3"}, {"name": "Ward 4"}])
        cls.user_nurse = cls._make_user("hcs_nurse", "group_hcs_department")
        people = [
            {"name": "Dr Li", "title": "attending", "department_id": cls.ward.id, "user_id": cls.user_department.id},
            {"name": "Nurse Wu", "title": "nurse", "department_id": cls.ward.id, "user_id": cls.user_nurse.id},
        ]
        cls.doctor, cls.nurse = cls.env["hcs.practitioner"].create(people)
        cls.user_stranger = cls._make_user("hcs_other_ward", "group_hcs_department")
        cls.other_ward.owner_id = cls.user_stranger
        cls.team = cls.env["hcs.team"].create({"name": "Guides", "kind": "guidance", "sequence": -1})
        cls.team.member_ids = cls.user_agent

    def request(self, user=None, **values):
        values = {"kind": "admission", "ward_id": self.ward.id, "patient_name": "Zhang San", "mrn": "M778", **values}
        wizard = self.as_user(user or self.user_department, "hcs.admission.request").create(values)
        action = wizard.action_send()
        return action, self.env["hcs.service.record"].search([], order="id desc", limit=1)

    def admission(self, **values):
        values = {"ward_id": self.ward.id, "department_id": self.ward.id, **values}
        values = {"ward_doctor_id": self.doctor.id, "ward_nurse_id": self.nurse.id, **values}
        return self.make_record("admission", **values)

    def todo(self, record):
        return {(activity.user_id, activity.summary) for activity in record.sudo().activity_ids}

    # asked by the ward
    def test_a_ward_asks_in_one_small_form(self):
        with Form(self.as_user(self.user_department, "hcs.admission.request")) as form:
            self.assertEqual(form.ward_id, self.ward)  # its own ward is there already
            form.patient_name, form.mrn = "Zhang San", "M778"
        action, record = self.request()
        self.assertEqual(
            (record.patient_id, record.ward_id, record.type_id.code), (self.patient, self.ward, "admission")
        )
        self.assertEqual((record.asked_by_id, record.state), (self.user_department, "new"))
        self.assertIn(record.reference, action["params"]["message"])
        self.assertEqual(set(record.step_ids.mapped("kind")), {"way", "formalities", "handover"})

    def test_whoever_is_on_duty_is_told(self):
        _action, record = self.request()
        self.assertEqual(self.todo(record), {(self.user_agent, "A ward asks for help: send somebody")})

    def test_a_ward_learns_nothing_about_strangers(self):
        """The answer is the same for a patient that is not on record; the desk finds out."""
        known, _record = self.request()
        for values in ({"mrn": "M999"}, {"patient_name": "Wang Wu"}, {"mrn": False, "patient_name": "Nobody"}):
            action, record = self.request(**values)
            self.assertFalse(record.patient_id)
            self.assertEqual(action["params"]["message"][:24], known["params"]["message"][:24])
            self.assertIn("No patient with this name", record.description)
        _action, record = self.request(mrn=False, kind="discharge")
        self.assertEqual(record.patient_id, self.patient)  # the only one of that name
        self.env["hcs.patient"].create({"name": "Zhang San"})
        _action, record = self.request(mrn=False, ward_id=self.other_ward.id)
        self.assertFalse(record.patient_id)

    def test_asked_twice_it_is_done_once(self):
        _action, first = self.request()
        action, again = self.request(user=self.user_nurse)
        self.assertEqual(again, first)
        self.assertIn(first.reference, action["params"]["message"])

    def test_discharge_help_likewise(self):
        _action, record = self.request(kind="discharge", place="Bed 12")
        self.assertEqual((record.type_id.code, record.place), ("discharge", "Bed 12"))
        self.assertEqual(set(record.step_ids.mapped("kind")), {"formalities", "medicine", "task", "way"})

    def test_nobody_else_asks(self):
        for user in (self.user_outsider, self.user_executive, self.user_his):
            with self.assertRaises(AccessError):
                self.request(user=user)

    # asked by the feed
    def visit(self, **values):
        values = {"patient_id": self.patient.id, "kind": "inpatient", "department_id": self.ward.id, **values}
        return self.env["hcs.visit"].create({"planned_at": NOW + timedelta(hours=3), **values})

    def test_the_feed_asks_once_per_stay(self):
        services = self.env["hcs.service.record"]
        visit = self.visit(practitioner_id=self.doctor.id)
        record = services._request_admission(visit)
        self.assertEqual((record.visit_id, record.ward_id, record.ward_doctor_id), (visit, self.ward, self.doctor))
        self.assertEqual((record.channel, record.wanted_at), ("his", visit.planned_at))
        self.assertEqual(self.todo(record), {(self.user_agent, "A ward asks for help: send somebody")})
        self.assertFalse(services._request_admission(visit))

    def test_what_is_no_fresh_stay_is_left_out(self):
        old = NOW - timedelta(days=30)
        visits = self.visit(kind="outpatient") | self.visit(planned_at=old) | self.visit(state="completed")
        visits |= self.visit(state="cancelled")
        self.assertFalse(self.env["hcs.service.record"]._request_admission(visits))

    def test_a_stay_that_is_called_off_needs_nobody(self):
        services = self.env["hcs.service.record"]
        visit, begun = self.visit(), self.visit()
        record, busy = services._request_admission(visit), services._request_admission(begun)
        busy.action_start()
        (visit | begun).write({"state": "cancelled"})
        services._request_admission(visit | begun)
        self.assertEqual((record.state, busy.state), ("cancelled", "in_progress"))

    def test_a_hospital_without_the_service_is_not_disturbed(self):
        self.env["hcs.service.type"].search([("code", "=", "admission")]).active = False
        self.assertFalse(self.env["hcs.service.record"]._request_admission(self.visit()))

    # the hand-over
    def test_doctor_and_nurse_confirm_with_their_own_accounts(self):
        record = self.admission()
        checklist = record._expect_on_ward()
        own = checklist.with_user(self.user_department)
        own.action_confirm()
        self.assertEqual((record.doctor_confirmed_at, record.doctor_confirmed_by_id), (NOW, self.user_department))
        self.assertFalse(record.handed_over_at)
        self.assertEqual(checklist.state, "expected")
        with freeze_time(NOW + timedelta(minutes=3)):
            checklist.with_user(self.user_nurse).action_confirm()
        self.assertEqual(record.nurse_confirmed_by_id, self.user_nurse)
        self.assertEqual(record.handed_over_at, NOW + timedelta(minutes=3))
        self.assertEqual(record.sudo().step_ids.filtered(lambda step: step.kind == "handover").state, "done")

    def test_or_by_name_on_the_escort_s_screen(self):
        record = self.admission()
        with self.assertRaisesRegex(UserError, "writes the name"):
            record.action_confirm_ward("doctor")
        record.action_confirm_ward("doctor", name="Li Wei")
        record.nurse_signer = "Wu Fang"
        record.action_confirm_ward_nurse()
        self.assertEqual((record.doctor_signer, record.nurse_signer), ("Li Wei", "Wu Fang"))
        self.assertEqual((record.doctor_confirmed_by_id, record.handed_over_at), (self.user_agent, NOW))

    def test_both_are_named(self):
        record = self.admission(ward_nurse_id=False)
        record.action_confirm_ward("doctor", name="Li Wei")
        with self.assertRaisesRegex(UserError, "Name the ward"):
            record.action_confirm_ward("nurse", name="Somebody")
        with self.assertRaises(UserError):
            record.action_confirm_ward("porter", name="Somebody")
        self.assertFalse(record.handed_over_at)

    def test_what_was_confirmed_is_not_changed(self):
        record = self.admission()
        record.action_confirm_ward("doctor", name="Li Wei")
        for vals in ({"ward_doctor_id": self.nurse.id}, {"doctor_signer": "Somebody"}):
            with self.assertRaisesRegex(UserError, "not changed any more"):
                record.write(vals)
        for vals in ({"handed_over_at": NOW}, {"nurse_confirmed_at": NOW}, {"asked_by_id": self.user_agent.id}):
            with self.assertRaises(AccessError):
                record.write(vals)
            with self.assertRaises(AccessError):
                self.admission(**vals)

    def test_nobody_else_confirms_for_the_ward(self):
        record = self.admission()
        checklist = record._expect_on_ward()
        colleague = self._make_user("hcs_colleague", "group_hcs_department")
        self.env["hcs.practitioner"].create({"name": "Dr Ma", "department_id": self.ward.id, "user_id": colleague.id})
        with self.assertRaisesRegex(UserError, "named here"):
            checklist.with_user(colleague).action_confirm()
        for user in (self.user_stranger, self.user_outsider, self.user_executive):
            with self.assertRaises(AccessError):
                checklist.with_user(user).action_confirm()
        with self.assertRaises(AccessError):
            record.with_user(self.user_department).action_confirm_ward("doctor")

    def test_an_admission_is_not_done_before_the_hand_over(self):
        record = self.admission()
        steps = record.sudo().step_ids
        steps.filtered(lambda step: step.kind != "handover").write({"state": "done"})
        with self.assertRaisesRegex(UserError, "Handed over to doctor and nurse"):
            record.action_done()
        with self.assertRaisesRegex(UserError, "confirm"):
            steps.filtered(lambda step: step.kind == "handover").with_user(self.user_agent).action_done()
        record.action_confirm_ward("doctor", name="Li Wei")
        record.action_confirm_ward("nurse", name="Wu Fang")
        record.action_done()
        self.assertEqual(record.state, "done")

    # the ward
    def test_the_ward_is_told_when_somebody_departs_with_the_patient(self):
        record = self.admission()
        way = record.step_ids.filtered("is_trip").with_user(self.user_agent)
        way.action_accept_trip()
        self.assertFalse(record.checklist_ids)
        way.action_depart()
        checklist = record.checklist_ids
        self.assertEqual((checklist.state, checklist.department_id, checklist.escort_id),
                         ("expected", self.ward, self.user_agent))  # fmt: skip
        self.assertEqual({user for user, _summary in self.todo(checklist)}, self.users_of_ward())

    def users_of_ward(self):
        return {self.user_department, self.user_nurse}

    def test_the_checklist_begins_at_the_hand_over(self):
        record = self.admission()
        record.action_inform_ward()
        checklist = record.checklist_ids
        self.assertFalse(checklist.line_ids)
        record.action_confirm_ward("doctor", name="Li Wei")
        record.action_confirm_ward("nurse", name="Wu Fang")
        self.assertEqual((checklist.state, checklist.started_at), ("running", NOW))
        self.assertEqual(set(checklist.line_ids.mapped("kind")), {"diagnosis", "treatment", "nursing", "daily_life"})
        first = checklist.line_ids.filtered(lambda line: line.kind == "diagnosis")[:1]
        self.assertEqual(first.due_at, NOW + timedelta(hours=2))

    def test_a_ward_s_own_template_goes_first(self):
        template = self.env["hcs.ward.checklist.template"].create(
            {"name": "Ward 3", "department_ids": self.ward.ids, "line_ids": [(0, 0, {"name": "Own line"})]}
        )
        self.assertEqual(template._for_ward(self.ward), template)
        self.assertNotEqual(template._for_ward(self.other_ward), template)

    def test_the_ward_works_through_its_checklist(self):
        record = self.admission()
        record.action_confirm_ward("doctor", name="Li Wei")
        record.action_confirm_ward("nurse", name="Wu Fang")
        own = record.checklist_ids.with_user(self.user_nurse)
        self.assertEqual(own.patient_hint, "Zhang ** · M778")
        self.assertNotIn("patient_id", own.fields_get())
        self.assertNotIn("Zhang San", str(own.read()))
        own.bed = "12"
        with self.assertRaisesRegex(UserError, "Still to be done"):
            own.action_done()
        own.line_ids.filtered("mandatory").action_tick()
        self.assertEqual(own.line_ids[0].done_by_id, self.user_nurse)
        with self.assertRaises(AccessError):
            own.line_ids[0].done_at = NOW
        with self.assertRaises(AccessError):
            own.started_at = NOW
        own.action_done()
        self.assertEqual(own.state, "done")
        with self.assertRaises(UserError):
            own.line_ids[0].action_untick()
        self.assertNotIn(own, self.as_user(self.user_stranger, "hcs.ward.checklist").search([]))
