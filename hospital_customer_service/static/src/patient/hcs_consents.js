import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** One line per purpose: what the patient said last, and the two things one can say next. */
export class HcsConsents extends Component {
    static template = "hospital_customer_service.Consents";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({ rows: [] });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.resId) {
                return this.load(nextProps.record.resId);
            }
        });
    }

    async load(resId) {
        this.resId = resId;
        this.state.rows = resId ? await this.orm.call("hcs.patient", "get_consents", [[resId]]) : [];
    }

    record(row, state) {
        this.dialog.add(FormViewDialog, {
            resModel: "hcs.consent",
            title: state === "given" ? _t("Consent given: %s", row.label) : _t("Consent withdrawn: %s", row.label),
            context: {
                default_patient_id: this.resId,
                default_purpose: row.purpose,
                default_state: state,
            },
            canExpand: false,
            size: "md",
            onRecordSaved: () => this.load(this.resId),
        });
    }

    openHistory() {
        return this.action.doAction("hospital_customer_service.hcs_consent_action", {
            additionalContext: { search_default_patient_id: [this.resId], default_patient_id: this.resId },
        });
    }
}

registry.category("view_widgets").add("hcs_consents", { component: HcsConsents });
