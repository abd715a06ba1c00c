from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.desk.hcs_service_record import CHANNELS, PRIORITIES

CENTRE = "hospital_customer_service.group_hcs_agent"


class HcsServiceIntake(models.TransientModel):
    """One request from the first word to the record, by the keyboard alone: number, patient, service, words."""

    _name = "hcs.service.intake"
    _description = "New Request"
    _inherit = ["hcs.input.mixin"]

    channel = fields.Selection(CHANNELS, required=True, default="phone")
    phone = fields.Char("Calls from", help="The number on the display, or its last four digits.")
    candidate_ids = fields.Many2many("hcs.patient", compute="_compute_candidate_ids")
    candidate_count = fields.Integer(compute="_compute_candidate_ids")
    patient_id = fields.Many2one(
        "hcs.patient",
        compute="_compute_patient_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', allowed_company_ids)]",
        help="Name, initials, phone or number. Leave it empty for somebody without a patient record.",
    )
    caller_name = fields.Char("Name of the caller")
    caller_relation = fields.Selection(
        selection="_caller_relations",
        string="Who is calling",
        required=True,
        default="self",
    )
    type_id = fields.Many2one(
        "hcs.service.type",
        "Service",
        required=True,
        domain="['|', ('company_id', '=', False), ('company_id', 'in', allowed_company_ids)]",
    )
    type_description = fields.Text(related="type_id.description")
    priority = fields.Selection(PRIORITIES, required=True, default="0")
    department_id = fields.Many2one("hcs.department")
    practitioner_id = fields.Many2one("hcs.practitioner", "Expert")
    wanted_at = fields.Datetime("Wanted time")
    shown_entries = fields.Char(compute="_compute_shown_entries", export_string_translation=False)
    description = fields.Text("Request")
    triage_hint = fields.Text(
        "Triage", compute="_compute_triage", help="Where to send somebody with these complaints, and how soon."
    )
    red_flag = fields.Boolean(compute="_compute_triage")
    need_ids = fields.Many2many("hcs.service.need", string="Needs", domain="[('id', 'in', offered_need_ids)]")
    offered_need_ids = fields.Many2many("hcs.service.need", compute="_compute_offered_need_ids")
    proposed_type_id = fields.Many2one("hcs.service.type", "Proposed next", compute="_compute_proposed_type_id")
    next_contact_on = fields.Date("Next contact")
    similar_id = fields.Many2one(
        "hcs.service.record",
        "Open request",
        compute="_compute_similar_id",
        help="The same person asked for the same a short while ago.",
    )
    similar_hint = fields.Char(compute="_compute_similar_id")

    @api.model
    def _caller_relations(self):
        """The choices of the record, in the language of the user."""
        return self.env["hcs.service.record"]._fields["caller_relation"]._description_selection(self.env)

    @api.depends("phone")
    def _compute_candidate_ids(self):
        for intake in self:
            patients = self.env["hcs.service.record"]._find_patients(intake._number())
            intake.candidate_ids = patients
            intake.candidate_count = len(patients)

    @api.depends("candidate_ids")
    def _compute_patient_id(self):
        """The patient, where the number belongs to one alone."""
        for intake in self:
            if len(intake.candidate_ids) == 1 and not intake.patient_id:
                intake.patient_id = intake.candidate_ids

    @api.depends("type_id")
    def _compute_shown_entries(self):
        for intake in self:
            service = intake.type_id
            names = (service.field_ids | service.required_field_ids).mapped("field_name")
            intake.shown_entries = f",{','.join(sorted(set(names)))},"

    @api.depends("type_id")
    def _compute_offered_need_ids(self):
        needs = self.env["hcs.service.need"].search([])  # pylint: disable=no-search-all
        for intake in self:
            intake.offered_need_ids = needs.filtered(
                lambda need, service=intake.type_id: not need.type_ids or service in need.type_ids
            )

    @api.depends("description")
    def _compute_triage(self):
        """What the triage rules make of the words, the most urgent first (DIR-03)."""
        rules = self.env["hcs.triage.rule"]
        urgencies = dict(rules._fields["urgency"]._description_selection(self.env))
        for intake in self:
            found = rules.action_match(intake.description or "")
            intake.red_flag = any(line["red_flag"] for line in found)
            intake.triage_hint = "\n".join(
                " · ".join(
                    part
                    for part in (
                        line["department"],
                        urgencies.get(line["urgency"]),
                        line["phone"],
                        line["location"],
                        line["advice"],
                    )
                    if part
                )
                for line in found
            )

    @api.depends("need_ids")
    def _compute_proposed_type_id(self):
        for intake in self:
            intake.proposed_type_id = intake.need_ids.sorted("sequence")[:1].proposed_type_id

    @api.depends("patient_id", "type_id", "phone")
    def _compute_similar_id(self):
        records = self.env["hcs.service.record"]
        for intake in self:
            similar = records._search_similar(intake.type_id, intake.patient_id, intake._number())[:1]
            intake.similar_id = similar
            intake.similar_hint = similar and " · ".join(
                part
                for part in (
                    similar.reference,
                    fields.Datetime.context_timestamp(similar, similar.opened_at).strftime("%m-%d %H:%M"),
                    similar.user_id.name,
                    similar.subject,
                )
                if part
            )

    def _number(self):
        """Hook: the number to work with, where the dialog shows only its mask."""
        return self.phone

    # ---------------------------------------------------------------- actions

    def action_save(self):
        """Register the request and open its record."""
        return self._make_record()._get_form_action()

    def action_save_next(self):
        """Register the request and take the next one."""
        self._make_record()
        return self._again()

    def action_answered(self):
        """Register what was answered in the same breath, and close it."""
        record = self._make_record()
        record.action_done()
        return self._again()

    def action_append(self):
        """Add the contact to the request that is open already."""
        self.ensure_one()
        if not self.similar_id:
            raise UserError(self.env._("There is no open request of this person. Save a new one."))
        record = self.similar_id
        record.action_add_contact(channel=self.channel, note=self.description, number=self._number())
        self._forget()
        return record._get_form_action()

    def action_emergency(self):
        """A danger to life: the emergency flow with what was said; the request itself can wait."""
        self.ensure_one()
        return self.env["hcs.triage.rule"]._emergency_action(self.patient_id, self.description)

    def action_triage_department(self):
        """Take the department that the triage names first."""
        self.ensure_one()
        found = self.env["hcs.triage.rule"].action_match(self.description or "")
        department_id = next((line["department_id"] for line in found if line["department_id"]), False)
        if not department_id:
            raise UserError(self.env._("No rule names a department for these words. Ask what troubles most."))
        self.department_id = department_id
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_service_intake_action")
        return {**action, "res_id": self.id}

    def _make_record(self):
        self.ensure_one()
        record = self.env["hcs.service.record"].create(self._prepare_record())
        record.action_start()
        record.action_add_contact(channel=self.channel, note=self.description, number=self._number())
        self._forget()
        return record

    def _prepare_record(self):
        phone = (self._number() or "").strip()
        text = (self.description or "").strip()
        vals = {
            "type_id": self.type_id.id,
            "channel": self.channel,
            "priority": self.priority if self.priority != "0" else False,
            "patient_id": self.patient_id.id,
            "caller_relation": self.caller_relation,
            "subject": text.splitlines()[0][:80] if text else False,
            "description": text or False,
            "department_id": self.department_id.id,
            "practitioner_id": self.practitioner_id.id,
            "wanted_at": self.wanted_at,
            "next_contact_on": self.next_contact_on,
            "need_ids": [Command.set(self.need_ids.ids)],
            "user_id": self.env.uid,
        }
        if self.caller_name:
            vals["caller_name_masked"] = self.caller_name
        # the last digits alone are a way to find somebody, not a number to call
        if len([c for c in phone if c.isdecimal()]) > 6:
            vals["caller_phone_masked"] = phone
        return vals

    def _forget(self):
        """The dialog is over: what was typed stays in the record alone."""
        self.write({"phone": False, "caller_name": False, "description": False})

    def _again(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_service_intake_action")
        return {**action, "context": {"default_channel": self.channel}}
