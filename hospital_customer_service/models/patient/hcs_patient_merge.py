import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import html_escape
from odoo.tools.misc import format_date

from ..common.hcs_masked_mixin import PII_GROUP

# columns of the patient that say how the row came about, or that lines of their own hold
NOT_FILLED = {
    "id", "create_uid", "create_date", "write_uid", "write_date", "active", "company_id", "partner_id",
    "merged_into_id", "external_source", "external_ref", "name", "mrn", "name_search_key",
    "id_type",
}  # fmt: skip
COMPARED = (
    "name", "mrn", "sex", "birthdate", "id_number_masked", "phone_masked", "address_masked", "email_masked",
    "deceased_at", "allergies", "history", "language", "preferred_channel", "create_date",
)  # fmt: skip


class HcsPatientMerge(models.Model):
    """Two records of one person become one: looked at, confirmed, journalled, and undone if it was a mistake (PAT-04).

    Odoo's own merge deletes rows that meet a unique constraint. Here nothing is deleted: the record that is given up
    stays, archived, and leads to the one that goes on; what cannot move stays with it and is listed. Ledgers keep the
    record they were written for (DESIGN §1.3), and reads go through the family of the patient.
    """

    _name = "hcs.patient.merge"
    _description = "Merge of two patient records"
    _inherit = ["hcs.input.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _check_company_auto = True

    survivor_id = fields.Many2one(
        "hcs.patient", "Record that goes on", required=True, readonly=True, index=True, ondelete="restrict",
        check_company=True,
    )  # fmt: skip
    merged_id = fields.Many2one(
        "hcs.patient", "Record that is given up", required=True, readonly=True, index=True, ondelete="restrict",
        check_company=True,
    )  # fmt: skip
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    state = fields.Selection(
        [("draft", "To confirm"), ("done", "Merged"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="draft",
    )
    reason = fields.Char(help="Why these are one person: an ID card seen, asked on the phone …")
    merged_by = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="restrict")
    merged_at = fields.Datetime(readonly=True)
    undone_by = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="restrict")
    undone_at = fields.Datetime(readonly=True)
    line_ids = fields.One2many("hcs.patient.merge.line", "merge_id", "Journal", readonly=True)
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)
    preview = fields.Html("What moves", compute="_compute_preview", sanitize=False)
    snapshot = fields.Json("Both records before", readonly=True, groups=PII_GROUP)

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """A number, not two names: titles are read over shoulders."""
        for merge in self:
            merge.display_name = self.env._("Merge %s", merge.id or "")

    def _log_read_patients(self):
        merges = self.sudo()  # sudo: the log does not depend on the reader's rights
        return merges.survivor_id | merges.merged_id

    def write(self, vals):
        if not self.env.su and vals.keys() - {"reason"}:
            raise AccessError(self.env._("A merge is changed by its buttons only."))
        return super().write(vals)

    @api.autovacuum
    def _gc_drafts(self):
        """Comparisons that nobody confirmed are no record of anything."""
        week_ago = fields.Datetime.now() - timedelta(days=7)
        self.search([("state", "=", "draft"), ("create_date", "<", week_ago)], limit=1_000).unlink()

    # ---------------------------------------------------------------- before

    @api.model
    def _prepare_merge(self, first, second):
        """A draft for two records; the one with more visits goes on, the older one among equals."""
        self.check_access("write")
        if not all(patient.has_access("write") for patient in (first, second)):
            raise UserError(self.env._("You may not change these records."))
        if first.company_id != second.company_id:
            raise UserError(self.env._("The records belong to two hospitals. Each hospital keeps its own archive."))
        gone = (first | second).sudo().filtered("merged_into_id")
        if gone or first == second:
            raise UserError(self.env._("One of these records was merged already. Open the record that goes on."))
        survivor = max((first, second), key=lambda patient: (patient._merge_weight(), -patient.id))
        # sudo: drafts are made by this method only
        return self.sudo().create(
            {
                "survivor_id": survivor.id,
                "merged_id": ((first | second) - survivor).id,
                "company_id": survivor.company_id.id,
            }
        ).with_env(self.env)  # fmt: skip

    def _get_form_action(self):
        return self._get_records_action(name=self.env._("Merge two records"))

    def action_swap(self):
        """The other record goes on."""
        self.ensure_one()
        self._check_draft()
        # sudo: the roles of the two records change by this button only
        self.sudo().write({"survivor_id": self.merged_id.id, "merged_id": self.survivor_id.id})
        return True

    def _check_draft(self):
        self.check_access("write")
        if self.state != "draft":
            raise UserError(
                self.env._("These records were merged or the merge was undone. Start again from the list.")
            )

    @api.depends("survivor_id", "merged_id")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for merge in self:
            rows = []
            for name in COMPARED:
                left, right = (merge._shown(patient, name) for patient in (merge.survivor_id, merge.merged_id))
                if left or right:
                    style = "" if left == right else ' class="table-warning"'
                    label = merge.survivor_id._fields[name]._description_string(merge.env)
                    rows.append(
                        f"<tr{style}><th>{html_escape(label)}</th><td>{html_escape(left)}</td>"
                        f"<td>{html_escape(right)}</td></tr>"
                    )
            merge.comparison = (
                f"<table class='table table-sm'><thead><tr><th></th><th>{html_escape(merge.env._('Goes on'))}</th>"
                f"<th>{html_escape(merge.env._('Given up'))}</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
            )

    def _shown(self, patient, name):
        field, value = patient._fields[name], patient[name]
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type in ("date", "datetime"):
            return format_date(self.env, value)
        return str(value)

    @api.depends("survivor_id", "merged_id", "state")
    @api.depends_context("lang")
    def _compute_preview(self):
        for merge in self:
            if merge.state != "draft":
                counts = merge.line_ids._count_by_label()
            else:
                counts = merge._links_counts()
            items = "".join(
                f"<li>{html_escape(label)}: {count}</li>" for label, count in sorted(counts.items()) if count
            )
            filled = ", ".join(
                merge.survivor_id._fields[name]._description_string(merge.env) for name in merge._blanks()
            ) if merge.state == "draft" else ""  # fmt: skip
            text = html_escape(merge.env._("Filled in from the other record: %s", filled)) if filled else ""
            merge.preview = f"<ul>{items}</ul><p>{text}</p>" if items or text else merge.env._("Nothing but the card.")

    def _blanks(self):
        """Fields that the surviving record leaves empty and the other one knows; a death counts always."""
        survivor, other = self.survivor_id.sudo(), self.merged_id.sudo()  # sudo: personal columns move unread
        return [
            name
            for name, field in survivor._fields.items()
            if field.store
            and field.column_type
            and not field.compute
            and not field.related
            and name not in NOT_FILLED
            and not name.startswith(("message_", "activity_"))
            and (not survivor[name] or (name == "sex" and survivor[name] == "unknown"))
            and other[name]
            and not (name == "sex" and other[name] == "unknown")
        ]

    # ---------------------------------------------------------------- do and undo

    def action_merge(self):
        """Move every linked record, fill blanks, archive the record that is given up; one transaction."""
        self.ensure_one()
        self._check_draft()
        if not self.reason:
            raise UserError(self.env._("Say why these are one person: an ID card seen, asked on the phone …"))
        merge = self.sudo()  # sudo: every linked record moves, those of rooms the reader does not see too
        survivor, other = merge.survivor_id, merge.merged_id
        (survivor | other).sorted("id").lock_for_update()
        if survivor.merged_into_id or other.merged_into_id:
            raise UserError(self.env._("Somebody merged one of these records in the meantime. Reload the page."))
        merge.snapshot = {"survivor": merge._row(survivor), "merged": merge._row(other)}
        merge._fill_blanks()
        merge._move_links(other, survivor)
        other.write({"active": False, "merged_into_id": survivor.id})
        merge.write({"state": "done", "merged_by": self.env.uid, "merged_at": fields.Datetime.now()})
        merge._settle_pairs()
        survivor.message_post(body=self.env._("Another record of this person was merged into this one."))
        other.message_post(body=self.env._("This record was merged into another one of the same person."))
        return True

    def action_undo(self):
        """Put back what was moved and filled in, as far as nobody changed it since."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "done":
            raise UserError(self.env._("Only a merge that was made can be undone."))
        merge = self.sudo()  # sudo: as for the merge
        survivor, other = merge.survivor_id, merge.merged_id
        if survivor.merged_into_id:
            raise UserError(self.env._("The record that goes on was merged itself. Undo that merge first."))
        (survivor | other).sorted("id").lock_for_update()
        other.write({"active": merge.snapshot["merged"].get("active", True), "merged_into_id": False})
        merge._move_back()
        merge.write({"state": "undone", "undone_by": self.env.uid, "undone_at": fields.Datetime.now()})
        pairs = self.env["hcs.patient.duplicate"].sudo()._of(survivor, other)
        pairs.write({"state": "dismissed", "decided_by": self.env.uid, "decided_at": fields.Datetime.now()})
        survivor.message_post(body=self.env._("The merge of another record into this one was undone."))
        return True

    @api.model
    def _row(self, patient):
        """A record as it stands, for the audit."""
        names = [name for name, field in patient._fields.items() if field.store and field.column_type]
        return json.loads(json.dumps(patient.read(names, load=False)[0], default=str))

    def _fill_blanks(self):
        survivor, other = self.survivor_id, self.merged_id
        names = self._blanks()
        if "id_number" in names:
            names.append("id_type")
        old = {name: survivor._fields[name].convert_to_write(survivor[name], survivor) for name in names}
        new = {name: other._fields[name].convert_to_write(other[name], other) for name in names}
        if not new:
            return
        try:
            survivor.write(new)
        except ValidationError as error:
            raise UserError(
                self.env._("The two records contradict each other. Correct one of them first: %s", error.args[0])
            ) from None
        self.env["hcs.patient.merge.line"]._journal_filled(self, survivor, old, new)

    def _settle_pairs(self):
        """The pair is settled; others of the record that is given up are found again for the one that goes on."""
        pairs = self.env["hcs.patient.duplicate"]
        settled = pairs._of(self.survivor_id, self.merged_id)
        settled.write({"state": "merged", "decided_by": self.merged_by.id, "decided_at": self.merged_at})
        rest = pairs.search(
            ["|", ("patient_id", "=", self.merged_id.id), ("other_id", "=", self.merged_id.id), ("state", "=", "open")]
        )
        rest.unlink()
        pairs._scan(self.survivor_id)
