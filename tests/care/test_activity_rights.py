"""CRM-04, SEC-01: who comes to an activity is the centre's; Odoo's rights to events open nothing of it."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from tests.care.activity import ActivityCase
from tests.security.rooms.care_activity import ON_EVENTS

MODULE = "hospital_customer_service"
# r read, w write, c create, u unlink; on an activity, and on who comes
RIGHTS = {
    "user_agent": ("r", "rwc"),
    "user_leader": ("rwc", "rwc"),
    "user_director": ("rwcu", "rwc"),
    "user_followup": ("r", "rwc"),
    "user_vip": ("r", "rwc"),
    "user_department": ("-", "-"),
    "user_executive": ("-", "-"),
    "user_his": ("-", "-"),
    "user_outsider": ("-", "-"),
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install", "hcs_care")
class TestRoles(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registration = cls.env["event.registration"].create(
            {"event_id": cls.activity.id, "hcs_patient_id": cls.patient.id}
        )
        cls.form = f"{MODULE}.event_event_view_form_activity"
        cls.party = cls._make_event()
        cls.guest = cls.env["event.registration"].create({"event_id": cls.party.id, "name": "Guest"})

    def allowed(self, records, user):
        mine = records.with_user(user)
        return "".join(letter for letter, name in OPERATIONS.items() if mine.has_access(name)) or "-"

    def test_every_role_on_an_activity_and_on_who_comes(self):
        for role, (event, registration) in RIGHTS.items():
            user = getattr(self, role)
            with self.subTest(role=role):
                self.assertEqual(self.allowed(self.activity, user), event)
                self.assertEqual(self.allowed(self.registration, user), registration)

    def test_the_centre_sees_its_activities_and_no_other_event(self):
        """Our rights come with our own rule: a right to the model alone would open every event of the house."""
        for user in (self.user_agent, self.user_director):
            self.assertEqual(self.allowed(self.party, user), "-")
            self.assertEqual(self.allowed(self.guest, user), "-")
            found = self.as_user(user, "event.event").search([("id", "in", (self.party | self.activity).ids)])
            self.assertEqual(found, self.activity)

    def test_a_right_to_events_opens_no_registration_of_ours(self):
        for group in ("registration_desk", "user", "manager"):
            user = self._make_event_user(group)
            with self.subTest(group=group):
                self.assertTrue(self.activity.with_user(user).has_access("read"), "the activity is no secret")
                self.assertTrue(self.guest.with_user(user).has_access("write"), "their own work goes on")
                self.assertEqual(self.allowed(self.registration, user), "-")
                registrations = self.as_user(user, "event.registration")
                ids = (self.registration | self.guest).ids
                self.assertEqual(registrations.search([("id", "in", ids)]), self.guest)
                self.assertEqual(registrations.search_count([("event_id", "=", self.activity.id)]), 0)
                groups = registrations._read_group([("id", "in", ids)], ["event_id"], ["__count"])
                self.assertEqual([event for event, _count in groups], [self.party])
                self.assertFalse(self.activity.with_user(user).registration_ids)
                self.assertEqual(registrations.register_attendee(self.registration.barcode, self.activity.id),
                                 {"error": "invalid_ticket"})  # fmt: skip
                for name in ("hcs_patient_id", "hcs_person_name", "hcs_person_name_masked", "hcs_appointment_id"):
                    self.assertNotIn(name, registrations.fields_get())

    def test_a_right_to_events_changes_no_activity(self):
        user = self._make_event_user("manager")
        with self.assertRaises(AccessError):
            self.activity.with_user(user).name = "Other"
        with self.assertRaises(AccessError):
            self.as_user(user, "event.registration").create({"event_id": self.activity.id})
        with self.assertRaises(AccessError):
            self.as_user(user, "event.event").create(
                {"name": "Mine", "hcs_kind": "other", "date_begin": "2026-04-01", "date_end": "2026-04-02"}
            )

    def test_both_rights_add_up(self):
        user = self._make_event_user("user", f"{MODULE}.group_hcs_agent")
        found = self.as_user(user, "event.registration").search([("id", "in", (self.registration | self.guest).ids)])
        self.assertEqual(found, self.registration | self.guest)
        self.assertTrue(self.party.with_user(user).has_access("write"))

    def test_every_public_method_asks_for_the_right(self):
        records = {"event.event": self.activity, "event.registration": self.registration}
        for model, methods in ON_EVENTS.items():
            for method in methods:
                with self.subTest(method=method), self.assertRaises(UserError):
                    args = ("Rain",) if method == "action_hcs_call_off" else ()
                    getattr(records[model].with_user(self.user_outsider), method)(*args)
        self.assertEqual((self.registration.state, self.activity.kanban_state), ("open", "normal"))

    def test_every_public_method_is_known(self):
        for model, known in ON_EVENTS.items():
            found = {
                method
                for cls in type(self.env[model]).mro()
                if cls.__module__.startswith("odoo.addons.hospital_c")
                for method in vars(cls)
                if method.startswith("action_hcs")
            }
            self.assertEqual(found, known)

    def test_a_leader_plans_changes_and_repeats_an_activity(self):
        """Without any of Odoo's rights to events, from the form and by a program."""
        events = self.as_user(self.user_leader, "event.event")
        values = {"name": "Mine", "date_begin": "2026-04-01 01:00:00", "date_end": "2026-04-01 02:00:00"}
        made = events.create({**values, "hcs_kind": "lecture"})
        self.assertEqual((made.company_id, made.date_tz), (self.company, "Asia/Shanghai"))
        self.assertFalse(made.description)
        made.write({"seats_limited": True, "seats_max": 5, "name": "Ours"})
        again = made.copy()
        self.assertEqual((again.hcs_kind, again.seats_max), ("lecture", 5))
        with Form(events.with_context(default_hcs_kind="free_clinic"), self.form) as form:
            form.name = "By the form"
            form.hcs_place = "Village"
            form.seats_limited = True
            form.seats_max = 3
            with form.hcs_cost_ids.new() as line:
                line.amount = 5
        self.assertEqual(form.record.hcs_cost_total, 5)
        self.assertFalse(form.record.event_mail_ids)

    def test_only_leaders_invite_close_and_call_off(self):
        mine = self.activity.with_user(self.user_agent)
        for call in (mine.action_hcs_invite, mine.action_hcs_close, mine.action_hcs_open_again,
                     mine.action_hcs_tell_change, lambda: mine.action_hcs_call_off("Rain")):  # fmt: skip
            with self.assertRaises(AccessError):
                call()

    def test_what_the_flow_keeps_is_not_written_by_hand(self):
        mine = self.registration.with_user(self.user_agent)
        for values in ({"hcs_seat": 1}, {"hcs_waitlisted_at": "2026-03-01"}, {"hcs_booking_how": "desk"}):
            with self.assertRaises(UserError):
                mine.write(values)
        with self.assertRaises(UserError):
            self.activity.with_user(self.user_director).hcs_closed_at = "2026-03-01"
        with self.assertRaisesRegex(UserError, "another person"):
            mine.hcs_patient_id = self.people[0]

    def test_nobody_deletes_who_came(self):
        with self.assertRaises(UserError):
            self.registration.unlink()
        with self.assertRaisesRegex(UserError, "Cancel"):
            self.registration.active = False


