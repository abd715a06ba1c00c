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
        for model, wanted in texts.items():
            self.env["mail.activity"]._hcs_remind(activity_type, model, wanted)

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
