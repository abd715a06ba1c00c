import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const BUSY_WAIT = 3000;

/**
 * What becomes of the messages of an import: applies one batch after the other as long as the form is open, and
 * shows how many of each resource were new, changed, unchanged, ignored, waiting or wrong. Leaving the form stops
 * nothing: the scheduled action goes on.
 */
export class HisProgress extends Component {
    static template = "hospital_customer_service.HisProgress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ failed: false });
        this.stopped = false;
        onMounted(() => this.run());
        onWillUnmount(() => {
            this.stopped = true;
        });
    }

    get columns() {
        return [
            ["new", _t("New")],
            ["updated", _t("Updated")],
            ["unchanged", _t("Unchanged")],
            ["ignored", _t("Ignored")],
            ["waiting", _t("Waiting")],
            ["error", _t("Errors")],
        ];
    }

    get lines() {
        return this.props.record.data.summary || [];
    }

    get percent() {
        return Math.floor(this.props.record.data.progress || 0);
    }

    get remaining() {
        return this.props.record.data.new_count;
    }

    async run() {
        while (!this.stopped && this.remaining) {
            try {
                const { busy } = await this.orm.silent.call(this.props.record.resModel, "apply_step", [
                    this.props.record.resId,
                ]);
                if (busy) {
                    await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT));
                }
                if (!this.stopped) {
                    await this.props.record.load();
                }
            } catch {
                // somebody who may only look, or a lost connection: the scheduled action does the work
                this.state.failed = true;
                return;
            }
        }
    }
}

registry.category("fields").add("hcs_his_progress", {
    component: HisProgress,
    supportedTypes: ["json"],
});
