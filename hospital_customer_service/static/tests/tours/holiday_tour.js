import { registry } from "@web/core/registry";
import { openApp, openMenu } from "./tour_helpers";

const LINES = ".modal div[name='line_ids'] .o_data_row";

/** SET-03: the notice of a year on one screen, pasted and checked before it counts. */
registry.category("web_tour.tours").add("hcs_holiday_notice", {
    steps: () => [
        ...openApp(),
        ...openMenu("hcs_menu_config", "hcs_holiday_notice_menu"),
        {
            content: "The year",
            trigger: ".modal div[name='year'] input",
            run: "edit 2030",
        },
        {
            content: "Paste the notice",
            trigger: ".modal div[name='text'] textarea",
            run: "edit Labour Day: 05-01 to 05-05 off; 04-27, 05-12 work",
        },
        {
            content: "Read it",
            trigger: ".modal button[name='action_read_text']",
            run: "click",
        },
        { trigger: `${LINES}:eq(2)` },
        { content: "Five days off", trigger: ".modal div[name='holiday_count']:contains(/^5$/)" },
        { content: "Two days of work", trigger: ".modal div[name='workday_count']:contains(/^2$/)" },
        {
            content: "Put it into the calendar",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        { content: "The calendar shows itself", trigger: "body:not(:has(.modal)) .o_view_controller" },
    ],
});
