import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useNow } from "./hcs_now";
import { COLORS, inWords, timeLeft, urgency } from "./hcs_time_words";

const KINDS = {
    running: _t("Running"),
    paused: _t("Paused"),
    warning: _t("Running out"),
    breach: _t("Overdue"),
    escalation: _t("Told"),
    due_changed: _t("Deadline changed"),
    resumed: _t("Resumed"),
    met: _t("Met"),
    met_late: _t("Met late"),
    cancelled: _t("Cancelled"),
};
const OPEN = ["running", "paused"];
const LINES = ["kind", "user_id", "reason"];

/** All deadlines of a record: the open ones count down, a click shows how they came to be due when they are. */
export class HcsClockField extends Component {
    static template = "hospital_customer_service.Clock";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        // not "clock": the loop of the template has a variable of that name, and methods see it as theirs
        this.time = useNow();
        this.state = useState({ shown: false, lines: [], ended: false });
    }

    get clocks() {
        const rank = { running: 0, paused: 1 };
        const order = (one, other) =>
            (rank[one.state] ?? 2) - (rank[other.state] ?? 2) ||
            one.due_at - other.due_at ||
            (one.met_at || 0) - (other.met_at || 0);
        return this.props.record.data[this.props.name].records
            .map((record) => ({ id: record.resId, ...record.data }))
            .sort(order);
    }

    get shownClocks() {
        return this.clocks.filter((clock) => this.state.ended || OPEN.includes(clock.state));
    }

    /** What is over, in a word: it is looked up when somebody asks why. */
    get endedText() {
        const ended = this.clocks.filter((clock) => !OPEN.includes(clock.state));
        const late = ended.filter((clock) => clock.state === "met_late").length;
        if (!late) {
            return ended.length && _t("%s ended", ended.length);
        }
        return _t("%(count)s ended, %(late)s of them late", { count: ended.length, late });
    }

    date(moment) {
        return moment ? toLocaleDateTimeString(moment) : "";
    }

    color(clock) {
        if (clock.state === "running") {
            return COLORS[urgency(clock.due_at, clock.warn_at, this.time.now)];
        }
        return { paused: "info", met: "success", met_late: "danger" }[clock.state] || "secondary";
    }

    text(clock) {
        switch (clock.state) {
            case "running":
                return timeLeft(clock.due_at, this.time.now);
            case "paused": {
                const left = inWords(Math.max(clock.due_at.diff(clock.paused_since).toMillis(), 0));
                return _t("paused, %s left", left);
            }
            case "met_late":
                return _t("met, %s late", inWords(clock.met_at.diff(clock.due_at).toMillis()));
            default:
                return KINDS[clock.state].toString().toLowerCase();
        }
    }

    async onClick(clock) {
        if (this.state.shown === clock.id) {
            this.state.shown = false;
            return;
        }
        const domain = [["clock_id", "=", clock.id]];
        const [segments, events] = await Promise.all([
            this.orm.searchRead("hcs.clock.segment", domain, [...LINES, "from_at", "to_at"]),
            this.orm.searchRead("hcs.clock.event", domain, [...LINES, "at", "level", "old_due_at", "new_due_at"]),
        ]);
        const lines = [
            ...segments.map((line) => this.line(line, line.from_at, line.to_at)),
            ...events.map((line) => this.line(line, line.at)),
        ];
        Object.assign(this.state, { shown: clock.id, lines: lines.sort((one, other) => one.at - other.at) });
    }

    line({ id, kind, level, user_id, reason, new_due_at }, from, to) {
        const [at, end] = [from, to].map((moment) => moment && deserializeDateTime(moment));
        const what = [KINDS[kind], level ? _t("%s %%", level) : "", end ? inWords(end.diff(at).toMillis()) : ""];
        const due = new_due_at ? _t("due %s", this.date(deserializeDateTime(new_due_at))) : "";
        return {
            key: `${end ? "segment" : "event"}_${id}`,
            at,
            when: this.date(at),
            icon: end ? "fa-arrows-h" : "fa-circle-o",
            what: what.filter(Boolean).join(" · "),
            why: [reason, due].filter(Boolean).join(" · "),
            who: user_id ? user_id[1] : "",
        };
    }
}

registry.category("fields").add("hcs_clock", {
    component: HcsClockField,
    displayName: _t("Deadlines"),
    supportedTypes: ["one2many"],
    useSubView: false,
    relatedFields: [
        { name: "display_name", type: "char", readonly: true },
        { name: "state", type: "selection", selection: Object.entries(KINDS), readonly: true },
        ...["due_at", "warn_at", "met_at", "paused_since", "pause_until"].map((name) => ({
            name,
            type: "datetime",
            readonly: true,
        })),
        { name: "pause_reason", type: "char", readonly: true },
    ],
});
