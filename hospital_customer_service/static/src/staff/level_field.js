import { registry } from "@web/core/registry";
import { BadgeSelectionField, badgeSelectionField } from "@web/views/fields/badge_selection/badge_selection_field";

/** The levels of a criterion side by side on every line of the sheet, as on paper: one click each. */
export class LevelField extends BadgeSelectionField {
    static template = "hospital_customer_service.LevelField";

    get isOpen() {
        return this.props.record.data.is_open;
    }
}

export const levelField = {
    ...badgeSelectionField,
    component: LevelField,
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "is_open", type: "boolean", readonly: true }],
};

registry.category("fields").add("hcs_level", levelField);
