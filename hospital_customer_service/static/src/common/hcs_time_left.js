import { Component } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useNow } from "./hcs_now";
import { COLORS, timeLeft, urgency } from "./hcs_time_words";

/**
 * A deadline as the time that is left: green, amber when it gets near, red when it is over.
 *
 * Options: ``warn_minutes`` (60 by default) or ``warn_field``, the moment from which it is amber; ``open_states`` with
 * ``state_field``: in other states the deadline is past history and is shown as a plain date.
 */
export class HcsTimeLeft extends Component {
    static template = "hospital_customer_service.TimeLeft";
    static props = {
        ...standardFieldProps,
        warnMinutes: { type: Number, optional: true },
        warnField: { type: String, optional: true },
        stateField: { type: String, optional: true },
        openStates: { type: Array, optional: true },
    };
    static defaultProps = { warnMinutes: 60, openStates: ["running"] };

    setup() {
        this.time = useNow();
    }

    get due() {
        return this.props.record.data[this.props.name];
    }

    get date() {
        return this.due ? toLocaleDateTimeString(this.due) : "";
    }

    get isOpen() {
        const { record, stateField, openStates } = this.props;
        return !stateField || openStates.includes(record.data[stateField]);
    }

    get text() {
        return timeLeft(this.due, this.time.now);
    }

    get color() {
        const { record, warnField, warnMinutes } = this.props;
        const warn = warnField ? record.data[warnField] : this.due.minus({ minutes: warnMinutes });
        return COLORS[urgency(this.due, warn, this.time.now)];
    }
}

export const hcsTimeLeft = {
    component: HcsTimeLeft,
    displayName: _t("Time left"),
    supportedTypes: ["datetime"],
    supportedOptions: [
        { label: _t("Amber from (minutes before)"), name: "warn_minutes", type: "number" },
        { label: _t("Amber from (field)"), name: "warn_field", type: "field", availableTypes: ["datetime"] },
        { label: _t("State"), name: "state_field", type: "field", availableTypes: ["selection"] },
    ],
    extractProps: ({ options }) => ({
        warnMinutes: options.warn_minutes,
        warnField: options.warn_field,
        stateField: options.state_field,
        openStates: options.open_states,
    }),
    fieldDependencies: ({ options }) => [
        ...(options.warn_field ? [{ name: options.warn_field, type: "datetime", readonly: true }] : []),
        ...(options.state_field ? [{ name: options.state_field, type: "selection", readonly: true }] : []),
    ],
};

registry.category("fields").add("hcs_time_left", hcsTimeLeft);