@tagged("post_install", "-at_install", "hcs_care")
class TestNothingOpen(ActivityCase):
    """Odoo's columns of a registration are read, mailed and turned into contacts: ours stay empty."""

    def test_a_patient_leaves_no_trace_in_them(self):
        before = self.env["res.partner"].search_count([])
        registration = self._register(self.patient)
        row = registration.sudo().read(["name", "email", "phone", "company_name", "partner_id"])[0]
        self.assertEqual({key: value for key, value in row.items() if value and key != "id"}, {})
        self.assertEqual(registration.display_name, f"#{registration.id}")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertNotIn(self.patient.name, registration._message_compute_subject())

    def test_nobody_writes_a_name_into_them(self):
        registration = self._register(self.patient)
        for name, value in (("name", "Zhang"), ("email", "z@example.com"), ("phone", "13812345678"),
                            ("company_name", "Factory"), ("partner_id", self.company.partner_id.id)):  # fmt: skip
            with self.subTest(column=name):
                with self.assertRaisesRegex(UserError, "Choose the patient"):
                    self._register(self.people[0], **{name: value})
                with self.assertRaisesRegex(UserError, "Choose the patient"):
                    registration.write({name: value})

    def test_the_database_refuses_it_too(self):
        registration = self._register(self.patient)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "hcs_nothing_open"):
            self.env.cr.execute("UPDATE event_registration SET name = 'Zhang' WHERE id = %s", [registration.id])

    def test_somebody_without_a_card_is_masked(self):
        registration = (
            self.as_user(self.user_agent, "event.registration")
            .create(
                {
                    "event_id": self.activity.id,
                    "hcs_person_name_masked": "Wang Li",
                    "hcs_person_phone_masked": "13912345678",
                }
            )
        )  # fmt: skip
        self.assertEqual(registration.hcs_person_name_masked, "Wang **")
        self.assertEqual(registration.hcs_person_phone_masked, "*******5678")
        with self.assertRaises(AccessError):
            registration.read(["hcs_person_phone"])
        self.assertEqual(registration.with_user(self.user_pii).hcs_person_phone, "13912345678")
        found = self.as_user(self.user_agent, "event.registration").search(
            [("hcs_person_phone_masked", "ilike", "5678"), ("event_id", "=", self.activity.id)]
        )
        self.assertEqual(found, registration)
        self.assertFalse(registration.name)

    def test_a_look_at_a_registration_is_logged(self):
        registration = self._register(self.patient)
        registration.with_user(self.user_leader).web_read({"hcs_patient_id": {}, "state": {}})
        log = self.env["hcs.access.log"].search([("user_id", "=", self.user_leader.id)])
        self.assertEqual((log.patient_id, log.kind), (self.patient, "card"))

    def test_export_takes_the_right(self):
        registration = self._register(self.patient)
        with self.assertRaisesRegex(AccessError, "export"):
            registration.with_user(self.user_leader).export_data(["hcs_patient_id/name"])
        data = registration.with_user(self.user_export).export_data(["state"])
        self.assertTrue(data["datas"])
        party = self._make_event()
        guest = self.env["event.registration"].create({"event_id": party.id, "name": "Guest"})
        user = self._make_event_user("user", "base.group_allow_export")
        self.assertTrue(guest.with_user(user).export_data(["name"])["datas"], "other events as ever")

    def test_a_mail_to_a_registration_makes_no_contact(self):
        registration = self._register(self.patient)
        found = registration._partner_find_from_emails({registration: ["new@example.com"]})
        self.assertFalse(found[registration.id])
        self.assertFalse(self.env["res.partner"].search([("email", "=", "new@example.com")]))

    def test_patients_come_to_activities_only(self):
        party = self._make_event()
        with self.assertRaisesRegex(ValidationError, "activities of the service centre only"):
            self.env["event.registration"].create({"event_id": party.id, "hcs_patient_id": self.patient.id})

    def test_an_event_stays_what_it_is(self):
        party = self._make_event()
        with self.assertRaisesRegex(UserError, "stay what they are"):
            party.hcs_kind = "lecture"
        with self.assertRaisesRegex(UserError, "stay what they are"):
            self.activity.hcs_kind = False
        self.activity.hcs_kind = "free_clinic"

    def test_the_scanner_names_the_person_to_the_centre_only(self):
        registration = self._register(self.patient)
        summary = registration.with_user(self.user_agent).register_attendee(registration.barcode, self.activity.id)
        self.assertEqual((summary["status"], summary["name"]), ("confirmed_registration", self.patient.display_name))
        self.assertEqual(registration.state, "done")


