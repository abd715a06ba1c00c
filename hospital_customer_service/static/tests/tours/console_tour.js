import { registry } from "@web/core/registry";

const FIRST = "Tour Silent";
const SECOND = "Tour Talkative";

/** A key for the console itself, as long as no field has the focus. */
function key(name, trigger = ".o_hcs_console") {
    return { content: `Press ${name}`, trigger, run: ({ press }) => press(name) };
}

/** FUP-15, FUP-06: two calls with the keyboard alone. */
registry.category("web_tour.tours").add("hcs_call_console", {
    steps: () => [
        { content: "Both are due", trigger: `.o_hcs_queue_row:contains(${SECOND})` },
        key("Enter", ".o_hcs_console_next:enabled"),
        { content: "The card", trigger: `.o_hcs_card_name:contains(${FIRST})` },
        { content: "The script", trigger: ".o_hcs_script_text:contains(How is the wound today)" },
        key("d", ".o_hcs_console_dial:enabled"),
        { content: "The number stands there in full", trigger: ".o_hcs_card_tel[href='tel:13912345670']" },
        key("n", "[data-outcome='no_answer']:enabled"),
        { content: "What follows", trigger: ".o_hcs_console_result:contains(/\\d\\d:\\d\\d/)" },
        key("Enter", ".o_hcs_console_next:enabled"),
        { content: "The other patient", trigger: `.o_hcs_card_name:contains(${SECOND})` },
        key("Enter", ".o_hcs_console_dial:enabled"),
        { trigger: ".o_hcs_card_tel[href='tel:13912345671']" },
        key("m"),
        { content: "Notes", trigger: "#o_hcs_console_note_text:focus", run: "edit wound is dry" },
        key("Escape", "#o_hcs_console_note_text:focus"),
        { content: "Kept", trigger: ".o_hcs_console_saved:has(.fa-check)" },
        key("x", ".o_hcs_console:not(:has(textarea:focus))"),
        { content: "Something the patient said", trigger: "[data-action='suggestion']", run: "click" },
        {
            content: "A suggestion",
            trigger: ".o_hcs_console_panel textarea[name='text']",
            run: "edit Open at seven && press Enter",
        },
        { content: "It stands on the card", trigger: ".o_hcs_card_said:contains(Open at seven)" },
        key("a", "[data-outcome='answered']:enabled"),
        { content: "Recorded", trigger: ".o_hcs_console_result" },
    ],
});
