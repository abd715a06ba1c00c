import { registry } from "@web/core/registry";
import { openMenu } from "./tour_helpers";

const CARD = ".o_hcs_phone_card";
const FAMILY = `${CARD}:has(.o_hcs_phone_patient + .o_hcs_phone_patient)`;
const UNKNOWN = `${CARD}:not(:has(.o_hcs_phone_patient))`;

/** SVC-09: a family's telephone rings, then an unknown one; nobody sees a whole number. */
registry.category("web_tour.tours").add("hcs_phone_card", {
    steps: () => [
        { content: "Everybody of the number is on the card", trigger: FAMILY },
        {
            content: "The number is masked",
            trigger: `${FAMILY} .o_hcs_phone_number:contains(*******5678)`,
        },
        { content: "The open request of the child is there", trigger: `${FAMILY} .o_hcs_phone_record` },
        {
            content: "Open the request",
            trigger: `${FAMILY} .o_hcs_phone_record button`,
            run: "click",
        },
        { content: "It is open", trigger: ".o_form_view .o_field_widget[name='reference']" },
        {
            content: "Put the card away",
            trigger: `${FAMILY} .btn-close`,
            run: "click",
        },
        {
            content: "Somebody nobody knows: register what is asked",
            trigger: `${UNKNOWN} .o_hcs_phone_new`,
            run: "click",
        },
        {
            content: "The number came along, masked",
            trigger: ".modal div[name='phone'] input",
            run() {
                if (this.anchor.value !== "*******0000") {
                    throw new Error(`the number reads ${this.anchor.value}`);
                }
            },
        },
        {
            content: "Choose the service",
            trigger: ".modal div[name='type_id'] input",
            run: "edit Tour Enquiry",
        },
        {
            content: "Take it",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Enquiry)",
            run: "click",
        },
        {
            content: "What is asked",
            trigger: ".modal div[name='description'] textarea",
            run: "edit how long is the waiting list?",
        },
        { content: "Save", trigger: ".modal button[name='action_save']", run: "click" },
        { content: "The record is open", trigger: "body:not(:has(.modal)) .o_form_view" },
        { content: "Put the card away", trigger: `${UNKNOWN} .btn-close`, run: "click" },
        { content: "No card is left", trigger: `body:not(:has(${CARD}))` },
        ...openMenu("hcs_menu_desk", "hcs_phone_call_menu"),
        { content: "The list of calls", trigger: ".o_list_view .o_data_row" },
    ],
});
