from odoo import fields, models

PHASES = [("pre", "Before the visit"), ("during", "During the visit"), ("post", "After the visit")]
TYPE_GROUPS = [
    ("consult", "Consultation"),
    ("booking", "Booking"),
    ("result", "Results and papers"),
    ("accompany", "Accompanying"),
    ("message", "Messages and calls"),
    ("other", "Other"),
]


class HcsServiceType(models.Model):
    """What the centre offers to do: its steps, what has to be asked, how it may end (SVC-01). Types are data."""

    _name = "hcs.service.type"
    _description = "Service Type"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: offered by every hospital.")
    phase = fields.Selection(PHASES, required=True, default="pre")
    group = fields.Selection(TYPE_GROUPS, required=True, default="other", help="Kind of service in lists and menus.")
    description = fields.Text(translate=True, help="What the agent does, in a few sentences.")
    team_id = fields.Many2one(
        "hcs.team",
        index="btree_not_null",
        help="The team that takes this work, in the hospital to which it belongs.",
    )
    assign_on_create = fields.Boolean(
        "Assign by itself", help="New records of this type are dealt to the members on duty at once."
    )
    default_priority = fields.Selection([("0", "Normal"), ("1", "High"), ("2", "Urgent"), ("3", "Very urgent")])
    # What has to be asked, done and said
    field_ids = fields.Many2many(
        "hcs.service.field", "hcs_service_type_field_rel", string="Entries shown", help="Entries shown on the form."
    )
    required_field_ids = fields.Many2many(
        "hcs.service.field",
        "hcs_service_type_required_rel",
        string="Entries required",
        help="A record is not closed as done before these are filled in.",
    )
    step_template_ids = fields.One2many("hcs.service.type.step", "type_id", string="Steps", copy=True)
    closing_code_ids = fields.One2many("hcs.service.closing", "type_id", string="Closing codes", copy=True)
    need_handover = fields.Boolean(
        "Must be handed over", help="A record is not closed before somebody was named and has acknowledged it."
    )
    # Rules of time
    reopen_days = fields.Integer(
        "Open again within (days)",
        default=7,
        aggregator=None,
        help="A customer who comes back later gets a new record that is linked to the old one.",
    )
    merge_hours = fields.Integer(
        "Same request within (hours)",
        default=24,
        aggregator=None,
        help="A second contact of the same person within these hours is offered to be added to the open record.",
    )
    close_days = fields.Integer(
        "Close waiting records after (working days)",
        default=5,
        aggregator=None,
        help="Working days without an answer of the customer. 0: never.",
    )
    warn_days = fields.Integer(
        "Remind before closing (working days)",
        default=1,
        aggregator=None,
        help="So many working days before a waiting record is closed, its agent is reminded to ask once more.",
    )
    next_contact_days = fields.Integer(
        "Contact again after (days)", aggregator=None, help="Proposed date of the next contact. 0: none."
    )
    record_count = fields.Integer("Open records", compute="_compute_record_count")

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))", "This code belongs to another type.")
    _days_not_negative = models.Constraint(
        "CHECK (reopen_days >= 0 AND merge_hours >= 0 AND close_days >= 0 AND warn_days >= 0"
        " AND next_contact_days >= 0)",
        "Days and hours of a type cannot be negative.",
    )

    def _compute_record_count(self):
        counts = dict(
            self.env["hcs.service.record"]._read_group(
                [("type_id", "in", self.ids), ("state", "in", ("new", "in_progress", "waiting"))],
                ["type_id"],
                ["__count"],
            )
        )
        for service in self:
            service.record_count = counts.get(service, 0)
