import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * What an agent opens from a call in one step (FUP-09). Another room adds its own:
 *
 *     registry.category("hcs_console_actions").add("complaint", {
 *         label: _t("Complaint"), icon: "fa-bullhorn", sequence: 5,
 *         fields: ["text"],                  // asked in a line of the console: "text", "date"; none: run at once
 *         isAvailable: (model) => true,      // optional
 *         run: async (model, { text, date }) => {},  // returns words to show, if any
 *     });
 *
 * Keys are given by the order of the sequence. A room without client code of its own describes its actions on the
 * server: `_console_actions` of the follow-up.
 */
export const consoleActions = registry.category("hcs_console_actions");

/** An action that the server described: its method takes what was asked for, and answers in words or with a window. */
export function serverAction(action) {
    return {
        icon: "fa-plus",
        ...action,
        run: async (model, values) => {
            const asked = Object.fromEntries((action.fields || []).map((name) => [name, values[name]]));
            const result = await model.call(action.method, [], asked);
            if (result && typeof result === "object") {
                await model.openHere(result);
                return "";
            }
            return typeof result === "string" ? result : _t("Done.");
        },
    };
}

function opinion(kind) {
    return async (model, { text }) => {
        model.task.said = await model.call("action_console_note_opinion", [kind, text]);
        return _t("Noted.");
    };
}

consoleActions
    .add("suggestion", {
        label: _t("Suggestion"),
        icon: "fa-lightbulb-o",
        sequence: 10,
        fields: ["text"],
        hint: _t("In the patient's words. It goes to the executive assistant when the call ends."),
        run: opinion("suggestion"),
    })
    .add("opinion", {
        label: _t("Opinion or praise"),
        icon: "fa-comment-o",
        sequence: 20,
        fields: ["text"],
        hint: _t("In the patient's words."),
        run: opinion("opinion"),
    })
    .add("need", {
        label: _t("Need"),
        icon: "fa-hand-paper-o",
        sequence: 30,
        fields: ["text"],
        hint: _t("What the patient needs from us."),
        run: opinion("need"),
    })
    .add("promise", {
        label: _t("Promise"),
        icon: "fa-handshake-o",
        sequence: 40,
        fields: ["text", "date"],
        hint: _t("What you promised, and until when. It becomes your activity."),
        initial: (model) => ({ text: model.task.promise, date: model.task.promise_on }),
        run: (model, { text, date }) => model.saveMemo({ promise: text, promise_on: date }),
    })
    .add("revisit", {
        label: _t("Revisit date"),
        icon: "fa-calendar-check-o",
        sequence: 50,
        fields: ["date"],
        hint: _t("The patient is reminded on the last calling day before."),
        initial: (model) => ({ date: model.task.revisit_on }),
        run: (model, { date }) => model.saveMemo({ revisit_on: date }),
    })
    .add("doctor", {
        label: _t("Ask the doctor"),
        icon: "fa-user-md",
        sequence: 60,
        fields: ["text"],
        hint: _t("What should the doctor know or answer? The answer comes back to this follow-up."),
        run: async (model, { text }) => {
            await model.call("action_ask_doctor", [text]);
            model.task.said = await model.call("get_console_said");
            return _t("The doctor was asked.");
        },
    })
    .add("booking", {
        label: _t("Booking"),
        icon: "fa-calendar-plus-o",
        sequence: 70,
        run: (model) =>
            model.task.patient.id
                ? model.openFor("hcs.patient", model.task.patient.id, "action_book")
                : model.openFor("hcs.service.record", model.task.record_id, "action_book"),
    })
    .add("service", {
        label: _t("Service record"),
        icon: "fa-life-ring",
        sequence: 80,
        isAvailable: (model) => Boolean(model.task.patient.id),
        run: (model) => model.openFor("hcs.patient", model.task.patient.id, "action_new_service"),
    })
    .add("link", {
        label: _t("Send the link"),
        icon: "fa-mobile",
        sequence: 90,
        isAvailable: (model) => Boolean(model.task.parts[0]?.questionnaire),
        run: async (model) => {
            await model.call("action_send_link");
            return _t("The link is on its way to the patient.");
        },
    })
    .add("executive", {
        label: _t("Executive assistant"),
        icon: "fa-share",
        sequence: 100,
        fields: ["text"],
        hint: _t("What you cannot settle yourself."),
        run: async (model, { text }) => {
            await model.call("action_refer_to_executive", [text]);
            return _t("Passed on to the executive assistant.");
        },
    });
