import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, getService, mockService, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { bounds, runs } from "@hospital_cs_reports/trend/trend_chart";

describe.current.tags("desktop");
defineMailModels();

function point(value, values = {}) {
    const known = value !== null;
    const compared = { text: "–", change: "–", trend: "", other_definition: false };
    return {
        value: known ? value : false,
        known,
        text: known ? `${value * 100}%` : "–",
        fraction: known ? "9/10" : "",
        small: false,
        light: "",
        target: 0.95,
        source: known ? "live" : "none",
        break: false,
        previous: compared,
        last_year: compared,
        ...values,
    };
}

const PERIODS = ["2026-01", "2026-02", "2026-03", "2026-04"].map((key, place) => ({
    key,
    first: `${key}-01`,
    last: `${key}-25`,
    open: place === 3,
}));
const POINTS = [
    point(0.9, { source: "published" }),
    point(0.96, { light: "good", small: true }),
    point(0.8, { break: true, light: "bad" }),
    point(0.7),
];
const FRAME = {
    hospital: "Renji",
    kind: "month",
    kinds: ["week", "month", "quarter"].map((kind) => ({ kind, name: kind })),
    periods: PERIODS,
    place: 2,
    known_until: "2026-04-10",
};
const PARTS = [{ part: "department", name: "Department" }];

function tile(code, name, values = {}) {
    return { code, name, unit: "percent", is_key: true, additive: true, target_text: "95.0%", ...POINTS[2], points: POINTS, ...values };
}

function board(kind) {
    const other = point(null, { previous: { ...POINTS[0].previous, other_definition: true } });
    const tiles = [tile("rate", "Rate"), tile("more", "More", { is_key: false, ...other, additive: false })];
    return { ...FRAME, kind, areas: [{ area: "followup", name: "Follow-up", tiles }] };
}

function course(code, kind, part) {
    return {
        ...FRAME,
        kind,
        kpi: {
            code,
            name: "Rate",
            unit: "percent",
            area: "Follow-up",
            numerator: "Called",
            denominator: "Due",
            exclusions: "",
            date_basis: "Due",
            version: 2,
            target: 0.95,
            target_text: "95.0%",
            better_is: "more",
        },
        points: POINTS,
        parts: PARTS,
        part: part || false,
        rows: part ? [{ res_id: 7, code: "", name: "<b>Surgery</b>", points: POINTS, weight: 3 }] : [],
        more: 0,
    };
}

async function openTrend(answer = board) {
    onRpc("hcs.trend", "get_overview", ({ args }) => {
        expect.step(`overview ${args[0]}`);
        return answer(args[0]);
    });
    onRpc("hcs.trend", "get_course", ({ args }) => {
        expect.step(`course ${args.map((arg) => arg || "-").join(" ")}`);
        return course(...args);
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "hcs_trend" });
    await animationFrame();
}

test("a line is cut where a figure is missing or counted by another definition", () => {
    expect(runs([])).toEqual([]);
    expect(runs([point(null), point(1), point(2), point(null), point(3)])).toEqual([[1, 2], [4]]);
    expect(runs(POINTS)).toEqual([[0, 1], [2, 3]]);
});

test("the axis of high rates begins below them, of everything else at nothing", () => {
    expect(bounds([POINTS], "percent")).toEqual([0.6, 1]);
    expect(bounds([[point(0.2)]], "percent")).toEqual([0, 1]);
    expect(bounds([[point(null, { target: false })]], "count")).toEqual([0, 1]);
    expect(bounds([[point(10, { target: false })]], "count")[0]).toBe(0);
});

