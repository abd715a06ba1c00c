from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import formataddr


class HcsMailAddress(models.Model):
    """An e-mail address of the centre: what a mail to it becomes, and what its sender is told at once (SVC-08)."""

    _name = "hcs.mail.address"
    _description = "E-mail address of the centre"
    _inherit = ["hcs.thread.mixin", "mail.alias.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _hcs_name_is_private = False

    name = fields.Char(required=True, translate=True, help="Stands before the address in what is sent from it.")
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(
        default=True, help="Mail to an address that is switched off is kept aside, and nobody is answered."
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    target = fields.Selection(
        [("service", "Service record")], "Becomes", required=True, default="service", tracking=True
    )
    type_id = fields.Many2one(
        "hcs.service.type", "Service", index="btree_not_null", ondelete="restrict", check_company=True
    )
    team_id = fields.Many2one(
        "hcs.team",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Whose work it is. Empty: the team of the service.",
    )
    # What the sender is told at once
    auto_answer = fields.Boolean("Answer at once", help="A short confirmation with the number, never twice in a row.")
    answer_text = fields.Text("Text of the answer", translate=True, help="The number of the request follows it.")
    answer_hours = fields.Integer(
        "Once in (hours)",
        default=24,
        aggregator=None,
        help="Whoever writes again within these hours gets no other one.",
    )
    # Limits
    hourly_limit = fields.Integer(
        "Mails of one sender in an hour", default=20, required=True, aggregator=None, help="More are kept aside."
    )
    file_mb = fields.Integer("Largest file (MB)", default=10, required=True, aggregator=None)
    file_count = fields.Integer("Files of one mail", default=10, required=True, aggregator=None)
    mail_mb = fields.Integer(
        "Largest mail (MB)", default=30, required=True, aggregator=None, help="A larger one is not read at all."
    )
    keep_days = fields.Integer(
        "Keep the list for (days)",
        default=180,
        required=True,
        aggregator=None,
        help="So long the list of incoming mail and what was kept aside stay. Records and their discussions stay.",
    )
    incoming_count = fields.Integer("To look at", compute="_compute_incoming_count")

    _limits_positive = models.Constraint(
        "CHECK (hourly_limit > 0 AND file_mb > 0 AND file_count >= 0 AND mail_mb > 0 AND keep_days > 0"
        " AND answer_hours >= 0)",
        "Limits of an address are larger than zero.",
    )

    def _compute_incoming_count(self):
        counts = dict(
            self.env["hcs.mail.incoming"]._read_group(
                self.env["hcs.mail.incoming"]._attention_domain() & Domain("address_id", "in", self.ids),
                ["address_id"],
                ["__count"],
            )
            if self.env["hcs.mail.incoming"].has_access("read")
            else []
        )
        for address in self:
            address.incoming_count = counts.get(address, 0)

    @api.constrains("target", "type_id")
    def _check_target(self):
        for address in self:
            if address.target == "service" and not address.type_id:
                raise ValidationError(self.env._("Choose the service that a mail to this address asks for."))

    @api.constrains("auto_answer", "answer_text")
    def _check_answer(self):
        for address in self:
            if address.auto_answer and not (address.answer_text or "").strip():
                raise ValidationError(self.env._("Write the answer that the sender gets at once, or switch it off."))

    # ---------------------------------------------------------------- the alias behind it

    @api.model
    def _target_models(self):
        """The model that a mail becomes, by target."""
        return {"service": "hcs.service.record"}

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        target = self.target or self.env.context.get("default_target") or "service"
        values["alias_model_id"] = self.env["ir.model"]._get_id(self._target_models()[target])
        values["alias_defaults"] = repr({"mail_address_id": self.id}) if self.id else "{}"
        values["alias_contact"] = "everyone"
        return values

    def write(self, vals):
        result = super().write(vals)
        if "target" in vals:
            for address in self:
                address.alias_id.sudo().write(address._alias_get_creation_values())
        return result

    @api.model
    def _of_recipients(self, recipients):
        """Addresses among the ``recipients`` of a mail, in their order; a complaint before everything else."""
        locals_of = [recipient.partition("@")[0] for recipient in recipients]
        found = (
            self.sudo()  # sudo: whatever account brings the mail
            .with_context(active_test=False)
            .search(
                Domain("alias_id.alias_full_name", "in", recipients)
                | Domain("alias_id.alias_name", "in", locals_of) & Domain("alias_id.alias_incoming_local", "=", True)
            )
        )

        def place(address):
            names = {(address.alias_id.alias_full_name or "").lower(), (address.alias_name or "").lower()}
            places = [
                number
                for number, recipient in enumerate(recipients)
                if recipient in names or recipient.partition("@")[0] in names
            ]
            return (address.target != "complaint", not address.active, *places[:1])

        return found.sorted(place)

    @api.model
    def _default_of(self, model, company):
        """The first address of a hospital whose mail becomes ``model``; what is sent from it comes back there."""
        targets = [target for target, name in self._target_models().items() if name == model]
        # sudo: whoever answers need not read the configuration
        return self.sudo().search([("company_id", "=", company.id), ("target", "in", targets)], limit=1)

    def _formatted(self):
        """Name and address as they stand in what is sent."""
        return formataddr((self.name or self.company_id.name, self.alias_email or self.alias_id.display_name))

    def _people_told(self):
        """Who hears that mail was kept aside: whoever leads the team that takes the work."""
        self.ensure_one()
        team = self.team_id or (self.type_id and self.type_id._get_team(self.company_id))
        return team._leaders().get(team, self.env["res.users"]) if team else self.env["res.users"]

    # ---------------------------------------------------------------- confirmations

    def _confirms(self, sender_key, now):
        """Whether a sender is told now that the mail arrived; not twice within the hours of the address."""
        self.ensure_one()
        if not (self.active and self.auto_answer and sender_key):
            return False
        since = now - timedelta(hours=self.answer_hours)
        told = [("address_id", "=", self.id), ("sender_key", "=", sender_key), ("confirmed_at", ">", since)]
        return not self.env["hcs.mail.incoming"].sudo().search_count(told, limit=1)
