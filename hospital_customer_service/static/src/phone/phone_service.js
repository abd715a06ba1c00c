import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { PhoneCard } from "./phone_card";

const AGENT = "hospital_customer_service.group_hcs_agent";
const MODEL = "hcs.phone.call";
/** A card that nobody touched goes away by itself some time after the telephone is silent. */
export const SILENT_AFTER = 60_000;

/**
 * The calls that ring at this user. The bus says only which call; who it is, is read with the rights of the user.
 */
export class PhoneCalls {
    constructor({ orm }) {
        this.orm = orm;
        this.cards = [];
    }

    async ring(callId) {
        let card;
        try {
            card = await this.orm.silent.call(MODEL, "get_card", [[callId]]);
        } catch {
            // it rings elsewhere by now, or the connection is gone; the list of calls has it
            return;
        }
        const shown = this.cards.find((each) => each.id === callId);
        if (shown) {
            Object.assign(shown, card);
        } else {
            this.cards.unshift(card);
        }
    }

    change({ call, state, user: userId }) {
        const card = this.cards.find((each) => each.id === call);
        if (!card) {
            return;
        }
        if (state === "answered" && userId && userId !== user.userId) {
            // somebody else took it
            this.dismiss(call);
            return;
        }
        card.state = state;
        if (!["ringing", "answered"].includes(state)) {
            browser.setTimeout(() => this.dismissIfUntouched(call), SILENT_AFTER);
        }
    }

    touch(callId) {
        const card = this.cards.find((each) => each.id === callId);
        if (card) {
            card.touched = true;
        }
    }

    dismissIfUntouched(callId) {
        if (!this.cards.find((each) => each.id === callId)?.touched) {
            this.dismiss(callId);
        }
    }

    dismiss(callId) {
        const index = this.cards.findIndex((each) => each.id === callId);
        if (index >= 0) {
            this.cards.splice(index, 1);
        }
    }
}

export const phoneService = {
    dependencies: ["bus_service", "orm"],
    start(env, { bus_service, orm }) {
        const calls = reactive(new PhoneCalls({ orm }));
        registry.category("main_components").add(
            "hospital_customer_service.phone_card",
            { Component: PhoneCard, props: { calls } },
            { force: true }
        );
        const listen = async () => {
            if (!user.userId || !(await user.hasGroup(AGENT))) {
                return;
            }
            bus_service.subscribe("hcs_phone/ring", ({ call }) => calls.ring(call));
            bus_service.subscribe("hcs_phone/change", (payload) => calls.change(payload));
            await bus_service.start();
            // what began to ring while this screen was being opened
            for (const callId of await orm.silent.call(MODEL, "get_ringing", [])) {
                await calls.ring(callId);
            }
        };
        // the screen does not wait for it
        calls.ready = listen().catch(() => {});
        return calls;
    },
};

registry.category("services").add("hcs_phone", phoneService);

/** The telephone program of the desk dials; the address never has more than the signs of the number. */
registry.category("actions").add("hcs_phone_dial", (env, action) => {
    const number = String(action.params?.number || "").replace(/[^\d+*#]/g, "");
    browser.location.href = `tel:${number}`;
});
