import { onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** A masked value; those who may see the whole one ask for it, and the look is logged. */
export class HcsRevealField extends CharField {
    static template = "hospital_customer_service.RevealField";
    // read when it is asked for: other add-ons patch the properties of the plain field later on
    static get props() {
        return { ...CharField.props, column: { type: String } };
    }

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.reveal = useState({ allowed: false, value: false });
        onWillStart(async () => {
            this.reveal.allowed = await user.hasGroup("hospital_customer_service.group_hcs_pii");
        });
        onWillUpdateProps((nextProps) => {
            const shown = nextProps.record.data[nextProps.name];
            if (nextProps.record.resId !== this.revealedId || shown !== this.revealedMask) {
                this.reveal.value = false;
            }
        });
    }

    get canReveal() {
        const shown = this.props.record.data[this.props.name];
        return this.reveal.allowed && this.props.record.resId && shown && shown.includes("*");
    }

    async onReveal() {
        if (this.reveal.value) {
            this.reveal.value = false;
            return;
        }
        const { resModel, resId } = this.props.record;
        this.reveal.value = await this.orm.call(resModel, "action_reveal", [[resId], this.props.column]);
        this.revealedId = resId;
        this.revealedMask = this.props.record.data[this.props.name];
    }
}

export const hcsRevealField = {
    ...charField,
    component: HcsRevealField,
    displayName: _t("Masked text"),
    supportedTypes: ["char"],
    extractProps: (fieldInfo) => ({
        ...charField.extractProps(fieldInfo),
        column: fieldInfo.options.column,
    }),
};

registry.category("fields").add("hcs_reveal", hcsRevealField);
