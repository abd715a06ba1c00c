import hashlib
import logging
import os
import time
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.fhir import READABLE

QUIET_SECONDS = 60
_logger = logging.getLogger(__name__)


class HcsHisSource(models.Model):
    """Files in a folder of the server: read once each, then moved out of the way."""

    _inherit = "hcs.his.source"

    @api.model
    def _cron_read_folders(self, now=None):
        """Read one file after the other; a file that cannot be read does not stop the next."""
        ir_cron = self.env["ir.cron"]
        work = [
            (source, path)
            for source in self.search([("kind", "in", ("fhir_folder", "hl7_folder"))])
            for path in source._folder_files(now or time.time())
        ]
        ir_cron._commit_progress(remaining=len(work))
        for source, path in work:
            try:
                # stored batch by batch: a file of a gigabyte outlives the time of one run
                source._read_folder_file(path, commit=ir_cron._commit_progress)
            except OSError as error:
                self.env.cr.rollback()
                _logger.warning("Feed %s: a file of the folder cannot be read: %s", source.code, type(error).__name__)
            if not ir_cron._commit_progress(1):
                break

    def action_read_folder(self):
        """Read the folder now."""
        self.ensure_one()
        self.check_access("write")
        files = self._folder_files(time.time())
        if not files:
            raise UserError(self.env._("There is no new file in the folder, or the files are still being written."))
        for path in files:
            self._read_folder_file(path)
        return self.action_open_messages()

    def _folder_files(self, now):
        """Readable files that nobody has written to for a while, oldest first."""
        self.ensure_one()
        folder = Path(self.sudo().folder or "")
        if not self.sudo().folder or not folder.is_absolute() or not folder.is_dir():
            return []
        found = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.name.lower().endswith(READABLE):
                    continue
                # no symbolic links: the folder is written by another system
                if entry.is_file(follow_symlinks=False):
                    changed = entry.stat(follow_symlinks=False).st_mtime
                    if now - changed >= QUIET_SECONDS:
                        found.append((changed, entry.path))
        return [Path(path) for _changed, path in sorted(found)]

    def _read_folder_file(self, path, commit=None):
        """Store what is in the file, unless the same file was read before, and move it to ``done``."""
        with path.open("rb") as stream:
            digest = (
                hashlib.file_digest(stream, "sha256").hexdigest()
                if hasattr(hashlib, "file_digest")
                else (self._digest(stream))
            )
            # sudo: the record of an import is made by the reader, not by people
            import_sudo = self.env["hcs.his.import"].sudo()
            known = import_sudo.search_count([("source_id", "=", self.id), ("file_hash", "=", digest)], limit=1)
            if not known:
                stream.seek(0)
                record = import_sudo._read(self, path.name, [(path.name, stream)], commit=commit)
                record.file_hash = digest
        self._put_away(path)

    @api.model
    def _digest(self, stream):
        digest = hashlib.sha256()
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
        return digest.hexdigest()

    @api.model
    def _put_away(self, path):
        """Move the file to the subfolder; where that is forbidden its fingerprint keeps it from being read again."""
        done = path.parent / "done"
        try:
            done.mkdir(exist_ok=True)
            target = done / path.name
            count = 0
            while target.exists():
                count += 1
                target = done / f"{path.stem}-{count}{path.suffix}"
            path.rename(target)
        except OSError as error:
            _logger.warning("A file of the feed cannot be moved: %s", type(error).__name__)
