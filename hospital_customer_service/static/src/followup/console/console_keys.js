const EDITABLE = "input, textarea, select, [contenteditable='true']";
const PRESSED = "button, a[href], summary";

/** The key that chooses the nth option of a question: 1 … 9, then 0. */
export function optionKey(index) {
    return index < 9 ? String(index + 1) : index === 9 ? "0" : "";
}

/** The key of a value on a scale: the value itself; ten has no key of its own. */
export function scaleKey(value) {
    return value >= 0 && value <= 9 ? String(value) : value === 10 ? "-" : "";
}

/**
 * What a key does on the console.
 *
 * @param {import("./console_model").ConsoleModel} model
 * @param {KeyboardEvent} ev
 * @returns {boolean} whether the key was for the console
 */
export function pressKey(model, ev) {
    if (ev.ctrlKey || ev.altKey || ev.metaKey || ev.isComposing || document.querySelector(".o_dialog, .o_popover")) {
        return false;
    }
    const { key } = ev;
    if (key === "Escape") {
        return escape(model, ev);
    }
    if (ev.target.closest?.(EDITABLE)) {
        return false;
    }
    if (key === "?" || key === "\uFF1F") {
        model.help = !model.help;
        return true;
    }
    if (model.help) {
        model.help = false;
        return true;
    }
    if (key === "Enter") {
        return !ev.target.closest?.(PRESSED) && enter(model);
    }
    if (!model.task || model.panel?.kind === "outcome" || model.panel?.kind === "action") {
        return false;
    }
    if (model.panel?.kind === "more") {
        return pressMore(model, key);
    }
    return pressInCall(model, key);
}

function escape(model, ev) {
    if (model.help || model.panel) {
        model.help = false;
        model.panel = null;
    } else if (ev.target.closest?.(EDITABLE)) {
        ev.target.blur();
    } else {
        return false;
    }
    return true;
}

function enter(model) {
    if (model.panel) {
        return false;
    }
    if (!model.task) {
        model.next();
    } else if (model.task.todo && !model.task.dialled) {
        model.begin();
    } else if (model.question && !["simple_choice", "multiple_choice", "scale"].includes(model.question.type)) {
        model.writing = model.question.id;
    } else if (model.question) {
        model.moveQuestion(1);
    } else if (!model.task.todo) {
        model.next();
    }
    return true;
}

function pressMore(model, key) {
    const index = model.actions.findIndex((action, at) => optionKey(at) === key);
    if (index >= 0) {
        model.start(model.actions[index]);
        return true;
    }
    return false;
}

function pressInCall(model, key) {
    const { question } = model;
    if (/^[0-9-]$/.test(key) && question) {
        if (question.type === "scale") {
            const value = key === "-" ? 10 : Number(key);
            if (value >= question.min && value <= question.max) {
                model.answer(question, value, true);
            }
        } else {
            model.pressOption(key === "0" ? 9 : Number(key) - 1);
        }
        return true;
    }
    switch (key) {
        case "ArrowDown":
            model.moveQuestion(1);
            return true;
        case "ArrowUp":
            model.moveQuestion(-1);
            return true;
        case "ArrowRight":
            model.moveStep(1);
            return true;
        case "ArrowLeft":
            model.moveStep(-1);
            return true;
    }
    const letter = key.length === 1 ? key.toLowerCase() : "";
    switch (letter) {
        case "d":
            model.dial();
            return true;
        case "h":
            model.takeIncoming();
            return true;
        case "m":
            model.writing = "note";
            return true;
        case "l":
            model.putBack();
            return true;
        case "x":
            model.panel = { kind: "more" };
            return true;
    }
    const outcome = letter && model.data.outcomes.find((item) => item.key === letter);
    if (outcome) {
        model.press(outcome);
        return true;
    }
    return false;
}
