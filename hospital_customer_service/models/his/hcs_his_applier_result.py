from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError

# how far a report has come; of two without a time the farther one is the later
RANKS = {
    "registered": 0,
    "partial": 1,
    "preliminary": 2,
    "final": 3,
    "amended": 4,
    "corrected": 4,
    "cancelled": 5,
}


class HcsHisApplier(models.AbstractModel):
    """Reports of laboratory and imaging: parts of the result of one order (SVC-04)."""

    _inherit = "hcs.his.applier"

    @api.model
    def _apply_reports(self, batch, items):
        ready, found = self._of_patients(batch, items)
        lines = self._report_lines(ready, found)
        ready = [item for item in ready if not self._is_stale(item, lines.get(item.key), found)]
        orders = self._report_orders(batch, ready, found)
        for item in ready:
            item.record.order = self._order_ref(item.record, orders)
        deliveries = self._report_deliveries(batch, ready, found)
        later = self.env["hcs.result.item"].with_env(deliveries._settle_later().env)
        by_order = deliveries.grouped("order_ref")
        to_create, pairs, touched = [], [], deliveries.browse()
        for item in ready:
            delivery, line = by_order[item.record.order], lines.get(item.key)
            values = self._prepare_report(batch, item, line, delivery)
            if line:
                touched |= line.delivery_id | delivery
                item.effect = "updated" if self._write_changed(later.browse(line.id), values) else "unchanged"
                pairs.append((item, line))
            else:
                touched |= delivery
                item.effect = "new"
                to_create.append((item, values))
        created = later.create([values for _item, values in to_create])
        pairs += [(item, line) for (item, _values), line in zip(to_create, created, strict=True)]
        self._remember(batch, "result_item_id", [(item, line.id) for item, line in pairs])
        if orders:
            self._link_orders([(item, later.browse(line.id)) for item, line in pairs], orders)
            of_batch = self.env["hcs.his.order"].union(*orders.values()).with_env(later.env)
            touched = touched.exists() | self._settle_orders(batch, of_batch).with_env(self.env)
            touched = touched.exists()
        corrected = later.delivery_id._settling().corrected
        touched._parts_changed(corrected.with_env(self.env))

    @api.model
    def _of_patients(self, batch, items):
        """``(the items that count, found keys)``; a report before its patient waits."""
        found = self._find(batch, [key for item in items for key in self._report_keys(item)])
        ready = []
        for item in items:
            key = item.record.patient
            if found.get(key, (None,))[0] == "patient_id":
                ready.append(item)
            elif key:
                item.wait([key])
            else:
                item.ignore(code="no_patient", field_name="DiagnosticReport.subject")
        # of several states of one report the last is kept: by version, else by issue and status, else as they came
        ready.sort(key=lambda item: (item.record.issued or datetime.min, RANKS[item.record.status]))
        ready = self._current(ready, found)
        for item in ready:
            # its visit and its department may come later, and are put in then
            others = (item.record.encounter, *item.record.performers)
            item.hope([key for key in others if key and key not in found and key.startswith(("Enc", "Org"))])
        return ready, found

    @api.model
    def _report_keys(self, item):
        record = item.record
        return [item.key, record.patient, record.encounter, *record.performers, *record.orders]

    @api.model
    def _report_lines(self, items, found):
        """``{item key: part of a result}`` of the reports that are known."""
        ids = {item.key: found[item.key][1] for item in items if found.get(item.key, (None,))[0] == "result_item_id"}
        lines = self.env["hcs.result.item"].browse(ids.values())
        lines.fetch(["delivery_id", "name", "code", "status", "issued_at"])
        return dict(zip(ids, lines, strict=True))

    @api.model
    def _is_stale(self, item, line, found):
        """Whether this report is older than what is known; where the sender tells no versions, by issue and status."""
        if not line or (item.version_at and found[item.key][2]):
            return False
        issued, known = item.record.issued, line.issued_at
        if issued and known and issued != known:
            stale = issued < known
        else:
            stale = RANKS[item.record.status] < RANKS[line.status]
        if stale:
            item.ignore("superseded")
        return stale

    @api.model
    def _report_deliveries(self, batch, items, found):
        """The results that the reports belong to, made where they are missing."""
        source = batch.source
        results = self.env["hcs.result.delivery"]
        orders = {}
        for item in items:
            orders.setdefault(item.record.order, []).append(item)
        deliveries = results.search(
            [
                ("company_id", "=", source.company_id.id),
                ("external_source", "=", source.code),
                ("order_ref", "in", list(orders)),
            ]
        )
        known = set(deliveries.mapped("order_ref"))
        missing = [self._prepare_delivery(batch, of[0], found) for order, of in orders.items() if order not in known]
        deliveries |= results.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create(missing)
        deliveries = deliveries.with_env(self.env)
        for delivery in deliveries:
            for item in orders[delivery.order_ref]:
                self._complete_delivery(batch, delivery, item, found)
        return deliveries

    @api.model
    def _prepare_delivery(self, batch, item, found):
        return {
            "company_id": batch.source.company_id.id,
            "patient_id": found[item.record.patient][1],
            "kind": item.record.kind,
            "order_ref": item.record.order,
            "external_source": batch.source.code,
        }

    @api.model
    def _complete_delivery(self, batch, delivery, item, found):
        """Put in what was not known when the first report of the order came; what people entered stays."""
        if delivery.patient_id.id != found[item.record.patient][1]:
            raise UserError(self.env._("The reports of one order are about different patients."))
        targets = [found.get(key, (None, None, None))[:2] for key in (item.record.encounter, *item.record.performers)]
        visit = self.env["hcs.visit"].browse(next((res_id for name, res_id in targets if name == "visit_id"), None))
        department = next((res_id for name, res_id in targets if name == "department_id"), visit.department_id.id)
        values = {
            "visit_id": visit.patient_id == delivery.patient_id and visit.id,
            "department_id": department,
            "practitioner_id": visit.practitioner_id.id,
        }
        values = {name: value for name, value in values.items() if value and not delivery[name]}
        if values:
            delivery.write(values)

    @api.model
    def _prepare_report(self, batch, item, line, delivery):
        record = item.record
        issued_at = record.issued
        if record.status == "cancelled":
            # a withdrawn report keeps the moment of its first issue; it was withdrawn later
            issued_at = item.version_at or None
        if not issued_at and line and line.status == record.status:
            issued_at = line.issued_at
        if not issued_at and RANKS[record.status] >= RANKS["final"]:
            issued_at = item.version_at or batch.now
        return {
            "delivery_id": delivery.id,
            "name": record.name or self.env._("Examination"),
            "code": record.code or False,
            "status": record.status,
            "issued_at": issued_at or False,
            "external_ref": item.resource_id,
        }
