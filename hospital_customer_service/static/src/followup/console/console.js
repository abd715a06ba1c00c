import { Component, onWillStart, onWillUnmount, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useNow } from "../../common/hcs_now";
import { ConsoleCard } from "./console_card";
import { ConsoleHelp } from "./console_help";
import { pressKey } from "./console_keys";
import { ConsoleModel } from "./console_model";
import { ConsoleOutcomes } from "./console_outcomes";
import { ConsolePanel } from "./console_panel";
import { ConsoleQuestions } from "./console_questions";
import { ConsoleQueue } from "./console_queue";
import { ConsoleScript } from "./console_script";

const PACE = 60_000;
const DOCTOR_PACE = 15_000;

/** One screen for a whole call, from the next patient to the outcome, with the hands on the keyboard (FUP-15). */
export class CallConsole extends Component {
    static template = "hospital_customer_service.CallConsole";
    static components = {
        ConsoleCard,
        ConsoleHelp,
        ConsoleOutcomes,
        ConsolePanel,
        ConsoleQuestions,
        ConsoleQueue,
        ConsoleScript,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.model = useState(new ConsoleModel({ orm: useService("orm"), action: useService("action") }));
        this.clock = useNow();
        this.note = useRef("note");
        onWillStart(async () => {
            const { task_id, incoming } = this.props.action.params || {};
            await this.model.load(task_id || null);
            this.model.onLine = Boolean(incoming) && this.model.task?.id;
            this.model.outbox.flush();
        });
        useExternalListener(window, "keydown", (ev) => {
            if (pressKey(this.model, ev)) {
                ev.preventDefault();
                ev.stopPropagation();
            }
        }, { capture: true });
        useExternalListener(window, "online", () => this.model.outbox.flush());
        // the browser asks before it throws away what no server has yet
        useExternalListener(window, "beforeunload", (ev) => this.model.outbox.waiting && ev.preventDefault());
        useEffect(
            (writing) => {
                if (writing === "note") {
                    this.note.el?.focus();
                    this.model.writing = false;
                }
            },
            () => [this.model.writing]
        );
        // while nothing is to do the list fills by itself
        this.timer = browser.setInterval(() => !document.hidden && this.model.refresh(), PACE);
        this.doctorTimer = browser.setInterval(() => this.model.askDoctor(), DOCTOR_PACE);
        onWillUnmount(() => {
            browser.clearInterval(this.timer);
            browser.clearInterval(this.doctorTimer);
            this.model.outbox.flush();
            this.model.outbox.stop();
        });
    }

    get opensAt() {
        const at = this.model.data?.nothing?.opens_at;
        return at ? formatDateTime(deserializeDateTime(at), { format: "yyyy-MM-dd HH:mm" }) : "";
    }
}

registry.category("actions").add("hcs_call_console", CallConsole);
