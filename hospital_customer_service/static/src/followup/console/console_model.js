import { markRaw } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { Reactive } from "@web/core/utils/reactive";
import { consoleActions } from "./console_actions";
import { Outbox } from "./console_outbox";

const MODEL = "hcs.followup.task";
const TYPING = 800;
const CHOICES = ["simple_choice", "multiple_choice"];

export function isAnswered(question) {
    return Array.isArray(question.answer)
        ? question.answer.length > 0
        : question.answer !== null && question.answer !== "" && question.answer !== false;
}

/** What the console knows and does; the components show it and the keys call it. */
export class ConsoleModel extends Reactive {
    constructor({ orm, action }) {
        super();
        this.orm = markRaw(orm);
        this.action = markRaw(action);
        this.data = null;
        this.task = null;
        this.busy = false;
        this.error = "";
        this.notice = "";
        this.result = "";
        this.number = "";
        this.stopped = "";
        this.panel = null;
        this.help = false;
        this.partId = false;
        this.stepKey = "";
        this.questionId = false;
        this.writing = false;
        this.outbox = new Outbox(`hcs_console_${user.userId}`, (item) => this.sendItem(item), {
            onSent: (item, result) => this.onSent(item, result),
            onRefused: (item, error) => this.onRefused(item, error),
        });
    }

    // ------------------------------------------------------------ server

    call(method, args = [], kwargs = {}) {
        return this.orm.call(MODEL, method, [[this.task.id], ...args], kwargs);
    }

    /** Do something that needs the server; what went wrong is said in words and nothing typed is lost. */
    async attempt(job) {
        if (this.busy) {
            return false;
        }
        this.busy = true;
        this.error = "";
        this.notice = "";
        try {
            await job();
            return true;
        } catch (error) {
            this.error = this.inWords(error);
            return false;
        } finally {
            this.busy = false;
        }
    }

    inWords(error) {
        if (error instanceof RPCError) {
            const told = error.exceptionName?.startsWith("odoo.") && error.data?.message;
            return told || _t("The server could not do this. Try again; if it happens again, tell your administrator.");
        }
        if (error instanceof ConnectionLostError) {
            return _t("No connection to the server. Nothing you typed is lost; press the key again in a moment.");
        }
        throw error;
    }

    show(data) {
        const before = this.task?.id;
        this.data = data;
        this.task = data.task || null;
        this.stopped = data.stopped || "";
        this.panel = null;
        if (this.task?.id !== before) {
            this.number = "";
        }
        if (data.number) {
            this.number = data.number;
        }
        this.applyPending();
        const { parts } = this.task || { parts: [] };
        if (!parts.some((part) => part.id === this.partId)) {
            this.choosePart(parts[0]?.id);
        }
    }

    load(taskId = null) {
        return this.attempt(async () => {
            this.result = "";
            this.show(await this.orm.call(MODEL, "get_console", [taskId]));
        });
    }

    /** The list of what comes, without taking or opening anything. */
    async refresh() {
        if (this.busy || this.task || this.result) {
            return;
        }
        try {
            this.show(await this.orm.silent.call(MODEL, "get_console", []));
            this.error = "";
        } catch (error) {
            this.error = this.inWords(error);
        }
    }

    next() {
        return this.attempt(async () => {
            const data = await this.orm.call(MODEL, "action_console_next", []);
            this.result = "";
            this.show(data);
        });
    }

    dial() {
        if (!this.task?.todo || this.task.dialled) {
            return;
        }
        return this.attempt(async () => this.show(await this.call("action_console_dial")));
    }

    putBack() {
        if (this.task?.state !== "in_progress") {
            return;
        }
        return this.attempt(async () => {
            await this.outbox.flush();
            await this.call("action_release");
            this.partId = false;
            this.show(await this.orm.call(MODEL, "get_console", []));
        });
    }

    // ------------------------------------------------------------ how the call ended

    get open() {
        return Boolean(this.task?.todo && !this.task.held_by);
    }

    press(outcome) {
        if (!this.open) {
            return;
        }
        const asks = outcome.asks || (outcome.to_relative && !this.task.may_tell_relatives);
        const missing = outcome.done ? this.missing : 0;
        if (asks || missing) {
            this.panel = { kind: "outcome", outcome, missing };
            return;
        }
        return this.record(outcome);
    }

    record(outcome, { callbackAt, phoneId, note, holiday } = {}) {
        const values = {};
        if (callbackAt) {
            values.callback_at = serializeDateTime(callbackAt);
            values.confirmed_holiday = Boolean(holiday);
        }
        if (phoneId) {
            values.phone_id = phoneId;
        }
        if (note) {
            values.note = note;
        }
        return this.attempt(async () => {
            if (!(await this.outbox.flush())) {
                this.error = _t(
                    "The call is not recorded yet: what you typed could not be saved. Press the key again in a moment."
                );
                return;
            }
            const data = await this.call("action_console_outcome", [outcome.code], {
                attempt_lines: this.task.attempt_lines,
                ...values,
            });
            this.partId = false;
            this.show(data);
            this.result = data.result;
        });
    }

    /** Questions that must not be left out, of everything this call is about. */
    get missing() {
        return this.task.parts
            .filter((part) => part.questionnaire && !part.left_out)
            .flatMap((part) => part.questionnaire.questions)
            .filter((question) => question.visible && question.mandatory && !isAnswered(question)).length;
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
        const part = this.task.parts.find((item) => item.questionnaire?.questions.includes(question)) || this.part;
        question.answer = value;
        this.questionId = question.id;
        this.followed = null;
        if (goOn) {
            this.moveQuestion(1);
            this.followed = { from: question.id, to: this.questionId };
        }
        this.outbox.put({
            key: `answer-${part.id}-${question.id}`,
            kind: "answer",
            taskId: part.id,
            questionId: question.id,
            value,
        });
    }

    /** One more word on how satisfied the patient is (FUP-08). */
    saveReason(line, values) {
        Object.assign(line, values);
        const vals = "reason" in values ? { reason: values.reason } : { reason_ids: [[6, 0, values.reason_ids]] };
        this.outbox.put({ key: `reason-${line.id}-${Object.keys(vals)[0]}`, kind: "reason", lineId: line.id, vals });
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
        }
    }

    onRefused(item, error) {
        this.error = this.inWords(error);
        this.refused = item;
    }

    /** Show what waits to be sent as if it were saved: it was typed. */
    applyPending() {
        for (const item of this.outbox.items) {
            if (item.kind === "memo" && item.taskId === this.task?.id) {
                Object.assign(this.task, item.vals);
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

    // ------------------------------------------------------------ from the call in one step

    get actions() {
        return consoleActions
            .getEntries()
            .map(([key, action]) => ({ key, ...action }))
            .filter((action) => !action.isAvailable || action.isAvailable(this))
            .sort((a, b) => (a.sequence ?? 50) - (b.sequence ?? 50));
    }

    start(action) {
        if (action.fields?.length) {
            this.panel = { kind: "action", action };
            return;
        }
        this.panel = null;
        return this.run(action, {});
    }

    run(action, values) {
        return this.attempt(async () => {
            const words = await action.run(this, values);
            this.panel = null;
            this.notice = words || "";
        });
    }

    /** Open what a button of another record opens; the call stays where it is. */
    async openFor(model, id, method) {
        const action = await this.orm.call(model, method, [[id]]);
        await this.action.doAction({ ...action, target: "new" });
    }

    async reveal(phone) {
        await this.attempt(async () => {
            phone.shown = await this.orm.call("hcs.patient.phone", "action_reveal", [[phone.id]]);
        });
    }
}
