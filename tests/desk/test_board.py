import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import json_default

from tests.visit import VisitCase

NOW = "2026-03-16 02:00:00"  # a Monday, 10:00 in Shanghai


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestBoard(VisitCase):
    """RPT-08: what the desk has to look at this minute, on an agent's screen and on a wall."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.Record = cls.env["hcs.service.record"]
        # what the shipped or demonstration data may hold does not count here
        cls.company = cls.env["res.company"].create({"name": "Board hospital"})
        users = cls.user_agent | cls.user_leader | cls.user_pii
        users.write({"company_ids": [(4, cls.company.id)], "company_id": cls.company.id})
        cls.env.user.write({"company_ids": [(4, cls.company.id)]})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": [cls.company.id]})
        cls.department = cls.env["hcs.department"].create(
            {"name": "Orthopaedics", "code": "B-ORT", "company_id": cls.company.id}
        )
        cls.patient = cls.env["hcs.patient"].create(
            {"name": "张秘密", "company_id": cls.company.id, "phone_ids": [(0, 0, {"number": "13800138000"})]}
        )
        cls.service = cls.env["hcs.service.type"].create({"name": "Enquiry", "code": "t_board"})

    @classmethod
    def _board(cls, user=None):
        cls.env.flush_all()
        return cls.Record.with_env(cls.env).with_user(user or cls.user_agent).get_board()

    @classmethod
    def _record(cls, minutes=None, **values):
        record = cls.env["hcs.service.record"].create(
            {
                "type_id": cls.service.id,
                "company_id": cls.company.id,
                "patient_id": cls.patient.id,
                "department_id": cls.department.id,
                "subject": "Secret subject",
                **values,
            }
        )
        cls.env.flush_all()
        due = cls.now + timedelta(minutes=minutes) if minutes is not None else None
        cls.env.cr.execute("UPDATE hcs_service_record SET next_due_at = %s WHERE id = %s", [due, record.id])
        cls.env.invalidate_all()
        return record

    @classmethod
    def _result(cls, minutes):
        result = cls.env["hcs.result.delivery"].create(
            {"patient_id": cls.patient.id, "company_id": cls.company.id, "department_id": cls.department.id}
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE hcs_result_delivery SET next_due_at = %s WHERE id = %s",
            [cls.now + timedelta(minutes=minutes), result.id],
        )
        cls.env.invalidate_all()
        return result

    @classmethod
    def _wait(cls, minutes, department=None, company=None):
        """A patient who has waited so long to be called."""
        company = company or cls.company
        department = department or cls.department
        session = cls.env["hcs.clinic.session"].create(
            {
                "department_id": department.id,
                "company_id": company.id,
                "date": "2026-03-16",
                "start_at": cls.now + timedelta(hours=1),
                "end_at": cls.now + timedelta(hours=2),
            }
        )
        patient = cls.env["hcs.patient"].create({"name": "李等候", "company_id": company.id})
        booking = session.action_book(patient.id)
        booking = booking if hasattr(booking, "_name") else cls.env["hcs.appointment"].browse(booking)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE hcs_appointment SET state = 'arrived', arrived_at = %s WHERE id = %s",
            [cls.now - timedelta(minutes=minutes), booking.id],
        )
        cls.env.invalidate_all()
        return booking

    def _tiles(self, board):
        return {tile["key"]: tile["count"] for tile in board["tiles"]}

    def test_an_empty_board(self):
        board = self._board()
        self.assertEqual(set(self._tiles(board).values()), {0})
        self.assertEqual(board["hospital"], "Board hospital")
        self.assertEqual((board["queues"], board["records"]["rows"], board["incidents"]["rows"]), ([], [], []))

    def test_overdue_due_now_and_later(self):
        late, soon, later = self._record(-5), self._record(30, user_id=self.user_agent.id), self._record(90)
        self._record()
        done = self._record(-60)
        self.env.cr.execute("UPDATE hcs_service_record SET state = 'done' WHERE id = %s", [done.id])
        self.env.invalidate_all()
        board = self._board()
        tiles = self._tiles(board)
        self.assertEqual((tiles["overdue"], tiles["due_now"]), (1, 1))
        unassigned = self.env["hcs.service.record"].search_count(
            [("company_id", "=", self.company.id), ("user_id", "=", False), ("state", "!=", "done")]
        )
        self.assertEqual(tiles["unassigned"], unassigned)
        self.assertEqual([row["id"] for row in board["records"]["rows"]], [late.id, soon.id, later.id])
        self.assertEqual(board["records"]["rows"][1]["who"], self.user_agent.name)

    def test_the_minute_it_is_due_it_is_not_yet_late(self):
        self._record(0)
        self.assertEqual(self._tiles(self._board())["overdue"], 0)
        with freeze_time("2026-03-16 02:00:01"):
            self.assertEqual(self._tiles(self._board())["overdue"], 1)

    def test_results_running_out(self):
        first, second = self._result(10), self._result(50)
        board = self._board()
        self.assertEqual(self._tiles(board)["results"], 1)
        self.assertEqual([row["id"] for row in board["results"]["rows"]], [first.id, second.id])

    def test_queues_by_department_the_longest_wait_first(self):
        other = self.env["hcs.department"].create(
            {"name": "Eyes", "code": "B-EYE", "company_id": self.company.id, "queue_threshold": 1}
        )
        self._wait(10)
        called = self._wait(50)
        self.env.cr.execute("UPDATE hcs_appointment SET called_at = %s WHERE id = %s", [self.now, called.id])
        self._wait(40, other)
        self._wait(20, other)
        self._wait(30 * 60, other)
        queues = self._board()["queues"]
        self.assertEqual([(queue["name"], queue["count"]) for queue in queues], [("Eyes", 2), ("Orthopaedics", 1)])
        self.assertEqual(queues[0]["since"], "2026-03-16 01:20:00")
        self.assertEqual(queues[0]["threshold"], 1)

    def test_who_is_on_duty_and_how_much_each_has(self):
        team = self.env["hcs.team"].create(
            {
                "name": "Front",
                "company_id": self.company.id,
                "capacity": 5,
                "member_ids": [(6, 0, (self.user_agent | self.user_leader).ids)],
            }
        )
        self._record(10, user_id=self.user_agent.id)
        self._record(20, user_id=self.user_agent.id)
        teams = self._board()["teams"]
        self.assertEqual([(team["name"], team["capacity"]) for team in teams], [("Front", 5)])
        loads = {person["name"]: person["load"] for person in teams[0]["people"]}
        self.assertEqual(loads, {self.user_agent.name: 2, self.user_leader.name: 0})
        with freeze_time("2026-03-15 20:00:00"):
            self.assertEqual(self._board()["teams"], [], "nobody works at four in the morning")
        self.assertTrue(team)

    def test_open_incidents(self):
        values = {"description": "Fell", "company_id": self.company.id, "place": "Hall", "severity": "2"}
        incidents = self.env["hcs.incident"].with_user(self.user_agent)
        acute = incidents.create({**values, "kind": "acute_patient", "patient_id": self.patient.id})
        incidents.create({**values, "kind": "fire"})
        board = self._board()
        tiles = self._tiles(board)
        self.assertEqual((tiles["acute"], tiles["incidents"]), (1, 1))
        self.assertEqual(board["incidents"]["total"], 2)
        self.env.cr.execute("UPDATE hcs_incident SET state = 'closed' WHERE id = %s", [acute.id])
        self.env.invalidate_all()
        self.assertEqual(self._tiles(self._board())["acute"], 0)

    def test_messages_that_failed(self):
        self.env["hcs.message.template"]._send(
            "record_received", self.env["hcs.patient"].create({"name": "P", "company_id": self.company.id})
        )
        self.assertEqual(self._tiles(self._board())["messages"], 1)

    def test_every_figure_opens_its_rows(self):
        """As the client does it: the domain comes back over the wire, and finds what was counted."""
        self._record(-5)
        self._record(30, user_id=self.user_agent.id)
        self._result(10)
        self._wait(10)
        self._wait(12)
        self.env["hcs.team"].create(
            {"name": "Front", "company_id": self.company.id, "member_ids": [(6, 0, self.user_agent.ids)]}
        )
        board = json.loads(json.dumps(self._board(), default=json_default))
        parts = [(tile["key"], tile, tile["count"]) for tile in board["tiles"]]
        parts += [(name, board[name], board[name]["total"]) for name in ("records", "results", "incidents")]
        parts += [("queue", queue, queue["count"]) for queue in board["queues"]]
        parts += [("person", person, person["load"]) for team in board["teams"] for person in team["people"]]
        self.assertGreater(len(parts), 11)
        for name, part, count in parts:
            with self.subTest(name):
                found = self.env[part["model"]].with_user(self.user_agent).search_count(part["domain"])
                self.assertEqual(found, count)

    def test_no_patient_on_the_wall(self):
        """Not even for those who may see everything: the board hangs where everybody passes."""
        self._record(-5, caller_name="王来电", caller_phone="13900139000")
        self._result(10)
        self._wait(10)
        self.env["hcs.incident"].create(
            {"description": "张秘密 fell", "company_id": self.company.id, "kind": "acute_patient",
             "patient_id": self.patient.id}
        )  # fmt: skip
        text = json.dumps(self._board(self.user_pii), default=json_default, ensure_ascii=False)
        for secret in ("张秘密", "李等候", "王来电", "1380013", "1390013", "8000", "Secret subject", "fell"):
            self.assertNotIn(secret, text)

    def test_other_hospitals_are_not_there(self):
        other = self.env["res.company"].create({"name": "Other"})
        department = self.env["hcs.department"].create({"name": "D", "code": "O-1", "company_id": other.id})
        patient = self.env["hcs.patient"].create({"name": "P", "company_id": other.id})
        self._record(-5, company_id=other.id, patient_id=patient.id, department_id=department.id)
        self._wait(10, department, other)
        board = self._board()
        self.assertEqual(set(self._tiles(board).values()), {0})
        self.assertFalse(board["queues"])

    def test_only_the_centre_reads_it(self):
        for user in (self.user_outsider, self.user_department, self.user_executive, self.user_his):
            with self.assertRaises(AccessError):
                self._board(user)
        for user in (self.user_agent, self.user_leader):
            self.assertTrue(self._board(user)["now"])

    def test_the_cost_does_not_grow_with_the_work(self):
        team = self.env["hcs.team"].create(
            {"name": "Front", "company_id": self.company.id, "member_ids": [(6, 0, self.user_agent.ids)]}
        )

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._board()
            return self.env.cr.sql_log_count - before

        for number in range(9):
            self._record(number, user_id=self.user_agent.id)
            self._result(number)
        eyes = self.env["hcs.department"].create({"name": "Eyes", "code": "B-EYE", "company_id": self.company.id})
        self._wait(5)
        self._wait(5, eyes)
        cost()
        few = cost()
        for number in range(30):
            department = self.env["hcs.department"].create(
                {"name": f"D{number}", "code": f"B-{number}", "company_id": self.company.id}
            )
            self._record(number, user_id=self.user_leader.id, department_id=department.id)
            self._result(number)
            self._wait(number, department)
        team.member_ids |= self.user_leader
        cost()
        self.assertLessEqual(cost(), few)
        self.assertLess(few, 45)
