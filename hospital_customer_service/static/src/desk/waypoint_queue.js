import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const { DateTime } = luxon;
const RETRY = 30000;
const SESSION_EXPIRED = "odoo.http.SessionExpiredException";

/**
 * Way-points told without a network: kept on the telephone with their time, sent in their order when it is back. The
 * server counts each way-point once, so that what was sent and not answered may be sent again.
 */
export const waypointQueue = {
    dependencies: ["orm", "notification"],
    start(env, { orm, notification }) {
        const key = `hcs_waypoints_${user.userId}`;
        const state = reactive({ kept: JSON.parse(browser.localStorage.getItem(key) || "[]") });
        let sending = false;

        const store = () => browser.localStorage.setItem(key, JSON.stringify(state.kept));
        const send = (item) =>
            orm.silent.call("hcs.service.step", "action_waypoint", [[item.id], item.waypoint], { at: item.at });

        async function flush() {
            if (sending || !state.kept.length) {
                return;
            }
            sending = true;
            try {
                while (state.kept.length) {
                    try {
                        await send(state.kept[0]);
                    } catch (error) {
                        // no network yet, or nobody is signed in any more: keep it
                        if (!(error instanceof RPCError) || error.exceptionName === SESSION_EXPIRED) {
                            return;
                        }
                        notification.add(error.data?.message || error.message, { type: "danger", sticky: true });
                    }
                    state.kept.shift();
                    store();
                }
                notification.add(_t("The way-points that were kept are sent."), { type: "success" });
            } finally {
                sending = false;
            }
        }

        browser.addEventListener("online", flush);
        browser.setInterval(flush, RETRY);
        flush();

        return {
            state,
            flush,
            /** The last way-point of a step that waits to be sent. */
            pending: (id) => state.kept.findLast((item) => item.id === id)?.waypoint,
            /** Send a way-point, or keep it until there is a network; true when the server has it. */
            async tell(id, waypoint) {
                const item = { id, waypoint, at: serializeDateTime(DateTime.now()) };
                if (!state.kept.length) {
                    try {
                        await send(item);
                        return true;
                    } catch (error) {
                        if (!(error instanceof ConnectionLostError)) {
                            throw error;
                        }
                    }
                }
                state.kept.push(item);
                store();
                notification.add(_t("No network: the way-point is kept and sent later."), { type: "warning" });
                return false;
            },
        };
    },
};

registry.category("services").add("hcs_waypoint_queue", waypointQueue);
