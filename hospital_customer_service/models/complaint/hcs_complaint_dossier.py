import csv
import hashlib
import io
import re
import tempfile
import zipfile
from pathlib import Path

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..common.hcs_masked_mixin import PII_GROUP

# more than that is handed over on a disk
MAX_BYTES = 500 << 20
IN_MEMORY = 8 << 20
PART = 1 << 20
INDEX = "hospital_customer_service.report_complaint_dossier"
HANDLERS = ("hospital_customer_service.group_hcs_complaint", "hospital_customer_service.group_hcs_director")
# columns that say nothing to a reader of paper
TECHNICAL = {"id", "create_uid", "write_uid", "write_date", "display_name", "company_id", "ticket_id", "active"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class HcsComplaintTicket(models.Model):
    """The whole ticket in one file, with a list of fingerprints (FEATURES CP10)."""

    _inherit = "hcs.complaint.ticket"

    def action_dossier(self):
        """Download the ticket with everything that belongs to it."""
        self._check_dossier()
        return {"type": "ir.actions.act_url", "url": f"/hcs/complaint/{self.id}/dossier", "target": "self"}

    def _check_dossier(self):
        """Only those who handle it take it out of the house; a reviewer reads it here."""
        self.ensure_one()
        self.check_access("read")
        mine = self.env.user in self.handler_ids | self.holder_id | self.user_id
        if not self.env.su and not mine and not any(self.env.user.has_group(group) for group in HANDLERS):
            raise AccessError(self.env._("Only those who handle the ticket take its dossier. Ask one of them."))

    def _make_dossier(self):
        """The archive as an open file, and its fingerprint; that it was taken is written down.

        What the reader may not see, such as compensations, is not in it.
        """
        self._check_dossier()
        files = self._dossier_attachments()
        total = sum(attachment.file_size for _name, attachment in files)
        if total > MAX_BYTES:
            raise UserError(
                self.env._(
                    "The attachments have %(size)s MB, more than the %(limit)s MB of a download. Ask your"
                    " administrator to copy them.",
                    size=total >> 20,
                    limit=MAX_BYTES >> 20,
                )
            )
        # whoever asked for it closes it
        target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        sums = []
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._dossier_tables():
                self._dossier_add(archive, sums, name, io.BytesIO(content))
            for name, attachment in files:
                with self._dossier_stream(attachment) as stream:
                    self._dossier_add(archive, sums, name, stream)
            name, content = self._dossier_index(sums)
            self._dossier_add(archive, sums, name, io.BytesIO(content))
            archive.writestr("SHA256SUMS", "".join(f"{fingerprint}  {name}\n" for name, fingerprint, _size in sums))
        fingerprint = self._dossier_log(target)
        target.seek(0)
        return target, fingerprint

    def _dossier_log(self, target):
        """Who took it, when, and which file it was."""
        digest = hashlib.sha256()
        target.seek(0)
        while part := target.read(PART):
            digest.update(part)
        self._log_read("export", "dossier")
        # sudo: a note of the system, by the person who took it
        self.sudo()._message_log(
            body=self.env._("The dossier was downloaded. SHA-256: %s", digest.hexdigest()),
            author_id=self.env.user.partner_id.id,
        )
        return digest.hexdigest()

    def _dossier_add(self, archive, sums, name, stream):
        digest, size = hashlib.sha256(), 0
        with archive.open(name, "w", force_zip64=True) as entry:
            while part := stream.read(PART):
                entry.write(part)
                digest.update(part)
                size += len(part)
        sums.append((name, digest.hexdigest(), size))

    def _dossier_stream(self, attachment):
        """The content without keeping it in memory, where it lies in the file store."""
        attachment = attachment.sudo()  # sudo: chosen by the rights of the record it belongs to
        if attachment.store_fname:
            return Path(attachment._full_path(attachment.store_fname)).open("rb")
        return io.BytesIO(attachment.raw or b"")

    # ---------------------------------------------------------------- what is in it

    def _dossier_parts(self):
        """Records that belong to the ticket, by model, as far as the reader may see them."""
        parts = {self._name: self, "hcs.clock": self.clock_ids}
        for name in sorted(self.env.registry):
            model = self.env[name]
            field = model._fields.get("ticket_id")
            if not name.startswith("hcs.") or model._abstract or model._transient or not model._auto:
                continue
            if field and field.store and field.comodel_name == self._name and model.has_access("read"):
                parts[name] = model.with_context(active_test=False).search([("ticket_id", "=", self.id)], order="id")
        if self.env["hcs.clock.segment"].has_access("read"):
            parts["hcs.clock.segment"] = self.env["hcs.clock.segment"].search(
                [("clock_id", "in", self.clock_ids.ids)], order="id"
            )
        return {name: records for name, records in parts.items() if records}

    def _dossier_tables(self):
        """``(name, content)`` of the tables and of the discussion."""
        for name, records in self._dossier_parts().items():
            if name != self._name:
                yield f"tables/{name.removeprefix('hcs.').replace('.', '-')}.csv", self._dossier_csv(records)
        yield "log/discussion.txt", self._dossier_discussion().encode()

    def _dossier_columns(self, records):
        return [
            field
            for name, field in records._fields.items()
            if field.store
            and name not in TECHNICAL
            and field.type not in ("binary", "one2many", "json", "many2one_reference", "serialized")
            and not name.startswith(("message_", "activity_"))
            and records._has_field_access(field, "read")
        ]

    def _dossier_csv(self, records):
        columns = self._dossier_columns(records)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([field._description_string(self.env) for field in columns])
        for record in records:
            writer.writerow([self._dossier_value(record, field) for field in columns])
        # a spreadsheet knows by the mark that it is Unicode
        return b"\xef\xbb\xbf" + out.getvalue().encode()

    def _dossier_value(self, record, field):
        value = record[field.name]
        if field.relational:
            text = ", ".join(value.mapped("display_name"))
        elif field.type == "selection":
            text = dict(field._description_selection(self.env)).get(value, value) or ""
        elif field.type == "html":
            text = html2plaintext(value or "")
        elif field.type == "datetime" and value:
            text = self.company_id._hcs_local(value).strftime("%Y-%m-%d %H:%M:%S")
        elif field.type == "boolean":
            text = self.env._("yes") if value else ""
        else:
            text = "" if value is False or value is None else str(value)
        return f"'{text}" if text.startswith(FORMULA) and field.type in ("char", "text", "html") else text

    def _dossier_discussion(self):
        """The discussion, oldest first, with what was changed."""
        lines = []
        for message in self.message_ids.sorted("id"):
            at = self.company_id._hcs_local(message.date).strftime("%Y-%m-%d %H:%M:%S")
            lines.append(f"{at}  {message.author_id.name or ''}")
            body = html2plaintext(message.body or "").strip()
            lines += [f"    {line}" for line in body.splitlines()]
            for change in message.sudo().tracking_value_ids._filter_has_field_access(self.env):
                values = change._tracking_value_format()[0]
                old, new = values["oldValue"] or "", values["newValue"] or ""
                lines.append(f"    {values['fieldInfo']['changedField']}: {old} -> {new}")
            lines.append("")
        return "\n".join(lines)

    def _dossier_attachments(self):
        """``(name, attachment)`` of every file on the ticket and its parts, those in columns too."""
        attachments = self.env["ir.attachment"]
        found = attachments.browse()
        for name, records in self._dossier_parts().items():
            domain = Domain("res_model", "=", name) & Domain("res_id", "in", records.ids)
            # files in columns are left out of a search that does not name the column
            domain &= Domain("type", "=", "binary") & (
                Domain("res_field", "=", False) | Domain("res_field", "!=", False)
            )
            # sudo: who reads a record reads its files; columns with groups are left out below
            for attachment in attachments.sudo().search(domain, order="id"):
                field = records._fields.get(attachment.res_field) if attachment.res_field else None
                if not attachment.res_field or (field and records._has_field_access(field, "read")):
                    found |= attachment
        message_files = self.message_ids.sudo().attachment_ids.filtered(lambda file: file.type == "binary")
        names = []
        for number, attachment in enumerate((found | message_files).sorted("id"), start=1):
            folder = "answers" if attachment.res_model == "hcs.complaint.answer" else "attachments"
            names.append((f"{folder}/{number:03d}-{self._dossier_name(attachment)}", attachment))
        return names

    def _dossier_name(self, attachment):
        """A name that no archive takes for a path."""
        name = re.sub(r"[^\w.() -]", "_", attachment.name or attachment.res_field or "file").strip(". ")
        return name[-100:] or "file"

    def _dossier_index(self, sums):
        """The first page: what the ticket is, how it went, and every file with its fingerprint."""
        content, kind = (
            self.env["ir.actions.report"].with_context(hcs_dossier_files=sums)._render_qweb_pdf(INDEX, self.ids)
        )
        return f"index.{kind}", content

    def _get_dossier_values(self):
        """What the index prints: the full name only for those who may see it."""
        self.ensure_one()
        full = self.env.user.has_group(PII_GROUP)
        tables = {}
        for name, records in self._dossier_parts().items():
            tables[self.env["ir.model"]._get(name).display_name] = len(records)
        return {
            "name": self.complainant_name if full else self.complainant_name_masked,
            "phone": self.complainant_phone if full else self.complainant_phone_masked,
            "tables": tables,
            "local": self.company_id._hcs_local,
            "label": lambda record, name: dict(record._fields[name]._description_selection(self.env)).get(
                record[name], ""
            ),
        }
