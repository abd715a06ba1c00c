from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.complaint.hcs_complaint_category import SEVERITIES
from ...models.complaint.hcs_complaint_ticket import KINDS, SOURCES
from ...models.complaint.hcs_complaint_ticket_intake import SIGNED_SOURCES

NO_SIGNATURE = [
    ("later", "Signs the printed form"),
    ("refused", "Does not want to sign"),
    ("unable", "Cannot sign"),
    ("other", "Another reason"),
]
# the authority's matters concern several departments or the house (DOMAIN §5.3)
AUTHORITY_SEVERITY = "3"
LINKS = ("visit_id", "followup_task_id", "service_record_id", "incident_id", "opinion_id", "box_opening_id")


class HcsComplaintIntake(models.TransientModel):
    """A complaint, suggestion or praise from the first word to the ticket in under a minute (CMP-01)."""

    _name = "hcs.complaint.intake"
    _description = "New Complaint, Suggestion or Praise"
    _inherit = ["hcs.input.mixin"]

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(KINDS, required=True, default="complaint")
    source = fields.Selection(SOURCES, required=True, default="in_person")
    authority_id = fields.Many2one("hcs.complaint.authority")
    external_number = fields.Char("Number of the authority")
    external_due_at = fields.Datetime("Authority's deadline", help="Empty: the time this authority usually allows.")
    received_at = fields.Datetime(
        required=True, default=fields.Datetime.now, help="Deadlines run from it: earlier for a letter of yesterday."
    )
    # who
    anonymous = fields.Boolean("Gives no name")
    patient_id = fields.Many2one(
        "hcs.patient",
        domain="[('company_id', 'in', allowed_company_ids)]",
        help="Name, initials, phone or number. Leave it empty for somebody without a patient record.",
    )
    complainant_role = fields.Selection(
        [("patient", "The patient"), ("representative", "A representative"), ("other", "Somebody else")],
        "Who speaks",
        required=True,
        default="patient",
    )
    complainant = fields.Char("Name")
    phone = fields.Char("To be reached at")
    proof = fields.Binary("Authority to represent", help="Scan of the power of attorney or of the family book.")
    proof_name = fields.Char("Name of the scan")
    # what
    category_id = fields.Many2one("hcs.complaint.category")
    department_id = fields.Many2one("hcs.department")
    practitioner_ids = fields.Many2many("hcs.practitioner", string="Doctors and nurses named")
    staff_ids = fields.Many2many(
        "res.users", string="Other staff named", domain="[('share', '=', False)]", help="They see nothing of it."
    )
    severity = fields.Selection(
        SEVERITIES, compute="_compute_severity", store=True, readonly=False, required=True, precompute=True
    )
    description = fields.Text("What happened")
    demand = fields.Char("What is wanted")
    attachment_ids = fields.Many2many("ir.attachment", string="Letter or photos")
    # the form
    signature = fields.Binary("Signature under the registration form")
    no_signature = fields.Selection(NO_SIGNATURE, "Not signed because")
    no_signature_note = fields.Char("Namely")
    # settled at once
    settlement = fields.Text("Settled how", help="What was done, where everything was settled in the same breath.")
    # from what it came
    visit_id = fields.Many2one("hcs.visit")
    followup_task_id = fields.Many2one("hcs.followup.task")
    service_record_id = fields.Many2one("hcs.service.record")
    incident_id = fields.Many2one("hcs.incident")
    opinion_id = fields.Many2one("hcs.opinion")
    box_opening_id = fields.Many2one("hcs.suggestion.box.opening")
    similar_hint = fields.Text(compute="_compute_similar_hint")

    @api.depends("category_id", "source", "kind")
    def _compute_severity(self):
        for intake in self:
            proposed = intake.category_id.default_severity or intake.severity or "2"
            if intake.kind == "dispute":
                proposed = max(proposed, "4")
            elif intake.source == "authority":
                proposed = max(proposed, AUTHORITY_SEVERITY)
            intake.severity = proposed

    @api.onchange("opinion_id", "incident_id")
    def _onchange_words(self):
        """What was written down already is not typed again."""
        if not self.description:
            self.description = self.opinion_id.text or self.incident_id.description

    def _find_similar(self):
        self.ensure_one()
        if self.kind == "praise" or self.anonymous:
            return self.env["hcs.complaint.ticket"]
        return self.env["hcs.complaint.ticket"]._search_same_matter(
            self.company_id, self.patient_id, self.phone, self.category_id, self.department_id, kind=self.kind
        )

    @api.depends("kind", "anonymous", "patient_id", "phone", "category_id", "department_id")
    def _compute_similar_hint(self):
        for intake in self:
            tickets = intake._find_similar().sudo()  # sudo: number, day and state of what somebody else handles
            states = dict(tickets._fields["state"]._description_selection(self.env))
            intake.similar_hint = "\n".join(
                " · ".join(
                    (
                        ticket.reference,
                        fields.Date.to_string(intake.company_id._hcs_local_date(ticket.received_at)),
                        states[ticket.state],
                    )
                )
                for ticket in tickets
            )

    # ---------------------------------------------------------------- actions

    def action_save(self):
        """Register it and open the ticket."""
        return self._make_ticket()._get_form_action()

    def action_save_next(self):
        """Register it and take the next one, as with the letters of a box."""
        self._make_ticket()
        links = {name: self[name] for name in ("box_opening_id",)}
        return self.env["hcs.complaint.ticket"]._open_intake(kind="complaint", source=self.source, **links)

    def action_save_print(self):
        """Register it and print the form for signature."""
        return self._make_ticket().action_print_form()

    def action_same_matter(self):
        """Register it and link it to the ticket about the same matter; both are kept and counted."""
        others = self._find_similar()
        if not others:
            raise UserError(self.env._("No other ticket of this person is about the same. Save it as a new one."))
        ticket = self._make_ticket()
        ticket._link_same_matter(others[:1])
        return ticket._get_form_action()

    def action_settle(self):
        """Register what was settled in the same breath, and close it."""
        settlement = (self.settlement or "").strip()
        if not settlement:
            raise UserError(self.env._("Write how it was settled."))
        ticket = self._make_ticket()  # which forgets what was typed
        ticket.action_settle(settlement)
        return ticket._get_form_action()

    def _check_complete(self):
        self.ensure_one()
        if not (self.description or "").strip() and not self.attachment_ids:
            raise UserError(self.env._("Write what was said, in a sentence, or add the letter."))
        if self.complainant_role == "representative" and self.kind == "dispute" and not self.proof:
            raise UserError(self.env._("In a dispute a representative shows the authority: add the scan."))
        if self._asks_signature() and not self.signature and not self.no_signature:
            raise UserError(self.env._("Let the complainant sign, or say why there is no signature."))
        if self.no_signature == "other" and not (self.no_signature_note or "").strip():
            raise UserError(self.env._("Say why there is no signature."))

        self._check_external_number()

    def _check_external_number(self):
        """The number of an authority is entered once; it is said which ticket has it."""
        number = (self.external_number or "").strip()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("authority_id", "=", self.authority_id.id),
            ("external_number", "=", number),
        ]
        tickets = (
            self.env["hcs.complaint.ticket"].sudo().with_context(active_test=False)
        )  # sudo: only its number is told
        known = number and tickets.search(domain, limit=1)
        if known:
            raise UserError(
                self.env._(
                    "This number of the authority is registered already: %s. Open that ticket.", known.reference
                )
            )

    def _asks_signature(self):
        return self.source in SIGNED_SOURCES and self.kind in ("complaint", "dispute") and not self.anonymous

    def _make_ticket(self):
        self._check_complete()
        self.patient_id.check_access("read")
        tickets = self.env["hcs.complaint.ticket"]
        tickets.browse().check_access("create")
        ticket = tickets.sudo().create(self._prepare_ticket())  # sudo: the first grade and the full name and number
        ticket._take_over_caller()
        if self.kind in ("complaint", "dispute") and self.category_id:
            # allegations are written as whoever received it: named staff are walled by them
            ticket.allegation_ids = [Command.create(self._prepare_allegation())]
        elif self.kind == "praise":
            ticket.praise_ids = [Command.create(vals) for vals in self._prepare_praise()]
        ticket.with_env(self.env)._keep_files(self.attachment_ids)
        self._forget()
        return ticket.with_env(self.env)

    def _prepare_ticket(self):
        text = (self.description or "").strip()
        named = not self.anonymous
        links = {name: self[name].id for name in LINKS}
        return {
            **links,
            "company_id": self.company_id.id,
            "kind": self.kind,
            "source": self.source,
            "authority_id": self.authority_id.id,
            "external_number": (self.external_number or "").strip() or False,
            "external_due_at": self.external_due_at,
            "received_at": self.received_at,
            "severity": self.severity,
            "category_id": self.category_id.id,
            "department_id": self.department_id.id,
            "subject": self.category_id.name or False,
            "description": text or False,
            "demand": (self.demand or "").strip() or False,
            "patient_id": self.patient_id.id,
            "anonymous": self.anonymous,
            "complainant_role": self.complainant_role,
            "complainant_name": named and (self.complainant or "").strip() or False,
            "complainant_phone": named and (self.phone or "").strip() or False,
            "representative_proof": named and self.proof or False,
            "representative_proof_name": named and self.proof_name or False,
            "signature": self.signature,
            "no_signature_reason": self._no_signature_text(),
            "handler_ids": [Command.link(self.env.uid)],
        }

    def _no_signature_text(self):
        if self.signature or not self.no_signature:
            return False
        if self.no_signature == "other":
            return self.no_signature_note.strip()
        return dict(self._fields["no_signature"]._description_selection(self.env))[self.no_signature]

    def _prepare_allegation(self):
        return {
            "category_id": self.category_id.id,
            "department_id": self.department_id.id,
            "practitioner_ids": [Command.set(self.practitioner_ids.ids)],
            "staff_ids": [Command.set(self.staff_ids.ids)],
            "description": (self.description or "").strip() or False,
        }

    def _prepare_praise(self):
        lines = [{"practitioner_id": person.id} for person in self.practitioner_ids]
        lines += [{"user_id": user.id, "department_id": self.department_id.id} for user in self.staff_ids]
        if not lines and self.department_id:
            lines = [{"department_id": self.department_id.id}]
        return lines

    def _forget(self):
        """The dialog is over: what was typed stays in the ticket alone."""
        self.sudo().write(
            {
                "complainant": False,
                "phone": False,
                "description": False,
                "demand": False,
                "settlement": False,
                "signature": False,
                "proof": False,
                "attachment_ids": [Command.clear()],
            }
        )
