from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_record, arguments

UNDO_WITHIN = timedelta(hours=24)


class HcsServiceRecord(models.Model):
    """Two records of one request become one; within a day they can become two again (SD11).

    The ledgers stay as they were written: contacts and hand-overs of the merged record are read through it. Steps,
    deadlines and attachments move, and the journal says which.
    """

    _inherit = "hcs.service.record"

    @arguments(into_id=a_record())
    def action_merge(self, into_id):
        """Merge these records into ``into_id``, which goes on.

        :return: an action that opens the record that goes on
        """
        into = self.browse(into_id)
        (self | into).check_access("write")
        for record in self:
            record._check_merge(into)
            record._merge_into(into)
        return into._get_form_action()

    def action_undo_merge(self):
        """Take the record out of the one it was merged into, with all it brought along."""
        for record in self:
            record.check_access("write")
            journal = self.env["hcs.service.merge"].search(
                [("kind", "=", "merge"), ("source_id", "=", record.id), ("undone_at", "=", False)], limit=1
            )
            if not journal:
                raise UserError(self.env._("%(reference)s is not merged.", reference=record.reference))
            if journal.merged_at + UNDO_WITHIN < fields.Datetime.now():
                raise UserError(
                    self.env._("A merge can be undone for 24 hours. Link the records or register a new one instead.")
                )
            record._undo_merge(journal.sudo())

    # ---------------------------------------------------------------- how

    def _check_merge(self, into):
        if into == self or not into.exists():
            raise UserError(self.env._("Choose another record to merge into."))
        if into.merged_into_id or self.merged_into_id:
            raise UserError(self.env._("One of the records is merged already. Choose the one that goes on."))
        if into.state in ("done", "cancelled"):
            raise UserError(
                self.env._("%(reference)s is closed. Open it again first, or link the two.", reference=into.reference)
            )
        if self.patient_id and into.patient_id and self.patient_id != into.patient_id:
            raise UserError(self.env._("The records are about two patients. Link them instead of merging."))
        if self.company_id != into.company_id:
            raise UserError(self.env._("The records belong to two hospitals."))

    def _merge_into(self, into):
        now = fields.Datetime.now()
        source, target = self.sudo(), into.sudo()  # sudo: the rights on both records were asked for
        moved = {
            "state": source.state,
            "user": source.user_id.id,
            "steps": source._merge_steps(target),
            **source._merge_clocks(target, now),
            "attachments": source._merge_attachments(target),
            "filled": source._merge_values(target),
        }
        source._end_stint("merge", now)
        source.write(
            {
                "state": "cancelled",
                "cancel_reason": "duplicate",
                "merged_into_id": target.id,
                "closed_at": now,
                "closed_by_id": self.env.uid,
                "held_since": False,
            }
        )
        target.write({"handover_count": target.handover_count + source.handover_count})
        self.env["hcs.service.merge"].sudo().create(
            {"source_id": source.id, "into_id": target.id, "merged_at": now, "user_id": self.env.uid, "moved": moved}
        )
        source._message_log(body=self.env._("Merged into %(reference)s.", reference=target.reference))
        target._message_log(body=self.env._("%(reference)s was merged into this record.", reference=source.reference))
        (source | target).invalidate_recordset(["contact_ids", "step_ids", "clock_ids"])

    def _merge_steps(self, target):
        """Steps the target has not got, and those that are done; its own open copies of the latter are skipped."""
        known = {step.template_id.id: step for step in target.step_ids if step.template_id}
        moved = self.step_ids.filtered(lambda step: step.template_id.id not in known or step.state == "done")
        twins = (
            self.env["hcs.service.step"]
            .union(*(known[step.template_id.id] for step in moved if step.template_id.id in known))
            .filtered(lambda step: step.state in ("todo", "doing"))
        )
        journal = {"moved": moved.ids, "skipped": [[step.id, step.state] for step in twins]}
        moved.write({"record_id": target.id})
        twins.write({"state": "skipped"})
        return journal

    def _merge_attachments(self, target):
        attachments = self.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        attachments.write({"res_id": target.id})
        return attachments.ids

    def _merge_values(self, target):
        """What only the merged record knew."""
        filled = {
            name: self[name].id if self._fields[name].type == "many2one" else self[name]
            for name in ("patient_id", "caller_name", "caller_phone", "department_id", "practitioner_id")
            if self[name] and not target[name]
        }
        if filled:
            target.write(filled)
        return sorted(filled)

    def _undo_merge(self, journal):
        now = fields.Datetime.now()
        source, moved, target = self.sudo(), journal.moved, journal.into_id
        self.env["hcs.service.step"].sudo().browse(moved["steps"]["moved"]).exists().write({"record_id": source.id})
        for step_id, state in moved["steps"]["skipped"]:
            self.env["hcs.service.step"].sudo().browse(step_id).exists().write({"state": state})
        self.env["ir.attachment"].sudo().browse(moved["attachments"]).exists().write({"res_id": source.id})
        target.write(
            {
                **dict.fromkeys(moved["filled"], False),
                "handover_count": max(target.handover_count - source.handover_count, 0),
            }
        )
        source.write(
            {
                "state": "in_progress" if moved["state"] == "waiting" else moved["state"],
                "cancel_reason": False,
                "merged_into_id": False,
                "closed_at": False,
                "closed_by_id": False,
                "held_since": now if moved["state"] != "new" else False,
            }
        )
        source._part_clocks(target, moved, now)
        journal.undone_at = now
        source._message_log(body=self.env._("Taken out of %(reference)s again.", reference=target.reference))
        target._message_log(body=self.env._("%(reference)s was taken out again.", reference=source.reference))
        (source | target).invalidate_recordset(["contact_ids", "step_ids", "clock_ids"])
