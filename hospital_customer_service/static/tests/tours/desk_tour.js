import { registry } from "@web/core/registry";
import { tabTo, typeHere } from "./tour_helpers";

const INTAKE = ".modal .o_form_view";
const PHONE = `${INTAKE} div[name='phone'] input`;
const SERVICE = "div[name='type_id'] input";
const NAME = "div[name='caller_name'] input";
const REQUEST = "div[name='description'] textarea";

// what the hands do besides the words of the caller
const KEYS_AT_MOST = 12;
const MODIFIERS = ["Alt", "Control", "Shift", "Meta"];
let keys = [];

function countKey(ev) {
    if (!MODIFIERS.includes(ev.key) && (ev.altKey || ev.key.length > 1)) {
        keys.push(ev.altKey ? `Alt+${ev.key}` : ev.key);
    }
}

/** SVC-01, SVC-02: a caller without a patient record and what is asked, hands on the keyboard. */
registry.category("web_tour.tours").add("hcs_desk_intake", {
    steps: () => [
        {
            content: "Count the keys",
            trigger: ".o_list_view",
            run() {
                keys = [];
                window.addEventListener("keydown", countKey, { capture: true });
            },
        },
        {
            content: "The key for what is new",
            trigger: ".o_list_view",
            run: "press Alt+c",
        },
        { content: "The number has the focus at once", trigger: `${PHONE}:focus` },
        typeHere(PHONE, "13900112233"),
        tabTo(NAME),
        typeHere(NAME, "zhang san"),
        tabTo(SERVICE),
        typeHere(SERVICE, "Tour Enquiry"),
        {
            content: "The service is offered",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Enquiry)",
        },
        {
            content: "Take it",
            trigger: `${SERVICE}:focus`,
            run: "press Enter",
        },
        {
            content: "It stands there",
            trigger: `${SERVICE}:value(Tour Enquiry)`,
        },
        tabTo(REQUEST),
        typeHere(REQUEST, "how long is the waiting list?"),
        {
            content: "The key that saves",
            trigger: "body",
            run: "press Alt+q",
        },
        {
            content: `It took ${KEYS_AT_MOST} keys at the most`,
            trigger: "body:not(:has(.modal))",
            run() {
                window.removeEventListener("keydown", countKey, { capture: true });
                if (!keys.includes("Alt+q") || keys.length > KEYS_AT_MOST) {
                    throw new Error(`${keys.length} keys besides the words: ${keys.join(" ")}`);
                }
            },
        },
        {
            content: "The record is open and in work",
            trigger: "body:not(:has(.modal)) .o_form_view .o_statusbar_status",
            run() {
                // on a narrow screen the status is shown as a word, and its arrows are hidden
                if (!this.anchor.querySelector("button[data-value='in_progress'].o_arrow_button_current")) {
                    throw new Error("The record is not in work");
                }
            },
        },
        {
            content: "The number of the caller is masked",
            trigger: "div[name='caller_phone_masked'] input:value(/^\\*+2233$/)",
        },
    ],
});

/** APT-01: a seat with an expert for a patient. */
registry.category("web_tour.tours").add("hcs_desk_book", {
    steps: () => [
        {
            content: "Book",
            trigger: ".o_control_panel_main_buttons button.btn-primary:visible",
            run: "click",
        },
        {
            content: "Whom",
            trigger: ".modal div[name='patient_id'] input",
            run: "edit Tour Patient",
        },
        {
            content: "The patient is offered",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Patient)",
            run: "click",
        },
        {
            content: "With which expert",
            trigger: ".modal div[name='practitioner_id'] input",
            run: "edit Tour Expert",
        },
        {
            content: "The expert is offered",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Expert)",
            run: "click",
        },
        {
            content: "One session of this expert, one click",
            trigger:
                ".modal div[name='session_ids']:not(:has(.o_data_row:eq(1))) .o_data_row button[name='action_book_here']",
            run: "click",
        },
        {
            content: "The seat is the patient's",
            trigger: "body:has(.o_statusbar_status button[data-value='booked'].o_arrow_button_current) div[name='patient_id']",
        },
    ],
});

/** SVC-04: the result is called for at the desk, the clock stops by a proof. */
registry.category("web_tour.tours").add("hcs_desk_deliver", {
    steps: () => [
        {
            content: "The result waits, its time runs",
            trigger: ".o_data_row:contains(Tour Patient) td[name='next_due_at'] .badge",
        },
        {
            content: "Deliver it",
            trigger: ".o_data_row:contains(Tour Patient) button[name='action_open_deliver']",
            run: "click",
        },
        {
            content: "Who took it",
            trigger: ".modal div[name='recipient'] input",
            run: "edit Tour Daughter",
        },
        {
            content: "Delivered",
            trigger: ".modal button[name='action_deliver']",
            run: "click",
        },
        {
            content: "Nobody waits for it any more",
            trigger: "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row:contains(Tour Patient)))",
        },
    ],
});
