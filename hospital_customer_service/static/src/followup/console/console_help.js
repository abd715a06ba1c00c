import { Component } from "@odoo/owl";

/** The keys, over everything; any key closes it. */
export class ConsoleHelp extends Component {
    static template = "hospital_customer_service.ConsoleHelp";
    static props = { model: Object };
}
