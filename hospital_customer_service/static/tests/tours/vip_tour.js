import { registry } from "@web/core/registry";

const current = (state) =>
    `.o_form_view .o_statusbar_status button[data-value='${state}'].o_arrow_button_current`;

function choose(name, label) {
    return [
        {
            content: `Type into ${name}`,
            trigger: `.o_form_view div[name='${name}'] input`,
            run: `edit ${label}`,
        },
        {
            content: `Take ${label}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${label})`,
            run: "click",
        },
    ];
}

/** VIP-01: an application at the desk; the policy is shown, the agreement is kept, the review begins. */
registry.category("web_tour.tours").add("hcs_vip_apply", {
    steps: () => [
        {
            content: "A new application",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        ...choose("patient_id", "Tour Member"),
        ...choose("tier_id", "Tour Gold"),
        {
            content: "Keep it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The policy is shown",
            trigger: ".o_notebook .nav-link[name='application'].active, .o_notebook .nav-link[name='application']",
            run: "click",
        },
        {
            content: "Its words are there",
            trigger: "div[name='policy_text']:contains(Tour policy)",
        },
        {
            content: "The customer agrees",
            trigger: "button[name='action_agree']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "Submit",
            trigger: "body:not(:has(.modal)) button[name='action_submit']",
            run: "click",
        },
        { content: "It waits for the review", trigger: current("submitted") },
    ],
});

/** VIP-01: somebody else approves. */
registry.category("web_tour.tours").add("hcs_vip_approve", {
    steps: () => [
        {
            content: "Approve",
            trigger: "button[name='action_approve']",
            run: "click",
        },
        { content: "Approved", trigger: current("approved") },
    ],
});

/** VIP-03: a benefit is given and signed for. */
registry.category("web_tour.tours").add("hcs_vip_use", {
    steps: () => [
        {
            content: "Give a benefit",
            trigger: ".o_form_statusbar button[data-hotkey='g']",
            run: "click",
        },
        {
            content: "The escort",
            trigger: ".modal div[name='benefit_id'] .o_radio_item:contains(Tour Escort) input",
            run: "click",
        },
        {
            content: "What is left stands there",
            trigger: ".modal div[name='left_text']:contains(2)",
        },
        {
            content: "Now",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        { content: "It is being given", trigger: current("in_progress") },
        {
            content: "Sign off",
            trigger: ".o_form_statusbar button[data-hotkey='d']",
            run: "click",
        },
        {
            content: "Who confirms",
            trigger: ".modal div[name='sign_off'] input",
            run: "edit Tour Member",
        },
        {
            content: "Done",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        { content: "It is done", trigger: `body:not(:has(.modal)) ${current("done")}` },
    ],
});
