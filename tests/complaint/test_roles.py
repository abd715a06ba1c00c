"""DESIGN §4: the handling group, the complaint office and the direction see a ticket; nobody else does."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install", "hcs_complaint")
class TestRoles(ComplaintCase):
    def sees(self, user, ticket):
        tickets = self.env["hcs.complaint.ticket"].with_user(user)
        if not tickets.has_access("read"):
            return False
        found = bool(tickets.search([("id", "=", ticket.id)]))
        self.assertEqual(tickets.browse(ticket.id).has_access("read"), found)
        return found

    def test_who_sees_a_complaint_and_a_dispute(self):
        dispute = self.make_ticket(self.user_agent, kind="dispute")
        lead = self.env["hcs.team"].create({"name": "Own", "kind": "complaint", "leader_id": self.user_leader.id})
        led = self.make_ticket(self.user_agent, team_id=lead.id)
        expected = {  # complaint, dispute, of the own team
            "agent": (True, True, True),
            "leader": (False, False, True),
            "director": (True, True, True),
            "admin": (True, True, True),
            "followup": (False, False, False),
            "complaint": (True, False, True),
            "vip": (False, False, False),
            "department": (False, False, False),
            "executive": (True, True, True),
            "pii": (False, False, False),
            "export": (False, False, False),
            "his": (False, False, False),
            "outsider": (False, False, False),
        }
        for role, seen in expected.items():
            user = getattr(self, f"user_{role}")
            with self.subTest(role=role):
                self.assertEqual(tuple(self.sees(user, ticket) for ticket in (self.ticket, dispute, led)), seen)

    def test_a_handler_of_the_dispute_sees_it(self):
        dispute = self.make_ticket(self.user_agent, kind="dispute")
        self.as_(self.user_director, dispute).handler_ids |= self.user_complaint
        self.assertTrue(self.sees(self.user_complaint, dispute))

    def test_who_takes_which_step(self):
        """Steps tried on a fresh ticket by everybody; those without any right are refused by the model itself."""
        self.ticket.sudo().handler_ids |= self.user_leader | self.user_followup
        steps = {
            "action_acknowledge": (),
            "action_accept": (),
            "action_set_severity": ("4",),
            "action_not_accept": ("court", self.today()),
            "action_take_over": (),
            "action_settle": ("At once",),
            "action_withdraw": ("Said so",),
        }
        office = {"action_not_accept", "action_take_over"}
        handling = {"agent", "leader", "director", "admin", "complaint", "followup", "executive"}
        for name, args in steps.items():
            for role in ("agent", "leader", "director", "admin", "complaint", "followup", "executive", "vip",
                         "department", "outsider"):  # fmt: skip
                allowed = role in handling and (
                    name not in office or role in handling - {"agent", "followup", "executive"}
                )
                with self.subTest(step=name, role=role):
                    ticket = self.as_(getattr(self, f"user_{role}"))
                    savepoint = self.env.cr.savepoint()
                    try:
                        getattr(ticket, name)(*args)
                        self.env.flush_all()
                        done = True
                    except (AccessError, UserError):
                        done = False
                    savepoint.rollback()
                    savepoint.close()
                    self.env.invalidate_all(flush=False)
                    self.assertEqual(done, allowed)

    def test_parts_follow_the_ticket(self):
        allegation = self.allege()
        for user, seen in (
            (self.user_agent, True),
            (self.user_complaint, True),
            (self.user_director, True),
            (self.user_executive, True),
            (self.user_leader, False),
            (self.user_vip, False),
        ):
            with self.subTest(user=user.login):
                found = self.env["hcs.complaint.allegation"].with_user(user).search([("id", "=", allegation.id)])
                self.assertEqual(bool(found), seen)
        with self.assertRaises(AccessError):
            self.allege(user=self.user_vip)
        with self.assertRaises(AccessError):
            allegation.with_user(self.user_executive).write({"finding": "upheld"})

    def test_names_and_numbers_are_masked(self):
        shown = self.as_(self.user_complaint).read(["complainant_name_masked", "complainant_phone_masked"])[0]
        self.assertNotIn("San", shown["complainant_name_masked"])
        self.assertTrue(shown["complainant_phone_masked"].endswith("5678"))
        self.assertNotIn("1381234", shown["complainant_phone_masked"])
        with self.assertRaises(AccessError):
            self.as_(self.user_complaint).read(["complainant_phone"])
        found = self.env["hcs.complaint.ticket"].with_user(self.user_complaint)
        self.assertEqual(found.search([("complainant_phone_masked", "=", "13812345678")]), self.ticket)

    def test_an_opened_ticket_is_a_look_at_the_patient(self):
        log = self.env["hcs.access.log"].sudo()
        mine = [("patient_id", "=", self.patient.id), ("user_id", "=", self.user_complaint.id)]
        before = log.search_count(mine)
        self.as_(self.user_complaint).web_read({"description": {}})
        self.assertEqual(log.search_count(mine), before + 1)
