from collections import defaultdict

from markupsafe import Markup

from odoo import api, models

ACTIVITY = "hospital_customer_service.mail_activity_type_deadline"
MESSAGE_COLUMNS = "model res_id body date message_type subtype_id author_id email_from is_internal".split()


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
        self._write_down(reached, now)

    @api.model
    def _write_down(self, reached, now):
        """A line in the history of each record that somebody above its agent was told of: which deadline, and who."""
        told = defaultdict(list)
        for clock, step, users in reached:
            record = clock._owner()
            if step.addressee != "owner" and "message_ids" in record._fields:
                names = ", ".join(users.sudo().mapped("name"))
                told[record._name].append((record.id, f"{self._reminder(clock, now)} → {names}"))
        author = self.env.user.partner_id
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        rows = []
        for model, lines in told.items():
            bodies = defaultdict(list)
            for record_id, line in lines:
                bodies[record_id].append(line)
            for record_id, parts in bodies.items():
                body = Markup("<p>%s</p>") % self.env._("Told: %s", "; ".join(parts))
                rows.append(
                    (model, record_id, body, now, "notification", note, author.id, author.email_formatted, True)
                )
            self.env[model].browse(bodies).invalidate_recordset(["message_ids"], flush=False)
        # one query for any number of records, as all that the engine writes
        self._insert("mail_message", MESSAGE_COLUMNS, rows)

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
