from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.lunar import LUNAR_FESTIVALS, NEW_YEARS_EVE, SOLAR_FESTIVALS
from ...tools.message_text import clinical_words
from ..common.arguments import a_day, arguments

OCCASIONS = [
    ("birthday", "Birthday"),
    ("lunar_birthday", "Lunar birthday"),
    ("festival", "Festival"),
    ("season", "Season"),
    ("weather", "Weather"),
    ("revisit_due", "Visit due"),
    ("checkup_due", "Check-up due"),
    ("membership_end", "End of membership"),
]
FESTIVALS = [
    ("new_year", "New Year's Day"),
    ("new_years_eve", "New Year's Eve (lunar)"),
    ("spring_festival", "Spring Festival"),
    ("lantern", "Lantern Festival"),
    ("womens_day", "Women's Day"),
    ("labour_day", "Labour Day"),
    ("childrens_day", "Children's Day"),
    ("dragon_boat", "Dragon Boat Festival"),
    ("qixi", "Qixi Festival"),
    ("teachers_day", "Teachers' Day"),
    ("mid_autumn", "Mid-Autumn Festival"),
    ("national_day", "National Day"),
    ("double_ninth", "Double Ninth Festival"),
    ("laba", "Laba Festival"),
    ("calendar", "A day of the hospital's calendar"),
]
KNOWN_FESTIVALS = {*SOLAR_FESTIVALS, *LUNAR_FESTIVALS, NEW_YEARS_EVE, "calendar"}
CHANNELS = [("sms", "SMS"), ("email", "E-mail")]
WISHES = ("birthday", "lunar_birthday", "festival", "season", "weather")
DATED = ("season", "weather")
# care after a treatment needs no consent of its own: what is no care may not be sent under its name
PURPOSES = dict.fromkeys(WISHES, ("greeting", "marketing")) | dict.fromkeys(
    ("revisit_due", "checkup_due", "membership_end"), ("followup", "marketing")
)
LONGEST_LEAD = 90


