import { onMounted, onWillUnmount, reactive, useState } from "@odoo/owl";

const { DateTime } = luxon;

const PACE = 30_000;
const clock = reactive({ now: DateTime.now() });
let watchers = 0;
let timer;

/**
 * The present moment, for whatever counts down: everything on the screen moves together each half minute, with one
 * timer and without asking the server.
 */
export function useNow() {
    const state = useState(clock);
    clock.now = DateTime.now();
    onMounted(() => {
        if (!watchers++) {
            timer = setInterval(() => (clock.now = DateTime.now()), PACE);
        }
    });
    onWillUnmount(() => {
        if (!--watchers) {
            clearInterval(timer);
        }
    });
    return state;
}
