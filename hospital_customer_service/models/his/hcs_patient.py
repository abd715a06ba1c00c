from odoo import fields, models


class HcsPatient(models.Model):
    _inherit = "hcs.patient"

    his_replaced_by = fields.Char(
        "Replaced in the hospital system by",
        readonly=True,
        copy=False,
        help="The hospital system has joined this record to another one. Check both and merge them here as well.",
    )

    # what was registered or changed here since the last look (VIS-04)
    _his_made_here_idx = models.Index("(company_id, write_date) WHERE external_source IS NULL")


class HcsAppointment(models.Model):
    _inherit = "hcs.appointment"

    _his_changed_idx = models.Index("(company_id, write_date)")


class HcsPatientPhone(models.Model):
    _name = "hcs.patient.phone"
    _inherit = ["hcs.patient.phone", "hcs.his.bulk"]


class HcsPatientIdentifier(models.Model):
    _name = "hcs.patient.identifier"
    _inherit = ["hcs.patient.identifier", "hcs.his.bulk"]
