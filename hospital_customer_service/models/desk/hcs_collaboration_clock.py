from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsCollaboration(models.Model):
    """Reminders and escalation of a request: its clock runs from the asking to the answer, anew in every round."""

    _name = "hcs.collaboration"
    _inherit = ["hcs.collaboration", "hcs.clock.mixin"]
    _clock_inverse = "collaboration_id"

    clock_ids = fields.One2many("hcs.clock", "collaboration_id", "Clocks", readonly=True)
    due_by_hand = fields.Boolean(
        readonly=True, copy=False, help="The time was agreed on and does not follow from the policy."
    )

    @api.model
    def _clock_events(self):
        return [("created", self.env._("Asked")), ("answered", self.env._("Answered"))]

    def _clock_team(self):
        return self.sudo().record_id.team_id  # sudo: in whose hours the department has to answer

    def _clock_owner_users(self):
        """Who is asked; once it is late also those who wait for the answer."""
        users = self._respondents()
        if self.is_late:
            users |= self.requested_by_id | self.sudo().record_id.user_id
        return users

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["due_by_hand"] = bool(vals.get("due_at"))
        requests = super().create(vals_list)
        requests._check_due()
        requests._start_clock()
        return requests

    def write(self, vals):
        if "due_at" not in vals or ("due_by_hand" in vals and self.env.su):
            return super().write(vals)
        result = super().write({**vals, "due_by_hand": bool(vals["due_at"])})
        self._check_due()
        self._clock_reapply()
        self._follow_clock()
        return result

    def _check_written(self, vals):
        # follows from the due time, which is checked
        return super()._check_written({name: value for name, value in vals.items() if name != "due_by_hand"})

    def _check_due(self):
        if any(request.due_by_hand and request.due_at <= request.requested_at for request in self):
            raise UserError(self.env._("The answer cannot be due before it is asked for. Choose a later time."))

    def _start_clock(self, new_round=False):
        for request in self:
            if new_round:
                request._clock_new_round("created", request.requested_at)
            else:
                request._clock_start("created", request.requested_at)
        self._follow_clock()

    def _follow_clock(self):
        """Where no time was agreed on, the answer is due when the clock says."""
        for request in self.sudo().filtered(lambda request: not request.due_by_hand):
            request.write({"due_at": request.next_due_at, "due_by_hand": False})

    def _after_move(self, values):
        result = super()._after_move(values)
        state = values.get("state")
        if state == "requested":
            self._clock_cancel()
            self._check_due()
            self._start_clock(new_round=True)
        elif state == "answered":
            self._clock_stop("answered")
        elif state in ("refused", "closed"):
            self._clock_cancel()
        return result
