import base64
import hashlib
import hmac
import logging
from datetime import timedelta

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.mail import needs_plain_copy, plain_copy, prepare, read_envelope, text_of

_logger = logging.getLogger(__name__)

PREVIEW = 500
LONGEST_READ = 2_000_000
MOST_TRIES = 3
BATCH = 20
HOUR = timedelta(hours=1)


class HcsMailIncoming(models.Model):
    """A mail is written down once, then understood; nothing that arrives raises an error, and nothing is lost."""

    _inherit = "hcs.mail.incoming"

    # ---------------------------------------------------------------- at the door

    @api.model
    def _concerned(self, envelope, model):
        """Which of our addresses a mail is for, and whether it is ours to take at all.

        :param model: what the server of incoming mail was told to make of unknown mail
        :return: the address, empty for an answer to one of our discussions; None: a mail of somebody else's
        """
        addresses = self.env["hcs.mail.address"]
        address = addresses._of_recipients(envelope.recipients)[:1]
        if address:
            return address
        names = [*envelope.references, *envelope.reported]
        # sudo: whether a discussion is ours does not depend on the account that brings the mail
        found = self.env["mail.message"].sudo().search([("message_id", "in", names)], limit=1) if names else None
        if found and getattr(self.env.get(found.model), "_hcs_name_is_private", False):
            return addresses._default_of(found.model, self._company_of(found))
        if model in addresses._target_models().values():
            return addresses._default_of(model, self.env.company)
        return None

    @api.model
    def _company_of(self, message):
        record = self.env[message.model].sudo().browse(message.res_id).exists()
        return ("company_id" in record._fields and record.company_id) or self.env.company

    @api.model
    def _take(self, raw, address, envelope, deliver):
        """Write a mail down and do what it asks for, once.

        :param deliver: function that gives the bytes of a mail to the framework, as ``deliver(raw, address, line)``
        :return: id of the record it belongs to, False where there is none
        """
        line = self._write_down(address, envelope)
        if not line:
            _logger.info("A mail was brought a second time: nothing is done.")
            return False
        reason = line._reason_to_keep(raw, address, envelope)
        if reason == "bounce":
            line._note_bounce(envelope)
        if reason:
            line._keep_aside("ignored", reason, raw, envelope)
            return False
        return line._deliver(raw, envelope, deliver)

    @api.model
    def _write_down(self, address, envelope):
        """The line of a mail; empty where it is there already, brought by whomever and at whatever moment."""
        company = address.company_id or self.env.company
        values = {
            "company_id": company.id,
            "address_id": address.id or None,
            "target": address.target or None,
            "key": envelope.key,
            "sender": envelope.sender or None,
            "sender_key": self._sender_key(envelope.sender) or None,
            "size": envelope.size,
            "received_at": fields.Datetime.now(),
            "state": "new",
            "tries": 0,
            "create_uid": self.env.uid,
            "create_date": fields.Datetime.now(),
        }
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(self._table),
            SQL(", ").join(SQL.identifier(name) for name in values),
            tuple(values.values()),
        )
        try:
            with self.env.cr.savepoint(flush=False):
                # errors of the index would print the address into the log
                self.env.cr.execute(query, log_exceptions=False)
                return self.sudo().browse(self.env.cr.fetchone()[0])
        except IntegrityError:
            return self.browse()

    @api.model
    def _sender_key(self, sender):
        """Enough to count the mails of a sender, not enough to learn who it is."""
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        return sender and hmac.new(secret.encode(), sender.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    # ---------------------------------------------------------------- what is kept aside

    def _reason_to_keep(self, raw, address, envelope):
        """Why no record is made of it; empty where one is."""
        if address and envelope.size > address.mail_mb * 1024 * 1024:
            return "too_large"
        if envelope.automatic:
            return envelope.automatic
        if not envelope.sender:
            return "no_sender"
        if self._is_own(envelope.sender):
            return "own"
        if address and not address.active:
            return "switched_off"
        if not envelope.subject and self._says_nothing(raw):
            return "empty"
        return "too_many" if self._wrote_too_often(address) else ""

    @api.model
    def _is_own(self, sender):
        aliases = self.env["mail.alias"].sudo().search_count([("alias_full_name", "=", sender)], limit=1)
        domains = self.env["mail.alias.domain"].sudo().search([])  # pylint: disable=no-search-all
        system = {
            (mail or "").lower()
            for domain in domains
            for mail in (domain.bounce_email, domain.catchall_email, domain.default_from_email)
        }
        return bool(aliases) or sender in system

    @api.model
    def _says_nothing(self, raw):
        parts = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        return not parts[2].strip()

    def _wrote_too_often(self, address):
        limit = address.hourly_limit or self.env["hcs.mail.address"]._fields["hourly_limit"].default(address)
        since = self.received_at - HOUR
        same = [("sender_key", "=", self.sender_key), ("received_at", ">", since), ("state", "=", "done")]
        return self.search_count(same, limit=limit) >= limit

    def _keep_aside(self, state, reason, raw, envelope):
        """Keep a mail with its content; whoever leads the work looks at it."""
        values = {
            "state": state,
            "reason": reason,
            "subject": envelope.subject or False,
            "preview": envelope.size < LONGEST_READ and " ".join(text_of(raw).split())[:PREVIEW] or False,
        }
        if reason != "too_large":
            values["raw"] = base64.b64encode(raw)
        self.write(values)
        self._tell_leader()

    def _tell_leader(self):
        """One reminder at the address for whoever leads its team, however many mails wait."""
        address = self.address_id.sudo().with_context(mail_activity_quick_update=True)
        if not address or self.reason in ("automatic", "bulk", "bounce", "empty", "own"):
            return
        for user in address._people_told():
            known = address.activity_ids.filtered(lambda activity, user=user: activity.user_id == user)
            if not known and user.active:
                address.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("E-mail was kept aside: look at it"),
                )

    def _note_bounce(self, envelope):
        """A mail of ours came back: whoever works on the record hears of it."""
        names = [*envelope.reported, *envelope.references]
        message = self.env["mail.message"].sudo().search([("message_id", "in", names)], limit=1, order="id desc")
        model = self.env.get(message.model) if message else None
        if model is None or not getattr(model, "_mail_door", False):
            return
        record = model.sudo().browse(message.res_id).exists()
        self.write({"res_model": record._name, "res_id": record.id})
        message.notification_ids.filtered("mail_email_address").write(
            {"notification_status": "bounce", "failure_type": "mail_bounce"}
        )
        record._mail_tell(self.env._("The e-mail did not arrive: try another way"))

    # ---------------------------------------------------------------- what becomes a record

    def _deliver(self, raw, envelope, deliver):
        """Give it to the framework: as it is, and where that fails as a simple mail of the same words."""
        copies = (
            [plain_copy] if needs_plain_copy(raw) else [lambda raw, envelope: prepare(raw, envelope.key), plain_copy]
        )
        reason = "unreadable"
        for copy in copies:
            try:
                with self.env.cr.savepoint():
                    deliver(copy(raw, envelope), self)
                    if self.state == "new":
                        self.state = "done" if self.res_id else "ignored"
                    self.env.flush_all()
                break
            except OperationalError as error:
                return self._put_off(raw, envelope, error)
            except NoReceiver:
                reason = "no_receiver"
                break
            except Exception as error:  # pylint: disable=broad-exception-caught
                # its words may quote the mail
                _logger.info("Incoming mail %s is not readable as it is (%s)", self.id, type(error).__name__)
        if self.state in ("new", "refused", "ignored"):
            state = "error" if self.state == "new" else self.state
            self._keep_aside(state, self.reason or reason, raw, envelope)
            return False
        return self.res_id

    def _put_off(self, raw, envelope, error):
        """Somebody else wrote the same record at this moment: it waits for its next turn."""
        _logger.info("Incoming mail %s is tried again (%s)", self.id, type(error).__name__)
        self._keep_aside("new", "busy", raw, envelope)
        self.env.ref("hospital_customer_service.ir_cron_mail_incoming").sudo()._trigger()
        return False

    def _take_up_kept(self):
        """Make a record of what was kept, without asking once more whether a machine sent it."""
        self.ensure_one()
        raw = base64.b64decode(self.raw)
        self.write({"state": "new", "reason": False, "tries": self.tries + 1})
        envelope = read_envelope(raw)
        thread = self.env["mail.thread"]
        self._deliver(raw, envelope, lambda copy, line: thread._hcs_deliver(copy, line))
        if self.state != "done":
            raise UserError(self.env._("No record could be made of it: %(reason)s", reason=self.reason_text or "-"))
        self.write({"raw": False, "preview": False, "subject": False})

    @api.model
    def _cron_incoming(self):
        """Try again what was put off; one transaction each."""
        cron = self.env["ir.cron"]
        waiting = self.search([("state", "=", "new"), ("reason", "=", "busy")], order="id", limit=BATCH)
        left = cron._commit_progress(remaining=len(waiting))
        for line in waiting:
            if not left:
                break
            try:
                line._take_up_kept()
            except UserError:
                if line.tries >= MOST_TRIES:
                    line.write({"state": "error", "reason": "unreadable"})
            left = cron._commit_progress(1)


class NoReceiver(Exception):
    """Nobody could answer for the record."""
