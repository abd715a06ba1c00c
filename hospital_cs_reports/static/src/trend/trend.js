import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useWall } from "@hospital_customer_service/common/hcs_wall";
import { TrendChart, TrendSpark } from "./trend_chart";

const KINDS = ["week", "month", "quarter"];

/** The key figures of every area over the last periods, for the director (RPT-08). */
export class HcsTrend extends Component {
    static template = "hospital_cs_reports.Trend";
    static components = { TrendChart, TrendSpark };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.wall = useWall(this.root);
        this.last = new KeepLast();
        // back from the rows, or by an address that somebody sent
        const wanted = this.props.state || router.current;
        this.state = useState({
            kind: KINDS.includes(wanted.kind) ? wanted.kind : "month",
            code: wanted.code || false,
            part: wanted.part || false,
            all: Boolean(wanted.all),
            board: null,
            course: null,
            other: null,
        });
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => {
                const { kind, code, part, all } = this.state;
                return { kind, code, part, all };
            },
        });
        onWillStart(() => this.load());
    }

    // LOADING
    async load() {
        const { kind, code, part } = this.state;
        const board = await this.last.add(this.orm.call("hcs.trend", "get_overview", [kind]));
        let course = null;
        if (code) {
            // an old address may name a figure that is counted no more
            const known = board.areas.some((area) => area.tiles.some((tile) => tile.code === code));
            if (known) {
                course = await this.last.add(this.orm.call("hcs.trend", "get_course", [code, kind, part]));
            } else {
                Object.assign(this.state, { code: false, part: false });
            }
        }
        Object.assign(this.state, { board, course, other: null });
        this.props.updateActionState?.({
            kind: this.state.kind,
            code: this.state.code || undefined,
            part: this.state.part || undefined,
        });
    }

    choose(changes) {
        Object.assign(this.state, changes);
        return this.load();
    }

    openFigure(code) {
        return this.choose({ code, part: false });
    }

    closeFigure() {
        return this.choose({ code: false, part: false });
    }

    onKeydown(ev) {
        if (ev.key === "Escape" && this.state.code && !this.wall.on) {
            ev.preventDefault();
            this.closeFigure();
        }
    }

    // WORDS
    get headline() {
        const period = this.state.board.periods[this.state.board.place];
        return _t("%(period)s, %(first)s to %(last)s", {
            period: period.key,
            first: formatDate(deserializeDate(period.first)),
            last: formatDate(deserializeDate(period.last)),
        });
    }

    get knownUntil() {
        const day = this.state.board.known_until;
        return day ? _t("Counted until %s", formatDate(deserializeDate(day))) : _t("Nothing has been counted yet");
    }

    get areas() {
        const { board, all } = this.state;
        return board.areas.map((area) => ({ ...area, tiles: area.tiles.filter((tile) => all || tile.is_key) }));
    }

    source(point) {
        return {
            published: _t("Published"),
            submitted: _t("Submitted"),
            draft: _t("Draft"),
            live: _t("Counted now"),
            none: "",
        }[point.source];
    }

    sourceIcon(point) {
        return { published: "fa-lock", submitted: "fa-pencil-square-o", draft: "fa-file-o", live: "fa-clock-o", none: "" }[
            point.source
        ];
    }

    changeClass(compared) {
        return { good: "text-success", bad: "text-danger" }[compared.trend] || "text-muted";
    }

    // ROWS
    async openRows(place, row = null) {
        const { course, kind } = this.state;
        const period = course.periods[place];
        const part = row ? [course.part, row.res_id, row.code] : [null, 0, null];
        const action = await this.orm.call("hcs.trend", "action_open_rows", [
            course.kpi.code,
            kind,
            period.first,
            null,
            ...part,
        ]);
        await this.action.doAction(action);
    }

    compareWith(row) {
        this.state.other = this.state.other === row ? null : row;
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("hcs_trend", HcsTrend);
