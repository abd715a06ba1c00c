from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

KINDS = [("immediate", "Immediate"), ("corrective", "Corrective"), ("preventive", "Preventive")]
STATES = [("open", "Open"), ("done", "Done"), ("effective", "Effective"), ("cancelled", "Cancelled")]
# what is asked to be done before a complaint or an incident may be closed
BEFORE_CLOSING = ("immediate", "corrective")
# what the person who carries it out may write; the rest is for whoever asked for it
OF_THE_OWNER = {"evidence", "evidence_ids"}


class HcsCorrectiveAction(models.Model):
    """What is done about a cause: by whom, until when, with what proof, and whether it helped (CMP-05, FEATURES CP6).

    A measure comes from one origin: a complaint, an incident, and whatever else ``_origin_fields`` names.
    """

    _name = "hcs.corrective.action"
    _description = "Corrective Action"
    _inherit = ["hcs.complaint.part.mixin", "hcs.thread.mixin", "hcs.export.mixin"]
    _order = "due_on, id"
    _check_company_auto = True
    _flow_fields = frozenset({
        "reference", "state", "done_at", "done_by_id", "reviewed_at", "effect", "ineffective_count",
        "cancelled_reason",
    })  # fmt: skip

    reference = fields.Char(
        required=True, readonly=True, copy=False, index=True, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    name = fields.Char("What is done", required=True, tracking=True, help="Never the name of a patient.")
    kind = fields.Selection(
        KINDS,
        required=True,
        default="corrective",
        tracking=True,
        help="Immediate: protects people now. Corrective: mends what went wrong. Preventive: keeps it from coming "
        "back. A complaint is closed when its immediate and corrective actions are done.",
    )
    # Where it comes from
    ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Complaint", index="btree_not_null", ondelete="restrict", check_company=True
    )
    incident_id = fields.Many2one("hcs.incident", index="btree_not_null", ondelete="restrict", check_company=True)
    origin = fields.Char(compute="_compute_origin", help="Reference of what it comes from.")
    cause_id = fields.Many2one("hcs.complaint.cause", index="btree_not_null", ondelete="restrict")
    # Who, until when
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who sees to it that it is done.",
    )
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    due_on = fields.Date("Due", required=True, index=True, tracking=True)
    state = fields.Selection(
        STATES,
        "Status",
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    evidence = fields.Text(
        "Proof", copy=False, help="What shows that it was done: a training list, a photo, a rule that was changed."
    )
    evidence_ids = fields.Many2many("ir.attachment", string="Documents", copy=False, bypass_search_access=True)
    done_at = fields.Datetime("Done at", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, ondelete="restrict", copy=False)
    # Did it help
    review_on = fields.Date(
        "Review on",
        copy=False,
        tracking=True,
        help="When somebody looks whether it helped. Empty: so many days after it was done as the settings say; "
        "immediate actions are then not reviewed.",
    )
    reviewer_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', owner_id), ('company_ids', 'in', company_id)]",
        help="Who looks whether it helped; never the owner.",
    )
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    effect = fields.Selection(
        [("effective", "Effective"), ("ineffective", "Not effective")],
        "Last review",
        readonly=True,
        copy=False,
    )
    ineffective_count = fields.Integer("Opened again", readonly=True, copy=False, aggregator="sum")
    review_ids = fields.One2many("hcs.corrective.action.review", "action_id", string="Reviews", readonly=True)
    cancelled_reason = fields.Char("Cancelled because", readonly=True, copy=False)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _open_idx = models.Index("(due_on, id) WHERE state = 'open'")

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for action in self:
            action.display_name = " · ".join(filter(None, (action.reference, action.name)))

    @api.model
    def _origin_fields(self):
        """Hook: many2one to what a measure may come from, of which each has one."""
        return ["ticket_id", "incident_id"]

    def _origins(self):
        """The record this measure comes from, as the system sees it; None without one."""
        self.ensure_one()
        own = self.sudo()
        return next((own[name] for name in self._origin_fields() if own[name]), None)

    @api.depends(lambda self: self._origin_fields())
    def _compute_origin(self):
        for action in self:
            origin = action._origins()
            action.origin = origin._hcs_reference() if origin is not None else False

    @api.depends("due_on", "state")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_overdue = action.state == "open" and bool(action.due_on) and action.due_on < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "open") & Domain("due_on", "<", fields.Date.context_today(self))

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for action in self:
            action.is_mine = action.owner_id == self.env.user

    @api.constrains(lambda self: ["name", *self._origin_fields()])
    def _check_origin(self):
        for action in self:
            if sum(bool(action[name]) for name in self._origin_fields()) != 1:
                raise ValidationError(
                    self.env._("A measure comes from one complaint or one incident. Add it there, on its form.")
                )

    @api.constrains("owner_id", "reviewer_id")
    def _check_reviewer(self):
        for action in self:
            if action.reviewer_id and action.reviewer_id == action.owner_id:
                raise ValidationError(
                    self.env._("Nobody reviews his own measure. Choose another reviewer than the owner.")
                )

    # Who sees it: whoever sees what it comes from, and those it asks for something
    @api.model
    def _readable_parts(self):
        readable = Domain("owner_id", "=", self.env.uid) | Domain("reviewer_id", "=", self.env.uid)
        for name in self._origin_fields():
            records = self.env[self._fields[name].comodel_name].with_context(active_test=False)
            if records.has_access("read"):
                readable |= Domain(name, "in", records._search([]))
        return readable

    def _is_part_readable(self, operation):
        asked = self.filtered(lambda action: self.env.user in action.sudo().owner_id | action.sudo().reviewer_id)
        return asked | (self - asked).filtered(lambda action: action._may(operation))

    def _may(self, operation):
        """Whether the reader may do so with what the measure comes from."""
        origin = self._origins()
        return origin is not None and origin.with_env(self.env).has_access("read" if operation == "read" else "write")

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # sudo: a sequence is read by code, never by people
        for vals in vals_list:
            vals["reference"] = sequence.next_by_code("hcs.corrective.action")
        actions = super().create(vals_list)
        for action in actions:
            if not self.env.su and not action._may("create"):
                raise AccessError(self.env._("A measure is added by whoever handles what it comes from."))
        actions._remind_owner()
        return actions

    def write(self, vals):
        if not self.env.su and vals.keys() - OF_THE_OWNER and any(not action._may("write") for action in self):
            raise AccessError(
                self.env._("What is asked for is changed by whoever handles it. Enter the proof, then press Done.")
            )
        result = super().write(vals)
        if {"owner_id", "due_on"} & set(vals):
            self.filtered(lambda action: action.state == "open")._remind_owner()
        return result
