import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { contains, defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Patient extends models.Model {
    _name = "hcs.patient";
    _rec_name = "name";

    name = fields.Char();
    special_care = fields.Char();
    id_number_masked = fields.Char();

    _records = [
        { id: 1, name: "Wang", special_care: "Elderly, Soldier", id_number_masked: "*******002X" },
        { id: 2, name: "Li", special_care: false, id_number_masked: "typed now" },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Patient]);

function mountPatient(field, resId = 1) {
    return mountView({ type: "form", resModel: "hcs.patient", resId, arch: `<form><field name="name"/>${field}</form>` });
}

function entry(kind, res_id, values = {}) {
    const moment = `2026-06-0${res_id} 08:00:00`;
    const facts = { date: moment, day_only: false, title: `${kind} ${res_id}`, subtitle: "", state: false };
    return { kind, kind_label: kind, icon: "fa-star", model: `hcs.${kind}`, res_id, ...facts, ...values };
}

const KINDS = [
    { kind: "visit", label: "Visits", icon: "fa-hospital-o" },
    { kind: "consent", label: "Consents", icon: "fa-check" },
];

describe("badges", () => {
    test("each word has its badge", async () => {
        await mountPatient(`<field name="special_care" widget="hcs_badges"/>`);
        expect(".o_field_widget[name='special_care'] .badge").toHaveCount(2);
        expect(".badge:eq(0)").toHaveText("Elderly");
        expect(".badge:eq(1)").toHaveText("Soldier");
        expect(".badge:eq(0)").toHaveClass("o_hcs_care_badge");
    });

    test("a colour takes the place of the ordinary look; nothing makes no badge", async () => {
        await mountView({
            type: "list",
            resModel: "hcs.patient",
            arch: `<list><field name="special_care" widget="hcs_badges" options="{'color': 'danger'}"/></list>`,
        });
        expect(".o_data_row:eq(0) .badge.text-bg-danger").toHaveCount(2);
        expect(".o_data_row:eq(1) .badge").toHaveCount(0);
    });
});

describe("reveal", () => {
    const FIELD = `<field name="id_number_masked" widget="hcs_reveal" options="{'column': 'id_number'}"/>`;

    test("without the right there is nothing to click", async () => {
        onRpc("has_group", () => false);
        await mountPatient(FIELD);
        expect(".o_hcs_reveal input").toHaveValue("*******002X");
        expect("button[name='reveal']").toHaveCount(0);
    });

    test("the server is asked when the eye is clicked, not before, and each time", async () => {
        onRpc("has_group", () => true);
        onRpc("hcs.patient", "action_reveal", ({ args }) => {
            expect.step(args);
            return "11010519491231002X";
        });
        await mountPatient(FIELD);
        expect.verifySteps([]);
        await contains("button[name='reveal']").click();
        expect(".o_hcs_revealed").toHaveText("11010519491231002X");
        await contains("button[name='reveal']").click();
        expect(".o_hcs_revealed").toHaveCount(0);
        await contains("button[name='reveal']").click();
        expect.verifySteps([
            [[1], "id_number"],
            [[1], "id_number"],
        ]);
    });

    test("a value without a mask needs no eye", async () => {
        onRpc("has_group", () => true);
        await mountPatient(FIELD, 2);
        expect("button[name='reveal']").toHaveCount(0);
    });

    test("the next record does not show the value of the last", async () => {
        onRpc("has_group", () => true);
        onRpc("hcs.patient", "action_reveal", () => "11010519491231002X");
        Patient._records[1].id_number_masked = "*******1234";
        await mountView({
            type: "form",
            resModel: "hcs.patient",
            resIds: [1, 2],
            resId: 1,
            arch: `<form>${FIELD}</form>`,
        });
        await contains("button[name='reveal']").click();
        expect(".o_hcs_revealed").toHaveCount(1);
        await contains(".o_pager_next").click();
        expect(".o_hcs_revealed").toHaveCount(0);
        expect(".o_hcs_reveal input").toHaveValue("*******1234");
    });
});

describe("timeline", () => {
    test("entries with their colour, filtered by kind", async () => {
        const all = [entry("visit", 2, { state: "no_show" }), entry("consent", 1, { state: "given", subtitle: "said" })];
        onRpc("hcs.patient", "get_timeline", ({ args, kwargs }) => {
            expect.step([args[0], kwargs.kinds, kwargs.before]);
            const entries = kwargs.kinds ? all.filter((each) => kwargs.kinds.includes(each.kind)) : all;
            return { entries, kinds: KINDS, more: false };
        });
        await mountPatient(`<widget name="hcs_timeline"/>`);
        expect(".o_hcs_timeline_entry").toHaveCount(2);
        expect(".o_hcs_timeline_entry:eq(0) .o_hcs_timeline_icon").toHaveClass("text-danger");
        expect(".o_hcs_timeline_entry:eq(1) .o_hcs_timeline_icon").toHaveClass("text-success");
        expect(".o_hcs_timeline_entry:eq(1)").toHaveText(/said/);
        await contains("button[data-kind='consent']").click();
        expect(".o_hcs_timeline_entry").toHaveCount(1);
        expect("button[data-kind='consent']").toHaveAttribute("aria-pressed", "true");
        await contains("button[data-kind='consent']").click();
        expect(".o_hcs_timeline_entry").toHaveCount(2);
        expect.verifySteps([
            [[1], null, null],
            [[1], ["consent"], null],
            [[1], null, null],
        ]);
    });

    test("older entries come below, from the last date on", async () => {
        onRpc("hcs.patient", "get_timeline", ({ kwargs }) => {
            expect.step(kwargs.before);
            const entries = kwargs.before ? [entry("visit", 1)] : [entry("visit", 3), entry("visit", 2)];
            return { entries, kinds: KINDS, more: !kwargs.before };
        });
        await mountPatient(`<widget name="hcs_timeline"/>`);
        await contains(".o_hcs_timeline > button").click();
        expect(".o_hcs_timeline_entry").toHaveCount(3);
        expect(".o_hcs_timeline > button").toHaveCount(0);
        expect.verifySteps([null, "2026-06-02 08:00:00"]);
    });

    test("a title opens its record, the opening of the card opens nothing", async () => {
        mockService("action", { doAction: ({ res_model, res_id }) => expect.step(`${res_model} ${res_id}`) });
        const entries = [entry("visit", 2), entry("card", 1, { model: "hcs.patient" })];
        onRpc("hcs.patient", "get_timeline", () => ({ entries, kinds: [], more: false }));
        await mountPatient(`<widget name="hcs_timeline"/>`);
        expect(".o_hcs_timeline_entry a").toHaveCount(1);
        await contains(".o_hcs_timeline_entry a").click();
        expect.verifySteps(["hcs.visit 2"]);
    });

    test("nothing yet", async () => {
        onRpc("hcs.patient", "get_timeline", () => ({ entries: [], kinds: [], more: false }));
        await mountPatient(`<widget name="hcs_timeline"/>`);
        expect(".o_hcs_timeline p").toHaveCount(1);
    });
});

describe("consents", () => {
    class Consent extends models.Model {
        _name = "hcs.consent";

        patient_id = fields.Many2one({ relation: "hcs.patient" });
        purpose = fields.Char();
        state = fields.Char();

        _views = { form: `<form><field name="purpose"/><field name="state"/></form>` };
    }

    defineModels([Consent]);

    function row(purpose, state, exceptions = []) {
        return { purpose, label: purpose, state, state_label: state || "Not asked", detail: "", exceptions };
    }

    test("the latest word per purpose, and the exceptions by channel", async () => {
        onRpc("hcs.patient", "get_consents", () => [
            row("survey", "given", [{ id: 4, state: "withdrawn", label: "SMS: Withdrawn", detail: "said" }]),
            row("marketing", "withdrawn"),
            row("greeting", false),
        ]);
        await mountPatient(`<widget name="hcs_consents"/>`);
        expect(".o_hcs_consent").toHaveCount(3);
        expect("[data-purpose='survey'] .text-bg-success").toHaveCount(1);
        expect("[data-purpose='survey'] .text-bg-danger").toHaveText("SMS: Withdrawn");
        expect("[data-purpose='marketing'] .text-bg-danger").toHaveCount(1);
        expect("[data-purpose='greeting'] .text-bg-light").toHaveText("Not asked");
    });

    test("giving a consent writes a line and shows it", async () => {
        let state = false;
        onRpc("hcs.patient", "get_consents", () => [row("survey", state)]);
        onRpc("hcs.consent", "web_save", ({ args, kwargs }) => {
            expect.step([args[0], args[1].state, kwargs.context.default_patient_id]);
            state = "given";
        });
        await mountPatient(`<widget name="hcs_consents"/>`);
        await contains("[data-purpose='survey'] button[name='give']").click();
        expect(".modal div[name='purpose'] input").toHaveValue("survey");
        await contains(".modal .o_form_button_save").click();
        expect("[data-purpose='survey'] .text-bg-success").toHaveCount(1);
        expect.verifySteps([[[], "given", 1]]);
    });
});
