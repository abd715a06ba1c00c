import { Component, markup } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The figures of a summary: tiles, charts and tables from the matrix that PDF and workbook render too. A click on a
 * figure opens the rows it was counted from.
 */
export class SummaryFigures extends Component {
    static template = "hospital_cs_reports.SummaryFigures";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get matrix() {
        return this.props.record.data[this.props.name] || { tiles: [], tables: [], charts: [] };
    }

    get tables() {
        return this.matrix.tables.filter((table) => table.rows.length);
    }

    /** What the figures mean, in words. */
    get definitions() {
        return this.matrix.definitions || [];
    }

    /** Drawn on the server, where every label is escaped. */
    chart(key) {
        const found = this.matrix.charts.find((chart) => chart.key === key);
        return found ? markup(found.svg) : "";
    }

    tileClass(tile) {
        return { good: "text-success", bad: "text-danger" }[tile.trend] || "text-muted";
    }

    async openRows(ref) {
        if (ref) {
            const action = await this.orm.call("hcs.summary.line", "action_open_rows", [[ref]]);
            await this.action.doAction(action);
        }
    }
}

export const summaryFigures = {
    component: SummaryFigures,
    supportedTypes: ["json"],
};

registry.category("fields").add("hcs_summary_figures", summaryFigures);
