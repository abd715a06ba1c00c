from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...models.care.hcs_care_rule import CHANNELS
from ...models.contact.hcs_message_template_send import HOUR_REASONS
from ...tools.message_text import fill

# so many people are looked at one by one, and so many of each kind are shown
LOOKED_AT = 1_000
SHOWN = 200
FARTHEST = 366
LEADER = "hospital_customer_service.group_hcs_leader"


class HcsCarePreview(models.TransientModel):
    """Who would get what on a day, who would not and why. Nothing is sent, nothing is kept."""

    _name = "hcs.care.preview"
    _description = "Preview of Care Messages"
    _inherit = ["hcs.input.mixin"]
    _rec_name = "on"
    _flow_fields = frozenset({"line_ids", "summary", "send_count", "refused_count", "blocked_count", "done_count"})

    on = fields.Date("Day", required=True, default=lambda self: self._today())
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    rule_ids = fields.Many2many(
        "hcs.care.rule", string="Rules", context={"active_test": False}, help="Empty: every active rule."
    )
    send_count = fields.Integer("Would be written to", readonly=True)
    refused_count = fields.Integer("Would not be, and why", readonly=True)
    blocked_count = fields.Integer("Have not agreed, or died", readonly=True)
    done_count = fields.Integer("Settled already", readonly=True)
    summary = fields.Text(readonly=True)
    line_ids = fields.One2many("hcs.care.preview.line", "preview_id", readonly=True)

    @api.model
    def _today(self):
        return self.env.company._hcs_local_date(fields.Datetime.now())

    def action_show(self):
        """Count and list for the chosen day."""
        self.ensure_one()
        if not self.env.user.has_group(LEADER):
            raise AccessError(self.env._("A team leader looks at what would be sent."))
        if abs((self.on - self._today()).days) > FARTHEST:
            raise UserError(self.env._("Choose a day within a year from today."))
        self.sudo()._fill()  # sudo: what is found is written by this only
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would be written to"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _fill(self):
        self.line_ids.unlink()
        rules = self.env["hcs.care.rule"]._of_company(self.company_id)
        if self.rule_ids:
            # a rule that sleeps is looked at before it is woken
            rules = self.rule_ids.sorted(lambda rule: (rule.sequence, rule.id))
        rows, counts = self._rows(rules)
        lines = self._verdicts(rows)
        refused = [line for line in lines if line["verdict"] == "refused"]
        going = [line for line in lines if line["verdict"] == "send"]
        free = counts["free"]
        self.write(
            {
                "send_count": free - len(refused) if free <= LOOKED_AT else free,
                "refused_count": len(refused),
                "blocked_count": counts["blocked"],
                "done_count": counts["done"],
                "summary": self._summary(counts),
                "line_ids": [fields.Command.create(line) for line in [*going[:SHOWN], *refused[:SHOWN]]],
            }
        )

    def _rows(self, rules):
        """Candidates of the day as the job would take them, and how many of each kind there are."""
        late = self.on == self._today()
        occasions = {rule: rule._occasions_of(self.company_id, self.on, late=late) for rule in rules}
        candidates = rules._candidates_sql(self.company_id, occasions)
        counts = {"free": 0, "blocked": 0, "done": 0, "rules": rules, "occasions": occasions}
        if candidates is None:
            return [], counts
        # the first rule that may write to a person does; only where none may, the person counts as blocked
        chosen = SQL(
            "SELECT DISTINCT ON (c.patient_id, c.occasion_key) c.* FROM (%s) c"
            " ORDER BY c.patient_id, c.occasion_key, c.done DESC, c.blocked, c.rank",
            candidates,
        )
        kind = SQL("CASE WHEN k.done THEN 'done' WHEN k.blocked THEN 'blocked' ELSE 'free' END")
        counts |= dict(self.env.execute_query(SQL("SELECT %s, COUNT(*) FROM (%s) k GROUP BY 1", kind, chosen)))
        rows = self.env.execute_query(
            SQL(
                "SELECT k.rule_id, k.patient_id, k.occasion_on FROM (%s) k"
                " WHERE NOT k.done AND NOT k.blocked ORDER BY k.rank, k.occasion_on, k.patient_id LIMIT %s",
                chosen,
                LOOKED_AT,
            )
        )
        return rows, counts

    def _verdicts(self, rows):
        """What the guard would say about each, at the moment at which it would be sent."""
        guard, company = self.env["hcs.contact.guard"], self.company_id
        groups = {}
        for rule_id, patient_id, day in rows:
            groups.setdefault((rule_id, day), []).append(patient_id)
        lines = []
        for (rule_id, day), patient_ids in groups.items():
            rule = self.env["hcs.care.rule"].browse(rule_id)
            at = max(fields.Datetime.now(), rule._send_at(company, self.on))
            patients = self.env["hcs.patient"].browse(patient_ids)
            leaves_at = guard._next_allowed(company, rule.purpose, rule.channel, at)
            verdicts = guard._check(patients, rule.purpose, rule.channel, leaves_at or at, company=company)
            until = self.env["hcs.care.message"]._until(company, day, at)
            template = rule.template_id.with_context(lang=company._hcs_message_language()).with_company(company)
            for patient in patients:
                reason = verdicts[patient.id]
                if not reason or reason in HOUR_REASONS:
                    reason = False if leaves_at and leaves_at < until else "outside_window"
                params, problem = template._fill_params(company, patient, rule._values_of(day))
                reason = reason or problem
                lines.append(
                    {
                        "rule_id": rule_id,
                        "patient_id": patient.id,
                        "occasion_on": day,
                        "channel": rule.channel,
                        "verdict": "refused" if reason else "send",
                        "reason_text": self.env["hcs.message"]._reason_text(reason),
                        "planned_at": False if reason else leaves_at,
                        "text": fill(template.body, params) if not problem else False,
                    }
                )
        return lines

    def _summary(self, counts):
        days = sum(len(found) for found in counts["occasions"].values())
        if not counts["rules"]:
            return self.env._("There is no active rule. Make one, or choose one that sleeps.")
        if not days:
            return self.env._("No rule has an occasion to be written about on this day.")
        if counts["free"] > LOOKED_AT:
            return self.env._(
                "%(count)s people would be written to. The hours, limits and numbers of the first %(looked)s were "
                "looked at; the others are asked for when the messages leave.",
                count=counts["free"],
                looked=LOOKED_AT,
            )
        return False


class HcsCarePreviewLine(models.TransientModel):
    """One person in a preview."""

    _name = "hcs.care.preview.line"
    _description = "Line of a Preview of Care Messages"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "verdict desc, id"

    preview_id = fields.Many2one("hcs.care.preview", required=True, index=True, ondelete="cascade")
    rule_id = fields.Many2one("hcs.care.rule", readonly=True, ondelete="cascade")
    patient_id = fields.Many2one("hcs.patient", readonly=True, ondelete="cascade")
    occasion_on = fields.Date("Day of the occasion", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    verdict = fields.Selection([("send", "Would be sent"), ("refused", "Would not be sent")], readonly=True)
    reason_text = fields.Char("Reason", readonly=True)
    planned_at = fields.Datetime("Leaves at", readonly=True)
    text = fields.Text(readonly=True)
