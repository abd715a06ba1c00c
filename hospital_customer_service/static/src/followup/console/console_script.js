import { Component } from "@odoo/owl";

/** What to say, one step at a time. */
export class ConsoleScript extends Component {
    static template = "hospital_customer_service.ConsoleScript";
    static props = { model: Object };
}
