from odoo import api, fields, models
from odoo.exceptions import UserError

# An executive reads what was said, not who said it.
CENTRE = "hospital_customer_service.group_hcs_agent"
OPINION_KINDS = [("opinion", "Opinion"), ("suggestion", "Suggestion"), ("need", "Need")]


class HcsOpinion(models.Model):
    """One thing a person thinks, suggests or needs, as a line that summaries count and list (FUP-17)."""

    _name = "hcs.opinion"
    _inherit = [
        "hcs.forbidden.mixin",
        "hcs.linked.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
        "hcs.input.mixin",
    ]
    _description = "Opinion, suggestion or need"
    _order = "noted_at desc, id desc"
    _rec_name = "text"
    _check_company_auto = True
    _flagged_fields = ("answer",)

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(OPINION_KINDS, required=True, default="opinion")
    category_id = fields.Many2one(
        "hcs.opinion.category", index="btree_not_null", ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The department it is about.",
    )
    text = fields.Text("In the person's words", required=True)
    noted_at = fields.Datetime("Noted at", required=True, default=fields.Datetime.now)
    patient_id = fields.Many2one(
        "hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True, groups=CENTRE
    )
    visit_id = fields.Many2one(
        "hcs.visit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('patient_id', '=', patient_id)]",
    )
    state = fields.Selection(
        [("new", "New"), ("passed", "Passed on"), ("settled", "Settled")],
        string="Status",
        required=True,
        default="new",
        copy=False,
        group_expand=True,
    )
    answer = fields.Text("What was done", help="What was said on the call, or what came of it.")
    user_id = fields.Many2one(
        "res.users", "Noted by", index="btree_not_null", ondelete="restrict", default=lambda self: self.env.user
    )
    res_model = fields.Char("Record type", readonly=True, help="The kind of record on which it was noted.")
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True, index="btree_not_null")

    _noted_idx = models.Index("(noted_at DESC, id DESC)")

    @api.onchange("visit_id")
    def _onchange_visit_id(self):
        if self.visit_id and not self.department_id:
            self.department_id = self.visit_id.department_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handled(self):
        if any(opinion.state != "new" for opinion in self):
            raise UserError(self.env._("An opinion that was passed on or settled is part of the record."))

    def action_pass_on(self):
        self._check_flow({"new"})
        self.write({"state": "passed"})

    def action_settle(self):
        self._check_flow({"new", "passed"})
        self.write({"state": "settled"})

    def action_reopen(self):
        self._check_flow({"passed", "settled"})
        self.write({"state": "new"})

    def _check_flow(self, states):
        self.check_access("write")
        if any(opinion.state not in states for opinion in self):
            raise UserError(self.env._("This opinion is in another status by now. Reload the page."))
