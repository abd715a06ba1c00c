from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

GUESSED = ("survey_wrong", "token_wrong")


class FollowupQuestionnaire(Survey):
    def _check_validity(self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True):
        """The tablet at the desk is signed in as an agent; the answers are the patient's, who has no account.

        Whoever holds the token of the answers of a follow-up may fill them in, as somebody who is not signed in may.
        """
        if answer_token and answer_sudo and answer_sudo.hcs_task_id:
            check_partner = False
        tries = request.env["hcs.access.link.try"]
        address = request.httprequest.remote_addr
        public = request.env.user._is_public()
        if public and tries._is_flooding(address):
            # whoever guesses waits, as with every other link; the right one does not tell itself apart
            return "survey_wrong"
        validity = super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token=ensure_token, check_partner=check_partner
        )
        if public and validity in GUESSED:
            tries._note(address)
        return validity
