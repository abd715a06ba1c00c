from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..common.arguments import a_text, an_image, arguments
from .hcs_service_record import OPEN_STATES
from .res_users import CENTRE

TODO = "mail.mail_activity_data_todo"
ADMISSION, DISCHARGE = "admission", "discharge"
# a feed that is read for the first time brings stays of years
FRESH = timedelta(days=1)
# told by the buttons, never typed
WARD_FLOW = {
    "asked_by_id",
    "handed_over_at",
    "doctor_confirmed_at",
    "doctor_confirmed_by_id",
    "nurse_confirmed_at",
    "nurse_confirmed_by_id",
}


class HcsServiceRecord(models.Model):
    """Admission and discharge: asked by the ward, accompanied, handed over with two names and two times (SVC-06)."""

    _inherit = "hcs.service.record"

    visit_id = fields.Many2one(
        "hcs.visit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=CENTRE,
        domain="[('patient_id', '=', patient_id)]",
    )
    asked_by_id = fields.Many2one(
        "res.users", "Asked by the ward", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    ward_id = fields.Many2one(
        "hcs.department", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    ward_doctor_id = fields.Many2one(
        "hcs.practitioner", "Doctor of the ward", index="btree_not_null", ondelete="restrict", check_company=True,
        copy=False, tracking=True,
    )  # fmt: skip
    ward_nurse_id = fields.Many2one(
        "hcs.practitioner", "Nurse of the ward", index="btree_not_null", ondelete="restrict", check_company=True,
        copy=False, tracking=True,
    )  # fmt: skip
    doctor_signer = fields.Char("Signed by (doctor)", copy=False, groups=CENTRE)
    doctor_signature = fields.Binary(attachment=True, copy=False, groups=CENTRE)
    doctor_confirmed_at = fields.Datetime("Doctor confirmed at", readonly=True, copy=False)
    doctor_confirmed_by_id = fields.Many2one(
        "res.users", "Doctor confirmed with", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="The doctor's own account, or that of the escort on whose screen the doctor signed.",
    )  # fmt: skip
    nurse_signer = fields.Char("Signed by (nurse)", copy=False, groups=CENTRE)
    nurse_signature = fields.Binary(attachment=True, copy=False, groups=CENTRE)
    nurse_confirmed_at = fields.Datetime("Nurse confirmed at", readonly=True, copy=False)
    nurse_confirmed_by_id = fields.Many2one(
        "res.users", "Nurse confirmed with", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="The nurse's own account, or that of the escort on whose screen the nurse signed.",
    )  # fmt: skip
    handed_over_at = fields.Datetime("Handed over to the ward at", readonly=True, copy=False)
    checklist_ids = fields.One2many("hcs.ward.checklist", "record_id", "Ward checklist", groups=CENTRE)
    is_ward_service = fields.Boolean(compute="_compute_is_ward_service")

    @api.depends("type_id.code")
    def _compute_is_ward_service(self):
        for record in self:
            record.is_ward_service = record.type_id.code in (ADMISSION, DISCHARGE)

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_ward_by_hand({name for name in vals if vals[name]})
        return super().create(vals_list)

    def write(self, vals):
        self._check_ward_by_hand(vals)
        for who in ("doctor", "nurse"):
            named = {f"ward_{who}_id", f"{who}_signer", f"{who}_signature"} & vals.keys()
            if named and not self.env.su and any(record[f"{who}_confirmed_at"] for record in self):
                raise UserError(
                    self.env._("Who took the patient over has confirmed it; that is not changed any more.")
                )
        return super().write(vals)

    def _check_ward_by_hand(self, names):
        if not self.env.su and not WARD_FLOW.isdisjoint(names):
            raise AccessError(self.env._("The hand-over to a ward is confirmed by its buttons."))

    # the hand-over
    def action_confirm_ward_doctor(self):
        return self.action_confirm_ward("doctor")

    def action_confirm_ward_nurse(self):
        return self.action_confirm_ward("nurse")

    @arguments(who=a_text, name=a_text, signature=an_image)
    def action_confirm_ward(self, who, name=None, signature=None):
        """Doctor or nurse takes the patient over: with the own account, or by name on the escort's screen.

        :param who: doctor | nurse
        :param name: who signs on this screen
        :param signature: the signature, as an image
        """
        self.ensure_one()
        self.check_access("write")
        if who not in ("doctor", "nurse"):
            raise UserError(self.env._("A doctor and a nurse take the patient over."))
        values = {f"{who}_signer": name, f"{who}_signature": signature}
        self.write({key: value for key, value in values.items() if value})
        person = self[f"ward_{who}_id"]
        if person.sudo().user_id != self.env.user and not (self[f"{who}_signer"] or "").strip():
            raise UserError(self.env._("Whoever signs on this screen writes the name beside the signature."))
        self._confirm_ward(who, self.env.user)

    def _confirm_ward(self, who, user):
        record = self.sudo()  # sudo: the ward confirms its own part of the record
        if not record.ward_id or not record[f"ward_{who}_id"]:
            raise UserError(self.env._("Name the ward, its doctor and its nurse first."))
        if record.state not in OPEN_STATES:
            raise UserError(self.env._("This record is closed. Open it again first."))
        if record[f"{who}_confirmed_at"]:
            return
        now = fields.Datetime.now()
        record.write({f"{who}_confirmed_at": now, f"{who}_confirmed_by_id": user.id})
        if record.doctor_confirmed_at and record.nurse_confirmed_at:
            record._handed_over_to_ward(now)

    def _handed_over_to_ward(self, at):
        """Both have confirmed: the ward's own checklist begins."""
        self.write({"handed_over_at": at})
        self._expect_on_ward()._start(at)
        steps = self.step_ids.filtered(lambda step: step.kind == "handover" and step.state in ("todo", "doing"))
        steps.filtered(lambda step: not step.is_trip).action_done()

    def _expect_on_ward(self, escort=None):
        """The ward's view of the patient, made once; the ward is told."""
        checklists = self.env["hcs.ward.checklist"].sudo()
        for record in self.sudo():
            checklist = record.checklist_ids
            if not checklist:
                checklist = checklists.create(
                    {
                        "record_id": record.id,
                        "patient_id": record.patient_id.id,
                        "department_id": record.ward_id.id,
                        "company_id": record.company_id.id,
                        "expected_at": record.wanted_at or fields.Datetime.now(),
                        "escort_id": escort.id if escort else False,
                    }
                )
                checklist._tell(self.env._("A patient is coming to the ward"))
            elif escort and checklist.escort_id != escort:
                checklist._move({"escort_id": escort.id})
            checklists |= checklist
        return checklists

    def action_inform_ward(self):
        """Tell the ward that its patient is coming."""
        self.check_access("write")
        if any(not record.ward_id for record in self):
            raise UserError(self.env._("Name the ward first."))
        self._expect_on_ward()

    # requests
    @api.model
    def _service_type(self, code, company):
        """The service of that code which this hospital offers."""
        types = self.env["hcs.service.type"].sudo()  # sudo: asked by wards and by the feed
        found = types.search([("code", "=", code), ("company_id", "in", (False, company.id))], order="company_id")
        if not found:
            raise UserError(self.env._("The hospital does not offer this service. Ask an administrator to set it up."))
        return found[:1]

    @api.model
    def _escorted(self, patients):
        """``{patient: open escort}`` of these patients."""
        domain = Domain("type_id.code", "=", "escort") & Domain("state", "in", OPEN_STATES)
        found = self.search(domain & Domain("patient_id", "in", patients.ids), order="id")
        return {record.patient_id: record for record in found}

    def _is_escort(self):
        return self.type_id.code in ("escort", ADMISSION, DISCHARGE)

    def _escort_values(self):
        return {"visit_id": self.visit_id.id, "wanted_at": self.wanted_at, "place": self.place}

    @api.model
    def _request_admission(self, visits, now=None):
        """Stays that begin now or soon: the desk is asked to help, once per stay (called by the feed).

        :param visits: visits of any kind and state; what is no fresh stay is left out
        :return: the records that were made
        """
        now = now or fields.Datetime.now()
        stays = visits.filtered(lambda visit: visit.kind == "inpatient")
        made = self.browse()
        if not stays or not self.env["hcs.service.type"].sudo().search_count([("code", "=", ADMISSION)], limit=1):
            return made
        records = self.sudo().search([("visit_id", "in", stays.ids), ("type_id.code", "=", ADMISSION)])
        records._call_off()
        for visit in stays - records.visit_id:
            begins = visit.admitted_at or visit.planned_at or now
            if visit.state in ("planned", "arrived") and begins >= now - FRESH:
                values = {"visit_id": visit.id, "channel": "his", "ward_doctor_id": visit.practitioner_id.id}
                made |= self._request_ward_service(
                    ADMISSION, visit.patient_id, visit.department_id, begins, values, company=visit.company_id
                )
        return made

    def _call_off(self):
        """Stays that were called off need nobody, unless somebody is on it already, who then decides."""
        for record in self.filtered(lambda record: record.visit_id.state in ("cancelled", "no_show")):
            if record.state == "new" and not record.payment_ids and set(record.step_ids.mapped("state")) <= {"todo"}:
                record._close("cancelled", {"cancel_reason": "withdrawn"})

    @api.model
    def _request_ward_service(self, code, patient, ward, wanted_at, values, company=None):
        """Open a record of this service and tell the people on duty."""
        company = company or ward.company_id
        service = self._service_type(code, company)
        # sudo: a ward or the feed asks, and works with no record of the centre
        record = self.sudo().create(
            {
                "type_id": service.id,
                "company_id": company.id,
                "patient_id": patient.id,
                "department_id": ward.id,
                "ward_id": ward.id,
                "wanted_at": wanted_at,
                "caller_relation": "colleague",
                **values,
            }
        )
        record._tell_desk(self.env._("A ward asks for help: send somebody"))
        return record

    def _tell_desk(self, summary):
        """A to-do for whoever of the team is on duty."""
        for record in self:
            for user in record._people_on_duty():
                record.activity_schedule(TODO, user_id=user.id, summary=summary)

    def _people_on_duty(self):
        """Members of the record's team who work at this moment; the leader where nobody does."""
        self.ensure_one()
        team = self.team_id
        return team._on_duty()[team] or team._leaders()[team] if team else self.env["res.users"]
