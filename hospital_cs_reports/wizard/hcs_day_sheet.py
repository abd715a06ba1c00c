from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..tools import matrix as tables

READERS = ("hospital_customer_service.group_hcs_leader", "hospital_customer_service.group_hcs_executive")
# what the lists below a day are divided by; the rest is for weeks and months
PARTS = ("type", "channel", "department", "outcome")


class HcsDaySheet(models.TransientModel):
    """One day in figures, and what of it waits for a person and a date (FUP-10, RPT-06).

    The executive assistant reads it in the evening and assigns the next steps from it. Its figures are counted as they
    are now; the summaries freeze theirs.
    """

    _name = "hcs.day.sheet"
    _description = "Day in figures"
    _inherit = ["hcs.input.mixin"]

    day = fields.Date(required=True, default=lambda self: self._today())
    company_id = fields.Many2one("res.company", "Hospital", required=True, default=lambda self: self.env.company)
    matrix = fields.Json("Tables", compute="_compute_matrix")
    to_assign_count = fields.Integer("To assign", compute="_compute_counts")
    late_count = fields.Integer("Late", compute="_compute_counts")
    unfinished_count = fields.Integer("Unfinished follow-ups", compute="_compute_counts")

    @api.model
    def _today(self):
        return self.env.company._hcs_local_date(fields.Datetime.now())

    @api.depends("day")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = self.env._("Day in figures %(day)s", day=sheet.day or "")

    @api.depends("day", "company_id")
    @api.depends_context("lang")
    def _compute_matrix(self):
        for sheet in self:
            sheet.matrix = sheet._get_matrix().to_dict() if sheet.day and sheet.company_id else False

    @api.depends("day", "company_id")
    def _compute_counts(self):
        for sheet in self:
            rows = self.env["hcs.followup.referral"]
            sheet.to_assign_count = rows.search_count([*sheet._row_domain(), ("state", "=", "new")])
            sheet.late_count = rows.search_count([*sheet._row_domain(), ("is_late", "=", True)])
            # sudo: a number, also for the executive who opens no follow-ups
            sheet.unfinished_count = self.env["hcs.followup.task"].sudo().search_count(sheet._task_domain())

    def _row_domain(self):
        """Rows of this day and what is left of earlier ones, as on the detail sheet."""
        return [
            ("company_id", "=", self.company_id.id),
            "|",
            ("day", "=", self.day),
            "&",
            ("day", "<", self.day),
            ("state", "!=", "done"),
        ]

    def _task_domain(self):
        end = self.company_id._hcs_to_utc(self.day + timedelta(days=1))
        return [
            ("company_id", "=", self.company_id.id),
            ("state", "in", ("open", "in_progress")),
            ("due_at", "<", end),
        ]

    # ---------------------------------------------------------------- figures

    def _check_reader(self):
        if not self.env.su and not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(self.env._("The figures of a day are for team leaders and executives."))
        if not self.env.su and self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not work in this hospital. Choose another one."))

    def _get_matrix(self):
        """The day, the day before, and the same day a week ago, area by area."""
        self.ensure_one()
        self._check_reader()
        kpis, days = self._kpis(), [self.day - timedelta(days=back) for back in (0, 1, 7)]
        counted = [self._count(kpis, day) for day in days]
        names = dict(self.env["hcs.kpi"]._fields["area"]._description_selection(self.env))
        found = []
        for area in dict.fromkeys(kpis.mapped("area")):
            mine = kpis.filtered(lambda kpi, area=area: kpi.area == area)
            rows = [(kpi.name, self._day_cells(kpi, counted)) for kpi in mine]
            rows = [row for row in rows if any(cell.value for cell in row[1].values())]
            if rows:
                columns = [(str(number), self._format(day), "count") for number, day in enumerate(days)]
                found.append(tables.grid(f"total-{area}", area, names[area], columns, rows))
                found += self._part_tables(area, mine, counted[0])
        return tables.Matrix(
            title=self.display_name,
            subtitle=self._format(self.day),
            tables=tuple(found),
            labels=self.env["hcs.summary"]._matrix_labels(),
        )

    def _kpis(self):
        # sudo: definitions are read by whoever reads the figures
        return self.env["hcs.kpi"].sudo().search([("code", "in", list(self.env["hcs.fact"]._measures()))])

    def _count(self, kpis, day):
        # sudo: sums of the whole hospital, which name nobody
        return self.env["hcs.fact"].sudo()._count(self.company_id, day, day, kpis.mapped("code"))

    def _day_cells(self, kpi, counted):
        cells = {}
        for number, found in enumerate(counted):
            pair = found.get((kpi.code, "total", 0, ""), (None, None))
            cells[str(number)] = tables.cell(kpi.unit, *pair)
        return cells

    def _part_tables(self, area, kpis, found):
        titles = self.env["hcs.fact"]._part_titles()
        for part in PARTS:
            keys = dict.fromkeys((key[2], key[3]) for key in found if key[1] == part and key[0] in kpis.mapped("code"))
            used = kpis.filtered(lambda kpi, part=part: any(key[:2] == (kpi.code, part) for key in found))
            if not keys:
                continue
            labels = self.env["hcs.summary"]._labels_in_language({(part, *key) for key in keys})
            rows = []
            for key in keys:
                cells = {}
                for kpi in used:
                    if pair := found.get((kpi.code, part, *key)):
                        cells[kpi.code] = tables.cell(kpi.unit, *pair)
                rows.append((labels[(part, *key)], cells))
            columns = [(kpi.code, kpi.name, kpi.unit) for kpi in used][:8]
            yield tables.grid(f"{part}-{area}", area, titles[part][1], columns, sorted(rows, key=lambda row: row[0]))

    def _format(self, day):
        return format_date(self.env, day, date_format="yyyy-MM-dd")

    # ---------------------------------------------------------------- what to do with it

    def action_open_rows(self):
        """The rows that wait for a person and a date."""
        self.ensure_one()
        self._check_reader()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_followup_referral_action"
        )
        return action | {"domain": self._row_domain(), "context": {}, "display_name": self.display_name}

    def action_open_unfinished(self):
        self.ensure_one()
        self._check_reader()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_followup_task_action")
        return action | {"domain": self._task_domain(), "context": {}, "display_name": self.display_name}

    def action_detail_sheet(self):
        """The follow-up detail sheet of the day, for those who may take it out."""
        self.ensure_one()
        self._check_reader()
        wizard = self.env["hcs.followup.sheet.wizard"].with_company(self.company_id).create({"day": self.day})
        return wizard.action_download()

    def action_print(self):
        self.ensure_one()
        self._check_reader()
        return self.env.ref("hospital_cs_reports.action_report_day").report_action(self)