@tagged("post_install", "-at_install", "hcs_care")
class TestNoAutomaticMail(ActivityCase):
    """Odoo's event templates write to everybody at once; an activity has none, and runs none."""

    def test_an_activity_has_no_schedule(self):
        self.assertTrue(self._make_event().event_mail_ids, "other events of the house keep theirs")
        self.assertFalse(self.activity.event_mail_ids)
        self.assertFalse(self.activity.question_ids)
        self.assertFalse(self.activity.copy().event_mail_ids)

    def test_nobody_adds_one(self):
        kind = self.env["event.type"].create({"name": "Talk"})
        self.assertTrue(kind.event_type_mail_ids)
        self.activity.event_type_id = kind
        self.assertFalse(self.activity.event_mail_ids)
        template = self.env.ref("event.event_subscription")
        values = {"event_id": self.activity.id, "template_ref": f"mail.template,{template.id}"}
        with self.assertRaisesRegex(UserError, "messages of the service centre"):
            self.env["event.mail"].create(values)

    def test_one_that_got_in_sends_nothing(self):
        template = self.env.ref("event.event_subscription")
        party = self._make_event()
        scheduler = party.event_mail_ids.filtered(lambda mail: mail.interval_type == "after_sub")[:1]
        self.assertEqual(scheduler.template_ref, template)
        self.env.flush_all()
        self.env.cr.execute("UPDATE event_mail SET event_id = %s WHERE id = %s", [self.activity.id, scheduler.id])
        self.env.invalidate_all()
        before = self.env["mail.mail"].search_count([])
        self._register(self.patient)
        self.env["event.mail"].schedule_communications()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(scheduler.mail_registration_ids)

    def test_other_events_write_as_ever(self):
        party = self._make_event()
        self.assertTrue(party.event_mail_ids)
        self.assertEqual(party.event_mail_ids._filter_template_ref(), party.event_mail_ids)

    def test_tickets_and_slots_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "no tickets"):
            self._make_activity(event_ticket_ids=[(0, 0, {"name": "VIP"})])
        with self.assertRaisesRegex(ValidationError, "one time"):
            self.activity.is_multi_slots = True

    def test_badges_are_not_mailed(self):
        with self.assertRaisesRegex(UserError, "Badges"):
            self._register(self.patient).action_send_badge_email()
