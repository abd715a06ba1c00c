const CLOCK = /^(\d{1,2})(?:[:\uFF1A.]?(\d{2}))?$/;
const LATER = /^[+\uFF0B](\d{1,3})\s*(h|m)?$/i;
const DAY_AND_CLOCK = /^(?:(\d{1,2})[-/])?(\d{1,2})\s+(\S+)$/;

function atClock(day, text) {
    const found = CLOCK.exec(text);
    if (!found || Number(found[1]) > 23 || Number(found[2] || 0) > 59) {
        return null;
    }
    return day.set({ hour: Number(found[1]), minute: Number(found[2] || 0), second: 0, millisecond: 0 });
}

/**
 * A moment as an agent types it while listening: "19:30" or "1930" (today, tomorrow when it is past), "+45" minutes,
 * "+2h", "24 9:30" (the next 24th) or "12-24 9:30".
 *
 * @param {string} typed
 * @param {luxon.DateTime} now
 * @returns {luxon.DateTime | null} null when it cannot be understood
 */
export function parseMoment(typed, now) {
    const text = typed.trim();
    const later = LATER.exec(text);
    if (later) {
        const hours = later[2]?.toLowerCase() === "h";
        return now.plus({ [hours ? "hours" : "minutes"]: Number(later[1]) }).startOf("minute");
    }
    const dated = DAY_AND_CLOCK.exec(text);
    if (dated) {
        const month = dated[1] ? Number(dated[1]) : now.month;
        let day = now.startOf("day").set({ day: 1 }).set({ month });
        const number = Number(dated[2]);
        if (month < 1 || month > 12 || !day.isValid || number < 1 || number > 31) {
            return null;
        }
        const step = dated[1] ? { years: 1 } : { months: 1 };
        for (let tries = 0; tries < 12; tries++, day = day.plus(step)) {
            const moment = number <= day.daysInMonth && atClock(day.set({ day: number }), dated[3]);
            if (moment && moment > now) {
                return moment;
            }
        }
        return null;
    }
    const moment = atClock(now, text);
    return moment && moment <= now ? moment.plus({ days: 1 }) : moment;
}