class HcsCareRule(models.Model):
    """Who is written to on which occasion, with which words, at which hour (CARE-01).

    A rule is a message template with an occasion: its words are checked, translated and registered with the gateway
    like those of every other message.
    """

    _name = "hcs.care.rule"
    _description = "Care Rule"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _inherits = {"hcs.message.template": "template_id"}
    _order = "sequence, id"

    template_id = fields.Many2one(
        "hcs.message.template", "Message template", required=True, index=True, ondelete="restrict", copy=False
    )
    sequence = fields.Integer(
        default=10, aggregator=None, help="Where two rules fit one person on one occasion, the first one writes."
    )
    active = fields.Boolean(default=True)
    occasion = fields.Selection(OCCASIONS, required=True, default="birthday")
    festival = fields.Selection(FESTIVALS)
    calendar_name = fields.Char(
        "Name in the calendar", help="As it is called in the list of holidays; the first day of several counts."
    )
    day_on = fields.Date("Day", help="Advice for a season comes again every year on this day; for the weather, once.")
    checkup_months = fields.Integer(
        "Months after the last check-up", default=12, aggregator=None, help="A check-up is due so long after the last."
    )
    lunar_unknown = fields.Boolean(
        "Also Where the Calendar Is Not Known",
        help="Who keeps which birthday stands on the patient card. Off: only those of whom it is known.",
    )
    lead_days = fields.Integer("Days before", aggregator=None, help="Write so many days before the occasion.")
    closed_days = fields.Selection(
        [("before", "On the last day before"), ("after", "On the next day"), ("skip", "Not at all")],
        "On days without hours",
        required=True,
        default="before",
        help="SMS keep to the hours in which patients may be reached; most holidays have none.",
    )
    hour = fields.Float(default=9.0, help="Not before this hour; a message waits for the next allowed one.")
    channel = fields.Selection(CHANNELS, required=True, default="sms")
    subject = fields.Char(translate=True, help="Of the e-mail. It never holds anything about the patient.")
    segment_id = fields.Many2one(
        "hcs.segment",
        "Only this segment",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: everybody who has the occasion and agreed.",
    )
    message_count = fields.Integer("Number of messages", compute="_compute_message_count")
    next_on = fields.Date("Next occasion", compute="_compute_next_on")

    _hour_of_day = models.Constraint("CHECK (hour >= 0 AND hour < 24)", "The hour lies between 00:00 and 23:59.")
    _lead_days_span = models.Constraint(
        f"CHECK (lead_days >= 0 AND lead_days <= {LONGEST_LEAD})",
        "A message goes out at most 90 days before its occasion.",
    )
    _checkup_months_span = models.Constraint(
        "CHECK (occasion <> 'checkup_due' OR checkup_months BETWEEN 1 AND 120)",
        "A check-up is due 1 to 120 months after the last.",
    )

    def _compute_message_count(self):
        counts = dict(
            self.env["hcs.care.message"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"])
        )
        for rule in self:
            rule.message_count = counts.get(rule._origin, 0)

    @api.onchange("occasion")
    def _onchange_occasion(self):
        if self.purpose not in PURPOSES[self.occasion]:
            self.purpose = PURPOSES[self.occasion][0]

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "purpose" in fields and "default_purpose" not in self.env.context:
            values["purpose"] = PURPOSES[values.get("occasion") or "birthday"][0]
        return values

    @api.constrains("occasion", "festival", "calendar_name", "day_on", "channel", "subject")
    def _check_complete(self):
        for rule in self:
            if rule.occasion == "festival" and rule.festival not in KNOWN_FESTIVALS:
                raise ValidationError(self.env._("Choose the festival."))
            if rule.occasion == "festival" and rule.festival == "calendar" and not rule.calendar_name:
                raise ValidationError(self.env._("Write how the day is called in the list of holidays."))
            if rule.occasion in DATED and not rule.day_on:
                raise ValidationError(self.env._("Choose the day on which the advice goes out."))
            if rule.channel == "email" and not rule.subject:
                raise ValidationError(self.env._("An e-mail needs a subject."))

    @api.constrains("occasion", "purpose", "template_id")
    def _check_purpose(self):
        for rule in self:
            if rule.purpose not in PURPOSES[rule.occasion]:
                names = dict(rule.template_id._fields["purpose"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“%(occasion)s” is sent as one of these purposes: %(purposes)s. Which consent is needed "
                        "follows from it.",
                        occasion=dict(self._fields["occasion"]._description_selection(self.env))[rule.occasion],
                        purposes=", ".join(names[code] for code in PURPOSES[rule.occasion]),
                    )
                )

    @api.constrains("body", "subject", "template_id")
    def _check_words(self):
        """No expression that nobody says to a patient, and a subject that says nothing about the person."""
        forbidden = self.env["hcs.forbidden.word"]
        for rule in self:
            for lang, _name in self.env["res.lang"].get_installed():
                told = rule.with_context(lang=lang)
                # from the template itself: what is inherited may still be remembered as it was
                body = rule.template_id.with_context(lang=lang).body
                found = forbidden._find(body, rule.company_id or self.env.company).sudo()
                if found:
                    raise ValidationError(
                        self.env._("Nobody says this to a patient: %(words)s.", words=", ".join(found.mapped("name")))
                    )
                if "{" in (told.subject or "") or clinical_words(told.subject or ""):
                    raise ValidationError(
                        self.env._("The subject of an e-mail is read by everybody: no places, nothing about health.")
                    )

    @api.model_create_multi
    def create(self, vals_list):
        completed = []
        for vals in vals_list:
            occasion = vals.get("occasion") or "birthday"
            vals = {"code": f"care_{uuid4().hex[:8]}", "purpose": PURPOSES[occasion][0], **vals}
            completed.append(vals)
        return super().create(completed)

    def write(self, vals):
        result = super().write(vals)
        if {"body", "purpose", "template_id"} & vals.keys():
            # constraints look at the rule's own columns; these stand on its template
            self._check_words()
            self._check_purpose()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        result = super().update_field_translations(field_name, translations, source_lang)
        if field_name in ("body", "subject"):
            self._check_words()
        return result

    def copy_data(self, default=None):
        values = super().copy_data(default)
        for rule, vals in zip(self, values, strict=True):
            vals["name"] = (default or {}).get("name") or self.env._("%s (copy)", rule.name)
            vals["active"] = False
        return values

    def unlink(self):
        """The words go with the rule; a rule that was used is kept, by its messages."""
        templates = self.template_id
        result = super().unlink()
        templates.unlink()
        return result

    @arguments(on=a_day)
    def action_preview(self, on=None):
        """Who would get what on a day, before anything is sent.

        :param on: a day, today by default
        """
        previews = self.env["hcs.care.preview"]
        return previews.create({"on": on or previews._today(), "rule_ids": self.ids}).action_show()

    def action_open_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_care_message_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}
