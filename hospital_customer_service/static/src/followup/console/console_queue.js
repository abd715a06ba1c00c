import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";

/** What comes: the call in hand, what is due, the call-backs agreed for later. */
export class ConsoleQueue extends Component {
    static template = "hospital_customer_service.ConsoleQueue";
    static props = { model: Object, now: Object };

    time(row) {
        const at = deserializeDateTime(row.callback ? row.next_try_at : row.due_at);
        return at.toFormat(at.hasSame(this.props.now, "day") ? "HH:mm" : "MM-dd HH:mm");
    }

    isShown(row) {
        return row.id === this.props.model.task?.id;
    }
}
