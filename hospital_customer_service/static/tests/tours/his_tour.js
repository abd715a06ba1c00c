import { registry } from "@web/core/registry";
import { openApp, openMenu } from "./tour_helpers";

function patient(id, birthDate) {
    return { resource: { resourceType: "Patient", id, active: true, name: [{ text: `Tour ${id}` }], birthDate } };
}

const BUNDLE = {
    resourceType: "Bundle",
    type: "collection",
    entry: [patient("tour-1", "1960-05-04"), patient("tour-2", "never"), patient("tour-3", "1971-01-31")],
};

/** VIS-02, ADM-04: a file by hand, what became of it, and why one row was not taken. */
registry.category("web_tour.tours").add("hcs_his_upload", {
    steps: () => [
        ...openApp(),
        ...openMenu("hcs_menu_config", "hcs_his_upload_menu"),
        {
            content: "Choose the file",
            trigger: ".modal div[name='attachment_ids'] .o_attach",
            run() {
                const input = document.querySelector(".modal div[name='attachment_ids'] input[type='file']");
                const chosen = new DataTransfer();
                chosen.items.add(new File([JSON.stringify(BUNDLE)], "tour.json", { type: "application/json" }));
                input.files = chosen.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { content: "The file is there", trigger: ".modal .o_attachment:contains(tour.json)" },
        {
            content: "Load it",
            trigger: ".modal button[name='action_load']",
            run: "click",
        },
        { content: "Everything that could be applied is applied", trigger: ".o_hcs_his_progress .alert-success" },
        { content: "Two patients are new", trigger: ".o_hcs_his_progress tbody td:nth-child(2):contains(/^2$/)" },
        { content: "One row is wrong", trigger: ".o_hcs_his_progress tbody td.text-danger:contains(/^1$/)" },
        {
            content: "Which one?",
            trigger: ".oe_stat_button:has(div[name='error_count'])",
            run: "click",
        },
        {
            content: "The field is named",
            trigger: ".o_list_view .o_data_row:contains(tour-2) td[name='error']:contains(Patient.birthDate)",
        },
        { content: "And only that row is listed", trigger: ".o_list_view:not(:has(.o_data_row:contains(tour-1)))" },
    ],
});

/** VIS-02, ADM-04: a message that could not be applied is mended by the person who sees what is wrong, and replayed. */
registry.category("web_tour.tours").add("hcs_his_mend", {
    steps: () => [
        ...openApp(),
        ...openMenu("hcs_menu_config", "hcs_his_mend_menu"),
        {
            content: "The list names the field",
            trigger: ".o_list_view .o_data_row:contains(TOUR-1) td[name='error']:contains(PID-7)",
            run: "click",
        },
        { content: "So does the form", trigger: ".o_form_view .alert-danger:contains(PID-7)" },
        {
            content: "Which of the fields is it?",
            trigger: ".o_form_view .o_notebook_headers a[name='segments']",
            run: "click",
        },
        { content: "The wrong one is marked", trigger: "div[name='segments'] tr.table-danger:contains(19601304)" },
        {
            content: "Back to the content",
            trigger: ".o_form_view .o_notebook_headers a[name='raw']",
            run: "click",
        },
        {
            content: "Mend the date",
            trigger: "div[name='raw'] textarea",
            async run({ edit }) {
                await edit(this.anchor.value.replace("19601304", "19601204"));
            },
        },
        {
            content: "Save and apply again",
            trigger: ".o_form_view button.btn-primary[name='action_replay']",
            run: "click",
        },
        {
            content: "It is applied: nothing is wrong any more",
            trigger: ".o_form_view:not(:has(.alert-danger)) button[name='action_replay']:not(.btn-primary)",
        },
    ],
});
