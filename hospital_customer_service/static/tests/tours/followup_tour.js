import { registry } from "@web/core/registry";
import { openApp, openMenu } from "./tour_helpers";

const FIRST = "Tour Silent";
const SECOND = "Tour Talkative";
const ANSWERS = "div[name='satisfaction_ids'] .o_data_row";
const OPINIONS = "div[name='opinion_ids'] .o_data_row";

function page(name) {
    return { content: `The page ${name}`, trigger: `.o_notebook .nav-link[name='${name}']`, run: "click" };
}

function state(value) {
    return {
        content: `The follow-up is ${value}`,
        trigger: `.o_statusbar_status button[data-value='${value}'].o_arrow_button_current`,
    };
}

function dial() {
    return [
        { content: "Dial", trigger: "button[name='action_dial']", run: "click" },
        state("in_progress"),
        { content: "The number stands there in full", trigger: "div[name='dial_number']:contains(/^139123456/)" },
    ];
}

/** FUP-03, FUP-05, FUP-06, FUP-08: two calls of an evening. */
registry.category("web_tour.tours").add("hcs_followup_calls", {
    steps: () => [
        ...openApp(),
        ...openMenu("hcs_menu_followup", "hcs_followup_task_mine_menu"),
        {
            content: "Both calls are due now",
            trigger: `.o_list_view:has(.o_data_row:contains(${SECOND})) .o_data_row:contains(${FIRST}) td[name='due_at']`,
            run: "click",
        },
        { content: "The card of the patient", trigger: `.o_form_view div[name='patient_id']:contains(${FIRST})` },
        { content: "Nothing forbids the call", trigger: ".o_form_view:not(:has(div[name='alert']:visible))" },
        { content: "The script is on the screen", trigger: "div[name='script']:contains(How is the wound today)" },
        ...dial(),
        {
            content: "Nobody answers",
            trigger: "button[data-outcome='no_answer']",
            run: "click",
        },
        state("open"),
        page("attempts"),
        { content: "The call has its line", trigger: "div[name='attempt_ids'] .o_data_row td[name='outcome_id']" },
        { content: "One failure", trigger: "div[name='failed_count']:contains(/^1$/)" },
        { content: "And a time to try again", trigger: "div[name='next_try_at']:contains(/\\d/)" },
        {
            content: "Next call",
            trigger: "button[name='action_next']",
            run: "click",
        },
        { content: "The other patient", trigger: `.o_form_view div[name='patient_id']:contains(${SECOND})` },
        ...dial(),
        page("satisfaction"),
        { content: "One line for each aspect", trigger: `${ANSWERS}:eq(6)` },
        {
            content: "The doctor",
            trigger: `${ANSWERS}:first td[name='level']`,
            run: "click",
        },
        {
            content: "Very satisfied",
            trigger: `${ANSWERS}:first td[name='level'] .o_selection_badge[value='"4"']`,
            run: "click",
        },
        {
            content: "Why",
            trigger: `${ANSWERS}:first td[name='reason'] input`,
            run: "edit Took time to explain",
        },
        page("opinion"),
        {
            content: "An opinion",
            trigger: "div[name='opinion_ids'] .o_field_x2many_list_row_add > *",
            run: "click",
        },
        {
            content: "In the patient's words",
            trigger: `${OPINIONS} td[name='text'] textarea`,
            run: "edit The waiting room is cold",
        },
        {
            content: "Answered: the call is done",
            trigger: "button[data-outcome='answered']",
            run: "click",
        },
        state("done"),
        { content: "The opinion stays on the card", trigger: `${OPINIONS}:contains(The waiting room is cold)` },
        { content: "There is nothing to dial any more", trigger: "body:not(:has(button[name='action_dial']))" },
    ],
});
