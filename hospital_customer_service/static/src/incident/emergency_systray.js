import { Component, onWillStart, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const AGENT = "hospital_customer_service.group_hcs_agent";

/**
 * On top of every screen of the centre: an acute patient is here (one click, one key), an incident, triage help.
 */
export class EmergencySystray extends Component {
    static template = "hospital_customer_service.EmergencySystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ shown: false, busy: false });
        onWillStart(async () => {
            this.state.shown = await user.hasGroup(AGENT);
        });
        const always = { global: true, bypassEditableProtection: true };
        useHotkey("alt+shift+e", () => this.openAcutePatient(), always);
        useHotkey("alt+shift+t", () => this.openTriage(), always);
        useHotkey("alt+shift+i", () => this.openReport(), always);
    }

    /** The arrival is now: nothing is asked before the record is there, and a second press makes no second one. */
    async openAcutePatient() {
        if (!this.state.shown || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.action.doAction(await this.orm.call("hcs.incident", "action_acute_patient", []));
        } finally {
            this.state.busy = false;
        }
    }

    /** The small form asks for kind, place, weight and words; whoever reports may stay unknown. */
    openReport() {
        if (this.state.shown) {
            this.action.doAction("hospital_customer_service.hcs_incident_report_action");
        }
    }

    openTriage() {
        if (this.state.shown) {
            this.action.doAction("hospital_customer_service.hcs_triage_help_action");
        }
    }
}

registry
    .category("systray")
    .add("hospital_customer_service.emergency", { Component: EmergencySystray }, { sequence: 60 });
