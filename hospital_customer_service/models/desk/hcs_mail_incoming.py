from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.hcs_masked_mixin import PII_GROUP

INCOMING_STATES = [
    ("new", "To read"),
    ("done", "Taken up"),
    ("ignored", "Kept aside"),
    ("refused", "Refused"),
    ("error", "Not readable"),
]
PRUNE_BATCH = 1_000


class HcsMailIncoming(models.Model):
    """One mail that reached the centre and what became of it; what was not taken up is kept with its content."""

    _name = "hcs.mail.incoming"
    _description = "Incoming e-mail"
    _inherit = ["hcs.linked.mixin", "hcs.masked.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _check_company_auto = True
    _flow_fields = frozenset(
        {"company_id", "address_id", "target", "key", "sender", "sender_key", "subject", "preview", "size", "raw"}
        | {"received_at", "state", "reason", "res_model", "res_id", "confirmed_at", "tries", "handled_by_id"}
        | {"handled_at"}
    )

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    address_id = fields.Many2one(
        "hcs.mail.address", "Sent to", index="btree_not_null", ondelete="restrict", readonly=True, check_company=True
    )
    # a column of its own: who may see the line depends on it
    target = fields.Selection(
        selection=lambda self: self.env["hcs.mail.address"]._fields["target"]._description_selection(self.env),
        string="Meant for",
        readonly=True,
    )
    key = fields.Char(required=True, readonly=True, groups="base.group_system", help="The same for each delivery.")
    sender = fields.Char("Sender's full address", groups=PII_GROUP, readonly=True)
    sender_masked = fields.Char(
        "Sender", compute="_compute_sender_masked", search="_search_sender_masked", compute_sudo=True
    )
    sender_key = fields.Char(readonly=True, groups="base.group_system", export_string_translation=False)
    subject = fields.Char(readonly=True, help="Of mail that was not taken up.")
    preview = fields.Text("Begins with", readonly=True, help="The first lines of mail that was not taken up.")
    size = fields.Integer("Size (bytes)", readonly=True, aggregator=None)
    raw = fields.Binary(
        "The mail itself", attachment=True, readonly=True, groups=PII_GROUP, help="As it came; it is personal data."
    )
    file_name = fields.Char(compute="_compute_file_name", export_string_translation=False)
    received_at = fields.Datetime("Received", required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(INCOMING_STATES, "Status", required=True, default="new", readonly=True)
    reason = fields.Char("Reason code", readonly=True)
    reason_text = fields.Char("Reason", compute="_compute_reason_text")
    res_model = fields.Char("Record type", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    confirmed_at = fields.Datetime("Confirmed", readonly=True, help="When the sender was told that it arrived.")
    tries = fields.Integer(readonly=True, aggregator=None)
    handled_by_id = fields.Many2one(
        "res.users", "Looked at by", index="btree_not_null", ondelete="restrict", readonly=True
    )
    handled_at = fields.Datetime("Looked at", readonly=True)

    _key_uniq = models.UniqueIndex("(key)")
    _sender_idx = models.Index("(sender_key, received_at) WHERE sender_key IS NOT NULL")
    _open_idx = models.Index("(company_id, id DESC) WHERE state IN ('new', 'ignored', 'refused', 'error')")

    @api.depends("state", "received_at")
    def _compute_display_name(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for line in self:
            line.display_name = f"{states.get(line.state)} #{line.id}"

    @api.depends("sender")
    def _compute_sender_masked(self):
        self._mask_into("sender", "sender_masked")

    def _search_sender_masked(self, operator, value):
        return self._search_masked("sender", operator, value)

    def _compute_file_name(self):
        for line in self:
            line.file_name = f"mail-{line.id}.eml"

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        texts = self._reason_texts()
        for line in self:
            line.reason_text = texts.get(line.reason, line.reason)

    @api.model
    def _reason_texts(self):
        """Why a mail was not taken up, and what to do, in words."""
        return {
            "automatic": self.env._("A machine answered, such as a note of absence."),
            "bulk": self.env._("Sent to many: a newsletter or a list."),
            "bounce": self.env._("A mail of ours did not reach its addressee."),
            "own": self.env._("It comes from an address of the centre itself: a loop."),
            "too_many": self.env._("The sender wrote more mails within an hour than the address allows."),
            "empty": self.env._("It says nothing: no text and no file."),
            "no_sender": self.env._("It does not say who sent it."),
            "too_large": self.env._("It is larger than the address allows; its content was not kept."),
            "switched_off": self.env._("The address is switched off."),
            "not_entitled": self.env._("Somebody of the hospital answered about a record that is not theirs to read."),
            "no_door": self.env._("It answers something that is not answered by e-mail."),
            "unreadable": self.env._("The system could not make a record of it. Read it, and try again."),
            "no_receiver": self.env._("Nobody could answer for it: name a receiver at the address, and try again."),
            "busy": self.env._("Others were at work on the same record; it is tried again by itself."),
        }

    # ---------------------------------------------------------------- what people do

    @api.model
    def _attention_domain(self):
        """Lines that somebody should look at."""
        return Domain("state", "in", ("new", "ignored", "refused", "error")) & Domain("handled_at", "=", False)

    def action_take_up(self):
        """It is meant for the centre after all: make a record of it, whatever it looks like."""
        self._check_kept()
        for line in self:
            line.sudo()._take_up_kept()  # sudo: as when it arrived; the right was asked
        self._settle()
        return self.action_open_record() if len(self) == 1 and self.res_id else True

    def action_settle(self):
        """Somebody has looked at it and nothing has to be done."""
        self._check_kept(content=False)
        self._settle()

    def _check_kept(self, content=True):
        self.check_access("write")
        if any(line.state == "done" for line in self):
            raise UserError(self.env._("This mail was taken up already. Open its record."))
        if content and not all(line.sudo().raw for line in self):
            raise UserError(self.env._("The content of this mail was not kept. Ask the sender to write again."))

    def _settle(self):
        # sudo: lines are written by what is done with them only
        self.sudo().write({"handled_by_id": self.env.uid, "handled_at": fields.Datetime.now()})

    # ---------------------------------------------------------------- kept for so long

    @api.autovacuum
    def _gc_incoming(self):
        """Forget what is older than its address keeps; what still waits for somebody stays twice as long."""
        addresses = self.env["hcs.mail.address"].with_context(active_test=False)
        days = {address.id: address.keep_days for address in addresses.search([])}  # pylint: disable=no-search-all
        days[False] = addresses._fields["keep_days"].default(addresses)
        done = [self._forget_older(address_id, kept) for address_id, kept in days.items()]
        return sum(done), int(PRUNE_BATCH in done)

    @api.model
    def _forget_older(self, address_id, days):
        now = fields.Datetime.now()
        old = Domain("address_id", "=", address_id) & Domain("received_at", "<", now - timedelta(days=days))
        waiting = self._attention_domain() & Domain("received_at", ">=", now - timedelta(days=2 * days))
        lines = self.search(old & ~waiting, limit=PRUNE_BATCH, order="id")
        lines.unlink()
        return len(lines)
