from datetime import timezone

from odoo import Command, api, models

from ...tools import idcard
from ...tools.pinyin import search_key


class HcsHisApplier(models.AbstractModel):
    """Patients: found by the id of the hospital system, else by their record number, never by name or phone."""

    _inherit = "hcs.his.applier"

    @api.model
    def _apply_patients(self, batch, items):
        found = self._find(batch, (item.key for item in items))
        owners = self._identifier_owners(batch, items)
        mrns = {item.record.mrn for item in items if item.record.mrn}
        patients = self.env["hcs.patient"].search(
            [("company_id", "=", batch.source.company_id.id), ("mrn", "in", list(mrns))]
        )
        by_mrn = {patient.mrn: patient for patient in patients}
        items = self._one_per_mrn(items)

        def match(unknown):
            refs = {item.resource_id: item.key for item in unknown}
            numbers = self._by_numbers(batch, unknown, "patient_id")
            return (
                self._ours(batch, unknown)
                | {key: self.env["hcs.patient"].browse(patient_id) for key, patient_id in numbers.items()}
                | {item.key: by_mrn[item.record.mrn] for item in unknown if item.record.mrn in by_mrn}
                | self._by_reference(batch, "hcs.patient", refs)
            )

        def prepare(item, record):
            return self._prepare_patient(batch, item, record, by_mrn, owners)

        pairs = self._upsert(batch, items, "patient_id", "hcs.patient", prepare, match, found)
        self._answer_outgoing(batch, "patient_id", {patient.id: item.resource_id for item, patient in pairs})
        for item, patient in pairs:
            if item.effect != "new" and self._add_patient_lines(item, patient, owners):
                item.effect = "updated"

    @api.model
    def _one_per_mrn(self, items):
        """Two new resources of one batch with the same number are one person: the second waits for the first."""
        first, kept = {}, []
        for item in items:
            mrn = item.record.mrn
            other = first.setdefault(mrn, item) if mrn else item
            if other.key != item.key:
                item.wait([other.key])
            else:
                kept.append(item)
        return kept

    @api.model
    def _prepare_patient(self, batch, item, patient, by_mrn, owners):
        person = item.record
        values = {
            "name": person.name,
            "sex": person.sex if person.sex != "unknown" or not patient else None,
            "birthdate": person.birthdate,
            "email": person.email,
            "address": person.address,
            "language": person.language,
            "his_replaced_by": person.replaced_by,
            "external_source": batch.source.code,
            "external_ref": item.resource_id,
            **self._deceased_values(batch, person, patient),
            **self._id_values(person, patient),
        }
        if patient and patient.external_source == batch.source.code and patient.external_ref:
            # another resource of the same source with the same record number: the first stays the key
            values["external_ref"] = patient.external_ref
        elif patient and patient.external_source:
            values["external_source"] = values["external_ref"] = None
        if person.mrn and (person.mrn not in by_mrn or by_mrn[person.mrn] == patient):
            values["mrn"] = person.mrn
        if patient:
            values["active"] = person.active
            return values
        values |= {
            "company_id": batch.source.company_id.id,
            # given here, Odoo need not make a draft of every patient with all lines to compute it
            "name_search_key": search_key(person.name),
            "active": person.active,
            "phone_ids": [
                Command.create(line) for line in self._phone_lines(batch.source.company_id, person.phones, set())
            ],
            "identifier_ids": [
                Command.create(line)
                for line in self._identifier_lines(batch.source.company_id, person, None, owners, set())
            ],
        }
        return values

    @api.model
    def _deceased_values(self, batch, person, patient):
        """A death is taken back only where the sender says so: silence is no resurrection."""
        if person.deceased is None:
            return {}
        at = person.deceased_at
        local = at and at.replace(tzinfo=timezone.utc).astimezone(batch.tz).date()
        return {"deceased": person.deceased, "deceased_at": local or (None if person.deceased else False)}

    @api.model
    def _id_values(self, person, patient):
        """The ID number where it is one; a wrong one stays among the identifiers, for somebody to ask."""
        numbers = {kind: value for kind, _system, value in person.identifiers}
        card = self._parse_id_card(numbers.get("id_card"), person)
        if card:
            return {"id_type": "id_card", "id_number": card.number}
        passport = idcard.normalise(numbers.get("passport"))
        if (
            passport
            and idcard.document_form_ok("passport", passport)
            and not (patient and patient.id_number and patient.id_type != "passport")
        ):
            return {"id_type": "passport", "id_number": passport}
        return {}

    @api.model
    def _parse_id_card(self, number, person):
        """What a resident ID number tells, None where it is none or contradicts what the sender says itself."""
        try:
            card = idcard.parse(number) if number else None
        except idcard.IdCardError:
            return None
        if card and person.birthdate in (None, card.birthdate) and person.sex in ("unknown", card.sex):
            return card
        return None

    @api.model
    def _phone_lines(self, company, phones, known):
        """Lines for numbers not among ``known``; a number no network has is kept and flagged by the phone itself."""
        lines = []
        for index, (number, relation, _rank) in enumerate(phones):
            if number not in known:
                lines.append(
                    {
                        "number": number,
                        "relation": relation,
                        "sequence": 10 + index,
                        "preferred": not known and index == 0,
                        "company_id": company.id,
                    }
                )
        return lines

    @api.model
    def _identifier_owners(self, batch, items):
        """``{(type, system, value): patient id}`` of identifiers that are taken."""
        for item in items:
            # as the identifiers are kept
            item.record.identifiers = [
                (kind, system, idcard.normalise(value)) for kind, system, value in item.record.identifiers
            ]
        values = {value for item in items for _kind, _system, value in item.record.identifiers}
        lines = self.env["hcs.patient.identifier"].search_fetch(
            [("company_id", "=", batch.source.company_id.id), ("value", "in", list(values)), ("active", "=", True)],
            ["type", "system", "value", "patient_id"],
        )
        return {(line.type, line.system or "", line.value): line.patient_id.id for line in lines}

    @api.model
    def _identifier_lines(self, company, person, patient, owners, known):
        lines = []
        for kind, system, value in person.identifiers:
            key = (kind, system, value)
            if key in known or (kind == "mrn" and value == idcard.normalise(person.mrn)):
                continue
            if owners.setdefault(key, patient.id if patient else key) not in (patient.id if patient else None, key):
                continue  # somebody else has this number: the duplicates are for people to sort out
            known.add(key)
            owners[key] = patient.id if patient else person.keys[0]
            lines.append({"type": kind, "system": system or False, "value": value, "company_id": company.id})
        return lines

    @api.model
    def _add_patient_lines(self, item, patient, owners):
        """New numbers and identifiers of a known patient; what people noted on the old ones stays."""
        person, company = item.record, patient.company_id
        phones = self._phone_lines(company, person.phones, set(patient.phone_ids.mapped("number")))
        known = {(line.type, line.system or "", line.value) for line in patient.identifier_ids}
        identifiers = self._identifier_lines(company, person, patient, owners, known)
        if phones:
            self.env["hcs.patient.phone"].create([{**line, "patient_id": patient.id} for line in phones])
        if identifiers:
            self.env["hcs.patient.identifier"].create([{**line, "patient_id": patient.id} for line in identifiers])
        return bool(phones or identifiers)
