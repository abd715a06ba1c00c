from odoo import api, models


class HcsHisApplier(models.AbstractModel):
    """Turns neutral records of the reader into our records, many at a time.

    Every method takes a batch and items of one kind, looks everything up by set, creates in one go, writes only what
    differs, and says on each item what became of it. It runs as the superuser of the feed: the account that sends has
    no right to any model.
    """

    _name = "hcs.his.applier"
    _description = "Applying of the feed"

    @api.model
    def _apply_kind(self, kind, batch, items):
        items = self._without_known(batch, items)
        if items:
            getattr(self, f"_apply_{self._kind_methods()[kind]}")(batch, items)

    @api.model
    def _kind_methods(self):
        return {
            "Organization": "organizations",
            "Location": "locations",
            "Practitioner": "practitioners",
            "Merge": "merges",
            "Patient": "patients",
            "Appointment": "appointments",
            "Encounter": "encounters",
            "Condition": "conditions",
            "Procedure": "procedures",
            "ChargeItem": "charge_items",
            "Invoice": "invoices",
            "ServiceRequest": "orders",
            "DiagnosticReport": "reports",
        }

    @api.model
    def _find(self, batch, keys):
        return self.env["hcs.his.key"]._find(batch.source, set(filter(None, keys)))

    @api.model
    def _current(self, items, found):
        """The newest item of each resource; older ones, in this batch or than what is known, are ignored."""
        newest = {}
        for item in items:
            _column, _id, known_at = found.get(item.key, (None, None, None))
            if known_at and item.version_at and item.version_at < known_at:
                item.ignore("superseded")
                continue
            other = newest.get(item.key)
            if other and other.version_at and item.version_at and item.version_at < other.version_at:
                item.ignore("superseded")
                continue
            if other:
                other.ignore("superseded")
            newest[item.key] = item
        return list(newest.values())

    @api.model
    def _remember(self, batch, column, items_ids):
        """Remember which record each item became, and wake what waited for it."""
        rows = [(item.record.keys, res_id, item.version_at) for item, res_id in items_ids]
        if rows:
            self.env["hcs.his.key"]._remember(batch.source, column, rows)
            batch.registered += [key for keys, _id, _version in rows for key in keys]

    @api.model
    def _by_reference(self, batch, model, refs):
        """``{item key: record}`` of records that came from this source before its keys were lost.

        :param refs: ``{external_ref: item key}``
        """
        records = self.env[model].search(
            [
                ("company_id", "=", batch.source.company_id.id),
                ("external_source", "=", batch.source.code),
                ("external_ref", "in", list(refs)),
            ]
        )
        return {refs[record.external_ref]: record for record in records}

    @api.model
    def _write_changed(self, record, values):
        """Write what differs and tell whether anything did."""
        changed = {}
        for name, value in values.items():
            field = record._fields[name]
            present = record[name]
            present = present.id if field.type == "many2one" else present
            if (present or False) != (value or False):
                changed[name] = value
        if changed:
            record.write(changed)
        return bool(changed)

    @api.model
    def _upsert(self, batch, items, column, model, prepare, match=None, found=None):
        """Create or update the record of each item and register its keys.

        :param prepare: ``prepare(item, record or None) -> values``; None values are left as they are
        :param match: ``match(items) -> {item.key: record}`` for records of ours that no key leads to yet
        :return: the items that were applied, each with its record
        """
        found = found or self._find(batch, (item.key for item in items))
        items = self._current(items, found)
        known = {item.key: found[item.key][1] for item in items if found.get(item.key, (None,))[0] == column}
        unknown = [item for item in items if item.key not in known]
        for key, record in (match(unknown) if match and unknown else {}).items():
            known[key] = record.id
        records = dict(zip(known, self.env[model].browse(list(known.values())), strict=True))
        to_create, pairs = [], []
        for item in items:
            record = records.get(item.key)
            values = {name: value for name, value in prepare(item, record).items() if value is not None}
            if record:
                item.effect = "updated" if self._write_changed(record, values) else "unchanged"
                pairs.append((item, record))
            else:
                item.effect = "new"
                to_create.append((item, values))
        created = self.env[model].create([values for _item, values in to_create])
        pairs += [(item, record) for (item, _values), record in zip(to_create, created, strict=True)]
        self._remember(batch, column, [(item, record.id) for item, record in pairs])
        return pairs
