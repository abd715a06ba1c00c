import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const WIDTH = 900;
const HEIGHT = 250;
const LEFT = 56;
const RIGHT = 24;
const TOP = 30;
const BOTTOM = 30;
// rates that lie high are drawn from below them on, not from nothing: the axis says so
const HIGH = 0.5;

/** The runs of known points: cut where a figure is missing, and before one that is counted by another definition. */
export function runs(points) {
    const found = [];
    let run = [];
    points.forEach((point, place) => {
        if (run.length && (!point.known || point.break)) {
            found.push(run);
            run = [];
        }
        if (point.known) {
            run.push(place);
        }
    });
    return run.length ? [...found, run] : found;
}

/** Lowest and highest value of the axis. */
export function bounds(series, unit) {
    const values = series.flatMap((points) =>
        points.flatMap((point) => [
            ...(point.known ? [point.value] : []),
            ...(point.target === false || point.target === undefined ? [] : [point.target]),
        ])
    );
    if (unit === "percent") {
        const low = Math.min(1, ...values);
        return [low > HIGH ? Math.floor((low - 0.05) * 10) / 10 : 0, 1];
    }
    return [Math.min(0, ...values), Math.max(...values, 0) * 1.1 || 1];
}

/** A small line without words: the course at a glance. */
export class TrendSpark extends Component {
    static template = "hospital_cs_reports.TrendSpark";
    static props = { points: Array, unit: String };

    get lines() {
        const { points, unit } = this.props;
        const [low, high] = bounds([points], unit);
        const step = 116 / Math.max(points.length - 1, 1);
        const at = (place) => {
            const y = 26 - ((points[place].value - low) / (high - low)) * 22;
            return { x: 2 + place * step, y };
        };
        return runs(points).map((run) => {
            const places = run.map(at).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`);
            return { path: places.join(" "), end: `${places.at(-1)} ${places.at(-1)}` };
        });
    }
}

/** One figure period by period: line, target, breaks of the definition, and a second line to compare with. */
export class TrendChart extends Component {
    static template = "hospital_cs_reports.TrendChart";
    static props = {
        name: String,
        unit: String,
        periods: Array,
        points: Array,
        other: { type: [Object, { value: null }], optional: true },
        open: Function,
    };

    setup() {
        this.root = useRef("root");
        this.width = WIDTH;
        this.height = HEIGHT;
        this.top = TOP;
        this.bottom = HEIGHT - BOTTOM;
        this.left = LEFT;
        this.right = WIDTH - RIGHT;
    }

    // PLACES
    get bounds() {
        return bounds([this.props.points, this.props.other?.points || []], this.props.unit);
    }

    x(place) {
        return LEFT + 20 + (place * (WIDTH - LEFT - RIGHT - 40)) / Math.max(this.props.periods.length - 1, 1);
    }

    y(value) {
        const [low, high] = this.bounds;
        return this.bottom - ((value - low) / (high - low)) * (this.bottom - TOP);
    }

    get axis() {
        const [low, high] = this.bounds;
        return [0, 0.5, 1].map((share) => {
            const value = low + share * (high - low);
            const percent = this.props.unit === "percent";
            const digits = percent || high > 10 ? 0 : 1;
            const text = formatFloat(percent ? value * 100 : value, { digits: [16, digits] });
            return { y: this.y(value), text: percent ? `${text}%` : text };
        });
    }

    // LINES
    path(points, run) {
        return run.map((place) => `${this.x(place).toFixed(1)},${this.y(points[place].value).toFixed(1)}`).join(" ");
    }

    /** The way to a period that is not over is dashed. */
    lines(points) {
        const last = this.props.periods.length - 1;
        return runs(points).flatMap((run) => {
            if (run.length < 2 || run.at(-1) !== last) {
                return [{ path: this.path(points, run), open: false }];
            }
            return [
                { path: this.path(points, run.slice(0, -1)), open: false },
                { path: this.path(points, run.slice(-2)), open: true },
            ];
        });
    }

    get targets() {
        const known = this.props.points
            .map((point, place) => ({ place, target: point.target }))
            .filter(({ target }) => target !== false);
        return known.map(({ place, target }) => `${this.x(place).toFixed(1)},${this.y(target).toFixed(1)}`).join(" ");
    }

    get breaks() {
        return this.props.points.flatMap((point, place) =>
            point.break ? [{ place, x: (this.x(place - 1) + this.x(place)) / 2 }] : []
        );
    }

    get marks() {
        return this.props.points.flatMap((point, place) =>
            point.known
                ? [{ place, point, x: this.x(place), y: this.y(point.value), label: this.words(point, place) }]
                : []
        );
    }

    words(point, place) {
        const period = this.props.periods[place];
        return [period.key, point.text, point.fraction, period.open ? _t("not over yet") : ""].filter(Boolean).join(" · ");
    }

    // KEYS
    onKeydown(ev, place) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.props.open(place);
        }
        const step = { ArrowLeft: -1, ArrowRight: 1 }[ev.key];
        if (step) {
            ev.preventDefault();
            const marks = [...this.root.el.querySelectorAll(".o_hcs_trend_point")];
            marks[marks.indexOf(ev.currentTarget) + step]?.focus();
        }
    }
}
