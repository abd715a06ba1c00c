from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .hcs_complaint_ticket import OPEN_STATES
from .hcs_contact_guard import SERIOUS


class HcsPatient(models.Model):
    _inherit = "hcs.patient"

    def _ids_on_hold(self):
        """Those of these patients with a serious complaint open."""
        if not self:
            return set()
        self.env["hcs.complaint.ticket"].flush_model(["patient_id", "state", "active", "kind", "severity"])
        on_hold = self.env["hcs.contact.guard"]._on_hold_sql(SQL("p.id"))
        return {
            patient_id
            for (patient_id,) in self.env.execute_query(
                SQL("SELECT p.id FROM hcs_patient p WHERE p.id IN %s AND %s", tuple(self.ids), on_hold)
            )
        }

    def _serious_complaints(self):
        """Open complaints that keep these patients from being called."""
        domain = Domain("patient_id", "in", self.ids) & Domain("state", "in", OPEN_STATES)
        domain &= Domain("kind", "=", "dispute") | (
            Domain("kind", "=", "complaint") & Domain("severity", "in", SERIOUS)
        )
        return self.env["hcs.complaint.ticket"].sudo().search(domain)  # sudo: its owner is told, whoever calls
