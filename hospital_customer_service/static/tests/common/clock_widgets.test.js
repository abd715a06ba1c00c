import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Task extends models.Model {
    _name = "hcs.timed";

    name = fields.Char();
    due_at = fields.Datetime();
    warn_at = fields.Datetime();
    state = fields.Selection({
        selection: [
            ["running", "Running"],
            ["met", "Met"],
        ],
    });
    clock_ids = fields.One2many({ relation: "hcs.clock" });

    _records = [
        { id: 1, name: "late", due_at: "2026-11-20 08:25:00", state: "running", clock_ids: [1, 2, 3, 4] },
        { id: 2, name: "soon", due_at: "2026-11-20 09:40:00", state: "running" },
        { id: 3, name: "fine", due_at: "2026-11-23 12:30:00", state: "running" },
        { id: 4, name: "over", due_at: "2026-11-20 08:00:00", state: "met" },
        { id: 5, name: "none", due_at: false, state: "running" },
    ];
}

const MOMENT = { due_at: "2026-11-20 10:00:00", warn_at: "2026-11-20 09:30:00" };

class Clock extends models.Model {
    _name = "hcs.clock";

    display_name = fields.Char();
    state = fields.Selection({
        selection: [
            ["running", "Running"],
            ["paused", "Paused"],
            ["met", "Met"],
            ["met_late", "Met late"],
        ],
    });
    due_at = fields.Datetime();
    warn_at = fields.Datetime();
    met_at = fields.Datetime();
    paused_since = fields.Datetime();
    pause_until = fields.Datetime();
    pause_reason = fields.Char();

    _records = [
        { id: 1, display_name: "Done late", state: "met_late", ...MOMENT, met_at: "2026-11-20 10:20:00" },
        { id: 2, display_name: "Answer", state: "running", ...MOMENT },
        {
            id: 3,
            display_name: "Resolution",
            state: "paused",
            ...MOMENT,
            paused_since: "2026-11-20 08:30:00",
            pause_until: "2026-11-21 08:30:00",
            pause_reason: "Waits for the patient",
        },
        { id: 4, display_name: "First response", state: "met", ...MOMENT, met_at: "2026-11-20 08:00:00" },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Task, Clock]);

describe("time left", () => {
    const ARCH = `<list><field name="name"/><field name="due_at" widget="hcs_time_left" options="{'state_field': 'state'}"/></list>`;

    test("green, amber, red; a plain date once it is over; nothing without a deadline", async () => {
        mockDate("2026-11-20 09:00:00", 0);
        await mountView({ type: "list", resModel: "hcs.timed", arch: ARCH });
        expect(".o_data_row:eq(0) .badge.text-bg-danger").toHaveText(/3[56] min late/);
        expect(".o_data_row:eq(1) .badge.text-bg-warning").toHaveText("40 min left");
        expect(".o_data_row:eq(2) .badge.text-bg-success").toHaveText("3 d 3 h left");
        expect(".o_data_row:eq(3) .badge").toHaveCount(0);
        expect(".o_data_row:eq(3) [name='due_at']").toHaveText(/08:00|8:00/);
        expect(".o_data_row:eq(4) [name='due_at']").toHaveText("");
    });

    test("it ticks each half minute and never asks the server", async () => {
        mockDate("2026-11-20 09:00:00", 0);
        await mountView({ type: "list", resModel: "hcs.timed", arch: ARCH });
        // the telephone asks once what rings, whatever is on the screen
        onRpc(({ method }) => {
            if (method !== "get_ringing") {
                expect.step(method);
            }
        });
        await advanceTime(41 * 60_000);
        await animationFrame();
        expect(".o_data_row:eq(1) .badge.text-bg-danger").toHaveText(/[12] min late/);
        expect.verifySteps([]);
    });

    test("amber from the moment a field says", async () => {
        mockDate("2026-11-20 09:00:00", 0);
        Task._records = [{ id: 1, due_at: "2026-11-20 12:00:00", warn_at: "2026-11-20 08:59:00" }];
        const arch = `<form><field name="due_at" widget="hcs_time_left" options="{'warn_field': 'warn_at'}"/></form>`;
        await mountView({ type: "form", resModel: "hcs.timed", resId: 1, arch });
        expect(".badge.text-bg-warning").toHaveText("3 h left");
    });
});

describe("clocks of a record", () => {
    const ARCH = `<form><field name="clock_ids" widget="hcs_clock"/></form>`;

    test("the open ones first, each with its colour and what is left", async () => {
        mockDate("2026-11-20 09:00:00", 0);
        await mountView({ type: "form", resModel: "hcs.timed", resId: 1, arch: ARCH });
        expect(".o_hcs_clock").toHaveCount(2, { message: "what is over is folded" });
        expect(".o_hcs_clocks_ended").toHaveText("2 ended, 1 of them late");
        await contains(".o_hcs_clocks_ended").click();
        expect(".o_hcs_clock").toHaveCount(4);
        expect(".o_hcs_clock:eq(0) .badge.text-bg-success").toHaveText("1 h left");
        expect(".o_hcs_clock:eq(1) .badge.text-bg-info").toHaveText("paused, 1 h 30 min left");
        expect(".o_hcs_clock:eq(1)").toHaveText(/Waits for the patient/);
        expect(".o_hcs_clock:eq(2) .badge").toHaveText("met");
        expect(".o_hcs_clock:eq(3) .badge.text-bg-danger").toHaveText("met, 20 min late");
    });

    test("amber from the warning on", async () => {
        mockDate("2026-11-20 09:40:00", 0);
        await mountView({ type: "form", resModel: "hcs.timed", resId: 1, arch: ARCH });
        expect(".o_hcs_clock:eq(0) .badge.text-bg-warning").toHaveText("20 min left");
    });

    test("a click shows how it came to be, a second one hides it", async () => {
        mockDate("2026-11-20 09:00:00", 0);
        const common = { user_id: [2, "Agent Li"], reason: false };
        onRpc("hcs.clock.segment", "search_read", ({ kwargs, args }) => {
            expect.step((kwargs.domain || args[0])[0]);
            const times = { from_at: "2026-11-20 08:00:00", to_at: "2026-11-20 08:20:00" };
            return [{ id: 1, kind: "running", ...common, ...times }];
        });
        onRpc("hcs.clock.event", "search_read", () => [
            {
                id: 1,
                kind: "resumed",
                ...common,
                reason: "The customer got in touch.",
                at: "2026-11-20 08:50:00",
                level: 0,
                old_due_at: "2026-11-20 09:30:00",
                new_due_at: "2026-11-20 10:00:00",
            },
        ]);
        await mountView({ type: "form", resModel: "hcs.timed", resId: 1, arch: ARCH });
        await contains(".o_hcs_clock:eq(0) button").click();
        expect.verifySteps([["clock_id", "=", 2]]);
        expect(".o_hcs_clock_lines li").toHaveCount(2);
        expect(".o_hcs_clock_lines li:eq(0)").toHaveText(/Running · 20 min/);
        expect(".o_hcs_clock_lines li:eq(1)").toHaveText(/The customer got in touch/);
        expect(".o_hcs_clock_lines li:eq(1)").toHaveText(/Agent Li/);
        await contains(".o_hcs_clock:eq(0) button").click();
        expect(".o_hcs_clock_lines").toHaveCount(0);
    });
});
