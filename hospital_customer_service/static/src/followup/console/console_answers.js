import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { Reactive } from "@web/core/utils/reactive";
import { Outbox } from "./console_outbox";

export const MODEL = "hcs.followup.task";
const TYPING = 800;
const CHOICES = ["simple_choice", "multiple_choice"];

export function isAnswered(question) {
    return Array.isArray(question.answer)
        ? question.answer.length > 0
        : question.answer !== null && question.answer !== "" && question.answer !== false;
}

/** The words, the questions and what is typed: where the call stands, and how each answer reaches the server. */
export class ConsoleAnswers extends Reactive {
    constructor() {
        super();
        this.task = null;
        this.partId = false;
        this.stepKey = "";
        this.questionId = false;
        this.followed = null;
        // what the keys should be typed into: "note", or the id of a question
        this.writing = false;
        // the question whose typed answer the server may not have taken yet
        this.unfinished = false;
        this.outbox = new Outbox(`hcs_console_${user.userId}`, (item) => this.sendItem(item), {
            onSent: (item, result) => this.onSent(item, result),
            onRefused: (item, error) => this.onRefused(item, error),
        });
    }

    // ------------------------------------------------------------ words and questions

    get part() {
        return this.task?.parts.find((part) => part.id === this.partId);
    }

    get step() {
        return this.part?.script.find((step) => step.key === this.stepKey);
    }

    get questions() {
        return (this.part?.questionnaire?.questions || []).filter((question) => question.visible);
    }

    get question() {
        return this.questions.find((question) => question.id === this.questionId);
    }

    choosePart(id) {
        this.partId = id || false;
        this.stepKey = this.part?.script[0]?.key || "";
        this.questionId = this.part?.questionnaire?.next_id || this.questions[0]?.id || false;
    }

    moveStep(by) {
        const steps = this.part?.script || [];
        const at = steps.findIndex((step) => step.key === this.stepKey) + by;
        if (steps[at]) {
            this.stepKey = steps[at].key;
        }
    }

    moveQuestion(by) {
        const { questions } = this;
        const at = questions.findIndex((question) => question.id === this.questionId) + by;
        if (questions[at]) {
            this.chooseQuestion(questions[at].id);
        } else if (by > 0 && at >= questions.length) {
            // the questions of the next follow-up of this call
            const parts = this.task.parts;
            const later = parts.slice(parts.findIndex((part) => part.id === this.partId) + 1);
            const part = later.find((other) => other.questionnaire && !other.left_out);
            if (part) {
                this.choosePart(part.id);
            }
        }
    }

    chooseQuestion(id) {
        this.questionId = id;
        this.followed = null;
    }

    leaveOut(part) {
        return this.attempt(async () => {
            await this.orm.call(MODEL, "action_leave_out", [[part.id]]);
            part.left_out = !part.left_out;
        });
    }

    /** The nth option by its key. */
    pressOption(index) {
        const { question } = this;
        if (!question || !this.open) {
            return;
        }
        if (CHOICES.includes(question.type)) {
            const option = question.options[index];
            if (option) {
                this.choose(question, option);
            }
        }
    }

    choose(question, option) {
        const chosen = question.answer || [];
        const known = chosen.includes(option.id);
        if (question.type === "multiple_choice") {
            this.answer(question, known ? chosen.filter((id) => id !== option.id) : [...chosen, option.id]);
        } else {
            this.answer(question, known ? [] : [option.id], !known);
        }
    }

    /** Keep an answer at once; `goOn` to the question that follows from it. */
    answer(question, value, goOn = false) {
        const item = this.answerItem(question, value);
        question.answer = value;
        this.unfinished = false;
        this.questionId = question.id;
        this.followed = null;
        if (goOn) {
            this.moveQuestion(1);
            this.followed = { from: question.id, to: this.questionId };
        }
        this.outbox.put(item);
    }

    /** Keep what is being typed, now and then; a value that is not complete yet is no mistake. */
    type(question, value) {
        question.answer = value;
        this.unfinished = question.id;
        this.outbox.put({ ...this.answerItem(question, value), unfinished: true }, TYPING);
    }

