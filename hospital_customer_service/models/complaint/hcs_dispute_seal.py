from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.arguments import a_choice, a_text, arguments

YEARS = 3
ENDED = ("closed", "not_accepted", "withdrawn")
SEALED = {
    "ticket_id",
    "what",
    "items",
    "pages",
    "sealed_at",
    "hospital_user_id",
    "patient_side",
    "signed_by_both",
    "place",
}


class HcsDisputeSeal(models.Model):
    """Records or objects sealed in the presence of both parties, with a list both have signed (articles 24 and 25)."""

    _name = "hcs.dispute.seal"
    _description = "Sealing"
    _inherit = ["hcs.complaint.part.mixin", "hcs.thread.mixin", "hcs.export.mixin"]
    _order = "sealed_at desc, id desc"
    _flow_fields = frozenset({"unsealed_at", "unsealed_by_id", "unsealed_because", "unseal_note"})

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Dispute", required=True, index=True, ondelete="restrict")
    what = fields.Selection(
        [("records", "Medical records"), ("objects", "Objects: drugs, blood, instruments")],
        required=True,
        default="records",
    )
    items = fields.Text("List", required=True, help="What was sealed, one line each; as on the signed list.")
    pages = fields.Integer("Pages or pieces", aggregator=None)
    sealed_at = fields.Datetime("Sealed at", required=True, default=fields.Datetime.now)
    hospital_user_id = fields.Many2one(
        "res.users",
        "For the hospital",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    patient_side = fields.Char(
        "For the patient", required=True, help="Relation to the patient; the names are on the signed list."
    )
    signed_by_both = fields.Boolean("Both signed the list", help="Without both signatures it is not sealed.")
    list_ids = fields.Many2many("ir.attachment", string="Signed list", copy=False, bypass_search_access=True)
    place = fields.Char("Kept at", required=True, help="Where the sealed things lie; the hospital keeps them.")
    free_on = fields.Date(
        "Free on",
        compute="_compute_free_on",
        help="Three years later the hospital may unseal them itself, if nobody has asked to settle the dispute.",
    )
    unsealed_at = fields.Datetime("Unsealed at", readonly=True, copy=False)
    unsealed_by_id = fields.Many2one("res.users", "Unsealed by", readonly=True, ondelete="restrict", copy=False)
    unsealed_because = fields.Selection(
        [
            ("both", "Both parties were present"),
            ("solved", "The dispute is solved"),
            ("years", "Three years are over"),
        ],
        readonly=True,
        copy=False,
    )
    unseal_note = fields.Char("Who was present", readonly=True, copy=False)

    _signed_by_both = models.Constraint(
        "CHECK (signed_by_both IS TRUE)", "Records are sealed in the presence of both parties, who sign the list."
    )

    @api.depends("ticket_id", "what")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["what"]._description_selection(self.env))
        for seal in self:
            seal.display_name = f"{seal.ticket_id.sudo().reference} · {kinds.get(seal.what, '')}"

    @api.depends("sealed_at")
    def _compute_free_on(self):
        for seal in self:
            day = seal.sealed_at and seal.ticket_id.company_id._hcs_local_date(seal.sealed_at)
            seal.free_on = day + relativedelta(years=YEARS) if day else False

    @api.constrains("sealed_at")
    def _check_sealed_at(self):
        if any(seal.sealed_at > fields.Datetime.add(fields.Datetime.now(), minutes=2) for seal in self):
            raise ValidationError(self.env._("Something is sealed in the past. Check the time."))

    def write(self, vals):
        if not self.env.su and SEALED & set(vals):
            raise UserError(self.env._("What was sealed stays as it was signed. Seal anew what was left out."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("The list of what was sealed is kept."))

    @arguments(because=a_choice("unsealed_because"), note=a_text)
    def action_unseal(self, because, note):
        """Open the seal: with both parties, or alone after the dispute is solved or three years are over."""
        self.check_access("write")
        if because not in dict(self._fields["unsealed_because"].selection):
            raise UserError(self.env._("Say why it is unsealed."))
        if not isinstance(note, str) or not note.strip():
            raise UserError(self.env._("Write down who was present."))
        now = fields.Datetime.now()
        for seal in self:
            if seal.unsealed_at:
                raise UserError(self.env._("This was unsealed already. Reload the page."))
            if because == "solved" and seal.ticket_id.state not in ENDED:
                raise UserError(self.env._("The dispute is not solved yet: unseal it with both parties present."))
            if because == "years" and seal.ticket_id.company_id._hcs_local_date(now) < seal.free_on:
                raise UserError(
                    self.env._(
                        "Three years are over on %(day)s. Until then both parties have to be present.",
                        day=fields.Date.to_string(seal.free_on),
                    )
                )
            seal.sudo().write(  # sudo: written by its button only
                {
                    "unsealed_at": now,
                    "unsealed_by_id": self.env.uid,
                    "unsealed_because": because,
                    "unseal_note": note.strip(),
                }
            )

    def action_open_unseal(self):
        """Open the small form of the unsealing."""
        self.ensure_one()
        return self.env["hcs.complaint.note.wizard"]._open("unseal", self.env._("Unseal"), seal_id=self)
