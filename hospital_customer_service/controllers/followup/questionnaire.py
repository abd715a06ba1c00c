from odoo.addons.survey.controllers.main import Survey


class FollowupQuestionnaire(Survey):
    def _check_validity(self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True):
        """The tablet at the desk is signed in as an agent; the answers are the patient's, who has no account.

        Whoever holds the token of the answers of a follow-up may fill them in, as somebody who is not signed in may.
        """
        if answer_token and answer_sudo and answer_sudo.hcs_task_id:
            check_partner = False
        return super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token=ensure_token, check_partner=check_partner
        )
