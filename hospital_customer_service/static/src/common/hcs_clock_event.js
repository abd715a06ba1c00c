import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A code chosen from the list that ``event_choices`` of the same record holds. */
export class HcsClockEvent extends Component {
    static template = "hospital_customer_service.ClockEvent";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get choices() {
        return this.props.record.data.event_choices || [];
    }

    get label() {
        const choice = this.choices.find(([code]) => code === this.value);
        return choice ? choice[1] : this.value;
    }

    onChange(ev) {
        this.props.record.update({ [this.props.name]: ev.target.value || false });
    }
}

registry.category("fields").add("hcs_clock_event", {
    component: HcsClockEvent,
    displayName: _t("Event"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "event_choices", type: "json", readonly: true }],
});
