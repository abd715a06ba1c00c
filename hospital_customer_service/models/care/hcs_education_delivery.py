from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html_escape

from ..common.hcs_access_link import Purpose

CHANNELS = [
    ("sms", "SMS"),
    ("email", "E-mail"),
    ("print", "Printed"),
    ("wechat", "WeChat"),
]
READING = "education"
TEMPLATE = "education_material"
# so long somebody may take to read it
LINK_HOURS = 24 * 60
# the purpose of the guard: somebody asked for it, or care after a treatment
PURPOSE = "service"
REPORT = "hospital_customer_service.action_report_education_material"


class HcsAccessLink(models.Model):
    """By a link the patient reads what was sent; the page knows nothing of the person."""

    _inherit = "hcs.access.link"

    @api.model
    def _purposes(self):
        label = self.env._("Health education")
        return super()._purposes() | {READING: Purpose(label, "hcs.education.delivery", hours=LINK_HOURS)}


class HcsEducationDelivery(models.Model):
    """That a patient was given a material: which version, how, by whom, on the occasion of what."""

    _name = "hcs.education.delivery"
    _description = "Health Education Given"
    _inherit = [
        "hcs.ledger.mixin",
        "hcs.linked.mixin",
        "hcs.message.mixin",
        "hcs.access.link.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
        "hcs.input.mixin",
    ]
    _order = "at desc, id desc"
    _rec_name = "material_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    material_id = fields.Many2one(
        "hcs.education.material", required=True, index=True, ondelete="restrict", check_company=True
    )
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    at = fields.Datetime("Time", required=True)
    channel = fields.Selection(CHANNELS, required=True)
    user_id = fields.Many2one("res.users", "Given by", required=True, index=True, ondelete="restrict")
    res_model = fields.Char("Record type")
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    opened_at = fields.Datetime(
        "Opened", compute="_compute_opened_at", compute_sudo=True, help="When the link was opened first."
    )

    _patient_idx = models.Index("(patient_id, at DESC)")
    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    def _compute_opened_at(self):
        first = {}
        uses = self.env["hcs.access.link.use"].search(
            [
                ("link_id.res_model", "=", self._name),
                ("link_id.res_id", "in", self.ids),
                ("kind", "=", "opened"),
            ],
            order="id desc",
        )
        for use in uses:
            first[use.link_id.res_id] = use.at
        for delivery in self:
            delivery.opened_at = first.get(delivery._origin.id)

    # GIVING
    @api.model
    def _give(self, material, patient, channel, record=None):
        """Give a material to a patient and keep that it was given.

        :param record: what it was given on the occasion of
        :return: the line, and what is left to do: an action to open, or words to show
        """
        self._check_giving(material, patient, channel)
        # sudo: lines are written by this only, in the name of whoever gives
        delivery = self.sudo().create(
            {
                "company_id": patient.sudo().company_id.id,
                "material_id": material.id,
                "patient_id": patient.id,
                "at": fields.Datetime.now(),
                "channel": channel,
                "user_id": self.env.uid,
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
            }
        )
        return delivery.with_env(self.env), getattr(delivery, f"_give_by_{channel}")()

    @api.model
    def _check_patient(self, patient):
        if not patient:
            raise UserError(self.env._("Choose the patient first: what is given is kept on the patient's card."))

    @api.model
    def _check_giving(self, material, patient, channel):
        self._check_patient(patient)
        if not channel:
            raise UserError(self.env._("Choose how it reaches the patient."))
        material.check_access("read")
        patient.check_access("read")
        if material.state != "published":
            raise UserError(self.env._("Only published materials are given to patients."))
        companies = patient.sudo().company_id
        if material.sudo().company_id - companies:
            raise UserError(self.env._("This material belongs to another hospital."))
        if patient.sudo().deceased:
            raise UserError(self.env["hcs.contact.guard"]._reason_text("deceased"))

    def _give_by_sms(self):
        reasons = self.env["hcs.message.template"]._send(
            TEMPLATE, self.patient_id, {"link": self._make_link()}, purpose=PURPOSE, res=self
        )
        if reason := reasons[self.patient_id.id]:
            # nothing was given, so nothing is kept
            raise UserError(self.env["hcs.message"]._reason_text(reason))
        return self.env._("It goes to %s.", self.patient_id.phone_masked)

    def _give_by_email(self):
        company = self.company_id
        reason = self.env["hcs.contact.guard"]._check(
            self.patient_id, PURPOSE, "email", fields.Datetime.now(), company=company
        )[self.patient_id.id]
        if reason:
            raise UserError(self.env["hcs.contact.guard"]._reason_text(reason))
        told = self.with_context(lang=company._hcs_message_language())
        address = html_escape(self._make_link())
        words = html_escape(told.env._("We have put something together for you to read:"))
        # as the system: nobody finds the letters of patients among the own messages
        self.env["mail.mail"].with_user(SUPERUSER_ID).create(
            {
                "subject": told.env._("Something to read from %s", company.name),
                "body_html": f'<p>{words}</p><p><a href="{address}">{html_escape(told.material_id.name)}</a></p>',
                "email_to": self.patient_id.email,
                "email_from": company.email_formatted or self.env.user.email_formatted,
                "author_id": False,
                "auto_delete": True,
                "attachment_ids": [
                    fields.Command.create({"name": material.file_name or material.name, "datas": material.file})
                    for material in self.material_id
                    if material.file
                ],
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        self.env["hcs.contact"].create(
            {
                "company_id": company.id,
                "patient_id": self.patient_id.id,
                "channel": "email",
                "direction": "out",
                "purpose": PURPOSE,
                "number": self.patient_id.email,
                "outcome": "message_sent",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return self.env._("The e-mail is on its way.")

    def _give_by_print(self):
        return self.env.ref(REPORT).report_action(self.material_id, config=False)

    def _give_by_wechat(self):
        """Words to paste into the conversation."""
        told = self.with_context(lang=self.company_id._hcs_message_language())
        return f"{told.material_id.name} {self._make_link()}"

    def _make_link(self):
        lang = self.company_id._hcs_message_language()
        return self.env["hcs.access.link"]._issue(self, READING, lang=lang)[1]

    # READING
    def _access_link_page(self, link):
        material = self.material_id
        return "hospital_customer_service.education_page", {
            "material": material.name,
            "body": material.body,
            "address": material.link,
            "hospital": self.company_id.name,
            "phone": self.company_id.phone,
        }

    def _access_link_submit(self, link, values):
        return {"done": False, "message": self.env._("Thank you.")}
