from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments

STEP_STATES = [("todo", "To do"), ("doing", "In progress"), ("done", "Done"), ("skipped", "Skipped")]
OPEN_STEPS = ("todo", "doing")


class HcsServiceStep(models.Model):
    """One thing to be done for a service record: by whom, until when, proved by what."""

    _name = "hcs.service.step"
    _description = "Step of a Service Record"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "record_id, sequence, id"
    _check_company_auto = True
    _log_read_patient_field = "record_id.patient_id"
    _flow_fields = frozenset({"state", "started_at", "done_at", "done_by_id", "template_id", "code"})

    record_id = fields.Many2one(
        "hcs.service.record", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    template_id = fields.Many2one("hcs.service.type.step", index="btree_not_null", ondelete="set null", readonly=True)
    sequence = fields.Integer(default=10, aggregator=None)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True)
    mandatory = fields.Boolean(help="The record is not closed while this step is open.")
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Done by this department, which sees the step and may mark it as done.",
    )
    user_id = fields.Many2one("res.users", "Who", index="btree_not_null", ondelete="restrict")
    planned_at = fields.Datetime("Planned for")
    due_at = fields.Datetime("Due", index="btree_not_null")
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    done_at = fields.Datetime("Done at", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", index="btree_not_null", ondelete="restrict", readonly=True, copy=False)
    state = fields.Selection(STEP_STATES, "Status", required=True, default="todo", readonly=True, copy=False)
    proof = fields.Text(help="What shows that it was done: a number, a name, a signature.")
    attachment_id = fields.Many2one("ir.attachment", "Attached proof", index="btree_not_null", ondelete="set null")
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends("state", "due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for step in self:
            step.is_overdue = bool(step.state in OPEN_STEPS and step.due_at and step.due_at < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN_STEPS), ("due_at", "<", fields.Datetime.now())]

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        """A step of the type stays what the type says: mandatory, and of this record."""
        if not self.env.su and any(
            (step.template_id and "mandatory" in vals and bool(vals["mandatory"]) != step.mandatory)
            or ("record_id" in vals and vals["record_id"] != step.record_id.id)
            for step in self
        ):
            raise UserError(self.env._("This step belongs to the kind of service. Skip it where it is not needed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(step.template_id or step.state != "todo" for step in self):
            raise UserError(
                self.env._("Only steps that were added by hand and not begun are deleted. Skip the step instead.")
            )

    # ---------------------------------------------------------------- actions

    def action_start(self):
        self._check_step(("todo",))
        now = fields.Datetime.now()
        for step in self:
            step._write_step({"state": "doing", "started_at": now, "user_id": step.user_id.id or self.env.uid})

    @arguments(proof=a_text)
    def action_done(self, proof=None):
        """The step is done, now and by the caller.

        :param proof: what shows it, in words
        """
        self._check_step(OPEN_STEPS)
        now = fields.Datetime.now()
        for step in self:
            step._check_done(proof)
            vals = {
                "state": "done",
                "started_at": step.started_at or now,
                "done_at": now,
                "done_by_id": self.env.uid,
                "user_id": step.user_id.id or self.env.uid,
            }
            if proof:
                vals["proof"] = proof
            step._write_step(vals)

    def action_skip(self):
        """The step is not needed here; a mandatory one cannot be left out."""
        self._check_step(OPEN_STEPS)
        if must := self.filtered("mandatory"):
            raise UserError(self.env._("“%(step)s” is mandatory and cannot be skipped.", step=must[0].name))
        self._write_step({"state": "skipped"})

    def action_undo(self):
        """Take the step up again."""
        self._check_step(("doing", "done", "skipped"))
        self._write_step({"state": "todo", "started_at": False, "done_at": False, "done_by_id": False})

    def _check_done(self, proof):
        """What the step asks for before it is done: entries of the record, something that proves it."""
        step = self.sudo()  # sudo: a department does not read the entries of the record
        if missing := step.record_id._missing_entries(step.template_id.required_field_ids):
            raise UserError(
                self.env._(
                    "“%(step)s” is not done yet: fill in %(entries)s first.",
                    step=step.name,
                    entries=", ".join(missing.mapped("name")),
                )
            )
        if step.template_id.proof_required and not (proof or step.proof or step.attachment_id):
            raise UserError(self.env._("“%(step)s” needs a proof: a number, a name or an attachment.", step=step.name))

    def _check_step(self, states):
        self.check_access("read")
        if any(step.state not in states for step in self):
            raise UserError(self.env._("This step is in another status by now. Reload the page."))

    def _write_step(self, vals):
        return self.sudo().write(vals)