    /** The field is left: what stands there now is meant. */
    settle(question, value) {
        if (value !== (question.answer ?? "") || this.unfinished === question.id) {
            this.answer(question, value);
        }
    }

    answerItem(question, value) {
        const part = this.task.parts.find((item) => item.questionnaire?.questions.includes(question)) || this.part;
        const key = `answer-${part.id}-${question.id}`;
        return { key, kind: "answer", taskId: part.id, questionId: question.id, value };
    }

    /** One more word on how satisfied the patient is (FUP-08). */
    saveReason(line, values, delay = 0) {
        Object.assign(line, values);
        const vals = "reason" in values ? { reason: values.reason } : { reason_ids: [[6, 0, values.reason_ids]] };
        this.outbox.put({ key: `reason-${line.id}-${Object.keys(vals)[0]}`, kind: "reason", lineId: line.id, vals }, delay);
    }

    typeReason(line, reason) {
        this.saveReason(line, { reason }, TYPING);
    }

    toggleReason(line, reason) {
        const known = line.reason_ids.includes(reason.id);
        const reason_ids = known ? line.reason_ids.filter((id) => id !== reason.id) : [...line.reason_ids, reason.id];
        this.saveReason(line, { reason_ids });
    }

    // ------------------------------------------------------------ what is typed

    memo(name, value) {
        this.task[name] = value;
        const item = { key: `memo-${this.task.id}-${name}`, kind: "memo", taskId: this.task.id, vals: { [name]: value } };
        this.outbox.put(item, TYPING);
    }

    async saveMemo(vals) {
        Object.assign(this.task, vals);
        const { id } = this.task;
        const names = Object.keys(vals).join();
        const saved = await this.outbox.put({ key: `memo-${id}-${names}`, kind: "memo", taskId: id, vals });
        return saved ? _t("Saved.") : "";
    }

    sendItem(item) {
        const { silent } = this.orm;
        switch (item.kind) {
            case "answer":
                return silent.call(MODEL, "action_answer", [[item.taskId], item.questionId, item.value]);
            case "reason":
                return silent.write("hcs.followup.satisfaction", [item.lineId], item.vals);
            default:
                return silent.call(MODEL, "action_console_save", [[item.taskId], item.vals]);
        }
    }

    async onSent(item, result) {
        if (item.kind !== "answer") {
            return;
        }
        const part = this.task?.parts.find((other) => other.id === item.taskId);
        if (!part) {
            return;
        }
        part.questionnaire = result;
        this.applyPending();
        if (this.unfinished === item.questionId && !this.outbox.find(item.key)) {
            this.unfinished = false;
        }
        if (this.followed && this.followed.from === item.questionId && this.followed.to === this.questionId) {
            // the answer may have led to a question that was hidden before
            this.questionId = item.questionId;
            this.moveQuestion(1);
            this.followed = null;
        }
        if (result.alert_id) {
            this.notice = _t("Red flag: the attending doctor was told.");
            this.task.said = await this.call("get_console_said");
        }
        if (part.aspect_ids.includes(item.questionId)) {
            this.task.satisfaction = await this.call("get_console_satisfaction");
            this.applyPending();
        }
    }

    onRefused(item, error) {
        if (item.unfinished) {
            return;
        }
        this.error = this.inWords(error);
        this.refused = item;
    }

    /** Show what waits to be sent as if it were saved: it was typed. */
    applyPending() {
        for (const item of this.outbox.items) {
            if (item.kind === "memo" && item.taskId === this.task?.id) {
                Object.assign(this.task, item.vals);
            }
            if (item.kind === "reason") {
                const line = this.task?.satisfaction.find((other) => other.id === item.lineId);
                if (line && "reason" in item.vals) {
                    line.reason = item.vals.reason;
                }
            }
            if (item.kind === "answer") {
                const part = this.task?.parts.find((other) => other.id === item.taskId);
                const question = part?.questionnaire?.questions.find((other) => other.id === item.questionId);
                if (question) {
                    question.answer = item.value;
                }
            }
        }
    }
}
