from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments
from .hcs_complaint_answer import HOW


class HcsComplaintTicket(models.Model):
    """Praise: the person and the head are told, thanks are given; no deadline runs (CMP-09)."""

    _inherit = "hcs.complaint.ticket"

    praise_ids = fields.One2many("hcs.complaint.praise", "ticket_id", string="People praised", copy=False)
    praise_told_at = fields.Datetime(
        "Passed on at", readonly=True, copy=False, help="When the people praised and their heads were told."
    )
    thanked_at = fields.Datetime(readonly=True, copy=False)
    thanked_by_id = fields.Many2one("res.users", "Thanked by", readonly=True, copy=False, ondelete="restrict")
    thanked_how = fields.Selection(HOW, "Thanked by way of", readonly=True, copy=False)
    thanks_note = fields.Text("Words of thanks", readonly=True, copy=False)
    good_case_ids = fields.One2many("hcs.good.case", "ticket_id", string="Good cases", readonly=True)

    def action_tell_praised(self):
        """Tell the people praised and the heads of their departments; each once."""
        for ticket in self:
            ticket._check_kind("praise", ("received", "accepted"))
            if not ticket.praise_ids:
                raise UserError(self.env._("Add who is praised first: a person or a department."))
            now = fields.Datetime.now()
            lines = ticket.praise_ids.filtered(lambda line: not line.told_at)
            people = lines.user_id | lines.department_id.head_id.user_id
            ticket._tell_of_praise(people.filtered("active"), lines)
            # sudo: the flow is written by its buttons only
            lines.sudo().write({"told_at": now, "told_by_id": self.env.uid})
            ticket.sudo().write(
                {
                    "state": "accepted",
                    "accepted_at": ticket.accepted_at or now,
                    "accepted_by_id": ticket.accepted_by_id.id or self.env.uid,
                    "praise_told_at": now,
                }
            )
            ticket._clock_stop("acknowledged", now)
            ticket._clock_stop("accepted", now)
        return True

    def _tell_of_praise(self, people, lines):
        """A message without a word about the patient, to those who may not open the ticket either."""
        for user in people.sudo():
            told = self.with_context(lang=user.lang)
            names = ", ".join(line.display_name for line in lines)
            body = told.env._("A praise was received for %(names)s. Thank you for your work.", names=names)
            # sudo: the person praised is told, and may still not read the ticket
            told.env["mail.thread"].sudo().message_notify(
                partner_ids=user.partner_id.ids, subject=self.reference, body=body
            )
            user._bus_send(
                "simple_notification", {"type": "success", "title": self.reference, "message": body, "sticky": True}
            )

    @arguments(how=a_text, note=a_text)
    def action_thank(self, how="phone", note=None):
        """Whoever praised was thanked; for a praise without a name the thanks are published."""
        if how not in dict(HOW) or (note is not None and not isinstance(note, str)):
            raise UserError(self.env._("Say how the thanks were given: by phone, by letter, in person, …"))
        for ticket in self:
            ticket._check_kind("praise", ("accepted",))
            now = fields.Datetime.now()
            # sudo: the flow is written by its buttons only
            ticket.sudo().write(
                {
                    "state": "answered",
                    "answered_at": now,
                    "thanked_at": now,
                    "thanked_by_id": self.env.uid,
                    "thanked_how": how,
                    "thanks_note": note,
                }
            )
            ticket._clock_stop("answered", now)
        return True

    def action_open_step_thank(self):
        return self._open_step("thank", self.env._("Thanks"))

    def _open_step(self, step, title):
        """The small window in which the words of a step are written."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "hcs.complaint.step",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id, "default_step": step},
        }

    def action_collect_case(self):
        """Keep it as a good case that others can learn from."""
        self.ensure_one()
        if self.kind not in ("praise", "suggestion"):
            raise UserError(self.env._("Good cases come from a praise or a suggestion."))
        self.check_access("write")
        case = self.good_case_ids[:1] or self.env["hcs.good.case"].create(
            {
                "ticket_id": self.id,
                "company_id": self.company_id.id,
                "name": self.subject or self.reference,
                "department_id": (self.praise_ids.department_id[:1] or self.department_id).id,
                "story": self.description,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Good Case"),
            "res_model": case._name,
            "res_id": case.id,
            "views": [(False, "form")],
        }

    def _check_kind(self, kind, states):
        """Take a step of a ticket of this kind, alone (see ``_begin``)."""
        self.ensure_one()
        if self.kind != kind:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(self.env._("This step belongs to another kind of ticket: %(kind)s.", kind=kinds[kind]))
        self._begin(set(states))
