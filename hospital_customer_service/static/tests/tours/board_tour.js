import { registry } from "@web/core/registry";

/** RPT-08: from the board to the overdue records and back, and the board on the wall. */
registry.category("web_tour.tours").add("hcs_live_board", {
    steps: () => [
        {
            content: "One record is overdue",
            trigger: ".o_hcs_board_tile[data-key='overdue']:contains(1)",
            run: "click",
        },
        {
            content: "The figure opens its rows",
            trigger: ".o_list_view .o_data_row",
        },
        {
            content: "Back to the board",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:first a",
            run: "click",
        },
        {
            content: "On the wall",
            trigger: ".o_hcs_board_wall_button",
            run: "click",
        },
        {
            content: "It covers everything, and leaves again",
            trigger: ".o_hcs_board_wall .o_hcs_board_wall_button",
            run: "click",
        },
        {
            content: "The row opens its record",
            trigger: ".o_hcs_board:not(.o_hcs_board_wall) .o_hcs_board_part[data-key='records'] .o_hcs_board_row:first",
            run: "click",
        },
        { trigger: ".o_form_view" },
    ],
});
