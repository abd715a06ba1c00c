from odoo import api, models
from odoo.fields import Domain

from ...tools.fhir.joining import joined_state

PROCEDURE_STATES = {
    "planned": "planned",
    "in_progress": "planned",
    "completed": "done",
    "stopped": "cancelled",
    "not_done": "cancelled",
    "cancelled": "cancelled",
}


class HcsHisApplier(models.AbstractModel):
    """Diagnoses and procedures of a visit."""

    _inherit = "hcs.his.applier"

    @api.model
    def _of_visits(self, batch, items):
        """``(items with a visit, {encounter key: visit id}, found)``; items without one wait or are ignored."""
        found = self._find(batch, [key for item in items for key in (item.key, item.record.encounter)])
        visits, ready = {}, []
        for item in items:
            key = item.record.encounter
            column, visit_id, _version = found.get(key, (None, None, None))
            if column == "visit_id":
                visits[key] = visit_id
                ready.append(item)
            elif key:
                item.wait([key])
            else:
                item.ignore(code="no_visit", field_name=f"{item.kind}.encounter")
        return self._current(ready, found), visits, found

    @api.model
    def _upsert_lines(self, batch, model, items, visits, found, prepare, remove=lambda item: False):
        """Create, change or remove the line of each item; return the visits concerned."""
        refs = {item.resource_id: item for item in items}
        known_visits = {found[item.key][1] for item in items if item.key in found} | set(visits.values())
        lines = self.env[model].search(
            Domain("visit_id", "in", list(filter(None, known_visits))) & Domain("external_ref", "in", list(refs))
        )
        by_ref = {line.external_ref: line for line in lines}
        to_create, touched, gone = [], set(lines.visit_id.ids), self.env[model]
        for ref, item in refs.items():
            line, visit_id = by_ref.get(ref), visits[item.record.encounter]
            if remove(item):
                gone |= line or gone
                item.effect = "updated" if line else "unchanged"
                continue
            values = {"visit_id": visit_id, "external_ref": ref, **prepare(item)}
            touched.add(visit_id)
            if line:
                item.effect = "updated" if self._write_changed(line, values) else "unchanged"
            else:
                item.effect = "new"
                to_create.append(values)
        self.env[model].create(to_create)
        gone.unlink()
        self._remember(batch, "visit_id", [(item, visits[item.record.encounter]) for item in items])
        return self.env["hcs.visit"].browse(touched)

    # CONDITIONS
    @api.model
    def _apply_conditions(self, batch, items):
        ready, visits, found = self._of_visits(batch, items)

        def prepare(item):
            record = item.record
            return {"name": record.name, "code": record.code or False, "onset": record.onset or False}

        touched = self._upsert_lines(
            batch, "hcs.visit.diagnosis", ready, visits, found, prepare, lambda item: not item.record.valid
        )
        self._settle_diagnoses(batch, touched)

    @api.model
    def _settle_diagnoses(self, batch, visits):
        """One main diagnosis per visit: the one the encounter names, else the latest; else the reason."""
        lines = self.env["hcs.visit.diagnosis"].search_fetch(
            [("visit_id", "in", visits.ids)], ["visit_id", "name", "code", "kind", "onset", "external_ref"]
        )
        per_visit = lines.grouped("visit_id")
        for visit in visits:
            of_visit = per_visit.get(visit)
            if not of_visit:
                if visit.his_reason and visit.diagnosis != visit.his_reason:
                    visit.diagnosis = visit.his_reason
                continue
            fed = of_visit.filtered("external_ref")
            if not fed:
                continue
            named = (visit.his_main_condition or "").partition("/")[2]
            main = (
                fed.filtered_domain([("external_ref", "=", named)])
                or fed.sorted(
                    lambda line: (line.onset and -line.onset.toordinal() or 0, line.code or "", line.external_ref)
                )[:1]
            )
            for line in fed:
                kind = "main" if line == main else "secondary"
                if line.kind != kind:
                    line.kind = kind
            if visit.diagnosis != main.name:
                visit.diagnosis = main.name

    # PROCEDURES
    @api.model
    def _apply_procedures(self, batch, items):
        ready, visits, found = self._of_visits(batch, items)
        mapping = self.env["hcs.his.mapping"]

        def prepare(item):
            record = item.record
            coding = next(iter(record.codings), ("", "", None))
            return {
                "name": record.name or coding[1] or item.key,
                "code": coding[1] or False,
                "performed_at": record.start or record.end or False,
                "is_operation": mapping._lookup(batch.operations, record.codings) == "operation",
                "state": PROCEDURE_STATES[record.status],
                "his_stopped": record.status in ("stopped", "not_done"),
            }

        touched = self._upsert_lines(batch, "hcs.visit.procedure", ready, visits, found, prepare)
        self._settle_interruptions(batch, touched)

    @api.model
    def _settle_interruptions(self, batch, visits):
        """A visit whose operation was stopped is an interrupted one; corrected, it is again what its halves say."""
        lines = self.env["hcs.visit.procedure"].search(
            [("visit_id", "in", visits.ids), ("is_operation", "=", True)], order="performed_at, id"
        )
        stopped = {line.visit_id.id: line for line in lines if line.his_stopped}
        plain = {line.visit_id.id for line in lines} - stopped.keys()
        for visit in visits:
            line = stopped.get(visit.id)
            if line and visit.state in ("arrived", "in_progress", "completed"):
                at = (
                    line.performed_at or visit.ended_at or visit.discharged_at or visit.arrived_at or visit.admitted_at
                )
                visit.write({"state": "interrupted", "interrupted_at": visit.interrupted_at or at})
            elif visit.id in plain and visit.state == "interrupted" and visit.his_encounter_status != "discontinued":
                state = joined_state(visit.his_encounter_status, visit.his_appointment_status)
                visit.write({"state": state, "interrupted_at": False})
