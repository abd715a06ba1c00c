from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.mask import mask_name
from .res_users import CENTRE

TODO = "mail.mail_activity_data_todo"
WARD_FIELDS = {"bed", "line_ids"}


class HcsWardChecklist(models.Model):
    """What a ward sees of a patient it expects, and what it does from the hand-over on (SVC-06)."""

    _name = "hcs.ward.checklist"
    _description = "Ward Checklist"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _rec_name = "reference"
    _order = "expected_at desc, id desc"
    _check_company_auto = True

    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    department_id = fields.Many2one(
        "hcs.department", "Ward", required=True, index=True, ondelete="restrict", check_company=True
    )
    record_id = fields.Many2one(
        "hcs.service.record",
        "Service record",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=CENTRE,
    )
    patient_id = fields.Many2one(
        "hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True, groups=CENTRE
    )
    patient_hint = fields.Char("Patient (shortened)", compute="_compute_patient_hint", compute_sudo=True)
    bed = fields.Char()
    doctor_id = fields.Many2one(related="record_id.ward_doctor_id", string="Doctor")
    nurse_id = fields.Many2one(related="record_id.ward_nurse_id", string="Nurse")
    doctor_confirmed_at = fields.Datetime(related="record_id.doctor_confirmed_at")
    nurse_confirmed_at = fields.Datetime(related="record_id.nurse_confirmed_at")
    escort_id = fields.Many2one("res.users", "Comes with", readonly=True, index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        [("expected", "Expected"), ("running", "On the ward"), ("done", "Done"), ("cancelled", "Cancelled")],
        "Status",
        required=True,
        default="expected",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    expected_at = fields.Datetime("Expected at", readonly=True)
    started_at = fields.Datetime("Handed over at", readonly=True, copy=False)
    done_at = fields.Datetime("Done at", readonly=True, copy=False)
    line_ids = fields.One2many("hcs.ward.checklist.line", "checklist_id", string="Lines")
    progress = fields.Float("Done", compute="_compute_progress")

    _record_uniq = models.UniqueIndex(
        "(record_id) WHERE record_id IS NOT NULL", "This patient has a checklist already."
    )

    @api.depends("patient_id.name", "patient_id.mrn")
    def _compute_patient_hint(self):
        for checklist in self:
            parts = (mask_name(checklist.patient_id.name), checklist.patient_id.mrn)
            checklist.patient_hint = " · ".join(part for part in parts if part) or False

    @api.depends("line_ids.done_at")
    def _compute_progress(self):
        for checklist in self:
            lines = checklist.line_ids
            checklist.progress = 100 * len(lines.filtered("done_at")) / len(lines) if lines else 0

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("reference"):
                # sudo: a sequence is read by code, never by people
                vals["reference"] = self.env["ir.sequence"].sudo().next_by_code("hcs.ward.checklist")
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not WARD_FIELDS.issuperset(vals):
            raise AccessError(self.env._("A ward ticks and adds lines; the rest follows from the hand-over."))
        return super().write(vals)

    # the ward
    def action_confirm(self):
        """The doctor or the nurse named here says with the own account: the patient is with us."""
        self.ensure_one()
        self.check_access("write")
        record = self.sudo().record_id  # sudo: a ward confirms its hand-over and reads nothing else of the record
        roles = [who for who in ("doctor", "nurse") if record[f"ward_{who}_id"].user_id == self.env.user]
        if not roles:
            raise UserError(
                self.env._(
                    "The doctor and the nurse named here confirm with their own accounts, or the escort asks them."
                )
            )
        for who in roles:
            record._confirm_ward(who, self.env.user)

    def action_done(self):
        """Everything that has to be done is done."""
        self.check_access("write")
        for checklist in self:
            if checklist.state != "running":
                raise UserError(self.env._("This checklist is in another status by now. Reload the page."))
            waiting = checklist.line_ids.filtered(lambda line: line.mandatory and not line.done_at)
            if waiting:
                raise UserError(self.env._("Still to be done: %(lines)s.", lines=", ".join(waiting.mapped("name"))))
        self._move({"state": "done", "done_at": fields.Datetime.now()})

    # the centre
    def _start(self, started_at):
        """The patient was handed over: the lines begin to run."""
        for checklist in self.filtered(lambda checklist: checklist.state == "expected"):
            template = self.env["hcs.ward.checklist.template"].sudo()._for_ward(checklist.department_id)
            prepare = self.env["hcs.ward.checklist.line"]._prepare_from_template
            checklist._move(
                {
                    "state": "running",
                    "started_at": started_at,
                    "line_ids": [Command.create(prepare(line, started_at)) for line in template.line_ids],
                }
            )
            checklist._tell(self.env._("The patient is on the ward: work through the checklist"))

    def _tell(self, summary):
        """A to-do for the ward; the one before it is over."""
        checklist = self.sudo()  # sudo: the centre tells people of a ward
        checklist.activity_unlink([TODO])
        day = self.company_id._hcs_local_date(self.expected_at or fields.Datetime.now())
        people = self.doctor_id.sudo().user_id | self.nurse_id.sudo().user_id | self.department_id._respondents()
        for user in people.filtered(lambda user: user._is_hcs_respondent()):
            checklist.activity_schedule(TODO, date_deadline=day, user_id=user.id, summary=summary)

    def _move(self, values):
        # sudo: the status follows from what was done; nobody writes it by hand
        self.sudo().write(values)
        if values.get("state") in ("done", "cancelled"):
            self.sudo().activity_unlink([TODO])
