"""APT-05: which consultations led to a booking, per agent, channel and department."""

from odoo.tests import freeze_time, tagged

from tests.desk.common import ServiceCase, local


@tagged("post_install", "-at_install", "hcs_desk")
class TestConversion(ServiceCase):
    def setUp(self):
        super().setUp()
        clock = freeze_time(local(self.NOW))
        clock.start()
        self.addCleanup(clock.stop)
        self.service.counts_conversion = True
        sessions = self.env["hcs.clinic.session"]
        self.session, self.later = (
            sessions.create(
                {"department_id": self.department.id, "practitioner_id": self.doctor.id, "capacity": 9,
                 "start_at": local(f"{day} 08:00"), "end_at": local(f"{day} 12:00")}
            )
            for day in ("2026-06-02", "2026-06-03")
        )  # fmt: skip

    def booked(self, record, session=None):
        action = record.with_user(self.user_agent).action_book()
        wizard = self.env[action["res_model"]].with_user(self.user_agent).browse(action["res_id"])
        session = (session or self.session).with_user(self.user_agent).with_context(hcs_booking_wizard=wizard.id)
        self.assertEqual((wizard.patient_id, wizard.channel), (record.patient_id, record.channel))
        return self.env["hcs.appointment"].browse(session.action_book_here()["res_id"])

    def figures(self, groupby):
        rows = self.env["hcs.service.record"]._read_group(
            [("type_id", "=", self.service.id)], [groupby], ["conversion:avg"]
        )
        return {key: value for key, value in rows}

    def person(self):
        return self.env["hcs.patient"].create({"name": "Somebody"}).id

    def test_a_booking_from_the_record_converts_it(self):
        record = self.register()
        self.assertEqual(record.conversion, 0)
        booking = self.booked(record)
        self.env.invalidate_all()
        self.assertEqual((booking.service_record_id, record.converted_appointment_id, record.conversion),
                         (record, booking, 100))  # fmt: skip
        found = self.env["hcs.service.record"].search([("conversion", "=", 100), ("type_id", "=", self.service.id)])
        self.assertEqual(found, record)

    def test_the_rate_per_channel_agent_and_department(self):
        web = [self.register(patient_id=self.person(), department_id=self.department.id) for _number in range(3)]
        phone = self.register(patient_id=self.person(), channel="phone", user_id=self.user_leader.id)
        self.booked(web[0])
        self.booked(phone)
        self.assertEqual(self.figures("channel"), {"web": 100 / 3, "phone": 100.0})
        self.assertEqual(self.figures("user_id")[self.user_leader], 100)
        self.assertEqual(self.figures("department_id")[self.department], 100 / 3)

    def test_what_does_not_count(self):
        """Cancelled requests, other types, and a place on a waiting list."""
        cancelled = self.register(patient_id=self.person())
        cancelled.sudo().write({"state": "cancelled"})
        self.assertEqual(self.figures("channel"), {"web": False})
        full = self.register(patient_id=self.person())
        self.session.capacity = 1
        self.session.action_book(self.person())
        waiting = self.session.action_waitlist(full.patient_id.id)
        waiting.service_record_id = full
        self.assertEqual(self.figures("channel"), {"web": 0})
        self.service.counts_conversion = False
        self.assertEqual(self.figures("channel"), {"web": False})

    def test_a_moved_booking_stays_with_its_request(self):
        record = self.register()
        moved = self.booked(record).action_reschedule(self.later.id)
        self.assertEqual(moved.service_record_id, record)

    def test_the_shipped_consultation_counts_and_the_target_is_a_setting(self):
        self.assertTrue(self.env.ref("hospital_customer_service.hcs_service_type_consultation").counts_conversion)
        self.assertEqual(self.company.hcs_conversion_target, 35.0)
