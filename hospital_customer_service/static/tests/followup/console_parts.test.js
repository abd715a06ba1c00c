import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { optionKey, scaleKey } from "@hospital_customer_service/followup/console/console_keys";
import { parseMoment } from "@hospital_customer_service/followup/console/console_moment";
import { Outbox } from "@hospital_customer_service/followup/console/console_outbox";

describe.current.tags("headless");
defineMailModels();

const now = luxon.DateTime.fromISO("2026-03-30T18:10:00");
const read = (text) => parseMoment(text, now)?.toFormat("yyyy-MM-dd HH:mm") ?? null;

test("times are read as people type them", () => {
    expect(read("19:30")).toBe("2026-03-30 19:30");
    expect(read("1930")).toBe("2026-03-30 19:30");
    expect(read("9")).toBe("2026-03-31 09:00", { message: "past today is tomorrow" });
    expect(read("+45")).toBe("2026-03-30 18:55");
    expect(read("+2h")).toBe("2026-03-30 20:10");
    expect(read("31 9:30")).toBe("2026-03-31 09:30");
    expect(read("5 9:30")).toBe("2026-04-05 09:30", { message: "the next fifth" });
    expect(read("1-15 8")).toBe("2027-01-15 08:00");
});

test("nonsense is no time", () => {
    for (const text of ["", "24:00", "19:60", "32 9:00", "13-1 9:00", "tomorrow", "+", "2-30 9:00"]) {
        expect(read(text)).toBe(null, { message: text });
    }
});

test("keys of options and scales", () => {
    expect([0, 8, 9, 10].map(optionKey)).toEqual(["1", "9", "0", ""]);
    expect([0, 9, 10, 11].map(scaleKey)).toEqual(["0", "9", "-", ""]);
});

test("what cannot be sent is kept and sent again", async () => {
    let online = false;
    const send = (item) => {
        expect.step(item.value);
        return online ? Promise.resolve(true) : Promise.reject(new ConnectionLostError("/x"));
    };
    const outbox = new Outbox("test_outbox", send);
    expect(await outbox.put({ key: "note", value: "first" })).toBe(false);
    expect(outbox.offline).toBe(true);
    expect(new Outbox("test_outbox", send).find("note").value).toBe("first", { message: "a reload keeps it" });
    online = true;
    await advanceTime(5_000);
    expect(outbox.waiting).toBe(0);
    expect(new Outbox("test_outbox", send).waiting).toBe(0);
    expect.verifySteps(["first", "first"]);
    outbox.stop();
});

test("the last value of a key counts; a refusal is told and does not stop the others", async () => {
    const refused = [];
    const send = (item) => {
        expect.step(item.value);
        return item.value === "bad" ? Promise.reject(Object.assign(new RPCError(), { exceptionName: "x" })) : Promise.resolve();
    };
    const outbox = new Outbox("test_outbox", send, { onRefused: (item) => refused.push(item.value) });
    outbox.put({ key: "a", value: "b" }, 800);
    outbox.put({ key: "a", value: "bad" }, 800);
    outbox.put({ key: "c", value: "good" }, 800);
    expect.verifySteps([]);
    await advanceTime(800);
    expect.verifySteps(["bad", "good"]);
    expect(refused).toEqual(["bad"]);
    expect(outbox.waiting).toBe(0);
    outbox.stop();
});
