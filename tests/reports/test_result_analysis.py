"""SVC-04, SD12: the share told within sixty minutes, by department and hour; SVC-07: service records."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from tests.desk.results import ResultCase, local


@tagged("post_install", "-at_install", "hcs_reports")
class TestResultAnalysis(ResultCase):
    def _told(self, ready, told, department=None, **values):
        with freeze_time(local(ready)):
            order = self._order(("Blood", "final", ready), notice=True, **values)
            if department:
                order.department_id = department
        if told:
            with freeze_time(local(told)):
                order.action_deliver("mail", tracking_number="SF1")
        return order

    def test_share_by_department_and_hour(self):
        imaging = self.env["hcs.department"].create({"name": "Imaging"})
        orders = self._told("2026-06-01 09:10", "2026-06-01 10:10")
        orders |= self._told("2026-06-01 09:50", "2026-06-01 10:51")
        orders |= self._told("2026-06-01 23:40", "2026-06-02 00:20")
        orders |= self._told("2026-06-02 09:00", "2026-06-02 09:30", imaging)
        orders |= self._told("2026-06-02 09:30", None, imaging)  # still has time
        orders |= self._told("2026-06-02 08:30", None, imaging)  # over
        self.env.flush_all()
        analysis = self.as_user(self.user_leader, "hcs.result.analysis")
        with freeze_time(local("2026-06-02 10:00")):
            groups = analysis._read_group(
                [("delivery_id", "in", orders.ids)], ["department_id", "hour"], ["in_time:avg", "__count"]
            )
        found = {(department.name, hour): (share, count) for department, hour, share, count in groups}
        self.assertEqual(
            found,
            {
                ("Laboratory", 9): (0.5, 2),
                ("Laboratory", 23): (1.0, 1),
                ("Imaging", 9): (1.0, 2),
                ("Imaging", 8): (0.0, 1),
            },
        )

    def test_time_on_hold_does_not_count(self):
        with freeze_time(local("2026-06-01 09:00")):
            order = self._order(("Blood", "final", "2026-06-01 09:00"), notice=True)
            order.action_hold("unpaid")
        with freeze_time(local("2026-06-01 12:00")):
            order.action_release()
        with freeze_time(local("2026-06-01 12:20")):
            order.action_deliver("mail", tracking_number="SF1")
        row = self.env["hcs.result.analysis"].search([("delivery_id", "=", order.id)])
        self.assertEqual((row.minutes, row.in_time, row.how), (20.0, 1.0, "mail"))
        self.assertEqual(row.action_open_record()["res_id"], order.id)

    def test_a_late_promise_that_a_correction_ended_stays_late(self):
        """Correcting a result does not clean the figures."""
        order = self._told("2026-06-01 09:00", None)
        with freeze_time(local("2026-06-01 10:30")):
            self._final(order.item_ids, "2026-06-01 10:30", "corrected")
            order.action_deliver("mail", tracking_number="SF1")
            rows = self.env["hcs.result.analysis"].search([("delivery_id", "=", order.id)], order="id")
            self.assertEqual(rows.mapped("in_time"), [0.0, 1.0])

    def test_roles(self):
        for user in (self.user_agent, self.user_department, self.user_outsider):
            for model in ("hcs.result.analysis", "hcs.service.analysis"):
                with self.assertRaises(AccessError):
                    self.as_user(user, model).search([])
        for user in (self.user_leader, self.user_executive):
            for model in ("hcs.result.analysis", "hcs.service.analysis"):
                self.as_user(user, model).search([], limit=1)


@tagged("post_install", "-at_install", "hcs_reports")
class TestServiceAnalysis(ResultCase):
    def _record(self, code="consultation", minutes=None, **values):
        service = self.env["hcs.service.type"].search([("code", "=", code)], limit=1)
        record = self.env["hcs.service.record"].create(
            {"type_id": service.id, "patient_id": self.patient.id, "channel": "phone", **values}
        )
        if minutes is not None:
            opened = fields.Datetime.to_datetime("2026-06-01 02:00:00")
            record.flush_recordset()
            self.env.cr.execute(
                """UPDATE hcs_service_record SET opened_at = %s, first_response_at = %s, first_response_minutes = %s
                    WHERE id = %s""",
                [opened, opened + timedelta(minutes=minutes), minutes, record.id],
            )
            record.invalidate_recordset()
        return record

    def test_equals_plain_sql(self):
        """SVC-07: counts and averages by channel, kind and agent are those of the table."""
        for number in range(12):
            self._record(
                "consultation" if number % 3 else "fee_enquiry",
                minutes=number if number % 2 else None,
                channel=("phone", "web", "email")[number % 3],
                user_id=(self.user_agent if number % 4 else self.user_leader).id,
            )
        self.env.flush_all()
        analysis = self.as_user(self.user_leader, "hcs.service.analysis")
        groups = analysis._read_group(
            [("company_id", "=", self.company.id)], ["channel", "user_id"], ["__count", "first_response_minutes:avg"]
        )
        found = {(channel, user.id or None): (count, average) for channel, user, count, average in groups}
        self.env.cr.execute(
            """SELECT channel, user_id, COUNT(*),
                      AVG(CASE WHEN first_response_at IS NOT NULL THEN first_response_minutes END)
                 FROM hcs_service_record WHERE merged_into_id IS NULL AND company_id = %s GROUP BY 1, 2""",
            [self.company.id],
        )
        expected = {(row[0], row[1]): (row[2], row[3]) for row in self.env.cr.fetchall()}
        self.assertEqual(found.keys(), expected.keys())
        for key, (count, average) in expected.items():
            self.assertEqual(found[key][0], count)
            self.assertAlmostEqual(found[key][1] or 0.0, average or 0.0)

    def test_conversion_of_consultations(self):
        """APT-05: of the consultations that led to a booking; other services are left out."""
        records = self._record() | self._record() | self._record("reception")
        self.env.flush_all()
        practitioner = self.env["hcs.practitioner"].create({"name": "Dr Li", "department_id": self.lab.id})
        session = self.env["hcs.clinic.session"].create(
            {
                "kind": "expert",
                "practitioner_id": practitioner.id,
                "department_id": self.lab.id,
                "start_at": "2031-06-02 01:00:00",
                "end_at": "2031-06-02 04:00:00",
                "capacity": 5,
            }
        )
        booking = self.env["hcs.appointment"].browse(session.action_book(self.patient.id, channel="phone"))
        booking = (
            booking
            if booking._name == "hcs.appointment" and booking.id
            else self.env["hcs.appointment"].search([("session_id", "=", session.id)])
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hcs_appointment SET service_record_id = %s WHERE session_id = %s", [records[0].id, session.id]
        )
        self.env.invalidate_all()
        analysis = self.as_user(self.user_leader, "hcs.service.analysis")
        share = analysis._read_group([("record_id", "in", records.ids)], [], ["conversion_rate:avg", "__count"])
        self.assertEqual(share, [(0.5, 3)])

    def test_share_that_was_opened_again(self):
        """SD8: of what was settled, the same figure as on the desk's own statistics."""
        records = self._record("reception") | self._record("reception") | self._record("reception")
        for record in records[:2]:
            record._close("done", {})
        records[0]._reopen(None, records[0].closed_at)
        self.env.flush_all()
        domain = [("record_id", "in", records.ids)]
        share = self.as_user(self.user_leader, "hcs.service.analysis")._read_group(domain, [], ["reopen_rate:avg"])
        self.assertEqual(share, [(0.5,)])
        own = self.as_user(self.user_leader, "hcs.service.record")
        self.assertEqual(own._read_group([("id", "in", records.ids)], [], ["reopen_rate:avg"]), [(50.0,)])

    def test_a_line_opens_its_record(self):
        record = self._record()
        self.env.flush_all()
        line = self.as_user(self.user_leader, "hcs.service.analysis").search([("record_id", "=", record.id)])
        self.assertEqual(line.action_open_record()["res_id"], record.id)
