import { EmergencySystray } from "@hospital_customer_service/incident/emergency_systray";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, press } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

function mountSystray({ agent = true } = {}) {
    onRpc("has_group", () => agent);
    mockService("action", {
        doAction: (action) => expect.step(action.res_model || action),
    });
    return mountWithCleanup(EmergencySystray);
}

test("one click registers one acute patient", async () => {
    const answer = new Deferred();
    onRpc("hcs.incident", "action_acute_patient", async () => {
        expect.step("registered");
        await answer;
        return { res_model: "hcs.incident" };
    });
    await mountSystray();
    await click(".o_hcs_acute");
    await press(["alt", "shift", "e"]);
    await animationFrame();
    expect.verifySteps(["registered"]);
    answer.resolve();
    await animationFrame();
    expect.verifySteps(["hcs.incident"]);
});

test("the keys", async () => {
    onRpc("hcs.incident", "action_acute_patient", () => ({ res_model: "hcs.incident" }));
    await mountSystray();
    await press(["alt", "shift", "e"]);
    await animationFrame();
    await press(["alt", "shift", "t"]);
    await animationFrame();
    expect.verifySteps(["hcs.incident", "hospital_customer_service.hcs_triage_help_action"]);
});

test("nothing for people outside the centre", async () => {
    await mountSystray({ agent: false });
    expect(".o_hcs_emergency").toHaveCount(0);
    await press(["alt", "shift", "e"]);
    await animationFrame();
    expect.verifySteps([]);
});
