from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsHisSource(models.Model):
    """One system that sends us patients and visits, and how its messages reach us."""

    _name = "hcs.his.source"
    _description = "Hospital system"
    _inherit = ["hcs.input.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short name used in addresses and as the source of records: letters, digits, - and _."
    )
    kind = fields.Selection(
        [
            ("fhir_file", "FHIR files, loaded by hand"),
            ("fhir_folder", "FHIR files in a folder"),
            ("fhir_http", "FHIR by HTTP"),
            ("hl7_mllp", "HL7 v2 by MLLP"),
            ("hl7_http", "HL7 v2 by HTTP"),
            ("hl7_folder", "HL7 v2 files in a folder"),
        ],
        "Way in",
        required=True,
        default="fhir_file",
        help="How messages usually come. Files can always be loaded by hand as well.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        "Account",
        index="btree_not_null",
        help="Only this account may send by HTTP; empty: every account with the role “Hospital system feed”.",
    )
    folder = fields.Char(
        groups="base.group_system",
        help="Folder on the server. Files are read when they have been quiet for a minute and then moved to “done”.",
    )
    encoding = fields.Selection(
        [("utf-8", "UTF-8"), ("gb18030", "GB 18030 / GBK")],
        required=True,
        default="utf-8",
        help="FHIR is UTF-8. Choose the other one only for a sender that cannot do better.",
    )
    hl7_money = fields.Selection(
        [("charges", "What was charged, less credits"), ("payments", "What was paid")],
        "Amount spent",
        required=True,
        default="charges",
        help="Which transactions of a message DFT add up to what a patient spent on a visit.",
    )
    hl7_reject_unknown = fields.Boolean(
        "Refuse messages of no use",
        help="Answer AR to types the centre does not read. Off: they are counted and answered AA.",
    )
    max_megabytes = fields.Integer("Largest request (MB)", required=True, default=20, aggregator=None)
    keep_days = fields.Integer(
        "Keep messages (days)",
        required=True,
        default=90,
        aggregator=None,
        help="Applied and ignored messages are deleted after so many days. Errors and waiting ones stay.",
    )
    keep_other = fields.Boolean(
        "Keep other resources",
        help="Keep the content of resources the centre has no use for. Off: only their number is kept.",
    )
    url = fields.Char("Address", compute="_compute_url")
    message_count = fields.Integer("Messages", compute="_compute_counts")
    new_count = fields.Integer("To apply", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    error_count = fields.Integer("Errors", compute="_compute_counts")

    _code_uniq = models.UniqueIndex("(code)", "Another hospital system has this code already.")
    _limits_positive = models.Constraint(
        "CHECK (max_megabytes BETWEEN 1 AND 1024 AND keep_days >= 1)",
        "The largest request lies between 1 and 1024 MB, and messages are kept for at least one day.",
    )

    @api.constrains("code")
    def _check_code(self):
        for source in self:
            if not source.code.replace("-", "").replace("_", "").isalnum() or not source.code.isascii():
                raise ValidationError(self.env._("A code has only letters, digits, “-” and “_”."))

    @api.depends("code", "kind")
    def _compute_url(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url") or ""
        for source in self:
            way = "hl7" if source.kind == "hl7_http" else "fhir"
            source.url = f"{base}/hcs/{way}/{source.code}" if source.code else False

    def _zone(self):
        """The zone of moments that name none: the hospital's."""
        return ZoneInfo(self.company_id.hcs_tz or "Asia/Shanghai")

    def _compute_counts(self):
        rows = (
            self.env["hcs.his.message"]
            .sudo()
            ._read_group([("source_id", "in", self.ids)], ["source_id", "state"], ["__count"])
        )
        counts = {(source.id, state): count for source, state, count in rows}
        for source in self:
            per_state = {state: counts.get((source.id, state), 0) for state in ("new", "waiting", "error")}
            source.message_count = sum(count for (sid, _state), count in counts.items() if sid == source.id)
            source.new_count = per_state["new"]
            source.waiting_count = per_state["waiting"]
            source.error_count = per_state["error"]

    def action_upload(self):
        """Open the form that takes files."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_his_upload_action")
        action["context"] = {"default_source_id": self.id}
        return action

    def action_open_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_his_message_action")
        action["context"] = {"search_default_source_id": self.id, **self._message_filter()}
        return action

    def _message_filter(self):
        state = self.env.context.get("hcs_state")
        return {f"search_default_filter_{state}": 1} if state else {}
