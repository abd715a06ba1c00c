from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsSuggestionBoxOpening(models.Model):
    """A box was opened by two people; an empty box is written down like a full one (CMP-01)."""

    _name = "hcs.suggestion.box.opening"
    _description = "Opening of a Suggestion Box"
    _inherit = ["hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "opened_on desc, id desc"
    _check_company_auto = True

    box_id = fields.Many2one("hcs.suggestion.box", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    opened_on = fields.Date("Opened on", required=True, default=fields.Date.context_today)
    opener_id = fields.Many2one(
        "res.users",
        "First opener",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    second_opener_id = fields.Many2one(
        "res.users",
        "Second opener",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', opener_id)]",
    )
    letter_count = fields.Integer("Letters found", aggregator="sum", help="0: the box was empty.")
    note = fields.Text(help="What else was found.")
    ticket_ids = fields.One2many("hcs.complaint.ticket", "box_opening_id", string="Tickets", readonly=True)
    ticket_count = fields.Integer(compute="_compute_ticket_count", string="Letters registered")
    missing_count = fields.Integer(compute="_compute_ticket_count", string="Letters to register")

    _two_openers = models.Constraint(
        "CHECK (opener_id <> second_opener_id)", "A box is opened by two different people."
    )
    _letters_not_negative = models.Constraint("CHECK (letter_count >= 0)", "The number of letters cannot be negative.")

    @api.depends("ticket_ids", "letter_count")
    def _compute_ticket_count(self):
        # sudo: how many letters were registered, whoever handles them
        tickets = self.env["hcs.complaint.ticket"].sudo().with_context(active_test=False)
        counts = dict(tickets._read_group([("box_opening_id", "in", self.ids)], ["box_opening_id"], ["__count"]))
        for opening in self:
            opening.ticket_count = counts.get(opening._origin.sudo(), 0)
            opening.missing_count = max(opening.letter_count - opening.ticket_count, 0)

    @api.depends("box_id", "opened_on")
    def _compute_display_name(self):
        for opening in self:
            parts = (opening.box_id.name, fields.Date.to_string(opening.opened_on))
            opening.display_name = " · ".join(part for part in parts if part)

    @api.constrains("opened_on", "box_id")
    def _check_opened_on(self):
        for opening in self:
            if opening.opened_on > fields.Date.context_today(self):
                raise ValidationError(self.env._("A box was opened today or before. Check the date."))

    @api.model_create_multi
    def create(self, vals_list):
        """The hospital is the box's; the reminder is done."""
        boxes = self.env["hcs.suggestion.box"]
        openings = super().create(
            [
                {**vals, "company_id": boxes.browse(vals["box_id"]).company_id.id} if vals.get("box_id") else vals
                for vals in vals_list
            ]
        )
        # sudo: whoever opened it ends the reminder, of whomever it was
        openings.box_id.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        return openings

    def action_register_letter(self):
        """The intake for one of the letters found."""
        self.ensure_one()
        return self.env["hcs.complaint.ticket"]._open_intake(source="box", box_opening_id=self)

    def action_open_tickets(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letters"),
            "res_model": "hcs.complaint.ticket",
            "view_mode": "list,form",
            "domain": [("box_opening_id", "=", self.id)],
        }
