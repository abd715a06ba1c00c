from odoo import api, fields, models
from odoo.exceptions import UserError


class SurveySurvey(models.Model):
    """A survey that belongs to a follow-up: typed during the call, or answered by the patient (FUP-07, SUR-01)."""

    _inherit = "survey.survey"

    hcs_questionnaire = fields.Boolean(
        "Follow-up Questionnaire",
        help="Typed by an agent during a follow-up call, or answered by the patient through a link. Its answers are "
        "seen inside the service centre only.",
    )
    hcs_version = fields.Integer(
        "Version", default=1, readonly=True, copy=False, help="Questions that were answered stay as they were asked."
    )
    hcs_previous_id = fields.Many2one(
        "survey.survey", "Previous Version", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    def _hcs_check_unanswered(self):
        """Figures compare answers to the same question: once answered, it is asked anew in a new version."""
        asked = self.filtered("hcs_questionnaire")
        # sudo: whether anybody answered does not depend on who asks
        if asked and self.env["survey.user_input"].sudo().search_count([("survey_id", "in", asked.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Patients have answered this questionnaire. Make a new version of it and change that one: "
                    "the old answers keep their questions."
                )
            )

    def action_hcs_new_version(self):
        """Copy the questionnaire, give the copy to the plans, and retire this one with its answers."""
        self.ensure_one()
        self.check_access("write")
        if not self.active:
            raise UserError(self.env._("This version is retired. Change the one that is in use."))
        survey = self.copy({"hcs_version": self.hcs_version + 1, "hcs_previous_id": self.id})
        for lang, _name in self.env["res.lang"].get_installed():
            survey.with_context(lang=lang).title = self.with_context(lang=lang).title
        for model in ("hcs.followup.plan", "hcs.followup.plan.step"):
            # sudo: all that ask the old questions ask the new ones
            users = self.env[model].sudo().with_context(active_test=False)
            users.search([("questionnaire_id", "=", self.id)]).write({"questionnaire_id": survey.id})
        self.active = False
        return survey._get_records_action()

    @api.depends("title", "hcs_version", "hcs_questionnaire")
    def _compute_display_name(self):  # pylint: disable=missing-return
        super()._compute_display_name()
        for survey in self:
            if survey.hcs_questionnaire and survey.hcs_version > 1:
                survey.display_name = self.env._(
                    "%(title)s, version %(number)s", title=survey.title, number=survey.hcs_version
                )
