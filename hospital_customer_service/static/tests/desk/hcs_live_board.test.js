import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, keyDown, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const PACE = 30_000;
const domain = [["id", "in", [1, 2]]];

function board(overdue = 2) {
    const model = "hcs.service.record";
    return {
        now: "2026-03-16 02:00:00",
        hospital: "Renji",
        soon_minutes: 60,
        result_minutes: 20,
        wait_minutes: 30,
        tiles: [
            { key: "overdue", label: "Overdue", level: "danger", model, domain, count: overdue },
            { key: "due_now", label: "Due", level: "warning", model, domain: [], count: 0 },
        ],
        records: {
            model,
            domain,
            total: 12,
            rows: [
                { id: 7, reference: "SR-7", what: "Enquiry", where: "Eyes", who: "Li", urgent: 1, due_at: "2026-03-16 01:54:30" },
                { id: 8, reference: "SR-8", what: "Enquiry", where: "", who: "", urgent: 0, due_at: "2026-03-16 02:30:30" },
                { id: 9, reference: "SR-9", what: "Enquiry", where: "", who: "", urgent: 0, due_at: "2026-03-16 04:30:30" },
            ],
        },
        results: { model: "hcs.result.delivery", domain: [], total: 0, rows: [] },
        incidents: { model: "hcs.incident", domain: [], total: 0, rows: [] },
        queues: [
            { id: 1, name: "Eyes", count: 2, threshold: 0, since: "2026-03-16 00:55:30", model: "hcs.appointment", domain },
            { id: 2, name: "Ears", count: 4, threshold: 3, since: "2026-03-16 01:55:00", model: "hcs.appointment", domain },
            { id: 3, name: "Nose", count: 1, threshold: 3, since: "2026-03-16 01:55:00", model: "hcs.appointment", domain },
        ],
        teams: [{ id: 1, name: "Front", capacity: 2, people: [{ id: 5, name: "Li", load: 2, model, domain }] }],
    };
}

async function openBoard(answer = () => board()) {
    mockDate("2026-03-16 02:00:00", 0);
    onRpc("hcs.service.record", "get_board", () => {
        expect.step("get_board");
        return answer();
    });
    await mountWithCleanup(WebClient);
    getService("action").doAction({ type: "ir.actions.client", tag: "hcs_live_board" });
    await waitFor(".o_hcs_board");
}

test("times left and waits have their colours", async () => {
    await openBoard();
    expect.verifySteps(["get_board"]);
    expect(queryAllTexts(".o_hcs_board_left")).toEqual(["6 min late", "31 min left", "2 h 31 min left"]);
    expect(".o_hcs_board_left:eq(0)").toHaveClass("text-bg-danger");
    expect(".o_hcs_board_left:eq(1)").toHaveClass("text-bg-warning");
    expect(".o_hcs_board_left:eq(2)").toHaveClass("text-bg-success");
    expect(".o_hcs_board_queue_count:eq(0)").toHaveClass("text-bg-danger", { message: "an hour of waiting" });
    expect(".o_hcs_board_queue_count:eq(1)").toHaveClass("text-bg-danger", { message: "more than the threshold" });
    expect(".o_hcs_board_queue_count:eq(2)").toHaveClass("text-bg-success");
    expect(".o_hcs_board_more").toHaveText("9 more");
    expect(".o_hcs_board_person .badge").toHaveClass("text-bg-danger");
    expect(".o_hcs_board_tile[data-key='due_now']").toHaveClass("o_hcs_board_tile_quiet");
});

test("it asks again every half minute, and time runs between", async () => {
    let count = 0;
    await openBoard(() => board(count++));
    expect.verifySteps(["get_board"]);
    await advanceTime(PACE - 1000);
    expect.verifySteps([]);
    await advanceTime(1000);
    await animationFrame();
    expect.verifySteps(["get_board"]);
    expect(".o_hcs_board_tile[data-key='overdue'] .o_hcs_board_count").toHaveText("1");
});

test("nobody looks: nothing is asked; back again it asks at once", async () => {
    await openBoard();
    expect.verifySteps(["get_board"]);
    let hidden = true;
    patchWithCleanup(document, {
        get hidden() {
            return hidden;
        },
    });
    document.dispatchEvent(new Event("visibilitychange"));
    await advanceTime(10 * PACE);
    expect.verifySteps([]);
    hidden = false;
    document.dispatchEvent(new Event("visibilitychange"));
    await advanceTime(0);
    await animationFrame();
    expect.verifySteps(["get_board"]);
});

test("after an error it says since when it is old, waits longer each time, and recovers", async () => {
    let broken = false;
    await openBoard(() => {
        if (broken) {
            throw makeServerError({ message: "down" });
        }
        return board();
    });
    expect.verifySteps(["get_board"]);
    expect(".o_hcs_board_stale").toHaveCount(0);
    broken = true;
    await advanceTime(PACE);
    await waitFor(".o_hcs_board_stale");
    expect.verifySteps(["get_board"]);
    expect(".o_hcs_board_stale").toHaveText(/Not updated since \d\d:\d\d:\d\d/);
    expect(".o_hcs_board_row").toHaveCount(3, { message: "the old figures stay" });
    await advanceTime(PACE);
    expect.verifySteps([]);
    await advanceTime(PACE);
    expect.verifySteps(["get_board"]);
    await animationFrame();
    broken = false;
    await click(".o_hcs_board_stale button");
    await animationFrame();
    expect.verifySteps(["get_board"]);
    expect(".o_hcs_board_stale").toHaveCount(0);
    await advanceTime(PACE);
    expect.verifySteps(["get_board"]);
});

test("every figure opens its rows", async () => {
    const opened = [];
    await openBoard();
    expect.verifySteps(["get_board"]);
    patchWithCleanup(getService("action"), {
        doAction: (action) => opened.push([action.res_model, action.res_id || action.domain]),
    });
    await click(".o_hcs_board_tile[data-key='overdue']");
    await click(".o_hcs_board_row:eq(1)");
    await click(".o_hcs_board_queue[data-id='2']");
    await click(".o_hcs_board_person");
    await click(".o_hcs_board_more");
    expect(opened).toEqual([
        ["hcs.service.record", domain],
        ["hcs.service.record", 8],
        ["hcs.appointment", domain],
        ["hcs.service.record", domain],
        ["hcs.service.record", domain],
    ]);
});

test("the wall: over everything, and Escape leaves it", async () => {
    await openBoard();
    expect.verifySteps(["get_board"]);
    await click(".o_hcs_board_wall_button");
    await animationFrame();
    expect(".o_hcs_board").toHaveClass("o_hcs_board_wall");
    await keyDown("Escape");
    await animationFrame();
    expect(".o_hcs_board").not.toHaveClass("o_hcs_board_wall");
});
