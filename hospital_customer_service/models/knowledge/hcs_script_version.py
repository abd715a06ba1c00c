import string

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STEP_FIELDS = ("opening", "identity_check", "purpose", "questions", "closing")
PLACEHOLDERS = (
    "greeting",
    "patient_title",
    "patient_name",
    "hospital",
    "department",
    "doctor",
    "agent",
    "visit_date",
    "diagnosis",
    "operation",
)
ADMIN_GROUP = "hospital_customer_service.group_hcs_admin"
DIRECTOR_GROUP = "hospital_customer_service.group_hcs_director"


class HcsScriptVersion(models.Model):
    """The words of a script at one time: written by one person, approved by another, then left as they are."""

    _name = "hcs.script.version"
    _description = "Version of a script"
    _inherit = ["hcs.input.mixin"]
    _order = "script_id, version desc, id desc"
    _rec_name = "version"

    script_id = fields.Many2one("hcs.script", required=True, index=True, ondelete="cascade")
    version = fields.Integer(readonly=True, copy=False, aggregator=None)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("retired", "Retired")],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    author_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null", help="The last person who changed the words."
    )
    approver_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    approved_at = fields.Datetime(readonly=True, copy=False)
    opening = fields.Text(translate=True, help="Greet and introduce yourself.")
    identity_check = fields.Text(translate=True, help="Make sure that you speak with the right person.")
    purpose = fields.Text(translate=True, help="Say why you call and ask whether it is convenient.")
    questions = fields.Text(translate=True, help="What to ask, one question per line.")
    closing = fields.Text(translate=True, help="Thank, and let the patient hang up first.")

    _version_uniq = models.Constraint("UNIQUE (script_id, version)", "This version of the script exists already.")
    _approved_uniq = models.UniqueIndex(
        "(script_id) WHERE state = 'approved'", "A script has one approved version at a time."
    )

    @api.depends("script_id.name", "version")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(script)s, version %(number)s", script=version.script_id.name or "", number=version.version
            )

    @api.constrains(*STEP_FIELDS)
    def _check_placeholders(self):
        for version in self:
            for name in STEP_FIELDS:
                unknown = self._placeholders_in(version[name]) - set(PLACEHOLDERS)
                if unknown:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” holds placeholders nobody can fill: %(names)s. Known are: %(known)s.",
                            field=self._fields[name]._description_string(self.env),
                            names=", ".join(sorted(unknown)),
                            known=", ".join(f"{{{known}}}" for known in PLACEHOLDERS),
                        )
                    )

    @api.model
    def _placeholders_in(self, text):
        """Names between braces; a brace that is left open counts as a name nobody knows."""
        try:
            return {
                name for _text, name, _spec, _conversion in string.Formatter().parse(text or "") if name is not None
            }
        except ValueError:
            return {"{"}

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [{"author_id": self.env.uid, **vals} for vals in vals_list]
        if any(vals.get("state", "draft") != "draft" for vals in vals_list) and not self.env.su:
            raise UserError(self.env._("A new version starts as a draft."))
        for vals in vals_list:
            if not vals.get("version"):
                last = self.search([("script_id", "=", vals["script_id"])], limit=1, order="version desc")
                vals["version"] = last.version + 1
        return super().create(vals_list)

    def write(self, vals):
        if not {"script_id", *STEP_FIELDS}.isdisjoint(vals):
            if any(version.state != "draft" for version in self):
                raise UserError(
                    self.env._("An approved version stays as it is. Make a new version to change the words.")
                )
            vals = {**vals, "author_id": self.env.uid}
        elif not {"state", "author_id", "approver_id", "approved_at", "version"}.isdisjoint(vals) and not self.env.su:
            raise UserError(self.env._("Use “Approve” or “Retire”."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if any(version.state != "draft" for version in self):
            raise UserError(self.env._("A version that was in use is part of the record. Retire it instead."))

    def action_approve(self):
        """Put the draft to use; the version before it retires."""
        self._check_approval()
        for version in self:
            # sudo: the status is written here only, never by hand
            version_sudo = version.sudo()
            version_sudo.script_id.version_ids.filtered(lambda other: other.state == "approved").state = "retired"
            version_sudo.flush_recordset(["state"])
            version_sudo.write(
                {"state": "approved", "approver_id": self.env.uid, "approved_at": fields.Datetime.now()}
            )

    def action_retire(self):
        if not self.env.user.has_group(DIRECTOR_GROUP):
            raise UserError(self.env._("Only a director retires a script."))
        if any(version.state != "approved" for version in self):
            raise UserError(self.env._("Only the version in use can be retired."))
        # sudo: the status is written here only, never by hand
        self.sudo().state = "retired"

    def _check_approval(self):
        user = self.env.user
        if not user.has_group(DIRECTOR_GROUP):
            raise UserError(self.env._("Only a director approves a script."))
        if any(version.state != "draft" for version in self):
            raise UserError(self.env._("Only a draft can be approved."))
        if any(not any(version[name] for name in STEP_FIELDS) for version in self):
            raise UserError(self.env._("This version has no words yet."))
        if not user.has_group(ADMIN_GROUP) and any(user in version.author_id | version.create_uid for version in self):
            raise UserError(self.env._("You wrote this version. Somebody else has to approve it."))

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
