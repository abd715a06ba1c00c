import { Component, onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** One button per call outcome: the table of outcomes is the keyboard of the agent. */
export class OutcomeBar extends Component {
    static template = "hospital_customer_service.OutcomeBar";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(async () => {
            this.outcomes = await this.orm.cache().call("hcs.call.outcome", "get_buttons", []);
        });
    }

    async onClick(outcome) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("hcs.followup.task", "action_outcome", [[record.resId], outcome.code]);
        if (action?.type) {
            await this.action.doAction(action, { onClose: () => record.load() });
        } else {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("hcs_outcome_bar", { component: OutcomeBar });
