import { markRaw } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { consoleActions, serverAction } from "./console_actions";
import { ConsoleAnswers, isAnswered, MODEL } from "./console_answers";

/** What the console knows and does; the components show it and the keys call it. */
export class ConsoleModel extends ConsoleAnswers {
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
        // follow-up of somebody who is on the line
        this.onLine = false;
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

    /** While the patient is on the line and a doctor was asked: has the answer come? */
    async askDoctor() {
        const { task } = this;
        if (this.busy || this.outbox.offline || !task?.said.some((line) => line.waiting)) {
            return;
        }
        try {
            const said = await this.orm.silent.call(MODEL, "get_console_said", [[task.id]]);
            const before = task.said.filter((line) => line.answer).length;
            task.said = said;
            if (said.filter((line) => line.answer).length > before) {
                this.notice = _t("The doctor has answered.");
            }
        } catch {
            // asked again in a moment
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

    /** The patient is on the line and called by himself. */
    takeIncoming() {
        if (!this.task?.todo || this.task.dialled) {
            return;
        }
        return this.attempt(async () => this.show(await this.call("action_console_incoming")));
    }

    /** Enter on a call that has not begun: whoever was sent here from a request has the patient on the line. */
    begin() {
        return this.onLine && this.onLine === this.task?.id ? this.takeIncoming() : this.dial();
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

    // ------------------------------------------------------------ from the call in one step

    get actions() {
        const own = consoleActions.getEntries().map(([key, action]) => ({ key, ...action }));
        return [...own, ...this.task.actions.map((action) => serverAction(action))]
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
        await this.openHere(await this.orm.call(model, method, [[id]]));
    }

    openHere(action) {
        return this.action.doAction({ ...action, target: "new" });
    }

    async reveal(phone) {
        await this.attempt(async () => {
            phone.shown = await this.orm.call("hcs.patient.phone", "action_reveal", [[phone.id]]);
        });
    }
}
