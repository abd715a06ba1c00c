from odoo import api, fields, models

from .hcs_summary_flow import DIRECTOR, EXECUTIVE

MODULE = "hospital_cs_reports"
# state: the step it waits for, the role that takes it
WAITS = {"draft": ("submit", DIRECTOR), "submitted": ("review", EXECUTIVE), "reviewed": ("publish", EXECUTIVE)}
STEPS = tuple(step for step, _group in WAITS.values())


class HcsSummary(models.Model):
    """A to-do for whoever has the next step, and one word when it is late (RPT-05).

    What should be there follows from the summary; asked again, nothing changes.
    """

    _inherit = "hcs.summary"

    late_told = fields.Char(readonly=True, copy=False, help="The step whose delay was told.")

    def _compile(self):
        result = super()._compile()
        self._sync_reminders()
        return result

    def _sync_reminders(self):
        """Exactly one to-do for each person who can take the next step, due on its day; all others go."""
        types = {self._reminder_type(name): name for name in STEPS}
        for summary in self.sudo():  # sudo: the to-dos of others too
            step, group = WAITS.get(summary.state, (None, None))
            users = summary._step_users(group) if step and summary.is_latest and summary.compiled_at else []
            day, there = step and summary._step_deadline(), self.env["res.users"]
            for activity in summary.activity_ids.filtered(lambda a: a.activity_type_id.id in types):
                wanted = types[activity.activity_type_id.id] == step and activity.user_id in users
                if not wanted or activity.user_id in there:
                    activity.unlink()
                    continue
                there |= activity.user_id
                if activity.date_deadline != day:
                    activity.date_deadline = day
            for user in (user for user in users if user not in there):
                summary._remind(step, user, day)

    def _remind(self, step, user, day):
        words = self.with_context(lang=user.lang or "en_US")
        texts = {
            "submit": words.env._("Write and submit: %(name)s", name=words.display_name),
            "review": words.env._("Review: %(name)s", name=words.display_name),
            "publish": words.env._("Publish: %(name)s", name=words.display_name),
        }
        # quick: the bell counts, no mail goes out
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            f"{MODULE}.mail_activity_type_summary_{step}", date_deadline=day, summary=texts[step], user_id=user.id
        )

    def _reminder_type(self, step):
        return self.env["ir.model.data"]._xmlid_to_res_id(f"{MODULE}.mail_activity_type_summary_{step}")

    def _step_users(self, group):
        """Who can take a step: people with exactly this role, else with one that includes it; never the author."""
        self.ensure_one()
        users = self.env["res.users"].sudo()
        domain = [
            ("company_ids", "in", self.company_id.ids),
            ("share", "=", False),
            ("id", "!=", self.env.ref("base.user_root").id),
        ]
        group_id = self.env.ref(group).id
        found = users.search([*domain, ("group_ids", "in", group_id)])
        found = found or users.search([*domain, ("all_group_ids", "in", group_id)])
        return found if group == DIRECTOR else found - self.submitted_by_id - self.author_id

    def _is_step_late(self, now):
        self.ensure_one()
        deadline = self.state in WAITS and self.compiled_at and self._step_deadline()
        return bool(deadline and deadline < self._local_today(now))

    def _tell_late(self):
        """Once for each step: those who have it, and the other side, hear that its day is over."""
        self.ensure_one()
        step, _group = WAITS[self.state]
        people = self._step_users(DIRECTOR) | self._step_users(EXECUTIVE)
        for lang, users in people.grouped(lambda user: user.lang or "en_US").items():
            words = self.with_context(lang=lang)
            body = words.env._(
                "%(name)s should have gone on by %(day)s.", name=words.display_name, day=self._step_deadline()
            )
            words._send_link(users, words.env._("Late: %(name)s", name=words.display_name), body)
        self.late_told = step

    def _compile_again(self):
        """Count once more; whoever compiled it first stands for it still."""
        author = self.author_id
        self.with_company(self.company_id)._compile()
        if author:
            self.author_id = author

    @api.model
    def _cron_steps(self, now=None):
        """Count provisional drafts again once they can be final, keep the to-dos right, tell what is late.

        A bounded number of open summaries; each by itself, so that one that fails stops no other.
        """
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        done = 0
        for summary in self._settled_drafts(now):
            done += summary._try(lambda summary: summary._compile_again())
        open_ones = self.search([("state", "in", list(WAITS)), ("compiled_at", "!=", False), ("is_latest", "=", True)])
        for summary in open_ones:
            done += summary._try(lambda summary: summary._sync_reminders())
            if summary.late_told != WAITS[summary.state][0] and summary._is_step_late(now):
                done += summary._try(lambda summary: summary._tell_late())
        return done
