"""SVC-05, SD13, PAT-03: escorts with way-points, money of the patient, nobody in two places."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.common import HcsCase

NOW = datetime(2026, 6, 1, 2)  # Monday, ten o'clock in Shanghai
WAY = {"name": "To the scan", "is_trip": True, "planned_at": NOW, "planned_minutes": 30}


class EscortCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.patient = cls.env["hcs.patient"].create({"name": "Zhang San", "mrn": "M778", "birthdate": "1940-01-01"})
        cls.young = cls.env["hcs.patient"].create({"name": "Li Si", "birthdate": "1990-01-01"})
        cls.service = cls.env["hcs.service.record"]._service_type("escort", cls.company)
        cls.record = cls.make_record()

    @classmethod
    def make_record(cls, code="escort", **values):
        service = cls.env["hcs.service.record"]._service_type(code, cls.company)
        values = {"type_id": service.id, "patient_id": cls.patient.id, "channel": "on_site", "place": "Gate", **values}
        return cls.env["hcs.service.record"].with_user(cls.user_agent).create(values)

    def way(self, user=None, **values):
        """A way planned by the leader."""
        values = {"record_id": self.record.id, "user_id": user.id if user else False, **WAY, **values}
        return self.env["hcs.service.step"].with_user(self.user_leader).create(values)


@tagged("post_install", "-at_install", "hcs_desk")
class TestEscort(EscortCase):
    def test_an_escort_has_its_steps_from_the_type(self):
        steps = self.record.step_ids
        self.assertEqual(set(steps.mapped("kind")), {"pricing", "payment", "way", "examination", "medicine"})
        self.assertEqual(steps.filtered("is_trip").mapped("kind"), ["way", "examination"])

    # way-points
    def test_way_points_one_after_the_other(self):
        way = self.way().with_user(self.user_agent)
        way.action_accept_trip()
        self.assertEqual((way.user_id, way.waypoint, way.state), (self.user_agent, "accepted", "todo"))
        with freeze_time(NOW + timedelta(minutes=7)):
            way.action_depart()
        with freeze_time(NOW + timedelta(minutes=15)):
            way.action_arrive()
        with freeze_time(NOW + timedelta(minutes=20)):
            way.action_waypoint("handed_over", handed_to="Dr Li")
        times = [way.accepted_at, way.departed_at, way.arrived_at, way.handed_over_at]
        self.assertEqual(times, [NOW + timedelta(minutes=minutes) for minutes in (0, 7, 15, 20)])
        self.assertEqual((way.state, way.handed_to, way.minutes_late), ("done", "Dr Li", 7))
        self.assertEqual(way.done_by_id, self.user_agent)

    def test_no_way_point_is_left_out(self):
        way = self.way(self.user_agent).with_user(self.user_agent)
        for step in (way.action_depart, way.action_arrive, way.action_hand_over_trip):
            with self.assertRaisesRegex(UserError, "One way-point after the other"):
                step()
        for step in (way.action_start, way.action_done):
            with self.assertRaisesRegex(UserError, "Use the way-points"):
                step()
        with self.assertRaises(UserError):
            way.action_waypoint("teleported")

    def test_told_twice_it_counts_once(self):
        """AX8: a telephone that got no answer sends again."""
        way = self.way(self.user_agent).with_user(self.user_agent)
        first = way.action_waypoint("accepted", at="2026-06-01 01:50:00")
        self.assertEqual(first, {"waypoint": "accepted", "at": "2026-06-01 01:50:00"})
        way.action_waypoint("departed", at="2026-06-01 01:55:00")
        self.assertEqual(way.action_waypoint("accepted", at="2026-06-01 01:59:00")["at"], first["at"])
        self.assertEqual((way.waypoint, way.departed_at), ("departed", datetime(2026, 6, 1, 1, 55)))

    def test_the_time_a_telephone_kept_is_believed_within_reason(self):
        way = self.way(self.user_agent).with_user(self.user_agent)
        for at in ("2026-06-01 03:00:00", "2026-05-30 02:00:00", "soon"):
            with self.assertRaises(UserError):
                way.action_waypoint("accepted", at=at)
        way.action_waypoint("accepted", at="2026-06-01 01:50:00")
        way.action_waypoint("departed", at="2026-06-01 01:40:00")
        self.assertEqual(way.departed_at, way.accepted_at)  # never before what came before

    def test_only_who_goes_tells_the_way_points(self):
        way = self.way(self.user_agent)
        with self.assertRaisesRegex(AccessError, "tells the way-points"):
            way.with_user(self.user_followup).action_accept_trip()
        for user in (self.user_outsider, self.user_department, self.user_executive, self.user_his):
            with self.assertRaises(AccessError):
                way.with_user(user).action_accept_trip()
        way.with_user(self.user_leader).action_accept_trip()
        self.assertEqual(way.user_id, self.user_agent)

    def test_nobody_types_a_way_point(self):
        way = self.way(self.user_agent).with_user(self.user_agent)
        for vals in ({"waypoint": "handed_over"}, {"departed_at": NOW}, {"no_show_reason": "other"}):
            with self.assertRaises(AccessError):
                way.write(vals)
            with self.assertRaises(AccessError):
                self.way(**vals)

    def test_no_show_with_its_reason(self):
        way = self.way(self.user_agent).with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "Choose why"):
            way.action_no_show("bored")
        wizard = self.as_user(self.user_agent, "hcs.service.no.show.wizard").create(
            {"step_id": way.id, "reason": "gone_ahead", "note": "The daughter took her"}
        )
        wizard.action_record()
        self.assertEqual((way.waypoint, way.state, way.no_show_reason), ("no_show", "skipped", "gone_ahead"))
        with self.assertRaises(UserError):
            way.action_accept_trip()

    def test_a_leader_takes_way_points_back(self):
        way = self.way(self.user_agent).with_user(self.user_agent)
        way.action_accept_trip()
        way.action_depart()
        with self.assertRaises(AccessError):
            way.action_undo()
        way.with_user(self.user_leader).action_undo()
        self.assertEqual((way.waypoint, way.departed_at, way.state), ("planned", False, "todo"))

    # one person, one place
    def test_planned_ways_of_one_person_do_not_overlap(self):
        self.way(self.user_agent)
        for minutes in (-29, 0, 29):
            with self.assertRaisesRegex(UserError, "on another way"):
                self.way(self.user_agent, planned_at=NOW + timedelta(minutes=minutes))
        free = self.way(planned_at=NOW + timedelta(minutes=15))
        with self.assertRaisesRegex(UserError, "on another way"):
            free.user_id = self.user_agent
        later = self.way(self.user_agent, planned_at=NOW + timedelta(minutes=30))
        with self.assertRaisesRegex(UserError, "on another way"):
            later.planned_at = NOW + timedelta(minutes=10)
        self.way(self.user_followup)

    def test_a_finished_way_blocks_nobody(self):
        way = self.way(self.user_agent).with_user(self.user_agent)
        way.action_no_show("not_there")
        self.assertTrue(self.way(self.user_agent))

    def test_nobody_departs_while_on_the_way(self):
        first = self.way(self.user_agent).with_user(self.user_agent)
        second = self.way(self.user_agent, planned_at=NOW + timedelta(hours=1)).with_user(self.user_agent)
        for step in (first.action_accept_trip, first.action_depart, first.action_arrive, second.action_accept_trip):
            step()
        with self.assertRaisesRegex(UserError, "still on the way"):
            second.action_depart()
        first.action_hand_over_trip()
        second.action_depart()
        self.assertEqual(second.waypoint, "departed")

    def test_a_free_member_of_the_team_on_duty_is_found(self):
        self.record.sudo().team_id = self.env["hcs.team"].create(
            {"name": "Guides", "member_ids": (self.user_agent | self.user_followup | self.user_vip).ids}
        )
        self.way(self.user_agent)
        self.way(self.user_followup, planned_at=NOW + timedelta(hours=2))
        way = self.way(planned_at=NOW + timedelta(minutes=10)).with_user(self.user_agent)
        way.action_find_escort()
        self.assertEqual(way.user_id, self.user_vip)  # free, and nothing else to do that day
        other = self.way(planned_at=NOW + timedelta(minutes=10)).with_user(self.user_agent)
        other.action_find_escort()
        self.assertEqual(other.user_id, self.user_followup)
        third = self.way(planned_at=NOW + timedelta(minutes=10)).with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "Nobody of the team is free"):
            third.action_find_escort()

    def test_a_record_does_not_end_while_somebody_is_on_the_way(self):
        way = self.way(self.user_agent).with_user(self.user_agent)
        way.action_accept_trip()
        way.action_depart()
        with self.assertRaisesRegex(UserError, "still on the way"):
            self.record.action_cancel()

    # PAT-03
    def test_special_care_suggests_an_escort_everywhere(self):
        visit = (
            self.env["hcs.visit"]
            .with_user(self.user_agent)
            .create({"patient_id": self.patient.id, "planned_at": NOW + timedelta(hours=1)})
        )
        young = self.env["hcs.visit"].with_user(self.user_agent).create({"patient_id": self.young.id})
        asked = self.make_record("consultation")
        self.assertFalse(visit.escort_suggestion)  # the open escort of the class is there already
        self.record.sudo()._close("cancelled", {})
        self.env.invalidate_all()
        self.assertEqual((visit.escort_suggestion, asked.escort_suggestion), ("Elderly", "Elderly"))
        self.assertFalse(young.escort_suggestion)
        action = visit.action_create_escort()
        escort = self.env["hcs.service.record"].browse(action["res_id"])
        self.assertEqual((escort.type_id, escort.visit_id, escort.wanted_at), (self.service, visit, visit.planned_at))
        self.env.invalidate_all()
        self.assertFalse(visit.escort_suggestion or escort.escort_suggestion or asked.escort_suggestion)
        self.assertEqual(asked.action_create_escort()["res_id"], escort.id)  # not a second one

    def test_the_suggestion_is_no_door_for_others(self):
        visit = self.env["hcs.visit"].create({"patient_id": self.patient.id})
        for user in (self.user_outsider, self.user_department, self.user_executive):
            with self.assertRaises(AccessError):
                visit.with_user(user).action_create_escort()

    def test_every_escort_is_on_the_timeline(self):
        timeline = self.patient.with_user(self.user_agent).get_timeline()
        self.assertIn(("hcs.service.record", self.record.id), [(e["model"], e["res_id"]) for e in timeline["entries"]])


@tagged("post_install", "-at_install", "hcs_desk")
class TestPayment(EscortCase):
    def take(self, user=None, **values):
        values = {"record_id": self.record.id, "amount_received": 500, **values}
        return self.env["hcs.service.payment"].with_user(user or self.user_agent).create(values)

    def test_received_paid_returned_confirmed_by_both(self):
        payment = self.take()
        self.assertEqual((payment.state, payment.escort_id, payment.received_at), ("received", self.user_agent, NOW))
        payment.action_pay(380.5, "R-1")
        self.assertEqual((payment.state, payment.amount_change), ("paid", 119.5))
        payment.action_confirm_escort()
        self.assertEqual(payment.state, "paid")
        with self.assertRaisesRegex(UserError, "who confirms"):
            payment.action_confirm_patient()
        payment.action_confirm_patient(signer="Zhang San")
        self.assertEqual(
            (payment.state, payment.patient_confirmed_at, payment.signer), ("confirmed", NOW, "Zhang San")
        )

    def test_no_record_ends_with_unconfirmed_money(self):
        payment = self.take()
        steps = self.record.sudo().step_ids.filtered("mandatory")
        steps.write({"state": "done"})
        for close in (self.record.action_done, self.record.action_cancel):
            with self.assertRaisesRegex(UserError, "Money of the patient"):
                close()
        payment.action_pay(500, "R-2")
        with self.assertRaisesRegex(UserError, "Money of the patient"):
            self.record.action_done()
        payment.action_confirm_patient(signer="Zhang San")
        payment.action_confirm_escort()
        self.record.action_done()
        self.assertEqual(self.record.state, "done")

    def test_who_took_the_money_confirms_it(self):
        payment = self.take()
        payment.action_pay(500, "R-3")
        for user in (self.user_leader, self.user_admin):
            with self.assertRaisesRegex(AccessError, "took the money"):
                payment.with_user(user).action_confirm_escort()
        self.assertFalse(self.take(escort_id=self.user_vip.id, state="confirmed").escort_id == self.user_vip)

    def test_what_was_confirmed_is_not_changed(self):
        payment = self.take()
        payment.action_pay(300, "R-4")
        payment.action_confirm_patient(signer="Zhang San")
        for vals in ({"amount_paid": 200}, {"receipt_no": "R-5"}, {"signer": "Somebody"}, {"amount_received": 501}):
            with self.assertRaisesRegex(UserError, "not changed any more"):
                payment.write(vals)
        for vals in ({"state": "confirmed"}, {"escort_confirmed_at": NOW}):
            with self.assertRaises(AccessError):
                payment.write(vals)
        with self.assertRaises(AccessError):
            payment.unlink()
        with self.assertRaises(UserError):
            payment.sudo().unlink()

    def test_a_mistake_is_declared_void_by_a_leader(self):
        payment = self.take()
        with self.assertRaises(AccessError):
            payment.action_void("Typed twice")
        own = payment.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "Why it is void"):
            own.action_void()
        own.action_void("Typed twice")
        self.assertEqual((payment.state, payment.void_reason), ("void", "Typed twice"))
        self.record.action_cancel()

    def test_the_sums_are_possible(self):
        payment = self.take()
        with self.assertRaisesRegex(UserError, "number of the receipt"):
            payment.action_pay(100)
        for values in ({"amount_received": 0}, {"amount_received": -5}):
            with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                self.take(**values)
            self.assertIn("check", str(caught.exception))
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            payment.action_pay(501, "R-6")
            self.env.flush_all()
        self.assertIn("paid_from_received", str(caught.exception))

    def test_a_receipt_counts_once(self):
        self.take().action_pay(100, "R-7")
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.take().action_pay(100, "R-7")
            self.env.flush_all()
        self.assertIn("receipt_uniq", str(caught.exception))

    def test_nobody_outside_sees_money(self):
        payment = self.take()
        for user in (self.user_outsider, self.user_department, self.user_executive, self.user_his):
            with self.assertRaises(AccessError):
                payment.with_user(user).read(["amount_received"])
            with self.assertRaises(AccessError):
                payment.with_user(user).action_pay(1, "X")
