import { Component, onWillStart, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const AGENT = "hospital_customer_service.group_hcs_agent";

/** On top of every screen of the centre: the quick entry for a complaint, a suggestion or a praise. */
export class ComplaintSystray extends Component {
    static template = "hospital_customer_service.ComplaintSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.state = useState({ shown: false });
        onWillStart(async () => {
            this.state.shown = await user.hasGroup(AGENT);
        });
        useHotkey("alt+shift+c", () => this.openIntake(), { global: true, bypassEditableProtection: true });
    }

    openIntake() {
        if (this.state.shown) {
            this.action.doAction("hospital_customer_service.hcs_complaint_intake_action");
        }
    }
}

registry
    .category("systray")
    .add("hospital_customer_service.complaint", { Component: ComplaintSystray }, { sequence: 61 });
