from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.duplicates import LIKELY, Facts, compare, fingerprint, spellings
from ..common.hcs_masked_mixin import PII_GROUP

# records compared in one go; the job commits after each
BATCH = 2_000


class HcsPatientDuplicate(models.Model):
    """Two records that may be one person, until somebody merges them or tells them apart (PAT-04)."""

    _name = "hcs.patient.duplicate"
    _description = "Possible duplicate"
    _inherit = ["hcs.input.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "score desc, id"
    _rec_name = "reason_text"
    _check_company_auto = True

    patient_id = fields.Many2one(
        "hcs.patient", "First record", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    other_id = fields.Many2one(
        "hcs.patient",
        "Second record",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    patient_facts = fields.Char("One record", compute="_compute_facts")
    other_facts = fields.Char("The other record", compute="_compute_facts")
    score = fields.Integer(
        readonly=True,
        aggregator="max",
        help="0 to 100. The same ID number alone makes 100; name, date of birth and phone add up.",
    )
    reasons = fields.Char(readonly=True, export_string_translation=False)
    reason_text = fields.Char("What agrees", compute="_compute_reason_text")
    state = fields.Selection(
        [("open", "To check"), ("merged", "Merged"), ("dismissed", "Two people")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    decided_by = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="restrict")
    decided_at = fields.Datetime(readonly=True)
    facts_hash = fields.Char(readonly=True, groups=PII_GROUP, export_string_translation=False)

    _pair_uniq = models.UniqueIndex("(patient_id, other_id)", "This pair is known already.")
    _pair_order = models.Constraint("CHECK (patient_id < other_id)", "A pair is kept once, the older record first.")

    @api.depends("patient_id", "other_id")
    @api.depends_context("lang", "company")
    def _compute_facts(self):
        for pair in self:
            pair.patient_facts = pair.patient_id._known_as()
            pair.other_facts = pair.other_id._known_as()

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = {
            "id_number": self.env._("ID number"),
            "name": self.env._("name"),
            "pinyin": self.env._("name by sound"),
            "birthdate": self.env._("date of birth"),
            "phone": self.env._("phone"),
        }
        for pair in self:
            codes = filter(None, (pair.reasons or "").split(","))
            pair.reason_text = self.env._("same %(facts)s", facts=" · ".join(words.get(code, code) for code in codes))

    def _log_read_patients(self):
        pairs = self.sudo()  # sudo: the log does not depend on the reader's rights
        return pairs.patient_id | pairs.other_id

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("A possible duplicate is settled by its buttons only."))
        return super().write(vals)

    # ---------------------------------------------------------------- people decide

    def action_dismiss(self):
        """Two people: the pair comes back only when what the records say changes."""
        self.check_access("write")
        for pair in self:
            if pair.state == "merged":
                raise UserError(self.env._("These records were merged. Undo the merge first."))
        # sudo: the verdict is written by this action only
        self.sudo().write({"state": "dismissed", "decided_by": self.env.uid, "decided_at": fields.Datetime.now()})
        return True

    def action_reopen(self):
        self.check_access("write")
        # sudo: as above
        self.filtered(lambda pair: pair.state == "dismissed").sudo().write(
            {"state": "open", "decided_by": False, "decided_at": False}
        )
        return True

    def action_merge(self):
        """Both records side by side; merging is confirmed there."""
        self.ensure_one()
        self.check_access("write")
        merge = self.env["hcs.patient.merge"]._prepare_merge(self.patient_id, self.other_id)
        return merge._get_form_action()

    @api.model
    def _of(self, first, second):
        """The pair of two records, if it is known."""
        low, high = sorted((first.id, second.id))
        return self.search([("patient_id", "=", low), ("other_id", "=", high)])

    # ---------------------------------------------------------------- the scan

    @api.model
    def _cron_scan(self):
        """Compare what changed since the last run with the whole archive; bounded, goes on where it stopped."""
        ir_cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            company.hcs_duplicates_sweep_at = company.hcs_duplicates_sweep_at or fields.Datetime.now()
            changed = self._changed_since(company, company.hcs_duplicates_scanned_at, company.hcs_duplicates_sweep_id)
            remaining_time = ir_cron._commit_progress(remaining=len(changed))
            for start in range(0, len(changed), BATCH):
                if not remaining_time:
                    return
                batch = changed[start : start + BATCH]
                self._scan(self.env["hcs.patient"].browse(batch))
                company.hcs_duplicates_sweep_id = batch[-1]
                remaining_time = ir_cron._commit_progress(len(batch))
            company.write(
                {
                    "hcs_duplicates_scanned_at": company.hcs_duplicates_sweep_at,
                    "hcs_duplicates_sweep_at": False,
                    "hcs_duplicates_sweep_id": 0,
                }
            )
            ir_cron._commit_progress()

    @api.model
    def _changed_since(self, company, since, after_id=0):
        """Ids above ``after_id`` of patients that changed, or whose phones did, in their order."""
        self.env.flush_all()
        condition = SQL("TRUE")
        if since:
            condition = SQL(
                "(p.write_date >= %(since)s OR EXISTS (SELECT 1 FROM hcs_patient_phone n"
                " WHERE n.patient_id = p.id AND n.write_date >= %(since)s))",
                since=since,
            )
        return [
            patient_id
            for (patient_id,) in self.env.execute_query(
                SQL(
                    "SELECT p.id FROM hcs_patient p WHERE p.company_id = %s AND p.active"
                    " AND p.merged_into_id IS NULL AND p.id > %s AND %s ORDER BY p.id",
                    company.id,
                    after_id,
                    condition,
                )
            )
        ]

    @api.model
    def _scan(self, patients):
        """Compare ``patients`` with the archive of their hospital, and keep the likely pairs.

        :return: the pairs that are open now
        """
        pairs = self._find_pairs(patients.ids)
        facts = self._read_facts({patient_id for pair in pairs for patient_id in pair})
        likely = {}
        for first, second in pairs:
            points, reasons = compare(facts[first], facts[second])
            if points >= LIKELY:
                likely[first, second] = (points, reasons, fingerprint(facts[first], facts[second]))
        return self._keep(likely, patients)

    @api.model
    def _find_pairs(self, ids):
        """Pairs that share a key worth comparing; each key is an index, so the archive is never read as a whole."""
        if not ids:
            return []
        self.env.flush_all()
        query = SQL(
            """
            WITH mine AS (
                SELECT id, company_id, name, name_search_key, birthdate, id_number
                  FROM hcs_patient WHERE id = ANY(%(ids)s) AND active AND merged_into_id IS NULL
            ), pairs AS (
                SELECT m.id AS a, o.id AS b
                  FROM mine m JOIN hcs_patient o ON o.id_number = m.id_number
                 WHERE m.id_number <> '' AND o.company_id = m.company_id
                 UNION
                SELECT m.id, o.id
                  FROM mine m JOIN hcs_patient o ON o.birthdate = m.birthdate
                 WHERE o.company_id = m.company_id
                   AND (o.name = m.name OR string_to_array(btrim(o.name_search_key), ' ')
                        && string_to_array(btrim(m.name_search_key), ' '))
                 UNION
                SELECT m.id, o.id
                  FROM mine m
                  JOIN hcs_patient_phone mp ON mp.patient_id = m.id
                  JOIN hcs_patient_phone op ON op.e164 = mp.e164
                  JOIN hcs_patient o ON o.id = op.patient_id
                 WHERE mp.e164 <> '' AND o.company_id = m.company_id
                   AND (o.name = m.name OR string_to_array(btrim(o.name_search_key), ' ')
                        && string_to_array(btrim(m.name_search_key), ' '))
            )
            SELECT DISTINCT LEAST(a, b), GREATEST(a, b)
              FROM pairs JOIN hcs_patient p ON p.id = b
             WHERE a <> b AND p.active AND p.merged_into_id IS NULL
            """,
            ids=list(ids),
        )
        return self.env.execute_query(query)

    @api.model
    def _read_facts(self, ids):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.name, p.name_search_key, p.birthdate, p.sex, p.id_number,
                       ARRAY(SELECT n.e164 FROM hcs_patient_phone n
                              WHERE n.patient_id = p.id AND n.e164 <> '' AND n.wrong IS NOT TRUE)
                  FROM hcs_patient p WHERE p.id = ANY(%s)
                """,
                list(ids),
            )
        )
        return {
            patient_id: Facts(name or "", spellings(name, key), birthdate, sex, id_number or "", frozenset(phones))
            for patient_id, name, key, birthdate, sex, id_number, phones in rows
        }

    @api.model
    def _keep(self, likely, patients):
        """Write the likely pairs; one that no longer is likely goes, one that was told apart stays so."""
        duplicates = self.sudo()  # sudo: pairs are found by the system
        known = duplicates.search(["|", ("patient_id", "in", patients.ids), ("other_id", "in", patients.ids)])
        found = {(pair.patient_id.id, pair.other_id.id): pair for pair in known}
        company = {patient.id: patient.company_id.id for patient in patients.sudo()}
        new = []
        for (first, second), (points, reasons, facts_hash) in likely.items():
            values = {"score": points, "reasons": ",".join(reasons), "facts_hash": facts_hash}
            pair = found.pop((first, second), None)
            if not pair:
                owner = company.get(first) or company.get(second)
                new.append({**values, "patient_id": first, "other_id": second, "company_id": owner})
            elif pair.facts_hash != facts_hash:
                state = "merged" if pair.state == "merged" else "open"
                pair.write({**values, "state": state})
        for pair in found.values():
            if pair.state == "open":
                pair.unlink()
        return (duplicates.create(new) | known.exists()).filtered(lambda pair: pair.state == "open")
