import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { waitFor } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    makeServerError,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Import extends models.Model {
    _name = "hcs.his.import";

    new_count = fields.Integer();
    progress = fields.Float();
    summary = fields.Json();

    _records = [
        { id: 1, new_count: 3, progress: 25, summary: [{ type: "Patient", new: 1 }] },
        { id: 2, new_count: 0, progress: 100, summary: [{ type: "Patient", new: 2, error: 1 }, { type: "Encounter" }] },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Import]);

function mountImport(resId) {
    const arch = `<form>
        <field name="new_count" invisible="1"/><field name="progress" invisible="1"/>
        <field name="summary" widget="hcs_his_progress"/>
    </form>`;
    return mountView({ type: "form", resModel: "hcs.his.import", resId, arch });
}

test("what is finished is counted by resource, errors stand out", async () => {
    onRpc("hcs.his.import", "apply_step", () => expect.step("apply_step"));
    await mountImport(2);
    expect(".o_hcs_his_progress .alert-success").toHaveCount(1);
    expect(".progress").toHaveCount(0);
    expect("tbody tr").toHaveCount(2);
    expect("tbody td.text-danger").toHaveText("1");
    expect.verifySteps([]);
});

test("batches are applied one after the other until nothing remains", async () => {
    const steps = [new Deferred(), new Deferred()];
    onRpc("hcs.his.import", "apply_step", async ({ args }) => {
        expect.step(args[0]);
        await steps.shift();
        const [{ new_count }] = MockServer.env["hcs.his.import"].read([1], ["new_count"]);
        MockServer.env["hcs.his.import"].write([1], { new_count: Math.max(new_count - 2, 0) });
        return { busy: false, remaining: 0 };
    });
    const [first, second] = steps;
    await mountImport(1);
    expect(".progress-bar").toHaveCount(1);
    first.resolve();
    await expect.waitForSteps([1, 1]);
    expect(".progress-bar").toHaveCount(1);
    second.resolve();
    await waitFor(".o_hcs_his_progress .alert-success");
    expect(".progress").toHaveCount(0);
    expect.verifySteps([]);
});

test("who may only look is told that the work goes on without him", async () => {
    onRpc("hcs.his.import", "apply_step", () => {
        throw makeServerError({ type: "AccessError" });
    });
    await mountImport(1);
    await animationFrame();
    expect(".o_hcs_his_progress .alert-info").toHaveCount(1);
    expect(".o_hcs_his_progress .alert-success").toHaveCount(0);
});
