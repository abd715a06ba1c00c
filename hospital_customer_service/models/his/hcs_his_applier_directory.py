from odoo import api, models


class HcsHisApplier(models.AbstractModel):
    """Organizations and locations become departments, practitioners become practitioners."""

    _inherit = "hcs.his.applier"

    @api.model
    def _own_by_code(self, batch, model, items):
        """Entries made by hand that have the code of the hospital system and no other reference: they are the same."""
        codes = {self._short_code(item): item.key for item in items if self._short_code(item)}
        entries = self.env[model].search(
            [
                ("company_id", "=", batch.source.company_id.id),
                ("code", "in", list(codes)),
                ("external_ref", "=", False),
            ]
        )
        return {codes[entry.code]: entry for entry in entries}

    @api.model
    def _short_code(self, item):
        """A code people use; a machine's long identifier is none."""
        code = item.record.code
        return code if code and len(code) <= 20 and code != item.resource_id else None

    @api.model
    def _taken(self, batch, model, field, values):
        entries = self.env[model].search(
            [("company_id", "=", batch.source.company_id.id), (field, "in", [value for value in values if value])]
        )
        return {entry[field]: entry for entry in entries}

    @api.model
    def _directory_identity(self, batch, model, items):
        """``prepare(item, record)`` for code and external_ref, which are unique in a company."""
        refs = self._taken(batch, model, "external_ref", [item.resource_id for item in items])
        codes = self._taken(batch, model, "code", [self._short_code(item) for item in items])
        given = {"external_ref": set(), "code": set()}

        def free(name, value, taken, record):
            owner = taken.get(value)
            if not value or (owner and owner != record) or (not owner and value in given[name]):
                return False
            given[name].add(value)
            return True

        def identity(item, record):
            ref = item.resource_id
            if not free("external_ref", ref, refs, record):
                ref = record.external_ref if record else f"{batch.source.code}:{item.key}"
            values = {"external_ref": ref}
            code = self._short_code(item)
            if free("code", code, codes, record):
                values["code"] = code
            return values

        return identity

    @api.model
    def _apply_organizations(self, batch, items):
        identity = self._directory_identity(batch, "hcs.department", items)
        parents = self._find(batch, (item.record.parent for item in items))

        def prepare(item, record):
            unit = item.record
            values = {**identity(item, record), "name": unit.name, "phone": unit.phone, "location": unit.place}
            if not unit.active or record:
                values["active"] = unit.active
            return values

        pairs = self._upsert(
            batch,
            items,
            "department_id",
            "hcs.department",
            prepare,
            lambda unknown: self._own_by_code(batch, "hcs.department", unknown),
        )
        own = {item.key: record.id for item, record in pairs}
        for item, record in pairs:
            parent = own.get(item.record.parent) or parents.get(item.record.parent, (None, None))[1]
            if item.record.parent and not parent:
                item.hope([item.record.parent])
            elif parent and parent != record.id and record.parent_id.id != parent:
                record.parent_id = parent
                item.effect = "updated" if item.effect == "unchanged" else item.effect

    @api.model
    def _apply_locations(self, batch, items):
        """A place run by an organization is only where that department is; any other place is a department."""
        found = self._find(batch, [key for item in items for key in (item.key, item.record.organization)])
        identity = self._directory_identity(batch, "hcs.department", items)
        independent, run = [], []
        for item in items:
            owner = found.get(item.record.organization)
            if owner and owner[1]:
                run.append((item, owner[1]))
            elif item.record.organization:
                item.wait([item.record.organization])
            else:
                independent.append(item)
        current = {id(item) for item in self._current([item for item, _owner in run], found)}
        run = [(item, owner) for item, owner in run if id(item) in current]
        for item, owner in run:
            item.effect = "unchanged" if found.get(item.key, (None, None))[1] == owner else "new"
        self._remember(batch, "department_id", run)

        def prepare(item, record):
            unit = item.record
            name = unit.name or (None if record else item.key)
            return {**identity(item, record), "name": name, "phone": unit.phone, "location": unit.place}

        self._upsert(
            batch,
            independent,
            "department_id",
            "hcs.department",
            prepare,
            lambda unknown: self._own_by_code(batch, "hcs.department", unknown),
        )

    @api.model
    def _apply_practitioners(self, batch, items):
        identity = self._directory_identity(batch, "hcs.practitioner", items)

        def prepare(item, record):
            person = item.record
            values = {**identity(item, record), "name": person.name, "phone": person.phone}
            if not person.active or record:
                values["active"] = person.active
            return values

        self._upsert(
            batch,
            items,
            "practitioner_id",
            "hcs.practitioner",
            prepare,
            lambda unknown: self._own_by_code(batch, "hcs.practitioner", unknown),
        )
