from odoo import api, models

from .hcs_his_applier_visit import HAPPENED


class HcsHisApplier(models.AbstractModel):
    """What messages of HL7 v2 need beside resources of FHIR: they are events, say a part only, and name in passing."""

    _inherit = "hcs.his.applier"

    @api.model
    def _without_known(self, batch, items):
        """Leave out what was only taken along (a doctor's name in a result) where it is known or told better."""
        weak = [item for item in items if item.weak]
        if not weak:
            return items
        found = self._find(batch, [key for item in weak for key in item.record.keys])
        found |= self._known_places(batch, [item for item in weak if item.key not in found])
        told = {item.key for item in items if not item.weak}
        kept = []
        for item in items:
            if item.weak:
                known = next((found[key] for key in item.record.keys if found.get(key, (None, None))[1]), None)
                if known or item.key in told:
                    item.ignore()
                    if known and (item.key not in found or len(found[item.key]) == 2):
                        self._remember(batch, known[0], [(item, known[1])])
                    continue
                told.add(item.key)
            kept.append(item)
        return kept

    @api.model
    def _known_places(self, batch, items):
        """``{item key: (column, id)}`` of departments and doctors that the directory has under that code or name."""
        models = {"Organization": ("department_id", "hcs.department"), "Practitioner": ("practitioner_id", None)}
        found = {}
        for kind, (column, model) in models.items():
            names = {item.key: (item.record.code, item.record.name) for item in items if item.kind == kind}
            if not names:
                continue
            entries = self.env[model or "hcs.practitioner"].search(
                [
                    ("company_id", "=", batch.source.company_id.id),
                    "|",
                    ("code", "in", [code for code, _name in names.values()]),
                    ("name", "in", [name for _code, name in names.values()] if model else []),
                ]
            )
            by_code = {entry.code: entry.id for entry in entries if entry.code}
            by_name = {entry.name: entry.id for entry in entries} if model else {}
            for key, (code, name) in names.items():
                if known := by_code.get(code) or by_name.get(name):
                    found[key] = (column, known)
        return found

    @api.model
    def _by_numbers(self, batch, items, column):
        """``{item key: id}`` of items one of whose other numbers leads to a record."""
        items = [item for item in items if item.numbers]
        found = self._find(batch, [key for item in items for key in item.record.keys]) if items else {}
        ids = {}
        for item in items:
            for key in item.record.keys:
                if found.get(key, (None,))[0] == column:
                    ids[item.key] = found[key][1]
                    break
        return ids

    @api.model
    def _continued(self, items, found):
        """Visits that go on under another number."""
        ids = {
            item.key: found[item.record.previous][1]
            for item in items
            if found.get(item.record.previous, (None,))[0] == "visit_id"
        }
        return {key: self.env["hcs.visit"].browse(visit_id) for key, visit_id in ids.items()}

    @api.model
    def _without_older(self, items, found):
        """Leave out events that come after a later one of their visit: they fill blanks, and the rest is past."""
        kept = []
        for item in items:
            column, visit_id, version = found.get(item.key, (None, None, None))
            known = item.record.partial and column == "visit_id" and version and item.version_at
            if not known or item.version_at >= version:
                if item.record.partial and not item.record.status:
                    item.version_at = version  # it hides no older event that says more
                kept.append(item)
            elif not self._fill_blanks(item, self.env["hcs.visit"].browse(visit_id), found):
                item.ignore("superseded")
        return kept

    @api.model
    def _fill_blanks(self, item, visit, found):
        record, start = item.record, "admitted_at" if visit.kind == "inpatient" else "arrived_at"
        values = {"diagnosis": record.reason, **self._places(item, found)}
        if visit.state in HAPPENED and record.status not in ("planned", "cancelled"):
            values[start] = record.start
        blanks = {name: value for name, value in values.items() if value and not visit[name]}
        if blanks:
            visit.write(blanks)
            item.effect = "updated"
        return bool(blanks)

    @api.model
    def _withdraw_followups(self, batch, visits):
        """What was planned for a visit or a discharge that is taken back ends at once, not with the next planning."""
        undone = visits.filtered(
            lambda visit: visit.state == "cancelled" or (visit.kind == "inpatient" and not visit.discharged_at)
        )
        if undone:
            tasks = self.env["hcs.followup.task"].search([("visit_id", "in", undone.ids), ("state", "=", "open")])
            self.env["hcs.followup.plan"]._plan_visits(tasks.visit_id, now=batch.now)
