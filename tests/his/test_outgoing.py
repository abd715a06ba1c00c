"""Back to the hospital system (VIS-04): patients and bookings made here, sent to a real HTTP peer or typed in."""

import io
import json
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.hospital_customer_service.models.his import hcs_his_outgoing_send

from tests.his import fhir_maker as fhir
from tests.his import hl7_maker as make
from tests.his.fhir_peer import Peer
from tests.visit.booking import BookingCase


class OutgoingCase(BookingCase):
    def setUp(self):
        super().setUp()
        self.source = self.env["hcs.his.source"].create(
            {"name": "HIS", "code": "out_test", "kind": "hl7_mllp", "company_id": self.company.id}
        )
        self.rows = self.env["hcs.his.outgoing"]

    def open_way(self, mode="list", **values):
        self.source.write({"out_mode": mode, **values})
        self.source.out_since = fields.Datetime.now() - timedelta(days=400)

    def collect(self):
        self.env.flush_all()
        return self.rows._collect(self.source)

    def row(self, record):
        field = "appointment_id" if record._name == "hcs.appointment" else "patient_id"
        domain = [(field, "=", record.id), ("source_id", "=", self.source.id)]
        return self.rows.search([*domain, ("kind", "=", field.removesuffix("_id"))])

    def receive(self, content):
        data = content if isinstance(content, bytes) else content.encode()
        messages = self.env["hcs.his.message"]
        messages._store_files(self.source, [("x", io.BytesIO(data))])
        messages._apply_next(100, [("source_id", "=", self.source.id)])
        return messages.search([("source_id", "=", self.source.id)], limit=1)


@tagged("post_install", "-at_install", "hcs_his")
class TestOutgoingQueue(OutgoingCase):
    def test_what_is_made_here_is_taken_up_once(self):
        self.open_way()
        known = self._make_patient("李强", external_source="his", external_ref="9")
        booking = self.session().action_book(self.patient.id)
        self.collect()
        self.assertEqual(self.row(self.patient).state, "waiting")
        self.assertEqual((self.row(booking).kind, self.row(booking).reference), ("appointment", booking.reference))
        self.assertFalse(self.row(known), "the hospital system told us of this one")
        before = self.rows.search_count([("source_id", "=", self.source.id)])
        for _each in range(3):
            self.assertEqual(self.collect(), 0)
        self.assertEqual(self.rows.search_count([("source_id", "=", self.source.id)]), before)

    def test_nothing_of_the_past_and_nothing_where_the_way_is_closed(self):
        self.assertFalse(self.source.out_since)
        self.source.out_mode = "list"
        since = self.source.out_since
        self.assertTrue(since)
        self.source.out_since = datetime(2100, 1, 1)
        self.collect()
        self.assertFalse(self.rows.search([("source_id", "=", self.source.id)]))

    def test_an_address_is_needed(self):
        with self.assertRaises(ValidationError):
            self.source.write({"out_mode": "fhir", "out_url": "ftp://x"})

    def test_typed_in_by_hand(self):
        """A list for typing in; the number the hospital system gave is noted, and by it the answer is recognised."""
        self.open_way()
        self.collect()
        row = self.row(self.patient)
        agent = row.with_user(self.user_agent)
        agent.remote_ref = "M77"
        agent.action_typed()
        self.assertEqual((row.state, row.typed_by, self.patient.mrn), ("matched", self.user_agent, "M77"))
        self.receive(make.adt("A04", mrn="M77", visit="V7", kind="O", pid_values={"name": "张^丽"}))
        visit = self.env["hcs.visit"].search([("external_source", "=", "out_test")])
        self.assertEqual(visit.patient_id, self.patient, "no second record of the same person")
        with self.assertRaises(UserError):
            agent.action_typed()

    def test_only_the_number_is_entered(self):
        self.open_way()
        self.collect()
        row = self.row(self.patient).with_user(self.user_agent)
        for values in ({"state": "matched"}, {"patient_id": self._make_patient("x").id}):
            with self.assertRaises(UserError):
                row.write(values)
        with self.assertRaises(AccessError):
            self.row(self.patient).with_user(self.user_outsider).action_typed()

    def test_the_feed_answers(self):
        """A person who comes with our number, a booking with ours as the placer's: matched, and nothing twice."""
        self.open_way()
        booking = self.session().action_book(self.patient.id)
        self.collect()
        number = self.row(self.patient).reference
        self.receive(make.person(mrn="M88", name="张^丽", extra_ids=(f"{number}^^^HCS^PI",)))
        self.assertEqual((self.row(self.patient).state, self.row(self.patient).remote_ref), ("matched", "M88"))
        self.assertEqual(self.patient.mrn, "M88")
        self.receive(make.siu("S12", number="A88", mrn="M88", placer=booking.reference))
        self.assertEqual((self.row(booking).state, self.row(booking).remote_ref), ("matched", "A88"))
        visits = self.env["hcs.visit"].search([("patient_id", "=", self.patient.id)])
        self.assertEqual((booking.visit_id, len(visits)), (visits, 1))

    def test_a_number_of_somebody_else_leads_nowhere(self):
        """The same characters from another authority are another number."""
        self.open_way()
        self.collect()
        number = self.row(self.patient).reference
        self.receive(make.person(mrn="M89", name="赵^六", extra_ids=(f"{number}^^^YB^HC",)))
        self.assertEqual(self.row(self.patient).state, "waiting")
        self.assertFalse(self.patient.mrn)


