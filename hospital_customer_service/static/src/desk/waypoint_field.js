import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const NEXT = {
    planned: { waypoint: "accepted", label: _t("Accept"), icon: "fa-check" },
    accepted: { waypoint: "departed", label: _t("Depart"), icon: "fa-play" },
    departed: { waypoint: "arrived", label: _t("Arrive"), icon: "fa-map-marker" },
    arrived: { waypoint: "handed_over", label: _t("Hand the patient over"), icon: "fa-handshake-o" },
};

/** One large button: the next way-point, and no other. */
export class WaypointField extends Component {
    static template = "hospital_customer_service.WaypointField";
    static props = { ...standardFieldProps };

    setup() {
        this.queue = useService("hcs_waypoint_queue");
        this.kept = useState(this.queue.state);
        this.sent = useState({ busy: false });
        let waited = false;
        // what was kept is with the server now: show what it made of it
        useEffect(
            (pending) => {
                if (waited && !pending) {
                    this.props.record.load();
                }
                waited = Boolean(pending);
            },
            () => [this.pending]
        );
    }

    get id() {
        return this.props.record.resId;
    }

    get pending() {
        return this.kept.kept.findLast((item) => item.id === this.id)?.waypoint;
    }

    get next() {
        return NEXT[this.pending || this.props.record.data[this.props.name]];
    }

    async onClick() {
        const { record } = this.props;
        this.sent.busy = true;
        try {
            if (record.dirty && !(await record.save())) {
                return;
            }
            if (await this.queue.tell(this.id, this.next.waypoint)) {
                await record.load();
            }
        } finally {
            this.sent.busy = false;
        }
    }
}

export const waypointField = { component: WaypointField, supportedTypes: ["selection"] };

registry.category("fields").add("hcs_waypoint", waypointField);
