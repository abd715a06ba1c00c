import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { contains, defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

const LABELS = { previous: "Previous", incomparable: "not comparable", target: "Target", empty: "Nothing happened" };

function cell(text, ref = false, fraction = "") {
    return { text, ref, fraction };
}

class Summary extends models.Model {
    _name = "hcs.summary";

    matrix = fields.Json();

    _records = [
        {
            id: 1,
            matrix: {
                labels: LABELS,
                tiles: [
                    { code: "rate", label: "Rate", cell: cell("66.7%", 11, "2/3"), missed: true, target_text: "95.0%" },
                    {
                        code: "done",
                        label: "Done",
                        cell: cell("3", 12),
                        comparable: true,
                        trend: "good",
                        change: "+1",
                        previous: { text: "2" },
                    },
                ],
                tables: [
                    {
                        key: "department",
                        title: "Departments",
                        columns: ["Rate"],
                        rows: [{ label: "<b>Surgery</b>", cells: [cell("50.0%", 13, "1/2")] }],
                        note: "A note",
                    },
                    { key: "plan", title: "Plans", columns: ["Rate"], rows: [] },
                ],
                charts: [{ key: "department", svg: "<svg class='drawn'></svg>" }],
            },
        },
        { id: 2, matrix: { labels: LABELS, tiles: [], tables: [], charts: [] } },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Summary]);

function mountSummary(resId) {
    const arch = `<form><field name="matrix" widget="hcs_summary_figures"/></form>`;
    return mountView({ type: "form", resModel: "hcs.summary", resId, arch });
}

test("tiles, tables with rows only, and charts", async () => {
    await mountSummary(1);
    expect(".o_hcs_tile").toHaveCount(2);
    expect(".o_hcs_tile:eq(0)").toHaveClass("o_hcs_missed");
    expect(".o_hcs_tile:eq(0) .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_hcs_tile:eq(0)").toHaveText(/not comparable/);
    expect(".o_hcs_tile:eq(1) .text-success").toHaveText("+1");
    expect("table[data-table]").toHaveCount(1);
    expect("svg.drawn").toHaveCount(1);
    expect("tbody td:first").toHaveText("<b>Surgery</b>", { message: "names are text, never markup" });
});

test("tiles and figures open their rows", async () => {
    mockService("action", { doAction: (action) => expect.step(`opens ${action.res_id}`) });
    onRpc("hcs.summary.line", "action_open_rows", ({ args }) => ({ res_id: args[0][0] }));
    await mountSummary(1);
    await contains(".o_hcs_tile:eq(0)").click();
    await contains("table[data-table='department'] a.o_hcs_figure").click();
    expect.verifySteps(["opens 11", "opens 13"]);
});

test("an empty period says so", async () => {
    await mountSummary(2);
    expect(".o_hcs_tile").toHaveCount(0);
    expect(".alert-info").toHaveText("Nothing happened");
});
