from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.arguments import a_flag, a_text, arguments

TODO = "hospital_customer_service.mail_activity_type_corrective_action"
REVIEW = "hospital_customer_service.mail_activity_type_corrective_review"
# a measure that did not help is due again after so many days
AGAIN_DAYS = 7


class HcsCorrectiveAction(models.Model):
    """Done with proof, reviewed by somebody else, opened again where it did not help (FEATURES CP6)."""

    _inherit = "hcs.corrective.action"

    # ACTIONS
    @arguments(evidence=a_text)
    def action_done(self, evidence=None):
        """It was done; without proof it was not."""
        self._check_flow({"open"})
        today = fields.Date.context_today(self)
        for action in self:
            if not (action.is_mine or action._may("write")):
                raise AccessError(self.env._("The owner says when it is done, or whoever handles what it comes from."))
            proof = evidence if isinstance(evidence, str) else action.evidence
            if not (proof or "").strip():
                raise UserError(self.env._("Write down what shows that it was done, in the field “Proof”."))
            review_on = action.review_on
            if not review_on and action.kind != "immediate":
                review_on = today + timedelta(days=action.company_id.hcs_action_review_days)
            action.sudo().write(  # sudo: written by its buttons only
                {
                    "state": "done",
                    "evidence": proof,
                    "done_at": fields.Datetime.now(),
                    "done_by_id": self.env.uid,
                    "review_on": review_on,
                    "reviewer_id": action._reviewer().id if review_on else action.reviewer_id.id,
                }
            )
            action.sudo().activity_feedback([TODO])
            if review_on and action.reviewer_id:
                action.sudo().activity_schedule(REVIEW, date_deadline=review_on, user_id=action.reviewer_id.id)

    def _reviewer(self):
        """Who looks whether it helped: who was named, else who asked for it, who handles it, a director."""
        self.ensure_one()
        own = self.sudo()
        if own.reviewer_id:
            return own.reviewer_id
        origin = own._origins()
        handling = origin.user_id if origin is not None and "user_id" in origin._fields else own.create_uid
        directors = self.env["hcs.complaint.level.step"]._members(
            self.env.ref("hospital_customer_service.group_hcs_director"), own.company_id
        )
        for users in (own.create_uid, handling, directors):
            able = users.filtered(lambda user: user.active and user.id != 1) - own.owner_id
            if able:
                return able[0]
        return self.env["res.users"]

    @arguments(effective=a_flag, note=a_text)
    def action_review(self, effective, note):
        """Somebody else than the owner looked: it helped, or it is opened again."""
        self._check_flow({"done"})
        if not isinstance(note, str) or not note.strip():
            raise UserError(self.env._("Write down what was looked at and what was found."))
        now = fields.Datetime.now()
        for action in self:
            if action.is_mine:
                raise UserError(self.env._("Nobody reviews his own measure. Ask the reviewer."))
            if action.reviewer_id != self.env.user and not action._may("write"):
                raise AccessError(self.env._("The reviewer says whether it helped."))
            values = {"reviewed_at": now, "effect": "effective" if effective else "ineffective"}
            self.env["hcs.corrective.action.review"].sudo().create(
                {
                    "action_id": action.id,
                    "user_id": self.env.uid,
                    "effective": bool(effective),
                    "note": note.strip(),
                    "evidence": action.evidence,
                    "done_at": action.done_at,
                }
            )
            if effective:
                values["state"] = "effective"
            else:
                values |= {
                    "state": "open",
                    "due_on": fields.Date.context_today(self) + timedelta(days=AGAIN_DAYS),
                    "evidence": False,
                    "done_at": False,
                    "done_by_id": False,
                    "review_on": False,
                    "ineffective_count": action.ineffective_count + 1,
                }
            action.sudo().activity_feedback([REVIEW])
            action.sudo().write(values)  # sudo: written by its buttons only

    def action_open_review(self):
        """Open the small form of the review."""
        self.ensure_one()
        return self.env["hcs.complaint.note.wizard"]._open("review", self.env._("Did It Help?"), action_id=self)

    @arguments(reason=a_text)
    def action_cancel(self, reason):
        """It is not needed any longer."""
        self._check_flow({"open", "done"})
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the measure is no longer needed."))
        if any(not action._may("write") for action in self):
            raise AccessError(self.env._("A measure is cancelled by whoever handles what it comes from."))
        self.sudo().activity_unlink([TODO, REVIEW])
        # sudo: written by its buttons only
        self.sudo().write({"state": "cancelled", "cancelled_reason": reason.strip()})

    def action_open_cancel(self):
        """Open the small form that asks why."""
        self.ensure_one()
        return self.env["hcs.complaint.note.wizard"]._open("cancel", self.env._("Cancel the Measure"), action_id=self)

    def action_open_origin(self):
        """Open what the measure comes from."""
        self.ensure_one()
        origin = self._origins()
        return {
            "type": "ir.actions.act_window",
            "res_model": origin._name,
            "res_id": origin.id,
            "views": [(False, "form")],
        }

    def _check_flow(self, states):
        self.check_access("write")
        if any(action.state not in states for action in self):
            raise UserError(self.env._("This measure is in another status by now. Reload the page."))

    def _remind_owner(self):
        """One reminder on the list of the owner, on the day it is due."""
        for action in self.sudo():  # sudo: the owner may be somebody of a department
            action.activity_unlink([TODO])
            action.activity_schedule(TODO, date_deadline=action.due_on, user_id=action.owner_id.id)

    # Closing
    @api.model
    def _open_before_closing(self, actions):
        """Those of ``actions`` that hold up the closing of what they come from."""
        return actions.filtered(lambda action: action.state == "open" and action.kind != "preventive")
