from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_choice, a_moment, a_text, arguments

ITEMS = [
    ("ways", "Lawful ways to settle a dispute"),
    ("sealing", "Sealing and unsealing of records and objects"),
    ("copies", "Reading and copying of records"),
    ("autopsy", "Rules of an autopsy"),
]
# Regulations on preventing and handling medical disputes, article 23
ALWAYS = ("ways", "sealing", "copies")
ON_DEATH = (*ALWAYS, "autopsy")
TOLD_TO = [
    ("patient", "Patient"),
    ("spouse", "Spouse"),
    ("parent", "Parent"),
    ("child", "Child"),
    ("relative", "Another relative"),
    ("representative", "Representative"),
]


class HcsDisputeNotice(models.Model):
    """One thing the patient's side has to be told, with the date, the person and the proof (article 23)."""

    _name = "hcs.dispute.notice"
    _description = "Duty to Inform"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "ticket_id, id"
    _rec_name = "item"
    _flow_fields = frozenset({"item", "told_at", "told_by_id", "told_to"})

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Dispute", required=True, index=True, ondelete="restrict")
    item = fields.Selection(ITEMS, required=True, readonly=True)
    told_at = fields.Datetime("Told at", readonly=True, copy=False)
    told_by_id = fields.Many2one("res.users", "Told by", readonly=True, ondelete="restrict", copy=False)
    told_to = fields.Selection(TOLD_TO, "Told to", readonly=True, copy=False)
    proof_ids = fields.Many2many("ir.attachment", string="Signed sheet", copy=False, bypass_search_access=True)
    note = fields.Char(help="Number of the signed sheet, or what was said.")

    _item_uniq = models.UniqueIndex("(ticket_id, item)", "This is on the checklist already.")

    @arguments(to=a_choice("told_to"), note=a_text, at=a_moment)
    def action_told(self, to="patient", note=None, at=None):
        """The patient's side was told."""
        self.check_access("write")
        now = fields.Datetime.now()
        moment = fields.Datetime.to_datetime(at) if at else now
        if to not in dict(TOLD_TO):
            raise UserError(self.env._("Say who of the patient's side was told."))
        for notice in self:
            if notice.told_at:
                raise UserError(self.env._("This was told already. Reload the page."))
            if not notice.ticket_id.received_at <= moment <= now:
                raise UserError(self.env._("It was told after the receipt and before now. Check the time."))
            values = {"told_at": moment, "told_by_id": self.env.uid, "told_to": to}
            if isinstance(note, str) and note.strip():
                values["note"] = note.strip()
            notice.sudo().write(values)  # sudo: written by its buttons only

    def action_open_told(self):
        """Open the small form that asks who was told."""
        self.ensure_one()
        return self.env["hcs.complaint.note.wizard"]._open("notice", self.env._("Told"), notice_id=self)

    @api.model
    def _ensure(self, tickets):
        """Put on the checklist what the law asks for, and take off what does not apply and was not told."""
        for ticket in tickets.sudo():  # sudo: follows from the kind of the ticket, whoever chose it
            wanted = (ON_DEATH if ticket.death else ALWAYS) if ticket.kind == "dispute" else ()
            notices = ticket.notice_ids
            superfluous = notices.filtered(lambda notice, wanted=wanted: notice.item not in wanted)
            superfluous.filtered(lambda notice: not notice.told_at).unlink()
            present = notices.exists().mapped("item")
            self.sudo().create([{"ticket_id": ticket.id, "item": item} for item in wanted if item not in present])
