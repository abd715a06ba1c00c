from datetime import timedelta

from odoo import Command, api, models

from ..desk.hcs_result_delivery import OPEN_STATES
from ..desk.hcs_result_item import AWAITED_STATUSES

REQUISITION = "Requisition/"


class HcsHisApplier(models.AbstractModel):
    """Orders of doctors: which results belong together, which are still expected, who is to be told (SVC-04, SD12).

    An order without a report makes nothing: it is remembered, and counts as soon as the first report of its form is
    there. Whatever comes first, order or report, ends in the same.
    """

    _inherit = "hcs.his.applier"

    @api.model
    def _apply_orders(self, batch, items):
        pairs = self._upsert(
            batch, items, "order_id", "hcs.his.order", lambda item, _order: self._prepare_order(batch, item)
        )
        orders = self.env["hcs.his.order"].browse([order.id for _item, order in pairs])
        changed = orders.browse([order.id for item, order in pairs if item.effect == "updated"])
        moments = {order.id: item.version_at or batch.now for item, order in pairs}
        settled = self.env["hcs.result.delivery"]._settle_later()
        touched = self._settle_orders(batch, orders.with_env(settled.env), changed, moments)
        touched.with_env(self.env)._parts_changed(settled._settling().corrected.with_env(self.env))

    @api.model
    def _prepare_order(self, batch, item):
        record = item.record
        return {
            "source_id": batch.source.id,
            "name": record.name or self.env._("Examination"),
            "code": record.code or False,
            "requisition": record.requisition or False,
            "expected": record.expected,
            "notice": record.notice,
        }

    @api.model
    def _report_orders(self, batch, items, found):
        """``{key: order}`` of the orders these reports answer; one that has not come yet is a row to come back to."""
        keys = dict.fromkeys(key for item in items for key in item.record.orders)
        ids = {key: found[key][1] for key in keys if found.get(key, (None,))[0] == "order_id"}
        missing = [key for key in keys if key not in ids]
        created = self.env["hcs.his.order"].create([{"source_id": batch.source.id} for _key in missing])
        ids.update(zip(missing, created.ids, strict=True))
        self.env["hcs.his.key"]._remember(batch.source, "order_id", [([key], ids[key], None) for key in missing])
        return {key: self.env["hcs.his.order"].browse(order_id) for key, order_id in ids.items()}

    @api.model
    def _order_ref(self, record, orders):
        """What is told together: the order form, else the order, else the report alone."""
        requisition = record.orders and orders[record.orders[0]].requisition
        return f"{REQUISITION}{requisition}" if requisition else record.order

    @api.model
    def _link_orders(self, pairs, orders):
        """Remember which orders each report answers."""
        for item, line in pairs:
            of_item = [orders[key] for key in item.record.orders]
            main = of_item[0] if of_item else self.env["hcs.his.order"]
            if line.order_id != main:
                line.order_id = main
            others = self.env["hcs.his.order"].union(*of_item[1:]) if len(of_item) > 1 else main.browse()
            known = self.env["hcs.his.order"].search([("also_item_ids", "in", line.ids)]) if others else others
            if others - known:
                (others - known).write({"also_item_ids": [Command.link(line.id)]})

    @api.model
    def _settle_orders(self, batch, orders, changed=None, moments=None):
        """Bring the results in line with these orders and the others of their forms; twice changes nothing.

        :param orders: in the context of results that are settled later
        :param changed: orders that say something new
        :return: the results that are concerned
        """
        forms = list(filter(None, set(orders.mapped("requisition"))))
        if forms:
            orders |= orders.search([("source_id", "=", batch.source.id), ("requisition", "in", forms)])
        touched = self._gather_forms(batch, orders)
        of_form = {delivery.order_ref: delivery for delivery in touched}
        for order in orders:
            form = of_form.get(f"{REQUISITION}{order.requisition}") if order.requisition else None
            if form:
                self._settle_expected(order, form, order in (changed or ()), (moments or {}).get(order.id, batch.now))
            if delivery := form or order.item_ids.delivery_id[:1]:
                touched |= delivery
                self._settle_notice(batch, order, delivery)
        return touched.exists()

    @api.model
    def _gather_forms(self, batch, orders):
        """The parts of each order form in one result; one that has lost all its parts is given up."""
        results = self.env["hcs.result.delivery"].with_env(orders.env)
        refs = [f"{REQUISITION}{order.requisition}" for order in orders if order.requisition]
        if not refs:
            return results
        deliveries = results.search(
            [
                ("company_id", "=", batch.source.company_id.id),
                ("external_source", "=", batch.source.code),
                ("order_ref", "in", refs),
            ]
        )
        of_form = {delivery.order_ref: delivery for delivery in deliveries}
        for requisition, of_requisition in orders.filtered("requisition").grouped("requisition").items():
            ref = f"{REQUISITION}{requisition}"
            for line in of_requisition.item_ids.sorted("id"):
                old = line.delivery_id
                if ref not in of_form:
                    # the first report of the form came alone: its result becomes that of the form
                    old.order_ref = ref
                    of_form[ref] = old
                elif self._belongs_to(line, of_form[ref]):
                    if of_form[ref].issued_at:
                        # what was issued without it was not the whole
                        of_form[ref]._settle_incomplete(batch.now)
                    line.delivery_id = of_form[ref]
                    self._give_up(old, of_form[ref], batch.now)
        return results.union(*of_form.values())

    @api.model
    def _belongs_to(self, line, form):
        """Whether a part that came alone goes to the others; what the patient was told of stays as it is."""
        alone = line.delivery_id
        return alone != form and alone.state in OPEN_STATES and alone.patient_id == form.patient_id

    @api.model
    def _give_up(self, old, new, now):
        """A result whose parts all went to another one."""
        if old.item_ids:
            return
        if old.notice and not new.notice:
            new.write({"notice": True, "flagged_by": old.flagged_by, "flagged_at": old.flagged_at})
        if not (old.issued_at or old.clock_ids or old.proof_ids or old.service_record_id):
            old.unlink()
        elif old.state in OPEN_STATES:
            old._clock_end(now)
            old._write_flow({"state": "cancelled"})

    @api.model
    def _settle_expected(self, order, delivery, changed, at):
        """A part of the result stands for the report that has not come yet."""
        awaited = order.expected_item_ids
        if order.item_ids or order.also_item_ids:
            awaited.unlink()
        elif order.expected and not awaited:
            awaited.create(
                {"delivery_id": delivery.id, "expected_order_id": order.id, "name": order.name, "code": order.code}
            )
        elif not order.expected:
            awaited.filtered(lambda line: line.status in AWAITED_STATUSES).write(
                {"status": "cancelled", "issued_at": at}
            )
        elif changed:
            # ordered again; what people closed by hand stays closed until the sender says something new
            closed = awaited.filtered(lambda line: line.status == "cancelled")
            closed.write({"status": "registered", "issued_at": False})

    @api.model
    def _settle_notice(self, batch, order, delivery):
        """What the doctor asks for counts once: whoever decides otherwise later is not overruled by a repetition."""
        if order.notice == order.told:
            return
        order.told = order.notice
        if delivery.state not in OPEN_STATES:
            return
        if order.notice and not delivery.notice and self._is_recent(batch, delivery):
            delivery.write({"notice": True, "flagged_by": "doctor"})
        elif not order.notice and delivery.notice and delivery.flagged_by == "doctor":
            others = order.search([("id", "in", delivery.item_ids.order_id.ids), ("notice", "=", True)])
            if not others:
                delivery.notice = False

    @api.model
    def _is_recent(self, batch, delivery):
        """The first load of a feed brings the orders of years: nobody is told of those."""
        issued = [line.issued_at for line in delivery.item_ids if line.issued_at]
        days = timedelta(days=batch.source.company_id.hcs_result_days)
        return not issued or max(issued) >= batch.now - days
