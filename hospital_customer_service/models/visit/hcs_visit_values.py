from odoo import api, fields, models

from ...tools.visit_targets import PRESENT_STATES
from .hcs_visit import MOMENTS


class HcsVisit(models.Model):
    """What follows from the values somebody gives, so that a form, an import and a script make the same visit."""

    _inherit = "hcs.visit"

    @api.model
    def _complete_new(self, vals):
        """The values of a new visit; a patient who is said to be here, without any time, is here now.

        The hospital's system knows its times: what it leaves out stays empty.
        """
        vals = self._complete_values(vals)
        here = vals.get("state") in PRESENT_STATES and not any(vals.get(name) for name in MOMENTS)
        if here and not vals.get("external_ref"):
            vals["admitted_at" if vals.get("kind") == "inpatient" else "arrived_at"] = fields.Datetime.now()
        return vals

    @api.model
    def _complete_values(self, vals):
        """A copy of ``vals`` in which amount and operation agree with themselves."""
        vals = dict(vals)
        self._complete_amount(vals)
        self._complete_surgery(vals)
        return vals

    @api.model
    def _complete_amount(self, vals):
        """An amount is known when it is given, and nothing when it is not known."""
        if "amount_spent" in vals and "amount_known" not in vals:
            vals["amount_known"] = vals["amount_spent"] is not False and vals["amount_spent"] is not None
        if "amount_known" in vals and not vals["amount_known"]:
            vals["amount_spent"] = 0.0

    @api.model
    def _complete_surgery(self, vals):
        """An operation with a name or a time was done; an import may give its name where the mark is expected."""
        if isinstance(vals.get("surgery"), str):
            vals.setdefault("surgery_name", vals["surgery"].strip())
            vals["surgery"] = bool(vals["surgery"].strip())
        if "surgery" not in vals and (vals.get("surgery_name") or vals.get("surgery_at")):
            vals["surgery"] = True
