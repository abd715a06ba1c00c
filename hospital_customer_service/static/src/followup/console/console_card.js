import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { user } from "@web/core/user";

/** The person on the line, on one page: who it is, what happened, what to be careful about (FUP-05). */
export class ConsoleCard extends Component {
    static template = "hospital_customer_service.ConsoleCard";
    static props = { model: Object };

    setup() {
        this.state = useState({ mayReveal: false });
        onWillStart(async () => {
            this.state.mayReveal = await user.hasGroup("hospital_customer_service.group_hcs_pii");
        });
    }

    get task() {
        return this.props.model.task;
    }

    get patient() {
        return this.task.patient;
    }

    day(moment) {
        return moment ? deserializeDateTime(moment).toFormat("yyyy-MM-dd") : "";
    }

    /** The number in full, where it was asked for: of the call in hand, or revealed by itself. */
    number(phone) {
        return phone.shown || (phone.id === this.patient.dial_id ? this.props.model.number : "");
    }

    tel(phone) {
        return `tel:${this.number(phone).replace(/[^\d+*#]/g, "")}`;
    }
}
