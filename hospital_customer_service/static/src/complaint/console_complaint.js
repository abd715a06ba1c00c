import { _t } from "@web/core/l10n/translation";
import { consoleActions } from "@hospital_customer_service/followup/console/console_actions";

/** The ticket is made at once; the call goes on. */
function raise(method, done) {
    return async (model, { text }) => {
        await model.call(method, [text]);
        return done;
    };
}

consoleActions
    .add("complaint", {
        label: _t("Complaint"),
        icon: "fa-bullhorn",
        sequence: 5,
        fields: ["text"],
        hint: _t("In the patient's words. You answer for it until the complaint office accepts it."),
        run: raise("action_raise_complaint", _t("The complaint is registered.")),
    })
    .add("praise", {
        label: _t("Praise"),
        icon: "fa-thumbs-o-up",
        sequence: 15,
        fields: ["text"],
        hint: _t("Whom, and for what? The person is told."),
        run: raise("action_raise_praise", _t("The praise is registered.")),
    });
