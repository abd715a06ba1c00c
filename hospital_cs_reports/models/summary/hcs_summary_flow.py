from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools.mail import is_html_empty

from odoo.addons.hospital_customer_service.models.common.arguments import a_text, arguments

DIRECTOR = "hospital_customer_service.group_hcs_director"
EXECUTIVE = "hospital_customer_service.group_hcs_executive"
STATE_BEFORE = {"submit": ("draft",), "review": ("submitted",), "return": ("submitted", "reviewed"),
                "publish": ("reviewed",)}  # fmt: skip
OF_THE_DISCUSSION = {"feedback_ids", "minutes_ids", "measure_ids"}


class HcsSummary(models.Model):
    """Who signs: the director submits, an executive who is not the author reviews, returns or publishes (RPT-05)."""

    _inherit = "hcs.summary"

    can_write = fields.Boolean(compute="_compute_can_write", help="Whether the reader writes summaries.")

    @api.depends_context("uid")
    def _compute_can_write(self):
        self.can_write = self.env.su or self.env.user.has_group(DIRECTOR)

    def write(self, vals):
        """An executive adds to the discussion and the measures; the rest of a summary is the director's."""
        if not self.env.su and vals.keys() - OF_THE_DISCUSSION and not self.env.user.has_group(DIRECTOR):
            raise AccessError(
                self.env._("The director writes the summary. Return it with a comment, or give feedback.")
            )
        return super().write(vals)

    def action_compile(self):
        """Count the period (again) while the summary is a draft that was never submitted."""
        self._check_role(DIRECTOR)
        return super().action_compile()

    def action_give_feedback(self):
        """Say something about the summary, whoever may not edit it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Feedback"),
            "res_model": "hcs.summary.feedback",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_summary_id": self.id},
        }

    def action_submit(self):
        """Hand the summary to the executive; from now on its figures stay what they are."""
        self._check_role(DIRECTOR)
        self._check_state("submit")
        for summary in self:
            summary._check_submit()
            summary._sign("submitted", "submitted_by_id", "submitted_at", is_frozen=True, review_comment=False)
        return True

    def action_review(self):
        """Agree with the figures and the report."""
        self._check_role(EXECUTIVE)
        self._check_state("review")
        self._check_other_than_author()
        for summary in self:
            summary._sign("reviewed", "reviewed_by_id", "reviewed_at")
        return True

    @arguments(comment=a_text)
    def action_return(self, comment=None):
        """Send the summary back with a comment: its text is worked over, its figures stay."""
        self._check_role(EXECUTIVE)
        self._check_state("return")
        comment = (comment or "").strip()
        if not comment:
            raise UserError(self.env._("Say in a comment why the summary goes back."))
        for summary in self:
            # sudo: states are written by the actions only, after the checks above
            summary.sudo().write({"state": "draft", "review_comment": comment, "late_told": False})
            summary.message_post(body=self.env._("Returned: %(comment)s", comment=comment))
            summary._sync_reminders()
        return True

    def action_publish(self):
        """Show the summary to everybody in the centre."""
        self._check_role(EXECUTIVE)
        self._check_state("publish")
        self._check_other_than_author()
        for summary in self:
            summary._check_publish()
            summary.measure_ids._freeze()
            summary._sign("published", "published_by_id", "published_at")
            # sudo: the to-dos of others too
            summary.sudo().activity_unlink(["hospital_cs_reports.mail_activity_type_summary_feedback"])
            summary._tell_published()
        return True

    def action_open_return(self):
        """Ask for the comment before sending the summary back."""
        self.ensure_one()
        self._check_role(EXECUTIVE)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return the summary"),
            "res_model": "hcs.summary.return",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_summary_id": self.id},
        }

    def action_xlsx(self):
        """Download the workbook."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/hcs/summary/{self.id}/xlsx", "target": "download"}

    def action_open_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "hcs.summary.line",
            "views": [(False, "list")],
            "domain": [("summary_id", "=", self.id)],
            "context": {"search_default_group_dimension": 1},
        }

    def _form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "name": self.display_name,
        }

    def _sign(self, state, user_field, date_field, **values):
        """Move to a state with name and time."""
        # sudo: states are written by the actions only; the message keeps the user who pressed the button
        now = fields.Datetime.now()
        self.sudo().write({"state": state, user_field: self.env.uid, date_field: now, "late_told": False, **values})
        self._sync_reminders()

    def _check_role(self, *groups):
        """Whether the user reads the summary and has one of the roles."""
        self.check_access("read")
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            roles = ", ".join(self.env.ref(group).sudo().display_name for group in groups)
            raise AccessError(self.env._("This step belongs to the role “%(role)s”.", role=roles))

    def _check_state(self, step):
        # Of two people who press at the same time the second is told
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._("Somebody else is taking a step with this summary right now. Reload the page.")
            ) from None
        self.invalidate_recordset(["state"])
        if any(summary.state not in STATE_BEFORE[step] for summary in self):
            raise UserError(self.env._("The summary is in another state by now. Reload the page."))

    def _check_other_than_author(self):
        for summary in self:
            if self.env.user in (summary.submitted_by_id, summary.author_id):
                raise UserError(self.env._("Whoever compiled or submitted a summary does not review it as well."))

    def _check_submit(self):
        """Whether the summary is complete; other files ask here for more."""
        self.ensure_one()
        if not self.compiled_at:
            raise UserError(self.env._("Compile the figures before submitting the summary."))
        if self.compiled_at < self._bounds_utc()[1]:
            raise UserError(
                self.env._("The figures were counted before the period had ended. Compile them again, then submit.")
            )
        if self.is_provisional and not self.is_frozen:
            raise UserError(
                self.env._(
                    "The unreached numbers of this month are verified until %(day)s; figures counted before are"
                    " provisional. Compile them again after that day, then submit.",
                    day=self.verify_to,
                )
            )
        if is_html_empty(self.narrative):
            raise UserError(
                self.env._("Write the report first: what the figures say, what was done, what is planned.")
            )

    def _check_publish(self):
        """Whether the discussion is over: every feedback has its decision."""
        self.ensure_one()
        undecided = self.feedback_ids.filtered(lambda feedback: not (feedback.decision or "").strip())
        if undecided:
            names = ", ".join(undecided.sudo().user_id.mapped("name"))
            raise UserError(
                self.env._("There is no decision yet on the feedback of %(names)s. Write it down first.", names=names)
            )
