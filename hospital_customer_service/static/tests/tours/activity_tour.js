import { registry } from "@web/core/registry";
import { openMenu } from "./tour_helpers";

/** CRM-04: registered at the desk, ticked at the door. */
registry.category("web_tour.tours").add("hcs_activity_desk", {
    steps: () => [
        ...openMenu("hcs_menu_care", "hcs_activity_menu"),
        {
            content: "The lecture",
            trigger: ".o_data_row:contains(Tour Lecture) td[name='name']",
            run: "click",
        },
        {
            content: "The registration desk",
            trigger: ".o_form_statusbar button[data-hotkey='d']",
            run: "click",
        },
        {
            content: "The cursor waits in the patient",
            trigger: ".modal div[name='patient_id'] input:focus",
            run: "edit Tour Guest",
        },
        {
            content: "Take the patient",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Guest)",
            run: "click",
        },
        {
            content: "Register",
            trigger: ".modal button[name='action_register']",
            run: "click",
        },
        {
            content: "What became of it, and an empty form for the next",
            trigger: ".modal .alert-success:contains(Tour Guest)",
        },
        {
            content: "Enough",
            trigger: ".modal footer button[data-hotkey='x']",
            run: "click",
        },
        {
            content: "The list of those who are registered",
            trigger: "body:not(:has(.modal)) button[name='action_hcs_open_registrations']",
            run: "click",
        },
        {
            content: "Tick who is here",
            trigger: ".o_data_row:contains(Tour Guest) td[name='hcs_attended'] input",
            run: "click",
        },
        {
            content: "Ticked",
            trigger: ".o_data_row:contains(Tour Guest) td[name='hcs_attended'] input:checked",
        },
        {
            content: "A booking is offered now",
            trigger: ".o_data_row:contains(Tour Guest) button[name='action_hcs_book']",
        },
    ],
});
