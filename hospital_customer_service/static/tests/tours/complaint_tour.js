import { registry } from "@web/core/registry";

const INTAKE = ".modal .o_form_view";
const closed = "body:not(:has(.modal)) .o_form_view .o_statusbar_status button[data-value='closed'].o_arrow_button_current";

const open = [
    { content: "The list of tickets", trigger: ".o_list_view, .o_view_nocontent" },
    { content: "The quick entry, from any screen", trigger: ".o_hcs_complaint", run: "click" },
    { content: "It opens", trigger: INTAKE },
];

function choose(name, words) {
    return [
        { content: `Look for ${words}`, trigger: `${INTAKE} div[name='${name}'] input`, run: `edit ${words}` },
        {
            content: `Take ${words}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${words})`,
            run: "click",
        },
    ];
}

function write(name, words) {
    return {
        content: `Write ${name}`,
        trigger: `.modal div[name='${name}'] textarea`,
        run: `edit ${words}`,
    };
}

/** CMP-09: praise from the first word to the end: the person is told, thanks are given. */
registry.category("web_tour.tours").add("hcs_complaint_praise", {
    steps: () => [
        ...open,
        { content: "A praise", trigger: `${INTAKE} div[name='kind'] input[data-value='praise']`, run: "click" },
        write("description", "She explained everything"),
        ...choose("practitioner_ids", "Tour Doctor"),
        { content: "Save", trigger: ".modal footer button[name='action_save']", run: "click" },
        {
            content: "Tell the person and the head",
            trigger: "body:not(:has(.modal)) button[name='action_tell_praised']",
            run: "click",
        },
        { content: "Thank", trigger: "button[name='action_open_step_thank']", run: "click" },
        write("text", "Thank you for writing"),
        { content: "Thanked", trigger: ".modal footer button[name='action_apply']", run: "click" },
        { content: "Close", trigger: "body:not(:has(.modal)) button[name='action_close']", run: "click" },
        { content: "It is over", trigger: closed },
    ],
});

/** CMP-01: a complaint without a name, settled in the same breath. */
registry.category("web_tour.tours").add("hcs_complaint_settle", {
    steps: () => [
        ...open,
        write("description", "No soap in the washroom"),
        ...choose("category_id", "Tour Category"),
        { content: "No name", trigger: `${INTAKE} div[name='anonymous'] input`, run: "click" },
        write("settlement", "Soap was brought at once"),
        { content: "Settled", trigger: ".modal footer button[name='action_settle']", run: "click" },
        { content: "It is over", trigger: closed },
    ],
});

/** CMP-09: a suggestion is assessed with a reason, answered and closed. */
registry.category("web_tour.tours").add("hcs_complaint_suggestion", {
    steps: () => [
        ...open,
        { content: "A suggestion", trigger: `${INTAKE} div[name='kind'] input[data-value='suggestion']`, run: "click" },
        write("description", "More chairs"),
        { content: "Save", trigger: ".modal footer button[name='action_save']", run: "click" },
        {
            content: "Assess",
            trigger: "body:not(:has(.modal)) button[name='action_open_step_assess']",
            run: "click",
        },
        { content: "Adopted", trigger: ".modal div[name='decision'] input[data-value='adopted']", run: "click" },
        write("reason", "Many have to stand"),
        { content: "Decided", trigger: ".modal footer button[name='action_apply']", run: "click" },
        {
            content: "Answer",
            trigger: "body:not(:has(.modal)) button[name='action_open_step_reply']",
            run: "click",
        },
        write("text", "The chairs are ordered"),
        { content: "Answered", trigger: ".modal footer button[name='action_apply']", run: "click" },
        { content: "Close", trigger: "body:not(:has(.modal)) button[name='action_close']", run: "click" },
        { content: "It is over", trigger: closed },
    ],
});

function pick(scope, name, place) {
    return [
        { content: `Open ${name}`, trigger: `${scope} div[name='${name}'] input`, run: "click" },
        { content: `Choose ${name}`, trigger: `.o_select_menu_item:eq(${place})`, run: "click" },
    ];
}

const dialog = (name) => ({
    content: `Apply ${name}`,
    trigger: ".modal footer button[name='action_apply']",
    run: "click",
});
// the steps of a narrow status bar fold away: the button of the next step tells how far it is
const next = (hotkey) => ({
    content: `The step ${hotkey}`,
    trigger: `body:not(:has(.modal)) .o_statusbar_buttons button[data-hotkey='${hotkey}']`,
    run: "click",
});

