import { Component, onMounted, onWillStart, onWillUnmount, useExternalListener, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useNow } from "../common/hcs_now";
import { COLORS, inWords, timeLeft, urgency } from "../common/hcs_time_words";
import { useWall } from "../common/hcs_wall";

const { DateTime } = luxon;

// the board asks the server at most so often; after errors it waits twice as long each time
export const PACE = 30_000;
const LONGEST = 8 * PACE;

/** What the desk has to look at this minute, on an agent's screen and on the wall (RPT-08). */
export class HcsLiveBoard extends Component {
    static template = "hospital_customer_service.LiveBoard";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.clock = useNow();
        this.state = useState({ board: null, failed: false, loading: false, updatedAt: null });
        this.wall = useWall(this.root);
        this.wait = PACE;
        this.askedAt = 0;
        onWillStart(() => this.refresh());
        onMounted(() => this.plan());
        onWillUnmount(() => {
            this.gone = true;
            clearTimeout(this.timer);
        });
        useExternalListener(document, "visibilitychange", () => this.onVisibility());
    }

    // REFRESH
    async refresh() {
        if (this.state.loading) {
            return;
        }
        this.state.loading = true;
        this.askedAt = Date.now();
        try {
            const board = await this.orm.silent.call("hcs.service.record", "get_board", []);
            // the clocks of screens on walls are often wrong
            this.skew = deserializeDateTime(board.now).diff(DateTime.now());
            Object.assign(this.state, { board, failed: false, updatedAt: DateTime.now() });
            this.wait = PACE;
        } catch {
            this.state.failed = true;
            this.wait = Math.min(this.wait * 2, LONGEST);
        }
        this.state.loading = false;
    }

    plan() {
        clearTimeout(this.timer);
        if (this.gone || document.hidden) {
            return;
        }
        const due = this.askedAt + this.wait - Date.now();
        this.timer = setTimeout(async () => {
            await this.refresh();
            this.plan();
        }, Math.max(due, 0));
    }

    onVisibility() {
        // nobody looks: nothing is asked; back again, what is old is renewed at once
        this.plan();
    }

    async retry() {
        await this.refresh();
        this.plan();
    }

    // TIME
    get now() {
        return this.skew ? this.clock.now.plus(this.skew) : this.clock.now;
    }

    get updated() {
        return this.state.updatedAt ? formatDateTime(this.state.updatedAt, { format: "HH:mm:ss" }) : "";
    }

    /** Words for the rows that do not fit. */
    more(part) {
        return _t("%s more", part.total - part.rows.length);
    }

    left(row) {
        return timeLeft(deserializeDateTime(row.due_at), this.now);
    }

    since(moment) {
        return inWords(Math.max(this.now.diff(deserializeDateTime(moment)).toMillis(), 0));
    }

    color(row, minutes) {
        const due = deserializeDateTime(row.due_at);
        return COLORS[urgency(due, due.minus({ minutes }), this.now)];
    }

    queueColor(queue) {
        const minutes = this.now.diff(deserializeDateTime(queue.since), "minutes").minutes;
        const limit = this.state.board.wait_minutes;
        const crowded = queue.threshold && queue.count > queue.threshold;
        if (crowded || minutes >= 2 * limit) {
            return "danger";
        }
        return minutes >= limit ? "warning" : "success";
    }

    loadColor(person, team) {
        return team.capacity && person.load >= team.capacity ? "danger" : person.load ? "primary" : "secondary";
    }

    // ROWS
    open(part, name) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: name || _t("Live Board"),
            res_model: part.model,
            domain: part.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    openRow(part, row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: part.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    get parts() {
        const { records, results, soon_minutes, result_minutes } = this.state.board;
        return [
            { key: "records", title: _t("Next to answer"), empty: _t("Nothing has a deadline"), part: records, minutes: soon_minutes },
            { key: "results", title: _t("Results to tell"), empty: _t("No result waits to be told"), part: results, minutes: result_minutes },
        ];
    }
}

registry.category("actions").add("hcs_live_board", HcsLiveBoard);
