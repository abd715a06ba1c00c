import { registry } from "@web/core/registry";

const TRIP = ".o_kanban_record:contains(Tour Patient)";
const button = (waypoint) => `${TRIP} button[data-waypoint='${waypoint}']`;
const KEPT = `${TRIP} .o_hcs_waypoint .fa-wifi`;

/** The test listens to these words and takes the network of the browser away, or gives it back. */
function network(state, event) {
    return {
        content: `The network is ${state}`,
        trigger: "body",
        async run() {
            const switched = new Promise((resolve) => window.addEventListener(event, resolve, { once: true }));
            console.info(`hcs network ${state}`);
            await switched;
        },
    };
}

/** AX8: an escort in the basement tells two way-points without a network, and more than once. */
registry.category("web_tour.tours").add("hcs_escort_offline", {
    steps: () => [
        { content: "With a network the server knows at once", trigger: button("accepted"), run: "click" },
        { trigger: button("departed") },
        network("off", "offline"),
        { content: "Off we go, in the lift", trigger: button("departed"), run: "click" },
        { content: "It is kept on the telephone", trigger: KEPT },
        { content: "At the place, in the basement", trigger: button("arrived"), run: "click" },
        { content: "The next way-point is offered all the same", trigger: `${button("handed_over")}:enabled` },
        {
            content: "Two are kept, each once",
            trigger: KEPT,
            run() {
                const [key] = Object.keys(localStorage).filter((name) => name.startsWith("hcs_waypoints_"));
                const kept = JSON.parse(localStorage.getItem(key)).map((item) => item.waypoint);
                if (kept.join() !== "departed,arrived") {
                    throw new Error(`Kept on the telephone: ${kept}`);
                }
            },
        },
        network("on", "online"),
        { content: "Nothing is left on the telephone", trigger: `${TRIP}:not(:has(.fa-wifi))` },
        { content: "The server says what is next", trigger: button("handed_over"), run: "click" },
        { content: "The way is over, it leaves the list", trigger: `body:not(:has(${button("handed_over")}))` },
    ],
});
