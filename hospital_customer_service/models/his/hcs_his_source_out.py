from odoo import api, fields, models
from odoo.exceptions import ValidationError

OUT_MODES = [
    ("none", "Nothing"),
    ("list", "A list for typing in"),
    ("fhir", "FHIR to an address"),
]


class HcsHisSource(models.Model):
    """The way back (VIS-04): what is registered and booked here becomes known in the hospital system."""

    _inherit = "hcs.his.source"

    out_mode = fields.Selection(
        OUT_MODES,
        "Way back",
        required=True,
        default="none",
        help="How patients and bookings made here reach the hospital system; only those made from now on.",
    )
    out_url = fields.Char(
        "Address there",
        groups="base.group_system",
        help="Base address of the FHIR server, such as https://his.example.com/fhir.",
    )
    out_token = fields.Char("Key there", groups="base.group_system", help="Sent as bearer token with every request.")
    out_since = fields.Datetime(
        "Sends since", compute="_compute_out_since", store=True, help="What was made earlier is not sent."
    )
    out_scanned_at = fields.Datetime(readonly=True, copy=False, groups="base.group_system")
    outgoing_count = fields.Integer("To send", compute="_compute_outgoing_counts")
    outgoing_failed_count = fields.Integer("Given up", compute="_compute_outgoing_counts")

    @api.depends("out_mode")
    def _compute_out_since(self):
        """From the moment the way back is opened; changing between its ways loses nothing."""
        for source in self:
            if source.out_mode == "none":
                source.out_since = False
            elif not source.out_since:
                source.out_since = fields.Datetime.now()

    @api.constrains("out_mode", "out_url")
    def _check_out_url(self):
        for source in self.sudo():  # sudo: the address is for system administrators to read
            if source.out_mode == "fhir" and (source.out_url or "").partition("://")[0] not in ("https", "http"):
                raise ValidationError(self.env._("Enter the address of the FHIR server, beginning with https."))

    def _compute_outgoing_counts(self):
        # sudo: the numbers of the queue are no secret to whoever sees the feed
        groups = (
            self.env["hcs.his.outgoing"]
            .sudo()
            ._read_group([("source_id", "in", self.ids)], ["source_id", "state"], ["__count"])
        )
        counts = {(source.id, state): count for source, state, count in groups}
        for source in self:
            source.outgoing_count = counts.get((source.id, "waiting"), 0)
            source.outgoing_failed_count = counts.get((source.id, "failed"), 0)

    def _out_system(self):
        """The name of our numbers at the other side: of this database, so that two centres never share one."""
        self.ensure_one()
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid") or "hcs"
        return f"urn:hcs:{uuid}"

    def action_open_outgoing(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_his_outgoing_action")
        action["context"] = {"search_default_source_id": self.id}
        return action
