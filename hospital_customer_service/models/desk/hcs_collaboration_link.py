from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html_escape

from ..common.hcs_access_link import Purpose
from .hcs_collaboration import WITH_DEPARTMENT

PURPOSE = "collaboration"
CHOICES = ("answer", "call_back", "acknowledge")
LONGEST_ANSWER = 5_000


class HcsAccessLink(models.Model):
    _inherit = "hcs.access.link"

    @api.model
    def _purposes(self):
        answer = Purpose(self.env._("Answer of a doctor"), "hcs.collaboration", hours=72)
        return super()._purposes() | {PURPOSE: answer}


class HcsCollaboration(models.Model):
    """A doctor answers on the phone, by a link, without an account (FUP-09).

    The link goes out by e-mail and SMS without a word about the patient; its page shows the question, and of the
    patient a form of address, the age and the department.
    """

    _name = "hcs.collaboration"
    _inherit = ["hcs.collaboration", "hcs.access.link.mixin"]

    practitioner_id = fields.Many2one(
        "hcs.practitioner",
        "Doctor asked",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Gets a link by e-mail and SMS and answers without an account.",
    )
    link_sent_at = fields.Datetime(readonly=True, copy=False)
    answered_by_link = fields.Boolean(readonly=True, copy=False)
    call_back_asked = fields.Boolean(
        "Call the patient back", readonly=True, copy=False, help="The doctor wants the patient to be called again."
    )
    may_send_link = fields.Boolean(compute="_compute_may_send_link")

    @api.depends("state", "practitioner_id.email", "practitioner_id.phone")
    def _compute_may_send_link(self):
        for request in self:
            doctor = request.practitioner_id
            request.may_send_link = request.state in WITH_DEPARTMENT and bool(doctor.email or doctor.phone)

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests:
            if request.company_id.sudo().hcs_doctor_link and request.may_send_link:
                request._send_access_link()
        return requests

    def action_send_access_link(self):
        """Send the doctor a new link; an earlier one does not open any more."""
        self._check_centre()
        self._check_flow(WITH_DEPARTMENT)
        for request in self:
            if not request.may_send_link:
                raise UserError(
                    self.env._("Choose the doctor, and enter an e-mail address or a mobile number in the directory.")
                )
            request._send_access_link()
        return True

    # ---------------------------------------------------------------- sent

    def _send_access_link(self):
        """The link by every way there is; neither subject nor text says what it is about."""
        self.ensure_one()
        doctor = self.practitioner_id.sudo()  # sudo: how a doctor is reached, for whoever may ask
        lang = doctor.user_id.lang or self.company_id._hcs_message_language()
        hours = self.company_id.sudo().hcs_doctor_link_hours
        __, url = self.env["hcs.access.link"]._issue(self, PURPOSE, lang=lang, hours=hours)
        request = self.with_context(lang=lang)
        if doctor.email:
            request._mail_access_link(doctor, url)
        if doctor.phone:
            template = self.env["hcs.message.template"]
            template._send_to_staff("doctor_question", self.company_id, doctor.phone, {"link": url})
        self.sudo().link_sent_at = fields.Datetime.now()  # sudo: said by this only

    def _mail_access_link(self, doctor, url):
        words = self.env._("The service centre asks you a question and waits for your answer. Open the link:")
        button = html_escape(url)
        # as the system: whoever asked must not find the key of the doctor's door among the own messages
        mails = self.env["mail.mail"].with_user(SUPERUSER_ID)
        mails.create(
            {
                "subject": self.env._("A question from the service centre"),
                "body_html": f'<p>{html_escape(words)}</p><p><a href="{button}">{button}</a></p>',
                "email_to": doctor.email,
                "email_from": self.company_id.email_formatted or mails.env.user.email_formatted,
                "author_id": False,
                "auto_delete": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    # ---------------------------------------------------------------- opened

    def _access_link_is_open(self, link):
        return self.state in WITH_DEPARTMENT

    def _access_link_page(self, link):
        patient = self.patient_id
        return "hospital_customer_service.collaboration_link_page", {
            "question": self,
            "urgent": self._is_urgent(),
            "patient": self.env["hcs.script"]._title_of(patient) if patient else "",
            "age": patient.age_text or "",
            "department": self.department_id.display_name,
            "due": self.due_at and self.company_id._hcs_local(self.due_at).strftime("%Y-%m-%d %H:%M"),
        }

    def _is_urgent(self):
        """Hook: the doctor should see at once that this one does not wait."""
        return False

    def _access_link_submit(self, link, values):
        choice, answer = values.get("choice"), (values.get("answer") or "").strip()
        if choice not in CHOICES:
            raise UserError(self.env._("Choose what should happen next."))
        if len(answer) > LONGEST_ANSWER or "\x00" in answer:
            raise UserError(self.env._("The answer is too long. Shorten it, or call the service centre."))
        if choice == "acknowledge":
            return self._acknowledge_by_link()
        if choice == "answer" and not answer:
            raise UserError(self.env._("Write the answer first, then send it."))
        doctor = self.practitioner_id
        self.write(
            {
                "answer": answer or self.env._("Please call the patient back."),
                "answered_by_link": True,
                "call_back_asked": choice == "call_back",
            }
        )
        self._answered({"answered_by_id": doctor.user_id.id})
        return {"done": True, "message": self.env._("Your answer has arrived. The service centre goes on from here.")}

    def _acknowledge_by_link(self):
        if self.state == "requested":
            self._move(
                {"state": "accepted", "accepted_at": fields.Datetime.now(), "user_id": self._who_acknowledged()}
            )
            self._tell_requester_now(self._summary_of_acknowledgement())
        words = self.env._("We know that you have read it. Your answer is still waited for: the link stays open.")
        return {"done": False, "message": words}

    def _who_acknowledged(self):
        doctor = self.practitioner_id.user_id
        return self.user_id.id or (doctor.id if doctor and doctor._is_hcs_respondent() else False)

    def _summary_of_acknowledgement(self):
        return self._for_requester().env._("%(doctor)s has read the question", doctor=self.practitioner_id.name)

    # ---------------------------------------------------------------- what follows

    def _answer_author(self):
        """Who gave the answer, with or without an account."""
        if self.answered_by_link and self.practitioner_id:
            return self.practitioner_id.name
        return super()._answer_author()

    def _summary_of_answer(self):
        if self.call_back_asked:
            return self._for_requester().env._("Answered: the doctor asks to call the patient back")
        return super()._summary_of_answer()

    def _after_move(self, values):
        result = super()._after_move(values)
        state = values.get("state")
        if state in ("answered", "refused", "closed"):
            self.env["hcs.access.link"]._revoke(self, PURPOSE)
        if state == "requested":
            self._begin_link_round()
        return result

    def _begin_link_round(self):
        """A new round: a doctor of another department is not asked, the one who is asked gets a new link."""
        for request in self.sudo():  # sudo: follows from asking again
            place = request.practitioner_id.department_id
            elsewhere = place and place != request.department_id
            request.write(
                {"answered_by_link": False, "call_back_asked": False, "link_sent_at": False}
                | ({"practitioner_id": False} if elsewhere else {})
            )
            if request.company_id.hcs_doctor_link and request.may_send_link:
                request._send_access_link()
