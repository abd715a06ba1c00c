import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { contains, defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Task extends models.Model {
    _name = "hcs.followup.task";

    note = fields.Char();

    _records = [{ id: 1, note: "" }];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Task]);

const OUTCOMES = [
    { code: "answered", name: "Answered", style: "success", filled: true, hint: "Closes" },
    { code: "no_answer", name: "No answer", style: "warning", filled: false, hint: "One failure" },
];

async function mountCard() {
    onRpc("hcs.call.outcome", "get_buttons", () => OUTCOMES);
    await mountView({
        type: "form",
        resModel: "hcs.followup.task",
        resId: 1,
        arch: `<form><widget name="hcs_outcome_bar"/><field name="note"/></form>`,
    });
}

test("one button per outcome, the first nine with a key", async () => {
    await mountCard();
    expect("button[data-outcome]").toHaveCount(2);
    expect("button[data-outcome='answered']").toHaveClass("btn-success");
    expect("button[data-outcome='no_answer']").toHaveClass("btn-outline-warning");
    expect("button[data-outcome='no_answer']").toHaveAttribute("data-hotkey", "shift+2");
});

test("what was typed is saved before the outcome is recorded", async () => {
    onRpc("hcs.followup.task", "web_save", ({ args }) => expect.step(args[1]));
    onRpc("hcs.followup.task", "action_outcome", ({ args }) => {
        expect.step(args);
        return true;
    });
    await mountCard();
    await contains("div[name='note'] input").edit("feels well");
    await contains("button[data-outcome='answered']").click();
    expect.verifySteps([{ note: "feels well" }, [[1], "answered"]]);
});

test("an outcome that needs words opens its form", async () => {
    mockService("action", { doAction: ({ res_model }) => expect.step(res_model) });
    onRpc("hcs.followup.task", "action_outcome", () => ({ type: "ir.actions.act_window", res_model: "words" }));
    await mountCard();
    await contains("button[data-outcome='no_answer']").click();
    expect.verifySteps(["words"]);
});
