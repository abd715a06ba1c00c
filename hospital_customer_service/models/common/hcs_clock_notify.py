from collections import defaultdict

from odoo import api, models

ACTIVITY = "hospital_customer_service.mail_activity_type_deadline"


class HcsClock(models.Model):
    """Telling people: one message for each person and run, one reminder for each person and record."""

    _inherit = "hcs.clock"

    @api.model
    def _tell(self, reached, now):
        """Tell the people of ``reached``, a list of ``(clock, step, users)``.

        Nobody is told about a record that he may not read: he learns how many deadlines wait, not whose.
        """
        of_user = defaultdict(self.browse)
        for clock, _step, users in reached:
            for user in users:
                of_user[user] |= clock
        reminders = []
        for user, clocks in of_user.items():
            told = self.with_context(lang=user.lang)
            readable = self.browse(clocks.with_user(user)._filtered_access("read").ids)
            lines = {clock: told._reminder(clock, now) for clock in clocks}
            overdue = any(clock.due_at < now for clock in clocks)
            if len(clocks) == 1 and readable:
                message = f"{clocks._owner()._clock_subject()}: {lines[clocks]}"
            else:
                message = told.env._("%s deadlines are over or running out.", len(clocks))
            user._bus_send(
                "simple_notification",
                {"type": "danger" if overdue else "warning", "title": told.env._("Deadlines"), "message": message},
            )
            reminders += [(clock, user, lines[clock]) for clock in readable]
        self._remind(reminders)

    @api.model
    def _reminder(self, clock, now):
        """What is said about a clock, in the language of ``self`` and without a word about the patient."""
        name = clock.policy_id.with_env(self.env).name
        if clock.due_at < now:
            return self.env._("Overdue: %s", name)
        return self.env._("Running out: %s", name)

    @api.model
    def _remind(self, reminders):
        """Leave one activity for each person and record; ``reminders`` are tuples of clock, user and text."""
        activity_type = self.env.ref(ACTIVITY)
        texts = defaultdict(dict)
        for clock, user, text in sorted(reminders, key=lambda reminder: reminder[0].due_at, reverse=True):
            record = clock._owner()
            if "activity_ids" in record._fields:
                day = clock.company_id._hcs_local_date(clock.due_at)
                texts[record._name][record.id, user.id] = (text, day)
        activities = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        for model, wanted in texts.items():
            present = activities.search(
                [
                    ("activity_type_id", "=", activity_type.id),
                    ("res_model", "=", model),
                    ("res_id", "in", [record_id for record_id, _user in wanted]),
                ]
            ).grouped(lambda activity: (activity.res_id, activity.user_id.id))
            changed, vals_list = defaultdict(activities.browse), []
            for key, (text, day) in wanted.items():
                if key in present:
                    changed[text, day] |= present[key]
                    continue
                vals_list.append(
                    {
                        "activity_type_id": activity_type.id,
                        "res_model_id": self.env["ir.model"]._get_id(model),
                        "res_id": key[0],
                        "user_id": key[1],
                        "summary": text,
                        "date_deadline": day,
                    }
                )
            for (text, day), same in changed.items():
                same.write({"summary": text, "date_deadline": day})
            activities.create(vals_list)

    def _forget_reminders(self):
        """Take back the reminders of records that have nothing to hurry for any longer."""
        told = self.filtered(
            lambda clock: clock.met_at and min(clock.warn_at or clock.due_at, clock.due_at) <= clock.met_at
        )
        for inverse, clocks in told._owners():
            records = clocks[inverse]
            waiting = self.search([(inverse, "in", records.ids), ("state", "=", "running"), ("is_warned", "=", True)])
            self.env["mail.activity"].sudo().search(
                [
                    ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
                    ("res_model", "=", records._name),
                    ("res_id", "in", (records - waiting[inverse]).ids),
                ]
            ).unlink()
        return super()._forget_reminders()
