import base64
import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.roster import MOST_ROWS, RosterError, read_roster

# so long a list that nobody took over is kept; it holds personal data
KEPT_DAYS = 7
CHUNK = 500
# the list holds personal data in full: whoever keeps rosters, and nobody else
DESK = "hospital_customer_service.group_hcs_vip,hospital_customer_service.group_hcs_leader"


class HcsKeyAccountRoster(models.Model):
    """A list of an organisation's people: looked at row by row, taken over, taken back (KA1).

    The file and its personal columns are forgotten with the takeover; what stays are rows and their results.
    """

    _name = "hcs.key.account.roster"
    _description = "Import of a Roster"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _flow_fields = frozenset(
        {"state", "fingerprint", "read_at", "applied_at", "applied_by_id", "undone_at", "undone_by_id"}
    )

    account_id = fields.Many2one(
        "hcs.key.account", "Organisation", required=True, index=True, ondelete="restrict", check_company=True,
        domain="[('kind', '=', 'organisation')]",
    )  # fmt: skip
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    file = fields.Binary(
        attachment=True, copy=False, groups=DESK,
        help="CSV or XLSX. A heading “Name” is needed; sex, date of birth, ID number, phone, employee number and "
        "group are read where they stand.",
    )  # fmt: skip
    file_name = fields.Char(copy=False)
    fingerprint = fields.Char(readonly=True, copy=False, export_string_translation=False)
    date_from = fields.Date("On the roster from", required=True, default=fields.Date.context_today)
    complete = fields.Boolean(
        "This is the whole list", help="Whoever is on the roster and not in the file leaves on the day below."
    )
    left_on = fields.Date("Last day of those missing", default=fields.Date.context_today)
    state = fields.Selection(
        [
            ("draft", "New"),
            ("previewed", "To check"),
            ("applied", "Taken over"),
            ("undone", "Taken back"),
            ("dropped", "Dropped"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many("hcs.key.account.roster.line", "roster_id", "Rows")
    read_at = fields.Datetime(readonly=True, copy=False)
    applied_at = fields.Datetime("Taken over at", readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", "Taken over by", readonly=True, copy=False, ondelete="restrict")
    undone_at = fields.Datetime("Taken back at", readonly=True, copy=False)
    undone_by_id = fields.Many2one("res.users", "Taken back by", readonly=True, copy=False, ondelete="restrict")
    # What the rows come to
    summary = fields.Char(compute="_compute_summary")
    doubt_count = fields.Integer("To decide", compute="_compute_summary")
    known_file = fields.Boolean("Taken over before", compute="_compute_known_file")

    @api.depends("account_id", "create_date")
    def _compute_display_name(self):
        for roster in self:
            day = roster.create_date and roster.company_id._hcs_local_date(roster.create_date)
            roster.display_name = " · ".join(
                filter(None, (roster.account_id.display_name, fields.Date.to_string(day) if day else ""))
            )

    @api.depends("line_ids.result", "line_ids.choice")
    def _compute_summary(self):
        rows = self.env["hcs.key.account.roster.line"]._read_group(
            [("roster_id", "in", self._origin.ids)], ["roster_id", "result", "choice"], ["__count"]
        )
        labels = dict(self.env["hcs.key.account.roster.line"]._fields["result"]._description_selection(self.env))
        for roster in self:
            counts = {}
            roster.doubt_count = 0
            for owner, result, choice, count in rows:
                if owner == roster._origin:
                    counts[result] = counts.get(result, 0) + count
                    if result == "doubtful" and not choice:
                        roster.doubt_count += count
            roster.summary = " · ".join(f"{labels[result]}: {counts[result]}" for result in labels if result in counts)

    @api.depends("fingerprint", "account_id")
    def _compute_known_file(self):
        for roster in self:
            domain = [
                ("account_id", "=", roster.account_id.id),
                ("fingerprint", "=", roster.fingerprint),
                ("state", "=", "applied"),
                ("id", "!=", roster._origin.id),
            ]
            roster.known_file = bool(roster.fingerprint) and bool(self.search_count(domain, limit=1))

    @api.constrains("account_id")
    def _check_account(self):
        if any(roster.account_id.kind != "organisation" for roster in self):
            raise UserError(self.env._("Only an organisation has a roster."))

    def write(self, vals):
        if not self.env.su and any(roster.state not in ("draft", "previewed") for roster in self):
            raise UserError(self.env._("What was taken over stays on record. Add another import."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(roster.state in ("applied", "undone") for roster in self):
            raise UserError(self.env._("What was taken over stays on record."))

    # ACTIONS
    def action_read(self):
        """Look at the file row by row; nothing changes yet."""
        self.ensure_one()
        self._check_step(("draft", "previewed"))
        if not self.file:
            raise UserError(self.env._("Choose the file first."))
        content = base64.b64decode(self.file)
        try:
            rows = read_roster(content)
        except RosterError as error:
            raise UserError(self._file_refusal(error.args[0])) from None
        sudo = self.sudo()  # sudo: rows follow from the file
        sudo.line_ids.unlink()
        sudo.line_ids.create(self._prepare_lines(rows))
        sudo.write(
            {
                "state": "previewed",
                "fingerprint": hashlib.sha256(content).hexdigest(),
                "read_at": fields.Datetime.now(),
            }
        )

    def action_apply(self):
        """Take the rows over, each for itself: one that fails says why and does not hold up the others."""
        self.ensure_one()
        self._check_step(("previewed",))
        if self.doubt_count:
            raise UserError(
                self.env._(
                    "%(count)s rows look like patients who are known. Choose for each whether it is the same person.",
                    count=self.doubt_count,
                )
            )
        if not self.try_lock_for_update():
            raise UserError(self.env._("Somebody is taking this list over right now. Reload the page."))
        lines = self.sudo().line_ids.with_context(tracking_disable=True)
        for start in range(0, len(lines), CHUNK):
            lines[start : start + CHUNK]._apply()
        self._forget()
        # sudo: the status is the button's
        self.sudo().write({"state": "applied", "applied_at": fields.Datetime.now(), "applied_by_id": self.env.uid})

    def action_undo(self):
        """Take the whole import back; what has been used since stays, and its row says so."""
        self.ensure_one()
        self._check_step(("applied",))
        later = [
            ("account_id", "=", self.account_id.id),
            ("state", "=", "applied"),
            ("applied_at", ">", self.applied_at),
        ]
        if self.search_count(later, limit=1):
            raise UserError(self.env._("Take the later imports of this organisation back first."))
        self.sudo().line_ids._undo()
        # sudo: the status is the button's
        self.sudo().write({"state": "undone", "undone_at": fields.Datetime.now(), "undone_by_id": self.env.uid})

    def action_drop(self):
        """Not taken over: the file and its rows are forgotten."""
        self.ensure_one()
        self._check_step(("draft", "previewed"))
        self.sudo().line_ids.unlink()
        self._forget()
        self.sudo().state = "dropped"

    def _check_step(self, states):
        self.check_access("write")
        if self.state not in states:
            raise UserError(self.env._("This is not the next step of this import. Reload the page."))

    def _forget(self):
        """Personal columns are kept on the patient, and nowhere else."""
        sudo = self.sudo()
        sudo.file = False
        sudo.line_ids.write({"id_number": False, "phone": False})

    @api.autovacuum
    def _gc_previews(self):
        """Lists that nobody took over are forgotten; they hold personal data."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        for roster in self.search([("state", "in", ["draft", "previewed"]), ("write_date", "<", before)], limit=100):
            roster.action_drop()

    def _file_refusal(self, reason):
        return {
            "size": self.env._("The file is too large. Split it."),
            "kind": self.env._("This is neither a CSV nor an XLSX file. Save the list as one of the two."),
            "broken": self.env._("The file is damaged. Save the list again."),
            "headings": self.env._("No heading “Name” was found in the first rows. Add a row of headings."),
            "empty": self.env._("There are no people below the headings."),
            "rows": self.env._("The file has more than %(most)s rows. Split it.", most=MOST_ROWS),
        }[reason]
