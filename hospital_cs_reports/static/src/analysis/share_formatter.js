import { registry } from "@web/core/registry";
import { formatPercentage } from "@web/views/fields/formatters";

/**
 * A share in a pivot: where nothing was counted there is none, which is not the same as 0 %.
 *
 * @param {number | false | null} value
 * @param {Object} [options]
 * @returns {string}
 */
export function formatShare(value, options) {
    return Number.isFinite(value) ? formatPercentage(value, options) : "";
}
formatShare.extractOptions = formatPercentage.extractOptions;

registry.category("formatters").add("hcs_share", formatShare);
