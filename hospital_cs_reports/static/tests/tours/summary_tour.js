import { registry } from "@web/core/registry";

import { openMenu } from "@hospital_customer_service/../tests/tours/tour_helpers";

const TOTAL = ".o_hcs_summary_figures table[data-table='total']";

function state(value) {
    return {
        content: `The summary is ${value}`,
        trigger: `.o_statusbar_status button[data-value='${value}'].o_arrow_button_current`,
    };
}

/** RPT-01, RPT-05: last week, counted and handed in. */
registry.category("web_tour.tours").add("hcs_summary_submit", {
    steps: () => [
        ...openMenu("hcs_menu_report", "hospital_cs_reports.hcs_summary_menu"),
        {
            content: "Compile one",
            trigger: ".o_control_panel .o_list_buttons button.btn-primary, .o_control_panel button.btn-primary",
            run: "click",
        },
        { content: "Last week is proposed", trigger: ".modal div[name='name']:contains(/^\\d{4}-W\\d{2}$/)" },
        {
            content: "Count it",
            trigger: ".modal button[name='action_compile']",
            run: "click",
        },
        state("draft"),
        { content: "Three follow-ups were counted", trigger: "div[name='row_count'] .o_stat_value:contains(/^3$/)" },
        { content: "Tiles", trigger: ".o_hcs_tile:eq(2)" },
        { content: "Tables", trigger: TOTAL },
        {
            content: "A few words",
            trigger: ".o_notebook .nav-link[name='report']",
            run: "click",
        },
        {
            content: "What the figures say",
            trigger: "div[name='narrative'] .odoo-editor-editable",
            run: "editor A quiet week.",
        },
        {
            content: "A figure is red",
            trigger: ".o_notebook .nav-link[name='explanations']",
            run: "click",
        },
        ...["fact", "cause", "action"].flatMap((name) => [
            {
                content: `Its ${name}`,
                trigger: `div[name='explanation_ids'] .o_data_row td[name='${name}']`,
                run: "click",
            },
            {
                content: "In words",
                trigger: `div[name='explanation_ids'] td[name='${name}'] textarea`,
                run: `edit The ${name} of it.`,
            },
        ]),
        {
            content: "Hand it in",
            trigger: "button[name='action_submit']",
            run: "click",
        },
        {
            content: "For good",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        state("submitted"),
        { content: "The director does not agree with himself", trigger: "body:not(:has(button[name='action_review']))" },
    ],
});

/** RPT-03, RPT-05: the executive looks behind a figure, agrees and publishes. */
registry.category("web_tour.tours").add("hcs_summary_publish", {
    steps: () => [
        state("submitted"),
        {
            content: "What is behind this figure?",
            trigger: ".o_hcs_tile:eq(1)",
            run: "click",
        },
        { content: "Rows", trigger: ".o_list_view .o_data_row" },
        {
            content: "Back",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "What is done about it?",
            trigger: ".o_notebook .nav-link[name='measures']",
            run: "click",
        },
        {
            content: "Decide",
            trigger: "button[name='action_decide_measure']",
            run: "click",
        },
        {
            content: "A measure",
            trigger: ".modal div[name='name'] input, .modal div[name='name'] textarea",
            run: "edit Call earlier",
        },
        {
            content: "Until when",
            trigger: ".modal div[name='due_on'] input, .modal div[name='due_on'] button",
            run: "click",
        },
        {
            content: "In some years",
            trigger: ".modal div[name='due_on'] input",
            run: "edit 2031-01-06",
        },
        {
            content: "Decided",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It stands on the summary",
            trigger: "div[name='measure_ids'] .o_data_row:contains(Call earlier)",
        },
        {
            content: "Agree",
            trigger: "button[name='action_review']",
            run: "click",
        },
        state("reviewed"),
        {
            content: "Publish",
            trigger: "button[name='action_publish']",
            run: "click",
        },
        state("published"),
        { content: "A workbook for whoever wants one", trigger: "button[name='action_xlsx']" },
    ],
});
