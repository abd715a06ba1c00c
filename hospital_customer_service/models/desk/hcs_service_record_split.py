from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.arguments import a_record, a_text, arguments, some_records
from .hcs_service_record import OPEN_STATES
from .hcs_service_record_merge import UNDO_WITHIN

TAKEN_ALONG = (
    "patient_id", "caller_name", "caller_phone", "caller_relation", "channel", "company_id", "department_id",
    "practitioner_id", "priority",
)  # fmt: skip


class HcsServiceRecord(models.Model):
    """One request turns out to be two: some contacts and steps go to a record of their own (SD11)."""

    _inherit = "hcs.service.record"

    split_from_id = fields.Many2one("hcs.service.record", "Split from", compute="_compute_split_from_id")

    def _compute_split_from_id(self):
        # sudo: the journal of a record that may be read
        journals = self.env["hcs.service.merge"].sudo().search(self._domain_split("into_id"))
        sources = {journal.into_id.id: journal.source_id.id for journal in journals}
        for record in self:
            record.split_from_id = sources.get(record.id, False)

    @arguments(
        type_id=a_record("hcs.service.type"),
        contact_ids=some_records("hcs.contact"),
        step_ids=some_records("hcs.service.step"),
        subject=a_text,
    )
    def action_split(self, type_id=None, contact_ids=None, step_ids=None, subject=None):
        """Open a record of its own for a part of this one, linked to it.

        :param type_id: kind of service of the new record; that of this one by default
        :param contact_ids: contacts that were about the other matter
        :param step_ids: steps that go along
        :param subject: what the new record is about
        :return: an action that opens the new record
        """
        self.ensure_one()
        self._check_flow(OPEN_STATES)
        contacts = self.env["hcs.contact"].browse(contact_ids or [])
        steps = self.env["hcs.service.step"].browse(step_ids or [])
        if contacts - self.contact_ids or steps - self.step_ids:
            raise UserError(self.env._("Only contacts and steps of this record go along. Reload the page."))
        if not (contacts or steps or (subject or "").strip()):
            raise UserError(self.env._("Say what the new record is about, or choose what goes along."))
        return self._split(type_id or self.type_id.id, contacts, steps, subject)._get_form_action()

    def action_undo_split(self):
        """Put the record back into the one it came from, with all it has got meanwhile."""
        self.ensure_one()
        self.check_access("write")
        journal = self.env["hcs.service.merge"].search(self._domain_split("into_id"), limit=1)
        if not journal:
            raise UserError(self.env._("%(reference)s was not split from another record.", reference=self.reference))
        now = fields.Datetime.now()
        if journal.merged_at + UNDO_WITHIN < now:
            raise UserError(self.env._("A split can be undone for 24 hours. Merge or link the records instead."))
        # steps of its own kind that nobody began are not needed where it came from
        own = self.sudo().step_ids.filtered(
            lambda step: step.state == "todo" and step.id not in journal.moved["steps"]
        )
        own.write({"state": "skipped"})
        source = journal.source_id
        result = self.action_merge(source.id)
        journal.sudo().undone_at = now
        (self | source).invalidate_recordset(["contact_ids", "split_from_id"])
        return result

    # ---------------------------------------------------------------- how

    def _split(self, type_id, contacts, steps, subject):
        now = fields.Datetime.now()
        source = self.sudo()  # sudo: the right on the record was asked for; the caller's number goes along unseen
        values = {
            name: source[name].id if source._fields[name].type == "many2one" else source[name] for name in TAKEN_ALONG
        }
        values |= {
            "type_id": type_id,
            "subject": subject or source.subject,
            "user_id": source.user_id.id or self.env.uid,
        }
        new = source.create(values)
        if source.first_response_at:
            new._mark("first_response", now)
        steps.sudo().write({"record_id": new.id})
        self.env["hcs.service.merge"].sudo().create(
            {
                "kind": "split",
                "source_id": source.id,
                "into_id": new.id,
                "merged_at": now,
                "user_id": self.env.uid,
                "contact_ids": [Command.set(contacts.ids)],
                "moved": {"steps": steps.ids},
            }
        )
        source.write({"link_ids": [Command.link(new.id)]})
        new.write({"link_ids": [Command.link(source.id)]})
        source._message_log(body=self.env._("A part of it goes on as %(reference)s.", reference=new.reference))
        new._message_log(body=self.env._("Split from %(reference)s.", reference=source.reference))
        (source | new).invalidate_recordset(["contact_ids", "step_ids", "split_from_id"])
        return new.with_env(self.env)

    def _domain_split(self, side):
        return [("kind", "=", "split"), (side, "in", self.ids), ("undone_at", "=", False)]

    def _split_contacts(self):
        """Contacts that went to other records, and those that came: two dictionaries by record id."""
        journals = self.env["hcs.service.merge"].sudo()
        journals = journals.search(Domain(self._domain_split("source_id")) | Domain(self._domain_split("into_id")))
        went, came = {}, {}
        for journal in journals:
            contacts = journal.contact_ids.with_env(self.env)
            went[journal.source_id.id] = went.get(journal.source_id.id, contacts) | contacts
            came[journal.into_id.id] = came.get(journal.into_id.id, contacts) | contacts
        return went, came
