from odoo import fields, models
from odoo.exceptions import AccessError, UserError

DIRECTOR = "hospital_customer_service.group_hcs_director"
EXECUTIVE = "hospital_customer_service.group_hcs_executive"
STATE_BEFORE = {"submit": ("draft",), "review": ("submitted",), "return": ("submitted", "reviewed"),
                "publish": ("reviewed",)}  # fmt: skip


class HcsSummary(models.Model):
    """Who signs: the director submits, an executive who is not the author reviews, returns or publishes (RPT-05)."""

    _inherit = "hcs.summary"

    def action_submit(self):
        """Hand the summary to the executive; from now on its figures stay what they are."""
        self._check_role(DIRECTOR)
        self._check_state("submit")
        for summary in self:
            summary._check_submit()
            summary._sign("submitted", "submitted_by_id", "submitted_at", is_frozen=True)
            summary._ask_for_review()
        return True

    def action_review(self):
        """Agree with the figures and the report."""
        self._check_role(EXECUTIVE)
        self._check_state("review")
        self._check_other_than_author()
        for summary in self:
            summary._sign("reviewed", "reviewed_by_id", "reviewed_at")
            summary._close_review_request()
        return True

    def action_return(self, comment=None):
        """Send the summary back with a comment: its text is worked over, its figures stay."""
        self._check_role(EXECUTIVE)
        self._check_state("return")
        comment = (comment or "").strip()
        if not comment:
            raise UserError(self.env._("Say in a comment why the summary goes back."))
        for summary in self:
            # sudo: states are written by the actions only, after the checks above
            summary.sudo().write({"state": "draft", "review_comment": comment})
            summary.message_post(body=self.env._("Returned: %(comment)s", comment=comment))
            summary._close_review_request()
        return True

    def action_publish(self):
        """Show the summary to everybody in the centre."""
        self._check_role(EXECUTIVE)
        self._check_state("publish")
        self._check_other_than_author()
        for summary in self:
            summary._sign("published", "published_by_id", "published_at")
        return True

    def action_revise(self):
        """Count the period again as the next revision; what was submitted stays beside it."""
        self.ensure_one()
        self._check_role(DIRECTOR)
        if not self.is_frozen:
            raise UserError(self.env._("This draft was never submitted: compile it again instead."))
        domain = [
            ("company_id", "=", self.company_id.id),
            ("kind", "=", self.kind),
            ("date_from", "=", self.date_from),
        ]
        newest = self.search(domain, order="revision desc", limit=1)
        if not newest.is_frozen:
            raise UserError(self.env._("There is an open revision already: %(name)s.", name=newest.display_name))
        revision = self.create(
            {
                "company_id": self.company_id.id,
                "kind": self.kind,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "revision": newest.revision + 1,
                "narrative": self.narrative,
                "measures": self.measures,
            }
        )
        revision._compile()
        return revision._form_action()

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
        self.sudo().write({"state": state, user_field: self.env.uid, date_field: fields.Datetime.now(), **values})

    def _check_role(self, group):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(group):
            role = self.env.ref(group).sudo().display_name
            raise AccessError(self.env._("This step belongs to the role “%(role)s”.", role=role))

    def _check_state(self, step):
        # Of two people who press at the same time the second is told
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state"])
        if any(summary.state not in STATE_BEFORE[step] for summary in self):
            raise UserError(self.env._("The summary is in another state by now. Reload the page."))

    def _check_other_than_author(self):
        for summary in self:
            if self.env.user in (summary.submitted_by_id, summary.author_id):
                raise UserError(self.env._("Whoever compiled or submitted a summary does not review it as well."))

    def _check_submit(self):
        """Whether the summary is complete. A later room asks here for more (red figures explained)."""
        self.ensure_one()
        if not self.compiled_at:
            raise UserError(self.env._("Compile the figures before submitting the summary."))
        if self.is_provisional:
            raise UserError(
                self.env._("The figures were counted before the period had ended. Compile them again, then submit.")
            )

    def _ask_for_review(self):
        """A to-do for every executive of the hospital but the author."""
        self.ensure_one()
        group = self.env.ref(EXECUTIVE)
        reviewers = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", group.ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "not in", [self.env.uid, self.env.ref("base.user_root").id]),
                ]
            )
        )
        for reviewer in reviewers:
            summary = self.with_context(lang=reviewer.lang)
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=reviewer.id,
                summary=summary.env._("Review %(name)s", name=summary.display_name),
            )

    def _close_review_request(self):
        # sudo: the other reviewers' to-dos too
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
