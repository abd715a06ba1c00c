"""Ground of the tests of intake, praise, suggestions and boxes."""

from odoo import Command, fields

from tests.common import HcsCase

# a picture of one point
POINT = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class IntakeCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # files of a test live and go with its transaction: a neighbour that tidies the folder cannot take them away
        cls.env["ir.config_parameter"].sudo().set_param("ir_attachment.location", "db")
        cls.tickets = cls.env["hcs.complaint.ticket"]
        cls.department = cls.env["hcs.department"].create({"name": "Eyes"})
        cls.doctor_user = cls._make_user("hcs_named_doctor", "group_hcs_department")
        cls.head_user = cls._make_user("hcs_head_of_eyes", "group_hcs_department")
        practitioners = cls.env["hcs.practitioner"]
        cls.doctor = practitioners.create(
            {"name": "Dr Li", "department_id": cls.department.id, "user_id": cls.doctor_user.id}
        )
        cls.department.head_id = practitioners.create(
            {"name": "Head Wu", "department_id": cls.department.id, "user_id": cls.head_user.id}
        )
        cls.patient = cls.env["hcs.patient"].create({"name": "Zhang San"})
        cls.attitude = cls.env.ref("hospital_customer_service.hcs_complaint_category_attitude")
        cls.authority = cls.env.ref("hospital_customer_service.hcs_complaint_authority_12345")

    @classmethod
    def intake(cls, user=None, **values):
        """The quick entry as ``user`` fills it."""
        return (
            cls.env["hcs.complaint.intake"]
            .with_user(user or cls.user_agent)
            .create(
                {
                    "source": "hotline",
                    "category_id": cls.attitude.id,
                    "department_id": cls.department.id,
                    "description": "The nurse shouted at me",
                    **values,
                }
            )
        )

    @classmethod
    def register(cls, user=None, **values):
        """The ticket of one quick entry, read as the system."""
        action = cls.intake(user, **values).action_save()
        return cls.tickets.browse(action["res_id"])

    def praise(self, **values):
        return self.tickets.create(
            {
                "kind": "praise",
                "description": "She explained everything",
                "praise_ids": [Command.create({"practitioner_id": self.doctor.id})],
                **values,
            }
        )

    @staticmethod
    def moment(text):
        return fields.Datetime.to_datetime(text)
