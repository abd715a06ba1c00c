import { registry } from "@web/core/registry";

const CHART = ".o_hcs_trend_chart";

/** RPT-08: the executive goes from the tiles to one figure, to its departments, to the rows behind a week, and back. */
registry.category("web_tour.tours").add("hcs_trend", {
    steps: () => [
        { content: "The address says: by week", trigger: "button[data-kind='week'].active" },
        {
            content: "A key figure",
            trigger: "section[data-area='followup'] .o_hcs_trend_tile[data-code='fu_attempted_rate'] .o_hcs_trend_spark",
            run: "click",
        },
        { content: "Its course", trigger: `${CHART} .o_hcs_trend_point:eq(3)` },
        { content: "and its target", trigger: ".o_hcs_trend_target_sample" },
        {
            content: "By department",
            trigger: "select.o_hcs_trend_part",
            run: "select department",
        },
        {
            content: "A department beside the whole",
            trigger: ".o_hcs_trend_table tr[data-row='part'] th button:contains(Tour Department)",
            run: "click",
        },
        { content: "Two lines", trigger: `${CHART} .o_hcs_trend_other polyline` },
        {
            content: "What is behind this week?",
            trigger: ".o_hcs_trend_table tr[data-row='whole'] a.o_hcs_trend_number:last",
            run: "click",
        },
        { content: "Rows", trigger: ".o_list_view .o_data_row" },
        {
            content: "Back",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:first a",
            run: "click",
        },
        {
            content: "The same figure, still divided, and a point opens its rows with the keyboard",
            trigger: `.o_hcs_trend:has(.o_hcs_trend_table tr[data-row='part']) ${CHART} .o_hcs_trend_point:last`,
            async run({ anchor, press }) {
                anchor.focus();
                await press("Enter");
            },
        },
        { content: "Rows", trigger: ".o_list_view .o_data_row" },
        {
            content: "Back",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:first a",
            run: "click",
        },
        {
            content: "Escape leads back to all areas",
            trigger: `${CHART} .o_hcs_trend_point:last`,
            async run({ anchor, press }) {
                anchor.focus();
                await press("Escape");
            },
        },
        {
            content: "By quarter",
            trigger: ".o_hcs_trend:not(:has(.o_hcs_trend_chart)) button[data-kind='quarter']",
            run: "click",
        },
        { trigger: "button[data-kind='quarter'].active" },
        {
            content: "On the wall",
            trigger: ".o_hcs_trend_wall_button",
            run: "click",
        },
        {
            content: "and down again",
            trigger: ".o_hcs_trend_wall .o_hcs_trend_wall_button",
            run: "click",
        },
        { trigger: ".o_hcs_trend:not(.o_hcs_trend_wall)" },
    ],
});
