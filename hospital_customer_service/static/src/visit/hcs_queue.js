import { onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";

const REFRESH = 20000;

/**
 * The queue of patients reads itself again: check-ins at another desk appear without a key pressed.
 */
export class HcsQueueController extends KanbanController {
    setup() {
        super.setup();
        onMounted(() => {
            this.timer = setInterval(() => this.refresh(), REFRESH);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async refresh() {
        if (document.visibilityState === "visible" && !document.querySelector(".modal")) {
            await this.model.load();
        }
    }
}

registry.category("views").add("hcs_queue", { ...kanbanView, Controller: HcsQueueController });
