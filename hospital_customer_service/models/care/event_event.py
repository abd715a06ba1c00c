from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.message_text import clinical_words

CENTRE = "hospital_customer_service.group_hcs_agent"
KINDS = [
    ("lecture", "Health lecture"),
    ("free_clinic", "Free clinic"),
    ("group_checkup", "Group check-up"),
    ("member_event", "Members' event"),
    ("other", "Other activity"),
]
# what an event of Odoo's own has and an activity of the centre must not have
NOT_OURS = ("event_mail_ids", "event_ticket_ids", "event_slot_ids", "question_ids")
# what only the buttons write
FLOW_FIELDS = frozenset({"hcs_closed_at", "hcs_reminded_at", "hcs_cancelled_at", "hcs_cancel_reason"})


class EventEvent(models.Model):
    """Lectures, free clinics, group check-ups and members' events of the service centre (CRM-04).

    An event with a kind is an *activity*: it is the centre's, its registrations lead to patients and are walled off
    from whoever runs the other events of the house, and it sends nothing by Odoo's event templates.
    """

    _inherit = "event.event"

    hcs_kind = fields.Selection(
        KINDS, "Kind of Activity", index="btree_not_null", help="Set for activities of the service centre."
    )
    hcs_title = fields.Char(
        "Title in Messages",
        translate=True,
        help="What messages and the page of the invitation call it. Left empty, they name its kind only. "
        "They lie open on locked screens: no illness may be named.",
    )
    hcs_place = fields.Char("Place", translate=True, help="Where people go, in words: hall, building, village.")
    hcs_department_id = fields.Many2one(
        "hcs.department", "Department", index="btree_not_null", ondelete="restrict", help="Who holds the activity."
    )
    hcs_practitioner_ids = fields.Many2many("hcs.practitioner", string="Speakers and Doctors")
    hcs_segment_ids = fields.Many2many("hcs.segment", string="Segments", help="Whom it is meant for.")
    hcs_booking_days = fields.Integer(
        "Bookings Count for (Days)",
        default=30,
        aggregator=None,
        help="A booking of somebody who came, made so soon after the activity, counts as one that came of it.",
    )
    hcs_unnamed_count = fields.Integer(
        "Came without a Name", aggregator="sum", help="People who came and left no name, such as in a village square."
    )
    hcs_cost_ids = fields.One2many("hcs.activity.cost", "event_id", "Cost")
    hcs_invitation_ids = fields.One2many("hcs.activity.invitation", "event_id", "Invitations")
    hcs_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency")
    hcs_closed_at = fields.Datetime("Attendance Closed", readonly=True, copy=False)
    hcs_reminded_at = fields.Datetime("Reminded", readonly=True, copy=False)
    hcs_cancelled_at = fields.Datetime("Called off", readonly=True, copy=False)
    hcs_cancel_reason = fields.Char("Reason", readonly=True, copy=False)

    _hcs_numbers = models.Constraint(
        "CHECK (COALESCE(hcs_booking_days, 0) >= 0 AND COALESCE(hcs_unnamed_count, 0) >= 0)",
        "Days and people cannot be negative.",
    )

    # MADE
    @api.model
    def default_get(self, fields):
        """An activity lasts two hours, not a day."""
        values = super().default_get(fields)
        asked = "date_end" in fields and "default_date_end" not in self.env.context
        if asked and values.get("hcs_kind") and values.get("date_begin"):
            values["date_end"] = values["date_begin"] + timedelta(hours=2)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._hcs_prepare(vals) if vals.get("hcs_kind") else vals for vals in vals_list])

    @api.model
    def _hcs_prepare(self, vals):
        """What Odoo's events begin with is left out: its page, the hours of the reader's own clock."""
        self._hcs_check_by_hand(vals)
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        # nothing of these is read or written, so that nobody needs Odoo's rights to events for an activity
        bare = {"description": False, "tag_ids": []} | {name: [] for name in NOT_OURS}
        return {**bare, **vals, "company_id": company.id, "date_tz": company._hcs_zone().zone}

    def write(self, vals):
        self._hcs_check_by_hand(vals)
        if "hcs_kind" in vals and any(bool(event.hcs_kind) != bool(vals["hcs_kind"]) for event in self):
            raise UserError(
                self.env._(
                    "An activity of the service centre and another event of the house stay what they are, because "
                    "different people may see who comes. Make a new one."
                )
            )
        seats = {event: event._hcs_seats() for event in self if event.hcs_kind}
        res = super().write(vals)
        for event, before in seats.items():
            if event._hcs_seats() != before:
                event._hcs_seats_changed()
        return res

    @api.model
    def _hcs_check_by_hand(self, vals):
        if not self.env.su and FLOW_FIELDS & vals.keys():
            raise UserError(self.env._("This follows from the buttons of the activity. Use them."))

    def copy_data(self, default=None):
        """The next lecture is made from the last one; who came and what it cost is not copied."""
        return super().copy_data({"hcs_unnamed_count": 0, **(default or {})})

    def _hcs_seats(self):
        """The number of places, None for any number."""
        return self.seats_max if self.seats_limited and self.seats_max else None

    # WHAT ODOO'S EVENTS DO BY THEMSELVES
    def _compute_event_mail_ids(self):
        return super(EventEvent, self._hcs_without("event_mail_ids"))._compute_event_mail_ids()

    def _compute_event_ticket_ids(self):
        return super(EventEvent, self._hcs_without("event_ticket_ids"))._compute_event_ticket_ids()

    def _compute_question_ids(self):
        return super(EventEvent, self._hcs_without("question_ids"))._compute_question_ids()

    def _hcs_without(self, name):
        """Leave an automatism of Odoo's events out for activities; return the other events."""
        ours = self.filtered("hcs_kind")
        for event in ours:
            event[name] = [(5, 0, 0)]
        return self - ours

    @api.constrains(
        "hcs_kind", "event_mail_ids", "event_ticket_ids", "event_slot_ids", "question_ids", "is_multi_slots"
    )
    def _check_hcs_parts(self):
        for event in self.filtered("hcs_kind"):
            for name in NOT_OURS:
                if event[name] or (name == "event_slot_ids" and event.is_multi_slots):
                    raise ValidationError(self._hcs_part_texts()[name])

    @api.model
    def _hcs_part_texts(self):
        return {
            "event_mail_ids": self.env._(
                "Activities write by the messages of the service centre, which ask for consent and hours first."
            ),
            "event_ticket_ids": self.env._("Activities have no tickets. Limit the places instead."),
            "event_slot_ids": self.env._("An activity has one time. Make one activity for each time."),
            "question_ids": self.env._("Activities ask no questions of event pages."),
        }

    @api.constrains("hcs_kind", "company_id")
    def _check_hcs_company(self):
        for event in self.filtered("hcs_kind"):
            if not event.company_id:
                raise ValidationError(self.env._("An activity belongs to a hospital. Choose one."))

    @api.constrains("hcs_title")
    def _check_hcs_title(self):
        """A title goes out in messages: in every language it is written in it says nothing of an illness."""
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for event in self.filtered("hcs_title"):
            for lang in langs:
                if words := clinical_words(event.with_context(lang=lang).hcs_title or ""):
                    raise ValidationError(
                        self.env._(
                            "Messages lie open on locked screens and must not name an illness: %(words)s. "
                            "Choose another title for messages; the name of the activity may stay.",
                            words=", ".join(words),
                        )
                    )

    def _hcs_public_title(self):
        """What a message may call it."""
        self.ensure_one()
        return self.hcs_title or dict(self._fields["hcs_kind"]._description_selection(self.env))[self.hcs_kind]
