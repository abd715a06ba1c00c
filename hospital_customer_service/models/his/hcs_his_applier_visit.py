from odoo import api, models

from ...tools.fhir import FhirError
from ...tools.fhir.joining import joined_state

HAPPENED = ("arrived", "in_progress", "completed", "interrupted")


class HcsHisApplier(models.AbstractModel):
    """An appointment and its encounter are one visit, whichever comes first.

    Each half writes what it knows: the encounter the times, the appointment the plan. The state follows from the last
    status of both, so that the order of the messages does not matter.
    """

    _inherit = "hcs.his.applier"

    # COMMON
    @api.model
    def _visit_references(self, batch, items):
        """Resolve patients and places; items without a known patient wait and are left out."""
        keys = set()
        for item in items:
            record = item.record
            keys |= {item.key, record.patient, record.practitioner, *record.departments}
            keys |= {getattr(record, "previous", None), getattr(record, "encounter", None)}
            keys |= set(getattr(record, "appointments", ()))
            for untyped in getattr(record, "untyped", ()):
                keys |= {f"{kind}/{untyped}" for kind in ("Patient", "Practitioner", "Location", "Organization")}
        found = self._find(batch, keys)
        ready = []
        for item in items:
            self._resolve_untyped(item.record, found)
            if found.get(item.record.patient, (None, None))[1]:
                ready.append(item)
            else:
                missing = [item.record.patient] if item.record.patient else []
                item.wait(missing or [f"Patient/{untyped}" for untyped in item.record.untyped])
        return ready, found

    @api.model
    def _resolve_untyped(self, record, found):
        """Give participants of unsaid type the type of what they turn out to be."""
        for untyped in getattr(record, "untyped", ()):
            if not record.patient and f"Patient/{untyped}" in found:
                record.patient = f"Patient/{untyped}"
            elif not record.practitioner and f"Practitioner/{untyped}" in found:
                record.practitioner = f"Practitioner/{untyped}"

    @api.model
    def _visit_kind(self, record, kinds, path):
        """By the standard class; a mapping makes a check-up of an outpatient visit, and reads local classes."""
        standard = getattr(record, "kind", None)
        mapped = self.env["hcs.his.mapping"]._lookup(kinds, record.codings)
        if mapped and standard in (None, "outpatient"):
            return mapped
        if standard is None and getattr(record, "partial", False):
            return None
        if standard is None and path == "Encounter":
            code = next((code for _system, code, _display in reversed(record.codings)), None)
            if code is None:
                raise FhirError("missing", "Encounter.class")
            raise FhirError("bad_code", "Encounter.class", code=code[:20])
        return standard or "outpatient"

    @api.model
    def _places(self, item, found):
        """Department and doctor as far as they are known; what is not known yet is hoped for."""
        values = {}
        for key in item.record.departments:
            column, res_id, _version = found.get(key, (None, None, None))
            if column == "department_id":
                values["department_id"] = res_id
                break
            item.hope([key])
        who = item.record.practitioner
        column, res_id, _version = found.get(who, (None, None, None))
        if column == "practitioner_id":
            values["practitioner_id"] = res_id
        else:
            item.hope([who])
        return values

    @api.model
    def _with_kind(self, items, batch, path):
        good = []
        for item in items:
            try:
                good.append((item, self._visit_kind(item.record, batch.kinds, path)))
            except FhirError as error:
                item.fail(error.code, error.field, **error.params)
        return good

    @api.model
    def _is_broken_off(self, visit):
        return bool(visit) and any(line.his_stopped and line.is_operation for line in visit.procedure_ids)

    @api.model
    def _state_value(self, visit, encounter, appointment):
        """The state both halves give, where that is news: a state set by hand stays until a half changes."""
        stopped = self._is_broken_off(visit)
        state = joined_state(encounter, appointment, stopped)
        if visit and joined_state(visit.his_encounter_status, visit.his_appointment_status, stopped) == state:
            return visit.state
        return state

    # ENCOUNTERS
    @api.model
    def _apply_encounters(self, batch, items):
        ready, found = self._visit_references(batch, items)
        current = self._current(self._without_older(ready, found), found)
        kinds = dict((id(item), kind) for item, kind in self._with_kind(current, batch, "Encounter"))
        ready = [item for item in current if id(item) in kinds]
        visits = self.env["hcs.visit"].browse({row[1] for row in found.values() if row[0] == "visit_id"})
        visits.fetch(["his_encounter_status", "his_appointment_status", "external_ref", "state", "diagnosis"])
        joinable = self._joinable(ready, found, visits)

        def prepare(item, visit):
            return self._prepare_encounter(batch, item, visit, kinds[id(item)], found)

        pairs = self._upsert(
            batch,
            ready,
            "visit_id",
            "hcs.visit",
            prepare,
            lambda unknown: (
                self._by_reference(batch, "hcs.visit", {item.resource_id: item.key for item in unknown})
                | self._continued(unknown, found)
                | {item.key: joinable[item.key] for item in unknown if item.key in joinable}
            ),
            found,
        )
        self._bind_appointments(batch, pairs, found)
        visits = self.env["hcs.visit"].union(*(visit for _item, visit in pairs))
        self._withdraw_followups(batch, visits)
        self._settle_diagnoses(batch, visits)
        self.env["hcs.service.record"]._request_admission(visits)

    @api.model
    def _joinable(self, items, found, visits):
        """Visits of appointments that have no encounter yet, by the key of the encounter that claims them."""
        claimed, joinable = set(), {}
        for item in items:
            if found.get(item.key, (None,))[0] == "visit_id":
                continue
            for key in item.record.appointments:
                column, visit_id, _version = found.get(key, (None, None, None))
                visit = visits.browse(visit_id) if column == "visit_id" else visits.browse()
                if visit and visit_id not in claimed and not visit.his_encounter_status:
                    claimed.add(visit_id)
                    joinable[item.key] = visit
                    break
        return joinable

    @api.model
    def _prepare_encounter(self, batch, item, visit, kind, found):
        record = item.record
        if record.partial:
            known = visit.his_encounter_status if visit else None
            record.status = record.status or known or record.likely
            kind = kind or (visit.kind if visit else record.usual_kind)
        status = "finished" if record.status == "unknown" and record.end else record.status
        appointment = visit.his_appointment_status if visit else None
        own_state = joined_state(status, None, False)
        values = {
            "patient_id": found[record.patient][1],
            "kind": kind,
            "state": self._state_value(visit, status, appointment),
            "his_encounter_status": status,
            "his_main_condition": record.main_condition,
            "his_reason": record.reason,
            "external_source": batch.source.code,
            "external_ref": item.resource_id,
            "reference": record.number or item.resource_id,
            **self._encounter_times(record, visit, kind, own_state),
            **self._places(item, found),
        }
        if not visit:
            values |= {
                "company_id": batch.source.company_id.id,
                "currency_id": batch.source.company_id.currency_id.id,
                "diagnosis": record.reason,
            }
        return values

    @api.model
    def _encounter_times(self, record, visit, kind, state):
        """Once it took place the encounter's times replace what was there, also by nothing (discharge undone)."""
        if state == "planned" or (state == "cancelled" and not (visit and visit.his_encounter_status)):
            planned = record.planned or record.start
            return {} if visit and visit.his_appointment_status else {"planned_at": planned}
        start, end = (record.start, record.end) if state in HAPPENED else (None, None)
        if record.partial and visit and state in HAPPENED:
            start = start or visit.admitted_at or visit.arrived_at
            end = end or visit.discharged_at or visit.ended_at
        ended = end if state in ("completed", "interrupted") else None
        stay = kind == "inpatient"
        return {
            "arrived_at": False if stay else start or False,
            "ended_at": False if stay else ended or False,
            "admitted_at": start or False if stay else False,
            "discharged_at": ended or False if stay and state == "completed" else False,
            "interrupted_at": (end or start or False) if state == "interrupted" else False,
        }

    @api.model
    def _bind_appointments(self, batch, pairs, found):
        """Let the appointments of an encounter lead to its visit, those that come later and those that came apart."""
        rows = []
        for item, visit in pairs:
            for key in item.record.appointments:
                column, other_id, version = found.get(key, (None, None, None))
                if column == "visit_id" and other_id != visit.id:
                    other = self.env["hcs.visit"].browse(other_id).exists()
                    if not other or other.his_encounter_status:
                        continue
                    self._absorb(batch, visit, other)
                rows.append(([key], visit.id, version))
        if rows:
            self.env["hcs.his.key"]._remember(batch.source, "visit_id", rows)

    @api.model
    def _absorb(self, batch, visit, other):
        """The visit of an appointment turns out to be that of an encounter: it must not stay as a second one."""
        self._write_changed(
            visit,
            {
                "planned_at": other.planned_at,
                "his_appointment_status": other.his_appointment_status,
                "state": self._state_value(visit, visit.his_encounter_status, other.his_appointment_status),
                "department_id": visit.department_id.id or other.department_id.id,
                "practitioner_id": visit.practitioner_id.id or other.practitioner_id.id,
            },
        )
        self.env["hcs.his.key"]._move(batch.source, "visit_id", other.id, visit.id)
        other.write({"external_ref": False, "external_source": False, "state": "cancelled"})
        try:
            with self.env.cr.savepoint():
                other.unlink()
        except Exception:
            other.invalidate_recordset()

    # APPOINTMENTS
    @api.model
    def _apply_appointments(self, batch, items):
        ready, found = self._visit_references(batch, items)
        kinds = dict((id(item), kind) for item, kind in self._with_kind(ready, batch, "Appointment"))

        def prepare(item, visit):
            return self._prepare_appointment(batch, item, visit, kinds[id(item)], found)

        bookings = self._own_bookings(batch, ready)

        def match(unknown):
            return self._appointment_visits(batch, unknown, found, bookings)

        pairs = self._upsert(batch, ready, "visit_id", "hcs.visit", prepare, match, found)
        self._bind_bookings(batch, pairs, bookings)

    @api.model
    def _prepare_appointment(self, batch, item, visit, kind, found):
        record = item.record
        encounter = visit.his_encounter_status if visit else None
        places = self._places(item, found)
        values = {
            "planned_at": record.start,
            "his_appointment_status": record.status,
            "state": self._state_value(visit, encounter, record.status),
        }
        state = joined_state(None, record.status, False)
        if not encounter or joined_state(encounter, None, False) == "planned":
            values |= {
                "arrived_at": record.start or False if state in HAPPENED else False,
                "ended_at": record.end or False if state == "completed" else False,
            }
            if visit and visit.state == "interrupted" or state == "interrupted":
                values["interrupted_at"] = (record.at or record.start or False) if state == "interrupted" else False
        if encounter:
            # the encounter knows better where and by whom
            return values | {name: value for name, value in places.items() if not visit[name]}
        values |= {"patient_id": found[record.patient][1], "kind": kind, "his_reason": record.reason, **places}
        if not visit:
            values |= {
                "external_source": batch.source.code,
                "external_ref": item.key,
                "reference": item.resource_id,
                "company_id": batch.source.company_id.id,
                "currency_id": batch.source.company_id.currency_id.id,
                "diagnosis": record.reason,
            }
        return values
