import { _t } from "@web/core/l10n/translation";

const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR;

/** A stretch of time as people say it: "35 min", "2 h 10 min", "3 d 4 h"; a minute that has begun counts. */
export function inWords(milliseconds) {
    const minutes = Math.ceil(Math.abs(milliseconds) / 60_000);
    const hours = Math.floor(minutes / MINUTES_OF_HOUR);
    if (minutes < MINUTES_OF_HOUR) {
        return _t("%s min", minutes);
    }
    if (minutes < MINUTES_OF_DAY) {
        const rest = minutes % MINUTES_OF_HOUR;
        return rest ? _t("%(hours)s h %(minutes)s min", { hours, minutes: rest }) : _t("%s h", hours);
    }
    const days = Math.floor(hours / 24);
    return hours % 24 ? _t("%(days)s d %(hours)s h", { days, hours: hours % 24 }) : _t("%s d", days);
}

/** What is left until ``due``, or by how much it is over. */
export function timeLeft(due, now) {
    const left = due.diff(now).toMillis();
    return left < 0 ? _t("%s late", inWords(left)) : _t("%s left", inWords(left));
}

/** "late", "soon" or "fine": how near ``due`` is; it gets near at ``warn``. */
export function urgency(due, warn, now) {
    if (due < now) {
        return "late";
    }
    return warn && warn <= now ? "soon" : "fine";
}

export const COLORS = { late: "danger", soon: "warning", fine: "success" };
