import { stepUtils } from "@web_tour/tour_utils";

const TABS_AT_MOST = 40;

/** Steps that open a menu of ours; the words of the menus change with the language, their ids do not. */
export function openMenu(section, menu) {
    const menuId = menu.includes(".") ? menu : `hospital_customer_service.${menu}`;
    return [
        {
            content: `Open the section ${section}, or what did not fit on the screen`,
            trigger: ".o_menu_sections",
            async run({ click }) {
                const wanted = `button[data-menu-xmlid='hospital_customer_service.${section}']`;
                // the bar hides what does not fit a moment after it is drawn
                for (let tries = 0; tries < 80; tries++) {
                    const shown = [
                        ...document.querySelectorAll(`.o_menu_sections ${wanted}, .o_menu_sections_more button`),
                    ].find((button) => button.offsetWidth && getComputedStyle(button).visibility !== "hidden");
                    if (shown) {
                        await click(shown);
                        return;
                    }
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                throw new Error(`There is no section ${section} in the bar`);
            },
        },
        {
            content: `Open the menu ${menu}`,
            trigger: `.o-dropdown--menu a[data-menu-xmlid='${menuId}']`,
            run: "click",
        },
    ];
}

/** Steps that open the app from the menu of apps. */
export function openApp() {
    return stepUtils.goToAppSteps("hospital_customer_service.hcs_menu_root", "Open the service centre");
}

/** A step that goes on with the Tab key alone until `selector` has the focus. */
export function tabTo(selector) {
    return {
        content: `Reach ${selector} with the Tab key`,
        trigger: "body",
        async run({ press, animationFrame }) {
            for (let pressed = 0; !document.activeElement.matches(selector); pressed++) {
                if (pressed === TABS_AT_MOST) {
                    throw new Error(`The Tab key does not lead to ${selector}`);
                }
                await press("Tab");
                await animationFrame();
            }
        },
    };
}

/** A step that types into the field that has the focus, without touching the mouse. */
export function typeHere(selector, text) {
    return {
        content: `Type into ${selector}`,
        trigger: `${selector}:focus`,
        async run({ press }) {
            for (const sign of text) {
                await press(sign);
            }
        },
    };
}

/** Steps that look for something in the search box of a list and wait for the answer. */
export function searchFor(text, found) {
    return [
        {
            content: "Take the last search away",
            trigger: "body:not(:has(.o_searchview_facet)), .o_searchview .o_facet_remove",
            run({ anchor, click }) {
                return anchor.matches(".o_facet_remove") ? click() : undefined;
            },
        },
        { trigger: "body:not(:has(.o_searchview_facet))" },
        {
            content: `Search for ${text}`,
            trigger: ".o_searchview_input",
            run: `edit ${text}`,
        },
        {
            content: "The first thing offered is the one box for everything",
            trigger: ".o_searchview_autocomplete .o-dropdown-item.focus",
            run: "press Enter",
        },
        { trigger: ".o_searchview_facet" },
        { content: "The list has the answer", trigger: found },
    ];
}
