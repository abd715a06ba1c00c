"""Ground for the tests of complaints: a ticket with two departments and those who handle it."""

from odoo import fields

from tests.common import HcsCase


class ComplaintCase(HcsCase):
    """``ticket`` was received by the agent; ``named`` is a complaint handler who may come to be named by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.named = cls._make_user("hcs_named", "group_hcs_complaint", "group_hcs_department")
        cls.colleague = cls._make_user("hcs_colleague", "group_hcs_complaint")
        cls.second_director = cls._make_user("hcs_director_2", "group_hcs_director")
        cls.teams = cls.env["hcs.team"].with_context(active_test=False).search([("kind", "=", "complaint")])
        cls.teams.leader_id = False
        cls.surgery = cls.env["hcs.department"].create({"name": "Surgery"})
        cls.category = cls.env.ref("hospital_customer_service.hcs_complaint_category_attitude")
        cls.patient = cls.env["hcs.patient"].create({"name": "Zhang San"})
        cls.ticket = cls.make_ticket(cls.user_agent)

    @classmethod
    def make_ticket(cls, user, **values):
        return (
            cls.env["hcs.complaint.ticket"]
            .with_user(user)
            .create(
                {
                    "subject": "Tone at the desk",
                    "description": "XSECRET",
                    "patient_id": cls.patient.id,
                    "complainant_name_masked": "Zhang San",
                    "complainant_phone_masked": "13812345678",
                    **values,
                }
            )
        )

    def allege(self, ticket=None, user=None, **values):
        ticket = ticket or self.ticket
        return (
            self.env["hcs.complaint.allegation"]
            .with_user(user or self.colleague)
            .create(
                {
                    "ticket_id": ticket.id,
                    "category_id": self.category.id,
                    "department_id": self.surgery.id,
                    **values,
                }
            )
        )

    def ask(self, allegation, respondent=None, user=None, **values):
        return (
            self.env["hcs.complaint.statement"]
            .with_user(user or self.colleague)
            .create(
                {
                    "ticket_id": allegation.ticket_id.id,
                    "allegation_id": allegation.id,
                    "respondent_id": (respondent or self.user_department).id,
                    "question": "What was said at the desk?",
                    **values,
                }
            )
        )

    def as_(self, user, ticket=None):
        return (ticket or self.ticket).with_user(user)

    def bring_to(self, state, ticket=None):
        """Take the steps up to ``state``; the colleague handles, the director approves."""
        ticket = self.as_(self.colleague, ticket)
        steps = {
            "accepted": lambda: ticket.action_accept(),
            "investigating": lambda: ticket.action_investigate(),
            "proposed": lambda: (
                ticket.allegation_ids or self.allege(ticket, finding="upheld"),
                ticket.action_propose("We are sorry."),
            ),
            "approved": lambda: self.as_(self.user_director, ticket).action_approve(),
            "answered": lambda: ticket.action_answer("letter", "RR123"),
            "closed": lambda: (ticket.action_ask("satisfied"), ticket.action_close()),
        }
        order = ["received", *steps]
        for name in order[order.index(ticket.state) + 1 : order.index(state) + 1]:
            steps[name]()
        self.assertEqual(ticket.state, state)
        return ticket

    def lines(self, ticket=None):
        """The ledger of hand-overs, oldest first: kind, from, to."""
        lines = (ticket or self.ticket).sudo().transfer_ids.sorted("id")
        return [(line.kind, line.from_user_id.login or None, line.to_user_id.login or None) for line in lines]

    @staticmethod
    def today():
        return fields.Date.today()
