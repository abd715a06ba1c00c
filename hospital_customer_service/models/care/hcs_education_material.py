from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import html2plaintext

DIRECTOR = "hospital_customer_service.group_hcs_director"
# what a patient read stays as it was read
WORDS = {"name", "summary", "body", "file", "file_name", "link"}
REVIEW_MONTHS = 12
SOON = 30


class HcsEducationMaterial(models.Model):
    """What patients are given to read about a healthy life, per department and disease (CARE-02).

    Published words stay: whoever changes them makes a new version, and every delivery names the one that was given.
    """

    _name = "hcs.education.material"
    _description = "Health Education Material"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, name, version desc, id desc"
    _flow_fields = frozenset({"state", "version", "root_id", "published_at", "published_by_id"})

    name = fields.Char("Headline", required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    department_ids = fields.Many2many("hcs.department", string="Departments", help="Empty: for every department.")
    diseases = fields.Char(
        translate=True, help="Words or codes of diseases, separated by commas; by these it is found."
    )
    summary = fields.Char(
        "In one line", translate=True, help="One line by which an agent chooses; the patient does not see it."
    )
    body = fields.Html("Text", translate=True)
    file = fields.Binary(attachment=True, help="It goes along by e-mail.")
    file_name = fields.Char()
    link = fields.Char("Web address", help="Of a page or a film of the hospital, shown below the text.")
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    root_id = fields.Many2one(
        "hcs.education.material",
        "First version",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    published_at = fields.Datetime("Published on", readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", "Published by", readonly=True, copy=False, ondelete="restrict")
    review_by = fields.Date(copy=False, help="Somebody reads it again by this day and says whether it still holds.")
    review_due = fields.Boolean("To be reviewed", compute="_compute_review_due", search="_search_review_due")
    delivery_count = fields.Integer("Handed out", compute="_compute_delivery_count")

    _review_idx = models.Index("(review_by) WHERE state = 'published'")
    _one_published = models.UniqueIndex(
        "(COALESCE(root_id, id)) WHERE state = 'published'", "Another version of this material is in use."
    )

    @api.depends("state", "review_by")
    @api.depends_context("company")
    def _compute_review_due(self):
        until = self._review_until()
        for material in self:
            material.review_due = material.state == "published" and (
                not material.review_by or material.review_by <= until
            )

    def _search_review_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain("review_by", "=", False) | Domain("review_by", "<=", self._review_until())
        return Domain("state", "=", "published") & due

    @api.model
    def _review_until(self):
        return self.env.company._hcs_local_date(fields.Datetime.now()) + timedelta(days=SOON)

    def _compute_delivery_count(self):
        counts = dict(
            self.env["hcs.education.delivery"]._read_group(
                [("material_id", "in", self.ids)], ["material_id"], ["__count"]
            )
        )
        for material in self:
            material.delivery_count = counts.get(material._origin, 0)

    @api.depends("name", "version")
    def _compute_display_name(self):
        for material in self:
            name = material.name or ""
            material.display_name = (
                self.env._("%(name)s, version %(number)s", name=name, number=material.version)
                if material.version > 1
                else name
            )

    # RULES
    @api.constrains("name", "summary", "body")
    def _check_words(self):
        forbidden = self.env["hcs.forbidden.word"]
        for material in self:
            for lang, _name in self.env["res.lang"].get_installed():
                told = material.with_context(lang=lang)
                text = "\n".join((told.name or "", told.summary or "", html2plaintext(told.body or "")))
                if found := forbidden._find(text, material.company_id or self.env.company).sudo():
                    raise ValidationError(
                        self.env._("Nobody says this to a patient: %(words)s.", words=", ".join(found.mapped("name")))
                    )

    @api.constrains("link")
    def _check_link(self):
        for material in self:
            if material.link and not material.link.startswith("https://"):
                raise ValidationError(self.env._("A web address for patients begins with “https://”."))

    def write(self, vals):
        self._check_open(vals)
        return super().write(vals)

    def update_field_translations(self, field_name, translations, source_lang=""):
        """A language that is missing may be added later; words that were read stay."""
        if field_name in WORDS:
            wanted = {lang for lang, text in translations.items() if text}
            for material in self.filtered(lambda material: material.state != "draft"):
                known = material._fields[field_name]._get_stored_translations(material) or {}
                if wanted & known.keys():
                    material._check_open({field_name: True})
        result = super().update_field_translations(field_name, translations, source_lang)
        if field_name in WORDS:
            self._check_words()
        return result

    def _check_open(self, vals):
        if WORDS & vals.keys() and not self.env.su and any(material.state != "draft" for material in self):
            raise UserError(
                self.env._("A published material stays as patients read it. Make a new version to change it.")
            )

    def copy_data(self, default=None):
        names = {"name": ""} | (default or {})
        return [
            {**vals, "name": names["name"] or self.env._("%s (copy)", material.name)}
            for material, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        if any(material.state != "draft" for material in self):
            raise UserError(self.env._("A material that was in use is part of the record. Retire it instead."))

    # BUTTONS
    def _check_director(self):
        if not self.env.user.has_group(DIRECTOR):
            raise AccessError(self.env._("A director decides what patients are given to read."))

    def action_publish(self):
        """Put the draft to use; the version before it retires."""
        self._check_director()
        today = self.env.company._hcs_local_date(fields.Datetime.now())
        for material in self:
            if material.state != "draft":
                raise UserError(self.env._("Only a draft can be published."))
            if not html2plaintext(material.body or "").strip() and not material.link and not material.file:
                raise UserError(self.env._("There is nothing to read yet: write a text, or add a file or a link."))
            material_sudo = material.sudo()  # sudo: the status is written here only, never by hand
            earlier = material_sudo._versions().filtered(lambda other: other.state == "published")
            earlier.state = "retired"
            earlier.flush_recordset(["state"])
            review_by = material.review_by if material.review_by and material.review_by > today else None
            material_sudo.write(
                {
                    "state": "published",
                    "published_at": fields.Datetime.now(),
                    "published_by_id": self.env.uid,
                    "review_by": review_by or today + relativedelta(months=REVIEW_MONTHS),
                }
            )
        return True

    def _versions(self):
        """Every version of the same material."""
        roots = self.root_id | self.filtered(lambda material: not material.root_id)
        return self.with_context(active_test=False).search(
            ["|", ("id", "in", roots.ids), ("root_id", "in", roots.ids)]
        )

    def action_retire(self):
        self._check_director()
        if any(material.state != "published" for material in self):
            raise UserError(self.env._("Only a material in use can be retired."))
        self.sudo().state = "retired"  # sudo: as above
        return True

    def action_new_version(self):
        """A draft that starts with the words in use."""
        self.ensure_one()
        self.check_access("write")
        draft = self._versions().filtered(lambda material: material.state == "draft")[:1]
        if not draft:
            last = max(self._versions().mapped("version"))
            # sudo: number and origin are given here only
            draft = self.sudo().copy({"name": self.name}).with_env(self.env)
            draft.sudo().write({"version": last + 1, "root_id": (self.root_id or self).id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def action_still_right(self):
        """It was read again and holds for another year."""
        self._check_director()
        if any(material.state != "published" for material in self):
            raise UserError(self.env._("Only a material in use is reviewed."))
        today = self.env.company._hcs_local_date(fields.Datetime.now())
        self.review_by = today + relativedelta(months=REVIEW_MONTHS)
        return True

    def action_open_deliveries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_education_delivery_action"
        )
        return {**action, "domain": [("material_id", "in", self._versions().ids)], "context": {}}
