import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { optionKey } from "./console_keys";
import { parseMoment } from "./console_moment";

const { DateTime } = luxon;

/** The line above the outcome keys that asks for a word more; Enter records, Escape goes back. */
export class ConsolePanel extends Component {
    static template = "hospital_customer_service.ConsolePanel";
    static props = { model: Object };

    setup() {
        this.root = useRef("root");
        this.optionKey = optionKey;
        const { panel, task } = this.model;
        this.state = useState({
            moment: "",
            phoneId: task.patient.dial_id,
            note: "",
            holiday: false,
            text: "",
            date: "",
            problem: "",
            ...panel.action?.initial?.(this.model),
            ...this.draft,
        });
        useEffect(
            () => this.root.el.querySelector("[data-first], input, textarea, select, .btn-primary")?.focus(),
            () => []
        );
    }

    get model() {
        return this.props.model;
    }

    get panel() {
        return this.model.panel;
    }

    // words of a panel that was closed by mistake, or by a reload, are there again
    get draftName() {
        return `hcs_console_draft_${this.model.task.id}_${this.panel.action?.key || this.panel.outcome?.code || ""}`;
    }

    get draft() {
        try {
            return JSON.parse(browser.sessionStorage.getItem(this.draftName) || "{}");
        } catch {
            return {};
        }
    }

    keepDraft() {
        const { moment, note, text, date } = this.state;
        browser.sessionStorage.setItem(this.draftName, JSON.stringify({ moment, note, text, date }));
    }

    get callbackAt() {
        return this.state.moment ? parseMoment(this.state.moment, DateTime.now()) : null;
    }

    get callbackWords() {
        return this.callbackAt ? formatDateTime(this.callbackAt, { format: "cccc yyyy-MM-dd HH:mm" }) : "";
    }

    get chips() {
        return ["+30", "+1h", "+2h"];
    }

    async submit() {
        const { panel } = this;
        const name = this.draftName;
        this.state.problem = "";
        if (panel.kind === "outcome") {
            const { outcome } = panel;
            if (outcome.callback && this.state.moment && !this.callbackAt) {
                this.state.problem = _t("This time cannot be read. Write it like 19:30, +45 or 24 9:30.");
                return;
            }
            if (outcome.callback_required && !this.callbackAt) {
                this.state.problem = _t("Enter the time the patient asked for.");
                return;
            }
            await this.model.record(outcome, {
                callbackAt: outcome.callback ? this.callbackAt : null,
                phoneId: this.state.phoneId,
                note: this.state.note,
                holiday: this.state.holiday,
            });
        } else {
            const { action } = panel;
            if (action.fields.includes("text") && !(this.state.text || "").trim()) {
                this.state.problem = _t("Write down what was said.");
                return;
            }
            if (action.fields.includes("date") && !this.state.date) {
                this.state.problem = _t("Enter the date.");
                return;
            }
            await this.model.run(action, { text: (this.state.text || "").trim(), date: this.state.date });
        }
        if (!this.model.error) {
            browser.sessionStorage.removeItem(name);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing && !ev.target.closest("button")) {
            ev.preventDefault();
            ev.stopPropagation();
            this.submit();
        }
    }

    close() {
        this.model.panel = null;
    }
}
