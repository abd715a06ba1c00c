from odoo import models


class HcsReadLogMixin(models.AbstractModel):
    """A record whose opened form is a look at a patient: one line in the access log per opened card (DESIGN §6.3).

    ``_log_read_patient_field`` names the many2one to the patient; ``"id"`` means that the record is the patient.
    """

    _name = "hcs.read.log.mixin"
    _description = "Opened cards are logged"

    _log_read_patient_field = "patient_id"
