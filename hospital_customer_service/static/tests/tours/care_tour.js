import { registry } from "@web/core/registry";

import { openMenu } from "./tour_helpers";

/** CARE-01: a director writes a rule and looks at who would be written to, before anything is sent. */
registry.category("web_tour.tours").add("hcs_care_rule", {
    steps: () => [
        ...openMenu("hcs_menu_care", "hcs_care_rule_menu"),
        {
            content: "A new rule",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".o_form_view div[name='name'] input",
            run: "edit Tour wishes",
        },
        {
            content: "By e-mail",
            trigger: ".o_form_view div[name='channel'] input[data-value='email']",
            run: "click",
        },
        {
            content: "The subject",
            trigger: ".o_form_view div[name='subject'] input",
            run: "edit A greeting",
        },
        {
            content: "The words",
            trigger: ".o_form_view div[name='body'] textarea",
            run: "edit {patient_title}: all the best. {hospital}",
        },
        {
            content: "Keep it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Kept: who would get it?",
            trigger: ".o_form_saved button[name='action_preview'], .o_form_view button[name='action_preview']",
            run: "click",
        },
        {
            content: "One person would",
            trigger: "div[name='send_count']:contains(1)",
        },
        {
            content: "And it says who",
            trigger: "div[name='line_ids'] .o_data_row:contains(Tour Birthday)",
        },
        {
            content: "The other one did not agree",
            trigger: "div[name='blocked_count']:contains(1)",
        },
    ],
});

/** CARE-02: from the card of a patient, a material is given in one dialog. */
registry.category("web_tour.tours").add("hcs_education_give", {
    steps: () => [
        {
            content: "What did not fit stands behind another button",
            trigger: ".o_form_view .o-form-buttonbox .oe_stat_button",
            async run({ click }) {
                const more = document.querySelector(".o_form_view .o_button_more");
                if (more && !document.querySelector("button[name='action_send_education']")) {
                    await click(more);
                }
            },
        },
        {
            content: "Give something to read",
            trigger: "button[name='action_send_education']",
            run: "click",
        },
        {
            content: "Which one",
            trigger: ".modal div[name='material_id'] input",
            run: "edit Tour Reading",
        },
        {
            content: "This one",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Reading)",
            run: "click",
        },
        {
            content: "Its words are shown",
            trigger: ".modal div[name='body']:contains(Tour words)",
        },
        {
            content: "By WeChat",
            trigger: ".modal div[name='channel'] input[data-value='wechat']",
            run: "click",
        },
        {
            content: "Give it",
            trigger: ".modal button[name='action_give']",
            run: "click",
        },
        {
            content: "Words to paste",
            trigger: ".modal div[name='given_text']:contains(/hcs/l/)",
        },
        {
            content: "Close",
            trigger: ".modal footer button.btn-primary:not([name])",
            run: "click",
        },
        { content: "Back on the card", trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