@tagged("post_install", "-at_install", "hcs_his")
class TestOutgoingFhir(OutgoingCase):
    def setUp(self):
        super().setUp()
        self.peer = Peer()
        self.addCleanup(self.peer.close)
        self.open_way("fhir", out_url=self.peer.url + "/", out_token="secret-of-the-feed")

    def send(self, **values):
        self.collect()
        self.rows._send_due(self.source, **values)

    def test_a_patient_and_a_booking(self):
        self.patient.write({"birthdate": "1960-05-04"})
        booking = self.session().action_book(self.patient.id)
        self.send()
        [person, agreed] = [each for each in self.peer.requests if each[3]["resourceType"] != "?"][-2:]
        self.assertEqual((person[0], agreed[0]), ("/fhir/Patient", "/fhir/Appointment"))
        self.assertEqual(person[2]["Authorization"], "Bearer secret-of-the-feed")
        self.assertEqual(person[3]["name"], [{"use": "official", "text": "张丽"}])
        self.assertEqual((person[3]["gender"], person[3]["birthDate"]), ("female", "1960-05-04"))
        self.assertNotIn("13800138000", json.dumps(person[:2]), "nothing of the patient in the address")
        self.assertEqual(agreed[3]["status"], "booked")
        self.assertEqual(agreed[3]["participant"][0]["actor"], {"reference": "Patient/r1"})
        self.assertEqual(agreed[3]["start"], f"{booking.start_at.isoformat()}Z")
        self.assertEqual((self.row(self.patient).state, self.row(self.patient).remote_ref), ("matched", "r1"))
        self.assertEqual(self.row(booking).state, "matched")
        # what the hospital system sends of this person from now on is about the same record
        self.receive(json.dumps({**fhir.patient("r1", "张丽"), "id": "r1"}).encode())
        self.assertEqual(self.patient.external_ref, "r1")

    def test_the_scheduled_action(self):
        cron = self.env.ref("hospital_customer_service.ir_cron_his_send")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.row(self.patient).state, "matched")
        numbers = [number for _path, number, _headers, _body in self.peer.requests]
        self.assertEqual(len(numbers), len(set(numbers)), "running twice sends nothing twice")

    def test_sent_once_and_again_only_when_it_changed(self):
        booking = self.session().action_book(self.patient.id)
        self.send()
        count = len(self.peer.requests)
        self.send()
        self.assertEqual(len(self.peer.requests), count)
        booking.action_cancel("called off")
        self.send()
        self.assertEqual(len(self.peer.requests), count + 1)
        self.assertEqual(self.peer.requests[-1][3]["status"], "cancelled")
        self.assertEqual(len(self.peer.stored), 2, "the same number, not a second one")

    def test_tried_again_later_and_longer(self):
        self.peer.status = 503
        now = fields.Datetime.now()
        self.send(now=now)
        row = self.row(self.patient)
        self.assertEqual((row.state, row.tries, row.problem), ("waiting", 1, "HTTP 503"))
        self.assertEqual(row.next_at, now + timedelta(minutes=1))
        self.send(now=now)
        self.assertEqual(row.tries, 1, "not before its time")
        self.send(now=now + timedelta(minutes=1))
        self.assertEqual((row.tries, row.next_at), (2, now + timedelta(minutes=3)))
        self.peer.status = None
        self.send(now=now + timedelta(minutes=10))
        self.assertEqual((row.state, row.problem), ("matched", False))

    def test_a_peer_that_is_away(self):
        self.peer.close()
        other = self._make_patient("李强", number="13800138001")
        self.source.out_url = "http://127.0.0.1:9/fhir"
        self.send()
        tries = (self.row(self.patient) | self.row(other)).mapped("tries")
        self.assertEqual(sorted(tries), [0, 1], "the second need not find out for itself")

    def test_a_verdict_is_shown_and_sent_again_by_hand(self):
        self.peer.status = 422
        self.send()
        row = self.row(self.patient)
        self.assertEqual((row.state, row.problem), ("failed", "HTTP 422"))
        self.peer.status = None
        row.with_user(self.user_agent).action_retry()
        self.assertEqual(row.state, "waiting")
        self.send()
        self.assertEqual(row.state, "matched")

    def test_given_up_after_many_tries(self):
        self.collect()
        row = self.row(self.patient)
        row.tries = 29
        self.peer.status = 500
        self.rows._send_due(self.source)
        self.assertEqual(row.state, "failed")

    def test_a_silent_peer_is_matched_when_the_feed_answers(self):
        self.peer.silent = True
        booking = self.session().action_book(self.patient.id)
        self.send()
        self.assertEqual((self.row(self.patient).state, self.row(booking).state), ("sent", "sent"))
        actor = self.peer.requests[-1][3]["participant"][0]["actor"]
        self.assertEqual(actor["identifier"]["value"], self.row(self.patient).reference)
        number = self.row(self.patient).reference
        own = {"system": self.source._out_system(), "value": number}
        self.receive(json.dumps(fhir.patient("55", "张丽", identifier=[own])).encode())
        self.assertEqual((self.row(self.patient).state, self.row(self.patient).remote_ref), ("matched", "55"))

    def test_bounded(self):
        for number in range(5):
            self._make_patient(f"张{number}", number=f"1380013900{number}")
        self.collect()
        self.patch(hcs_his_outgoing_send, "BATCH", 2)
        before = len(self.peer.requests)
        self.rows._send_due(self.source)
        self.assertEqual(len(self.peer.requests) - before, 2)
