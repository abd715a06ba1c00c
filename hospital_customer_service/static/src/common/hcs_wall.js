import { useExternalListener, useState } from "@odoo/owl";

/**
 * A screen that can hang on a wall: over everything, in full screen where the browser allows it.
 *
 * @param {{ el: HTMLElement }} root what fills the wall
 * @returns {{ on: boolean, toggle: () => Promise<void> }}
 */
export function useWall(root) {
    const wall = useState({ on: false, toggle });

    function leave() {
        wall.on = false;
        if (document.fullscreenElement) {
            document.exitFullscreen();
        }
    }

    async function toggle() {
        if (wall.on) {
            leave();
            return;
        }
        wall.on = true;
        try {
            await root.el.requestFullscreen?.();
        } catch {
            // a browser that refuses still shows the screen over the whole window
        }
    }

    useExternalListener(document, "fullscreenchange", () => {
        wall.on = wall.on && Boolean(document.fullscreenElement);
    });
    useExternalListener(window, "keydown", (ev) => {
        if (ev.key === "Escape" && wall.on) {
            leave();
        }
    });
    return wall;
}