/** CMP-01, CMP-02: a complaint from the first word to the proposed answer. */
registry.category("web_tour.tours").add("hcs_complaint_propose", {
    steps: () => [
        ...open,
        write("description", "Nobody explained the wait"),
        ...choose("category_id", "Tour Category"),
        ...choose("department_id", "Tour Department"),
        {
            content: "Who speaks",
            trigger: `${INTAKE} div[name='complainant'] input`,
            run: "edit Tour Complainant",
        },
        ...pick(INTAKE, "no_signature", 0),
        { content: "Save", trigger: ".modal footer button[name='action_save']", run: "click" },
        next("a"),
        next("g"),
        { content: "Being investigated", trigger: ".o_statusbar_buttons button[data-hotkey='p']" },
        { content: "Allegations", trigger: ".o_notebook .nav-link[name='allegations']", run: "click" },
        {
            content: "Open the allegation",
            trigger: "div[name='allegation_ids'] .o_data_row td[name='category_id']",
            run: "click",
        },
        { content: "Upheld", trigger: ".modal div[name='finding'] input[data-value='upheld']", run: "click" },
        write("finding_text", "Two doctors were away"),
        { content: "Keep it", trigger: ".modal footer .o_form_button_save", run: "click" },
        {
            content: "Statements",
            trigger: "body:not(:has(.modal)) .o_notebook .nav-link[name='statements']",
            run: "click",
        },
        {
            content: "Ask somebody",
            trigger: "div[name='statement_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Look for the person",
            trigger: ".modal div[name='respondent_id'] input",
            run: "edit hcs_department",
        },
        {
            content: "Take the person",
            trigger: ".o-autocomplete--dropdown-item:contains(hcs_department)",
            run: "click",
        },
        write("question", "Why did they wait?"),
        { content: "Ask", trigger: ".modal footer .o_form_button_save", run: "click" },
        {
            content: "It is in the list",
            trigger: "body:not(:has(.modal)) div[name='statement_ids'] .o_data_row:contains(Why did they wait)",
        },
        { content: "Keep the ticket", trigger: ".o_form_button_save:visible", run: "click" },
        { content: "Kept", trigger: ".o_form_saved" },
        next("p"),
        write("text", "We are sorry for the wait"),
        dialog("proposal"),
        {
            content: "It waits for the check",
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons button[data-hotkey='b']",
        },
    ],
});

/** CMP-02, CP5: whoever is asked finds the question, answers and sends; nothing else of the complaint is there. */
registry.category("web_tour.tours").add("hcs_complaint_statement", {
    steps: () => [
        { content: "What is asked of me", trigger: ".o_data_row td[name='question']:contains(Why did they wait)", run: "click" },
        { content: "The question", trigger: ".o_form_view div[name='question']:contains(Why did they wait)" },
        { content: "Nobody's name", trigger: ".o_form_view:not(:has(div[name='ticket_id']))" },
        {
            content: "The statement",
            trigger: ".o_form_view div[name='answer'] textarea",
            run: "edit Two doctors were ill.",
        },
        { content: "Send", trigger: "button[name='action_answer']", run: "click" },
        { content: "It stays as it is", trigger: ".modal footer .btn-primary", run: "click" },
        {
            content: "Sent",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name='action_answer'])) div[name='answer']:not(:has(textarea))",
        },
    ],
});

/** CMP-02: the handler reads the statement and accepts it. */
registry.category("web_tour.tours").add("hcs_complaint_accept_statement", {
    steps: () => [
        { content: "Statements", trigger: ".o_notebook .nav-link[name='statements']", run: "click" },
        {
            content: "Accept it",
            trigger: "div[name='statement_ids'] .o_data_row button[name='action_accept_statement']",
            run: "click",
        },
        {
            content: "Accepted",
            trigger: "div[name='statement_ids']:not(:has(button[name='action_accept_statement'])) .o_data_row",
        },
    ],
});

/** CMP-06: the approved answer is delivered with proof, the person is asked, the ticket is closed. */
registry.category("web_tour.tours").add("hcs_complaint_deliver", {
    steps: () => [
        next("d"),
        { content: "The proof", trigger: ".modal div[name='proof'] input", run: "edit RR123" },
        dialog("delivery"),
        next("k"),
        {
            content: "Satisfied",
            trigger: ".modal div[name='satisfaction'] input[data-value='satisfied']",
            run: "click",
        },
        dialog("inquiry"),
        { content: "Close", trigger: "body:not(:has(.modal)) button[name='action_close']", run: "click" },
        { content: "It is over", trigger: closed },
    ],
});
