import { registry } from "@web/core/registry";

/** CRM-01: an organisation becomes a key account by its name, and a contact with it is noted. */
registry.category("web_tour.tours").add("hcs_key_account", {
    steps: () => [
        {
            content: "A new key account",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".o_form_view h1 div[name='name'] input",
            run: "edit Tour Works",
        },
        {
            content: "Keep it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Its contact was made",
            trigger: ".o_form_view div[name='partner_id']:contains(Tour Works)",
        },
        {
            content: "Note a contact",
            trigger: ".o_form_statusbar button.btn-primary:not(:disabled)",
            run: "click",
        },
        {
            content: "What came of it",
            trigger: ".modal div[name='text'] textarea",
            run: "edit They will come in May",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "It stands among the contacts",
            trigger: "body:not(:has(.modal)) div[name='plan_ids'] .o_data_row:contains(They will come in May)",
        },
    ],
});

/** KA1: a list is checked, one row is decided, the list is taken over. */
registry.category("web_tour.tours").add("hcs_key_roster", {
    steps: () => [
        {
            content: "Check the file",
            trigger: ".o_form_statusbar button[name='action_read']",
            run: "click",
        },
        {
            content: "A row is to be decided",
            trigger: "div[name='line_ids'] .o_data_row:contains(Tour Known) td[name='choice']",
            run: "click",
        },
        {
            content: "Open the decision",
            trigger: "div[name='line_ids'] .o_selected_row td[name='choice'] :is(select, input)",
            run: "click",
        },
        {
            content: "The same person",
            trigger: ".o_select_menu_item:first",
            run: "click",
        },
        {
            content: "Keep it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Take over",
            trigger: "body:not(:has(.alert-warning)) .o_form_statusbar button[name='action_apply']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "It was taken over",
            trigger: "body:not(:has(.modal)) .o_form_statusbar button[name='action_undo']",
        },
    ],
});
