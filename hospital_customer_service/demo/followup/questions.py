"""Questionnaires that were filled in beside the calls, and what doctors were asked because of them."""

from datetime import timedelta

from .words import WORDS

ANSWERED = 60
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class QuestionLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env

    def load(self):
        tasks = self.env["hcs.followup.task"].search([("state", "=", "done")], order="closed_at desc, id")
        for task in tasks[: 3 * ANSWERED : 3]:
            self._fill_in(task)
        self._ask_doctors(tasks)
        self.env.invalidate_all()

    def _fill_in(self, task):
        """The same that the agent wrote on the task, question by question; nothing alarming."""
        survey = task._get_questionnaire()
        if not survey:
            return
        with self.hospital.at(task.closed_at):
            answers = task._get_answers()
            answers._mark_in_progress()
            for question in survey.question_ids - survey.question_ids.filtered("triggering_answer_ids"):
                value = self._value(task, question)
                if value:
                    answers._save_lines(question, value)
        # the task says the same already: nothing is left to be filled in from the answers
        moments = {"start_datetime": task.closed_at - 4 * MINUTE, "end_datetime": task.closed_at}
        answers.write({"state": "done", **moments})

    def _value(self, task, question):
        if question.question_type == "simple_choice":
            options = question.suggested_answer_ids.filtered(lambda option: not option.hcs_red_flag)
            wanted = self._known(task, question.hcs_target or "")
            if question.hcs_target and not wanted:
                return False
            found = options.filtered(lambda option: option.hcs_value == wanted) if wanted else options[:1]
            return [str(option_id) for option_id in found[:1].ids]
        if question.question_type == "scale":
            top = question.hcs_red_from or question.scale_max
            return str(max(question.scale_min, top - 3))
        return False

    def _known(self, task, target):
        """What the task says about the target of a question."""
        if target.startswith("aspect_"):
            aspect = target.removeprefix("aspect_")
            return task.satisfaction_ids.filtered(lambda line: line.aspect == aspect).level
        return task[target] if target in task._fields and isinstance(task[target], str) else False

    def _ask_doctors(self, tasks):
        """Five questions: two are open, one was answered and the patient is still to be told, two are settled."""
        mine = tasks.filtered("practitioner_id.user_id")[:5]
        for number, task in enumerate(mine):
            agent = self.hospital.ref(f"user_followup{('', '2', '3')[number % 3]}_demo")
            at = self.hospital.now - timedelta(hours=2 + 20 * (number // 2), minutes=11 * number)
            with self.hospital.at(at):
                request = task.with_user(agent).sudo()._ask_doctor(
                    WORDS["doctor_feedback"][number % len(WORDS["doctor_feedback"])]
                )  # fmt: skip
            self.hospital.backdate("hcs_collaboration", {request.id: at})
            if number < 2:
                continue
            doctor = task.practitioner_id.user_id
            with self.hospital.at(at + 30 * MINUTE):
                request.with_user(doctor).sudo().action_answer(WORDS["answers"][number % len(WORDS["answers"])])
            if number > 2:
                with self.hospital.at(at + HOUR):
                    request.with_user(agent).sudo().action_patient_told()
