from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsIncident(models.Model):
    """Equipment fails: stop use, tell, work by hand, repair, back to normal (FRD-03)."""

    _inherit = "hcs.incident"

    @api.constrains("kind", "equipment")
    def _check_equipment(self):
        if any(incident.kind == "equipment" and not (incident.equipment or "").strip() for incident in self):
            raise UserError(self.env._("Write which equipment failed."))

    @api.model
    def _prepare_report(self, vals, now):
        """Equipment that failed is not used any more: it is out of use from the report on."""
        report = super()._prepare_report(vals, now)
        if vals.get("kind") == "equipment" and not vals.get("stopped_at"):
            report["stopped_at"] = vals.get("noticed_at") or now
        return report

    def _start_clocks(self):  # pylint: disable=missing-return
        super()._start_clocks()
        for incident in self:
            if incident.kind == "equipment" and incident.stopped_at and not incident.back_to_normal_at:
                incident._clock_start("stopped", incident.stopped_at)

    # ACTIONS
    def action_start_fallback(self):
        """Put the steps of the chosen procedure on the record; once for each procedure."""
        self._check_equipment_flow()
        for incident in self:
            fallback = incident.fallback_id
            if not fallback:
                raise UserError(self.env._("Choose a fallback procedure first."))
            if fallback in incident.step_ids.fallback_id:
                continue
            # sudo: steps are written by the flow
            self.env["hcs.incident.step"].sudo().create(
                [
                    {
                        "incident_id": incident.id,
                        "fallback_id": fallback.id,
                        "name": step.name,
                        "sequence": step.sequence,
                    }
                    for step in fallback.step_ids
                ]
            )
            incident.sudo().write(incident._taken())
        self._clock_stop("handled")

    def action_call_repair(self):
        """Somebody was asked to repair it."""
        self._check_equipment_flow()
        for incident in self:
            if not (incident.repair_by or "").strip():
                raise UserError(self.env._("Write who repairs it: name and phone."))
            if not incident.repair_called_at:
                # sudo: the flow is written by its buttons only
                incident.sudo().write({"repair_called_at": fields.Datetime.now(), **incident._taken()})
        self._clock_stop("handled")

    def action_repaired(self):
        self._check_equipment_flow()
        for incident in self:
            if not incident.repair_called_at:
                raise UserError(self.env._("Note first who was called to repair it."))
            if not incident.repaired_at:
                incident.sudo().repaired_at = fields.Datetime.now()  # sudo: written by buttons only

    def action_back_to_normal(self):
        """The equipment is in use again, repaired or replaced."""
        self._check_equipment_flow()
        now = fields.Datetime.now()
        for incident in self:
            if not incident.back_to_normal_at:
                # sudo: the flow is written by its buttons only
                incident.sudo().write({"back_to_normal_at": now, **incident._taken()})
        self._clock_stop("normal", now)
        self._clock_stop("handled", now)

    def _check_equipment_flow(self):
        self._check_flow({"reported", "handling"})
        if any(incident.kind != "equipment" for incident in self):
            raise UserError(self.env._("This is not about equipment."))
