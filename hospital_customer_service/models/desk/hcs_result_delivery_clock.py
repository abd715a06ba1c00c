from odoo import api, fields, models


class HcsResultDelivery(models.Model):
    """The clock of a result: starts when the last part is final and somebody asked for notice (SVC-04)."""

    _name = "hcs.result.delivery"
    _inherit = ["hcs.result.delivery", "hcs.clock.mixin"]
    _clock_inverse = "result_delivery_id"

    clock_ids = fields.One2many("hcs.clock", _clock_inverse, "Deadlines")

    _due_idx = models.Index("(next_due_at, id) WHERE next_due_at IS NOT NULL")

    @api.model
    def _clock_events(self):
        return [("issued", self.env._("Result ready")), ("delivered", self.env._("Delivered with proof"))]

    def _clock_team(self):
        """The team whose service it is: its hours count, its leader hears of what is late."""
        service = self._get_service_type()
        team = self.service_record_id.sudo().team_id
        return team or (service._get_team(self.company_id) if service else team)

    def _settle_clock(self, begin, at, turned):
        if not self.notice:
            self._clock_end(at)
            return
        started = self._clocks()
        if not started:
            if self._clocks(("met", "met_late", "cancelled")):
                self._clock_new_round("issued", begin)
            else:
                self._clock_start("issued", begin)
            if self.hold != "none":
                self._clock_pause(self._hold_text(), begin)
        elif turned and self.hold != "none":
            self._clock_pause(self._hold_text(), at)
        elif turned:
            self._clock_resume(at)

    def _hold_text(self):
        holds = dict(self._fields["hold"]._description_selection(self.env))
        return " · ".join(filter(None, (holds[self.hold], self.hold_note)))

    def _clock_end(self, at):
        self._clock_cancel(at)

    def _clock_delivered(self, at):
        self._clock_stop("delivered", at)
