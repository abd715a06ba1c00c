from odoo import models
from odoo.exceptions import LockError, UserError


class HcsComplaintStepMixin(models.AbstractModel):
    """A flow of steps, each of which one person takes at a time."""

    _name = "hcs.complaint.step.mixin"
    _description = "Flow of steps"

    def _begin(self, states):
        """Lock the record for one step, so that of two people who act at once one wins and the other is told.

        :param states: the step can be taken in
        """
        self.ensure_one()
        self.check_access("write")
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "A colleague is working on %(reference)s at this very moment. Try again in a moment.",
                    reference=self.reference,
                )
            ) from None
        if self.state not in states:
            raise UserError(
                self.env._(
                    "%(reference)s: this cannot be done, because the status is “%(state)s”. Reload the page.",
                    reference=self.reference,
                    state=self._state_label(),
                )
            )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env)).get(self.state, self.state)
