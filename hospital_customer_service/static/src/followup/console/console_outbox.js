import { browser } from "@web/core/browser/browser";
import { RPCError } from "@web/core/network/rpc";
import { Reactive } from "@web/core/utils/reactive";

const RETRY = 5_000;
const SESSION_OVER = "odoo.http.SessionExpiredException";

/**
 * What was typed and is not on the server yet. It is sent in order, tried again while there is no connection, and kept
 * by the tab (not by the computer) over a reload; it goes away when the server has it.
 */
export class Outbox extends Reactive {
    /**
     * @param {string} name under which the tab keeps what waits
     * @param {(item: object) => Promise} send
     * @param {{ onSent?: Function, onRefused?: Function }} callbacks
     */
    constructor(name, send, { onSent = () => {}, onRefused = () => {} } = {}) {
        super();
        this.name = name;
        this.send = send;
        this.onSent = onSent;
        this.onRefused = onRefused;
        this.offline = false;
        this.sessionOver = false;
        this.items = this.restore();
    }

    restore() {
        try {
            return JSON.parse(browser.sessionStorage.getItem(this.name) || "[]");
        } catch {
            return [];
        }
    }

    keep() {
        if (this.items.length) {
            browser.sessionStorage.setItem(this.name, JSON.stringify(this.items));
        } else {
            browser.sessionStorage.removeItem(this.name);
        }
    }

    get waiting() {
        return this.items.length;
    }

    find(key) {
        return this.items.findLast((item) => item.key === key);
    }

    /** Keep `item` and send it after `delay`; a newer value of the same key takes its place. */
    put(item, delay = 0) {
        this.items = this.items.filter((other) => other.key !== item.key || other === this.current);
        this.items.push(item);
        this.keep();
        browser.clearTimeout(this.timer);
        if (delay) {
            this.timer = browser.setTimeout(() => this.flush(), delay);
            return Promise.resolve(false);
        }
        return this.flush();
    }

    /** @returns {Promise<boolean>} whether everything is on the server now */
    flush() {
        browser.clearTimeout(this.timer);
        if (!this.running) {
            this.running = this.run().finally(() => {
                this.running = null;
            });
        }
        return this.running;
    }

    async run() {
        while (this.items.length && !this.stopped) {
            const item = this.items[0];
            this.current = item;
            try {
                const result = await this.send(item);
                this.offline = this.sessionOver = false;
                this.drop(item);
                this.onSent(item, result);
            } catch (error) {
                if (error instanceof RPCError && error.exceptionName !== SESSION_OVER) {
                    this.offline = false;
                    this.drop(item);
                    this.onRefused(item, error);
                } else {
                    this.current = null;
                    this.offline = true;
                    this.sessionOver = error instanceof RPCError;
                    if (!this.stopped) {
                        this.timer = browser.setTimeout(() => this.flush(), RETRY);
                    }
                    return false;
                }
            }
        }
        return !this.items.length;
    }

    drop(item) {
        this.current = null;
        this.items = this.items.filter((other) => other !== item);
        this.keep();
    }

    stop() {
        this.stopped = true;
        browser.clearTimeout(this.timer);
    }
}
