import { Component, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { optionKey, scaleKey } from "./console_keys";
import { isAnswered } from "./console_answers";

const TYPES = { numerical_box: "number", date: "date", datetime: "datetime-local" };

/** The questionnaire: each answer is saved by itself, the one in turn has the number keys. */
export class ConsoleQuestions extends Component {
    static template = "hospital_customer_service.ConsoleQuestions";
    static props = { model: Object };

    setup() {
        this.root = useRef("root");
        this.optionKey = optionKey;
        this.scaleKey = scaleKey;
        useEffect(
            () => {
                const current = this.root.el?.querySelector(".o_hcs_question_current");
                current?.scrollIntoView({ block: "nearest" });
            },
            () => [this.model.questionId, this.model.partId]
        );
        useEffect(
            (writing) => {
                if (writing && writing === this.model.questionId) {
                    this.root.el?.querySelector(".o_hcs_question_current :is(input, textarea)")?.focus();
                    this.model.writing = false;
                }
            },
            () => [this.model.writing]
        );
    }

    get model() {
        return this.props.model;
    }

    get answered() {
        return this.model.questions.filter(isAnswered).length;
    }

    isDone(question) {
        return isAnswered(question);
    }

    isFirstOfPage(index) {
        const { questions } = this.model;
        return questions[index].page && questions[index].page !== questions[index - 1]?.page;
    }

    isChosen(question, option) {
        return Boolean(question.answer?.includes?.(option.id));
    }

    isList(question) {
        return ["simple_choice", "multiple_choice"].includes(question.type);
    }

    isLine(question) {
        return ["char_box", ...Object.keys(TYPES)].includes(question.type);
    }

    inputType(question) {
        return TYPES[question.type] || "text";
    }

    values(question) {
        return Array.from({ length: question.max - question.min + 1 }, (_, index) => question.min + index);
    }

    hint(question) {
        if (this.isList(question)) {
            return question.type === "multiple_choice" ? _t("Several answers; Enter goes on") : "";
        }
        return question.type === "scale" ? "" : _t("Enter to write, Enter again to go on");
    }

    /** A click leaves the keys to the console, not to the button. */
    pointed(ev, job) {
        job();
        if (ev.detail) {
            ev.currentTarget.blur();
        }
    }

    /** Saved while it is typed; not in the middle of a Chinese word. */
    type(question, ev) {
        if (!ev.isComposing) {
            this.model.type(question, ev.target.value);
        }
    }

    typeReason(line, ev) {
        if (!ev.isComposing) {
            this.model.typeReason(line, ev.target.value);
        }
    }

    write(question, ev) {
        this.model.settle(question, ev.target.value);
    }

    onKeydown(question, ev) {
        if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) {
            ev.preventDefault();
            // leaving the field writes it
            ev.target.blur();
            this.model.moveQuestion(1);
        }
    }
}
