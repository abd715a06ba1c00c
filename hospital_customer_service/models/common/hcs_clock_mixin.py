from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL


class HcsClockMixin(models.AbstractModel):
    """A record with deadlines.

    A room sets ``_clock_inverse`` to the many2one that it adds to ``hcs.clock`` (``ondelete="cascade"``,
    ``index="btree_not_null"``) and declares ``clock_ids = fields.One2many("hcs.clock", "<that many2one>")``. Deadlines
    then start, stop and stand still by the methods here, all of which take many records and the moment ``at``.
    """

    _name = "hcs.clock.mixin"
    _description = "Has deadlines"
    _clock_inverse = None

    next_due_at = fields.Datetime(
        "Next Deadline", readonly=True, copy=False, help="The first deadline that is still running."
    )
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_due_by_hand({name for vals in vals_list for name in vals if vals[name]})
        return super().create(vals_list)

    def write(self, vals):
        self._check_due_by_hand(vals.keys())
        return super().write(vals)

    @api.model
    def _check_due_by_hand(self, names):
        if "next_due_at" in names and not self.env.su:
            raise AccessError(self.env._("The next deadline follows from the clocks and is not written by hand."))

    @api.depends("next_due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_overdue = bool(record.next_due_at) and record.next_due_at < now

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("next_due_at", "<", fields.Datetime.now())

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists sort and group by what is overdue at the moment (DESIGN §6.3)."""
        if field_expr == "is_overdue":
            return SQL(
                "(%s IS NOT NULL AND %s < %s)",
                *[self._field_to_sql(alias, "next_due_at", query)] * 2,
                fields.Datetime.now(),
            )
        return super()._field_to_sql(alias, field_expr, query)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_clocks(self):
        inverse = self._clock_inverse
        segments = self.env["hcs.clock.segment"].sudo()
        if inverse and segments.search_count([(f"clock_id.{inverse}", "in", self.ids)], limit=1):
            raise UserError(self.env._("A record whose deadlines were counted is kept. Cancel it instead."))

    # What a room says about its records
    @api.model
    def _clock_events(self):
        """Events a policy may start and stop with: list of ``(code, label)``."""
        return [("created", self.env._("Created")), ("done", self.env._("Done"))]

    def _clock_team(self):
        """Team in whose hours the clocks of the record run; none: the hours of the hospital."""
        self.ensure_one()
        return self["team_id"] if "team_id" in self._fields else self.env["hcs.team"]

    def _clock_company(self):
        self.ensure_one()
        return self["company_id"] if "company_id" in self._fields else self.env.company

    def _clock_owner_users(self):
        """People in charge of the record, who are told first."""
        self.ensure_one()
        return self["user_id"] if "user_id" in self._fields else self.env["res.users"]

    def _clock_subject(self):
        """What to call the record where patients must not be named."""
        self.ensure_one()
        if hasattr(self, "_hcs_reference"):
            return self._hcs_reference()
        return f"{self.env['ir.model']._get(self._name).display_name} #{self.id}"

    # Clocks
    def _clocks(self, states=("running", "paused")):
        """Clocks of these records in one of ``states``, for the engine."""
        if not self._clock_inverse:
            return self.env["hcs.clock"].sudo()
        return (
            self.env["hcs.clock"]
            .sudo()
            .search([(self._clock_inverse, "in", self.ids), ("state", "in", states)], order="id")
        )

    def _clock_start(self, event, at=None):
        """Start the clocks that ``event`` starts. What runs already, or ran in this round, is left alone."""
        return self.env["hcs.clock"]._start(self, event, at or fields.Datetime.now())

    def _clock_new_round(self, event, at=None):
        """The record is opened again: what ``event`` starts runs anew, and the first result stands."""
        return self.env["hcs.clock"]._start(self, event, at or fields.Datetime.now(), new_round=True)

    def _clock_stop(self, event, at=None):
        """End the clocks that ``event`` ends; their result is final."""
        clocks = self._clocks()
        return clocks.filtered(lambda clock: clock.policy_id.stop_event == event)._stop(at or fields.Datetime.now())

    def _clock_event(self, event, at=None):
        """``event`` ends what it ends and starts what it starts."""
        self._clock_stop(event, at)
        return self._clock_start(event, at)

    def _clock_pause(self, reason, at=None, until=None):
        """Let the clocks that may pause stand still, ``until`` a moment or as long as their policy allows.

        They go on by themselves then, with ``_clock_resume``, or when the customer writes or calls
        (``_clock_customer_contact``).
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is waited for: a deadline only stands still for a reason."))
        return self._clocks(("running",))._pause(reason.strip(), at or fields.Datetime.now(), until)

    def _clock_resume(self, at=None, reason=None):
        """Let the paused clocks go on."""
        return self._clocks(("paused",))._resume(at or fields.Datetime.now(), reason)

    def _clock_customer_contact(self, at=None):
        """The customer wrote, called or came: nothing is waited for any longer."""
        return self._clock_resume(at, self.env._("The customer got in touch."))

    def _clock_cancel(self, at=None):
        """The deadlines no longer matter; nobody is told any more."""
        return self._clocks()._cancel(at or fields.Datetime.now())

    def _clock_reapply(self, at=None):
        """The record or a policy changed: find the policies that hold now, keep the time that ran and stood still."""
        return self._clocks()._reapply(self, at or fields.Datetime.now())
