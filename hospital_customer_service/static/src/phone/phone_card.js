import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const MODEL = "hcs.phone.call";

/** Who is on the line: every patient of the number, what is open for each, and what to do next. */
export class PhoneCard extends Component {
    static template = "hospital_customer_service.PhoneCard";
    static props = { calls: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.model = useState(this.props.calls);
    }

    title(call) {
        return {
            ringing: _t("The telephone rings"),
            answered: _t("On the line"),
            ended: _t("The call is over"),
            missed: _t("Nobody answered"),
            abandoned: _t("The caller has hung up"),
            unreached: _t("The call is over"),
        }[call.state];
    }

    who(call) {
        if (call.internal) {
            return call.number ? _t("In the house: %s", call.number) : _t("In the house");
        }
        return call.withheld ? _t("Number withheld") : call.number || _t("No number was told");
    }

    isLive(call) {
        return ["ringing", "answered"].includes(call.state);
    }

    due(moment) {
        return moment ? formatDateTime(deserializeDateTime(moment), { format: "MM-dd HH:mm" }) : "";
    }

    /** Do what a button says; the card stays, folded, until it is put away: the call may have a second subject. */
    async run(call, method, args = []) {
        this.model.touch(call.id);
        const action = await this.orm.call(MODEL, method, [[call.id], ...args]);
        await this.action.doAction(action);
    }
}
