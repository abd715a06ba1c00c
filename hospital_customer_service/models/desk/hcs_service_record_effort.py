from odoo import api, fields, models

ENDED_BY_CHANGE = "handover"


class HcsServiceRecord(models.Model):
    """Who held a record, and how long: one line per stint, whoever closes it in the end (SD16)."""

    _inherit = "hcs.service.record"

    effort_ids = fields.Many2many("hcs.service.stint", string="Effort of all", compute="_compute_parts_of_merged")
    all_handover_ids = fields.Many2many(
        "hcs.service.handover", string="All hand-overs", compute="_compute_parts_of_merged"
    )

    @api.depends("stint_ids", "handover_ids", "merged_ids")
    def _compute_parts_of_merged(self):
        """Of the record and of those merged into it: the ledgers stay as they were written."""
        for record in self:
            records = record | record.merged_ids
            record.effort_ids = records.stint_ids.sorted("started_at")
            record.all_handover_ids = records.handover_ids.sorted("create_date")

    def write(self, vals):
        if "user_id" not in vals:
            return super().write(vals)
        now = fields.Datetime.now()
        changed = self.filtered(lambda record: record.user_id.id != vals["user_id"])
        held = changed.filtered(lambda record: record.held_since and record.user_id)
        held._end_stint(ENDED_BY_CHANGE, now)
        result = super().write(vals)
        if changed:
            # sudo: moments follow from the change, nobody writes them by hand
            changed.sudo().write({"assigned_at": now if vals["user_id"] else False})
            if held:
                held.sudo().write({"held_since": now})
        return result

    def _end_stint(self, ended_by, at):
        """One line for everybody who held one of these records until ``at``."""
        values = []
        for record in self:
            if not record.held_since or not record.user_id:
                continue
            worktime = record.company_id._hcs_worktime(record.team_id.sudo().calendar_id)
            start, end = (
                record.company_id._hcs_local(moment).replace(tzinfo=None) for moment in (record.held_since, at)
            )
            values.append(
                {
                    "record_id": record.id,
                    "company_id": record.company_id.id,
                    "user_id": record.user_id.id,
                    "started_at": record.held_since,
                    "ended_at": max(at, record.held_since),
                    "minutes": max(worktime.minutes_between(start, end), 0.0),
                    "ended_by": ended_by,
                }
            )
        if values:
            # sudo: the ledger is written by the actions alone
            self.env["hcs.service.stint"].sudo().create(values)