test("tiles: target, few cases, other definition; all figures on demand", async () => {
    await openTrend();
    expect.verifySteps(["overview month"]);
    expect(".o_hcs_trend_tile").toHaveCount(1);
    expect(".o_hcs_trend_tile .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_hcs_trend_tile .o_hcs_trend_spark polyline:not(.o_hcs_trend_end)").toHaveCount(2);
    await contains(".o_hcs_trend_all").click();
    expect(".o_hcs_trend_tile").toHaveCount(2);
    expect(".o_hcs_trend_tile[data-code='more']").toHaveText(/counted when opened/);
    expect(".o_hcs_trend_tile[data-code='more']").toHaveText(/other definition/);
});

test("one figure: broken line, target, marks, and the meaning in words", async () => {
    await openTrend();
    await contains(".o_hcs_trend_tile").click();
    expect.verifySteps(["overview month", "overview month", "course rate month -"]);
    expect(".o_hcs_trend_chart .o_hcs_trend_break").toHaveCount(1);
    expect(".o_hcs_trend_chart .o_hcs_trend_line").toHaveCount(3, { message: "two runs, the last way dashed" });
    expect(".o_hcs_trend_chart .o_hcs_trend_running").toHaveCount(1);
    expect(".o_hcs_trend_chart .o_hcs_trend_target").toHaveCount(1);
    expect(".o_hcs_trend_signed").toHaveCount(1);
    expect(queryAllTexts(".o_hcs_trend_point text")).toEqual(["90%", "96%*", "80%", "70%"]);
    expect(".o_hcs_trend_table td.o_hcs_trend_cut").toHaveCount(1);
    await contains(".o_hcs_trend_words summary").click();
    expect(".o_hcs_trend_words dd:first").toHaveText("Called");
});

test("points and numbers open their rows; keys walk along the line and back to all areas", async () => {
    mockService("action", {
        doAction(action) {
            return action.tag ? super.doAction(...arguments) : expect.step(`opens ${action.name}`);
        },
    });
    onRpc("hcs.trend", "action_open_rows", ({ args }) => ({ name: args.map((arg) => arg || "-").join(" ") }));
    await openTrend();
    await contains(".o_hcs_trend_tile").click();
    await contains("select.o_hcs_trend_part").select("department");
    expect(".o_hcs_trend_table tr[data-row='part'] th").toHaveText("<b>Surgery</b>", { message: "names are text" });
    await contains("tr[data-row='part'] a.o_hcs_trend_number:first").click();
    queryFirst(".o_hcs_trend_point:eq(1)").focus();
    await press("ArrowRight");
    expect(".o_hcs_trend_point:eq(2)").toBeFocused();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        "overview month",
        "overview month",
        "course rate month -",
        "overview month",
        "course rate month department",
        "opens rate month 2026-01-01 - department 7 -",
        "opens rate month 2026-03-01 - - - -",
    ]);
    await contains("tr[data-row='part'] th button").click();
    expect(".o_hcs_trend_other polyline").toHaveCount(3);
    queryFirst(".o_hcs_trend_point:eq(1)").focus();
    await press("Escape");
    await animationFrame();
    expect(".o_hcs_trend_chart").toHaveCount(0);
    expect.verifySteps(["overview month"]);
});

test("other periods, the wall, the printer, and an empty hospital", async () => {
    patchWithCleanup(window, { print: () => expect.step("print") });
    patchWithCleanup(Element.prototype, { requestFullscreen: () => Promise.reject(new Error("not here")) });
    await openTrend((kind) => (kind === "week" ? { ...board(kind), areas: [], known_until: false } : board(kind)));
    await contains(".o_hcs_trend_print").click();
    await contains(".o_hcs_trend_wall_button").click();
    expect(".o_hcs_trend").toHaveClass("o_hcs_trend_wall");
    await press("Escape");
    await animationFrame();
    expect(".o_hcs_trend").not.toHaveClass("o_hcs_trend_wall");
    await contains("button[data-kind='week']").click();
    expect(".o_nocontent_help").toHaveCount(1);
    expect(".o_hcs_trend_tile").toHaveCount(0);
    expect.verifySteps(["overview month", "print", "overview week"]);
});
