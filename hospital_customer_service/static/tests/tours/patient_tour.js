import { registry } from "@web/core/registry";
import { openApp, openMenu, searchFor, tabTo, typeHere } from "./tour_helpers";

const NAME = "欧阳听雨";
const ROW = `.o_data_row:contains(${NAME})`;
const PHONE_ROW = ".o_field_widget[name='phone_ids'] .o_data_row";

/** PAT-01, PAT-02, PAT-05, PAT-06: from the first word on the phone to the consent, hands on the keyboard. */
registry.category("web_tour.tours").add("hcs_patient_register", {
    steps: () => [
        ...openApp(),
        ...openMenu("hcs_menu_patient", "hcs_patient_menu"),
        {
            content: "The key for a new record",
            trigger: "body:has(.o_list_button_add)",
            run: "press Alt+c",
        },
        {
            content: "The name has the focus at once",
            trigger: ".o_field_widget[name='name'] input:focus",
            run: `edit ${NAME}`,
        },
        tabTo("div[name='id_number_masked'] input"),
        typeHere("div[name='id_number_masked'] input", "11010519491231002X"),
        tabTo(".o_field_x2many_list_row_add > *"),
        {
            content: "A line for the phone",
            trigger: "body",
            run: "press Enter",
        },
        tabTo(`${PHONE_ROW} div[name='number_masked'] input`),
        typeHere(`${PHONE_ROW} div[name='number_masked'] input`, "13912345678"),
        {
            content: "The key that saves",
            trigger: "body",
            run: "press Alt+s",
        },
        { trigger: ".o_form_saved" },
        {
            content: "The number is masked as soon as it is kept",
            trigger: `${PHONE_ROW} td[name='number_masked']:contains(/^\\*+5678$/)`,
        },
        {
            content: "So is the ID number, which gave the date of birth",
            trigger: "div[name='id_number_masked'] input:value(/^\\*+002X$/)",
        },
        {
            content: "And the age tells that the patient needs care",
            trigger: ".o_hcs_facts .o_hcs_care_badge",
        },
        {
            content: "This agent may not see the number",
            trigger: "body:not(:has(button[name='reveal']))",
        },
        {
            content: "Back to the list",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        ...searchFor("oyty", `${ROW} td[name='phone_masked']:contains(/^\\*+5678$/)`),
        ...searchFor("5678", ROW),
        {
            content: "Open the patient again",
            trigger: `${ROW} td[name='name']`,
            run: "click",
        },
        {
            content: "Consents",
            trigger: ".o_notebook .nav-link[name='consents']",
            run: "click",
        },
        {
            content: "The patient agrees to be asked how it was",
            trigger: ".o_hcs_consent[data-purpose='survey']:not(:has(.text-bg-success)) button[name='give']",
            run: "click",
        },
        {
            content: "Save the line of the ledger",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        { trigger: ".o_hcs_consent[data-purpose='survey'] .badge.text-bg-success" },
        {
            content: "Timeline",
            trigger: ".o_notebook .nav-link[name='timeline']",
            run: "click",
        },
        {
            content: "The consent is the newest thing that happened",
            trigger: ".o_hcs_timeline_entry:first-child[data-kind='consent']",
        },
    ],
});

/** SEC-01: the whole number is one click away for those who may, and the click leaves a line. */
registry.category("web_tour.tours").add("hcs_patient_reveal", {
    steps: () => [
        {
            content: "Show the number",
            trigger: `${PHONE_ROW} td[name='number_masked'] button[name='reveal']`,
            run: "click",
        },
        { trigger: `${PHONE_ROW} .o_hcs_revealed:contains(/^13912345678$/)` },
        {
            content: "Hide it again",
            trigger: `${PHONE_ROW} td[name='number_masked'] button[name='reveal']`,
            run: "click",
        },
        { trigger: `${PHONE_ROW}:not(:has(.o_hcs_revealed)):contains(5678)` },
    ],
});
