import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const Online = browser.XMLHttpRequest;

/** Nothing reaches the server. */
class Offline extends Online {
    send() {
        setTimeout(() => this.dispatchEvent(new Event("error")));
    }
}

/** Everything reaches the server, and every answer is lost on the way back. */
class Deaf extends Online {
    addEventListener(kind, listener) {
        super.addEventListener(kind, kind === "load" ? () => this.dispatchEvent(new Event("error")) : listener);
    }
}

function connection(content, kind) {
    return {
        content,
        trigger: ".o_hcs_console",
        run() {
            browser.XMLHttpRequest = kind;
            if (kind === Online) {
                window.dispatchEvent(new Event("online"));
            }
        },
    };
}

function key(name, trigger = ".o_hcs_console") {
    return { content: `Press ${name}`, trigger, run: ({ press }) => press(name) };
}

const saved = { content: "Kept", trigger: ".o_hcs_console_saved:has(.fa-check)" };

/**
 * FUP-07, FUP-13, FUP-15: a call about two follow-ups with their questions; what is typed is kept while it is typed,
 * over a reload, and while there is no connection, and nothing is done twice.
 */
registry.category("web_tour.tours").add("hcs_call_console_questions", {
    steps: () => [
        key("Enter", ".o_hcs_console_next:enabled"),
        { content: "Two follow-ups in one call", trigger: ".o_hcs_console_parts [role='tab']:eq(1)" },
        key("d", ".o_hcs_console_dial:enabled"),
        { trigger: ".o_hcs_card_tel" },
        { content: "Questions that no answer leads to are not there", trigger: ".o_hcs_console_questions:not(:has(textarea))" },
        key("2", ".o_hcs_question_current .o_hcs_options"),
        { content: "The question behind the answer is next", trigger: ".o_hcs_question_current textarea" },
        key("Enter"),
        { content: "Half a sentence", trigger: ".o_hcs_question_current textarea:focus", run: "edit the knee hurts" },
        { content: "Kept while the cursor stands in the field", trigger: ".o_hcs_console_saved:has(.fa-check)" },
        { trigger: ".o_hcs_question_current textarea:focus" },
        { content: "The browser dies", trigger: ".o_hcs_console", run: () => window.location.reload(), expectUnloadPage: true },
        { content: "The sentence is there", trigger: ".o_hcs_question_done textarea:value(the knee hurts)" },
        { content: "The call goes on at its question", trigger: ".o_hcs_question_current .o_hcs_scale" },
        connection("The connection is lost", Offline),
        key("7"),
        { content: "It is said, loud and clear", trigger: ".o_hcs_console_offline" },
        { content: "Back to the first follow-up", trigger: ".o_hcs_console_parts [role='tab']:eq(0)", run: "click" },
        { content: "The answer stands", trigger: ".o_hcs_scale [data-value='7'][aria-pressed='true']" },
        key("a"),
        { content: "The call cannot be recorded yet", trigger: ".o_hcs_console_error" },
        connection("The connection is back", Online),
        { content: "Sent by itself", trigger: ".o_hcs_console:not(:has(.o_hcs_console_offline))" },
        saved,
        { content: "The questions of the other follow-up", trigger: ".o_hcs_console_parts [role='tab']:eq(1)", run: "click" },
        key("1", ".o_hcs_question_current .o_hcs_options"),
        saved,
        key("x"),
        { content: "Something the patient said", trigger: "[data-action='suggestion']", run: "click" },
        connection("Answers are lost", Deaf),
        {
            content: "A suggestion",
            trigger: ".o_hcs_console_panel textarea[name='text']",
            run: "edit More chairs && press Enter",
        },
        { content: "Nobody knows whether it arrived", trigger: ".o_hcs_console_error" },
        connection("The connection is back", Online),
        { content: "Once more", trigger: ".o_hcs_console_panel textarea[name='text']", run: "press Enter" },
        { content: "It is there", trigger: ".o_hcs_card_said:contains(More chairs)" },
        connection("Answers are lost", Deaf),
        key("a", "[data-outcome='answered']:enabled"),
        { content: "Nobody knows whether it arrived", trigger: ".o_hcs_console_error" },
        connection("The connection is back", Online),
        key("a", "[data-outcome='answered']:enabled"),
        { content: "Recorded", trigger: ".o_hcs_console_result" },
    ],
});
