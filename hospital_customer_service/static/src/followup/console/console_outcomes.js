import { Component } from "@odoo/owl";

/** How the call ended: a button for each outcome, with its letter. */
export class ConsoleOutcomes extends Component {
    static template = "hospital_customer_service.ConsoleOutcomes";
    static props = { model: Object };

    press(ev, outcome) {
        ev.currentTarget.blur();
        this.props.model.press(outcome);
    }
}
