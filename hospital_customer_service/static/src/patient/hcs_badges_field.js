import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Words with commas between them, each in a badge. */
export class HcsBadgesField extends Component {
    static template = "hospital_customer_service.BadgesField";
    static props = { ...standardFieldProps, color: { type: String, optional: true } };

    get words() {
        return (this.props.record.data[this.props.name] || "").split(", ").filter(Boolean);
    }
}

registry.category("fields").add("hcs_badges", {
    component: HcsBadgesField,
    displayName: _t("Badges"),
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({ color: options.color }),
    isEmpty: (record, name) => !record.data[name],
});
