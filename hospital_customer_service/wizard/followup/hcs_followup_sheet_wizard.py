from odoo import fields, models


class HcsFollowupSheetWizard(models.TransientModel):
    """Choose the day of the detail sheet."""

    _name = "hcs.followup.sheet.wizard"
    _description = "Follow-up Detail Sheet"

    day = fields.Date(required=True, default=fields.Date.context_today)
    department_ids = fields.Many2many("hcs.department", string="Departments", help="Empty: every department.")

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcs/followup/detail_sheet/{self.id}",
            "target": "download",
        }
