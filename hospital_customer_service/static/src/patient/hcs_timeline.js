import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const PAGE = 30;
const GOOD = ["given", "arrived", "completed", "done", "answered", "closed", "published"];
const BAD = ["withdrawn", "no_show", "interrupted", "cancelled", "unsuccessful", "expired", "refused"];

/** The history of a patient, newest first; rooms add their records through `_timeline_sources`. */
export class HcsTimeline extends Component {
    static template = "hospital_customer_service.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ entries: [], kinds: [], chosen: [], more: false, loaded: false });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.resId || nextProps.record !== this.props.record) {
                return this.load(nextProps.record.resId);
            }
        });
    }

    async load(resId, before = false) {
        this.resId = resId;
        if (!resId) {
            return;
        }
        const page = await this.orm.call("hcs.patient", "get_timeline", [[resId]], {
            kinds: this.state.chosen.length ? [...this.state.chosen] : null,
            limit: PAGE,
            before: before || null,
        });
        if (this.resId !== resId) {
            return;
        }
        this.state.entries = before ? [...this.state.entries, ...page.entries] : page.entries;
        this.state.kinds = page.kinds;
        this.state.more = page.more;
        this.state.loaded = true;
    }

    loadMore() {
        return this.load(this.resId, this.state.entries.at(-1).date);
    }

    toggle(kind) {
        const chosen = this.state.chosen;
        this.state.chosen = chosen.includes(kind) ? chosen.filter((k) => k !== kind) : [...chosen, kind];
        return this.load(this.resId);
    }

    showAll() {
        this.state.chosen = [];
        return this.load(this.resId);
    }

    colour(entry) {
        if (GOOD.includes(entry.state)) {
            return "text-success bg-success-subtle";
        }
        return BAD.includes(entry.state) ? "text-danger bg-danger-subtle" : "o_hcs_plain";
    }

    when(entry) {
        const moment = deserializeDateTime(entry.date);
        // a day has no time zone: the date as it was written
        return entry.day_only
            ? formatDate(luxon.DateTime.fromISO(entry.date.slice(0, 10)))
            : moment.toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    open(entry) {
        if (entry.model === "hcs.patient") {
            return;
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: entry.model,
            res_id: entry.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("hcs_timeline", { component: HcsTimeline });
