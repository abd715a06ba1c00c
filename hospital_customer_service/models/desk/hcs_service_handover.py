from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments
from .hcs_service_record import CENTRE

TODO = "mail.mail_activity_data_todo"


class HcsServiceHandover(models.Model):
    """A question handed to a department, an expert or a colleague, with the number that was shown (DIR-02)."""

    _name = "hcs.service.handover"
    _description = "Hand-over of a Service Record"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "handed_at desc, id desc"
    _check_company_auto = True
    _log_read_patient_field = "record_id.patient_id"

    record_id = fields.Many2one(
        "hcs.service.record", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", "Expert", index="btree_not_null", ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one("res.users", "Colleague", index="btree_not_null", ondelete="restrict")
    phone = fields.Char("Number given", help="The number of the directory that was shown at that moment.")
    note = fields.Text("What is asked", help="Read by the department: write no names and numbers of patients here.")
    handed_at = fields.Datetime(required=True, default=fields.Datetime.now)
    handed_by_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", default=lambda self: self.env.user
    )
    acknowledged_at = fields.Datetime("Taken at", readonly=True)
    acknowledged_by_id = fields.Many2one(
        "res.users", "Taken by", index="btree_not_null", ondelete="restrict", readonly=True
    )
    taken_by = fields.Char("Who took it", readonly=True, help="The person on the phone, where it was not a colleague.")
    patient_id = fields.Many2one(related="record_id.patient_id", groups=CENTRE)

    @api.depends("department_id", "practitioner_id", "user_id")
    def _compute_display_name(self):
        for line in self:
            to = line.practitioner_id or line.user_id or line.department_id
            line.display_name = to.sudo().display_name or self.env._("Hand-over")

    @arguments(taken_by=a_text)
    def action_acknowledge(self, taken_by=None):
        """Somebody has taken the question: the caller, or whom the caller names.

        :param taken_by: the person who took it on the phone
        """
        self.check_access("read")
        if any(line.acknowledged_at for line in self):
            raise UserError(self.env._("This was taken already. Reload the page."))
        now = fields.Datetime.now()
        # sudo: the person who takes it writes nothing else
        self.sudo().write({"acknowledged_at": now, "acknowledged_by_id": self.env.uid, "taken_by": taken_by})
        records = self.sudo().record_id
        done = records.filtered(lambda record: all(record.handover_ids.mapped("acknowledged_at")))
        done._clock_stop("acknowledged", now)
        records.activity_ids.filtered(lambda activity: activity.user_id == self.env.user).filtered(
            lambda activity: activity.activity_type_id == self.env.ref(TODO, raise_if_not_found=False)
        ).unlink()

    def _tell(self):
        """An activity for whoever is to take it; for a department, for those who answer for it."""
        for line in self.sudo():  # sudo: activities of people who do not write here
            department = line.department_id
            people = line.user_id or line.practitioner_id.user_id
            people = people or department.owner_id | department.head_id.user_id
            for user in people:
                if line.record_id.with_user(user).has_access("read"):
                    line.record_id.activity_schedule(
                        TODO, user_id=user.id, summary=self.env._("Handed over to you: please take it")
                    )
