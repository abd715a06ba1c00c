from odoo import api, models
from odoo.tools import SQL


class HcsHisApplier(models.AbstractModel):
    """Positions and invoices become facts; the amount of a visit is their sum, however often they come."""

    _inherit = "hcs.his.applier"

    @api.model
    def _apply_charge_items(self, batch, items):
        found = self._find(batch, [key for item in items for key in (item.key, item.record.encounter)])
        ready, visits = [], {}
        for item in self._current(items, found):
            key = item.record.encounter
            column, visit_id, _version = found.get(key, (None, None, None))
            if column == "visit_id":
                visits[item.key] = visit_id
                ready.append(item)
            elif key:
                item.wait([key])
            else:
                item.ignore(code="no_visit", field_name="ChargeItem.context")
        ready = [item for item in ready if self._check_currency(item)]
        charges = self._charges(batch, [item.key for item in ready])
        touched, to_create = set(), []
        for item in ready:
            record = item.record
            values = {
                "visit_id": visits[item.key],
                "amount": record.amount or 0.0,
                "amount_known": record.amount is not None,
                "currency": record.currency or False,
                "counts": record.counts,
            }
            charge = charges.get(item.key)
            touched |= {visits[item.key], charge.visit_id.id if charge else None}
            if charge:
                first = not charge.visit_id
                changed = self._write_changed(charge, values)
                item.effect = "new" if first else "updated" if changed else "unchanged"
            else:
                item.effect = "new"
                to_create.append({**values, "source_id": batch.source.id, "external_ref": item.key, "kind": "item"})
        self.env["hcs.his.charge"].create(to_create)
        self._remember(batch, "visit_id", [(item, visits[item.key]) for item in ready])
        self._settle_amounts(batch, touched)

    @api.model
    def _charges(self, batch, refs):
        rows = self.env["hcs.his.charge"].search(
            [("source_id", "=", batch.source.id), ("external_ref", "in", list(refs)), ("kind", "=", "item")]
        )
        return {row.external_ref: row for row in rows}

    @api.model
    def _check_currency(self, item):
        code = item.record.currency
        if code and not self._currency(code):
            item.fail("currency", f"{item.kind}.currency")
            return False
        return True

    @api.model
    def _currency(self, code):
        return self.env["res.currency"].with_context(active_test=False).search([("name", "=", code.upper())], limit=1)

    # INVOICES
    @api.model
    def _apply_invoices(self, batch, items):
        found = self._find(batch, [key for item in items for key in (item.key, item.record.encounter)])
        current = [item for item in self._current(items, found) if self._check_currency(item)]
        covered = self._charges(batch, [key for item in current for key, _amount in item.record.items])
        touched, ready = set(), []
        for item in current:
            shares = self._invoice_shares(item, found, covered)
            if shares is not None:
                touched |= self._store_invoice(batch, item, shares, covered)
                ready.append((item, next(iter(shares), None)))
        self._remember(batch, "visit_id", ready)
        self._settle_amounts(batch, touched)

    @api.model
    def _invoice_shares(self, item, found, covered):
        """``{visit id: amount}``; None where the invoice has to wait or belongs to no visit."""
        record = item.record
        if record.encounter:
            column, visit_id, _version = found.get(record.encounter, (None, None, None))
            if column == "visit_id":
                return {visit_id: record.amount}
            item.wait([record.encounter])
            return None
        if not record.items:
            item.ignore(code="no_visit", field_name="Invoice.lineItem")
            return None
        lines = [(covered.get(key), key, amount) for key, amount in record.items]
        missing = [key for charge, key, _amount in lines if not charge or not charge.visit_id]
        if missing:
            item.wait(missing)
            return None
        visits = {charge.visit_id.id for charge, _key, _amount in lines}
        if len(visits) == 1:
            return {visits.pop(): record.amount}
        shares = {}
        for charge, _key, amount in lines:
            part = amount if amount is not None else charge.amount
            shares[charge.visit_id.id] = shares.get(charge.visit_id.id, 0.0) + part
        return shares

    @api.model
    def _store_invoice(self, batch, item, shares, covered):
        """Replace what this invoice said before; return the visits whose amount may have changed."""
        charge_model, record = self.env["hcs.his.charge"], item.record
        before = charge_model.search(
            [("source_id", "=", batch.source.id), ("external_ref", "=", item.key), ("kind", "=", "invoice")]
        )
        touched = set(before.visit_id.ids) | set(shares)
        changed, old = False, {row.visit_id.id: row for row in before}
        for visit_id, amount in shares.items():
            values = {
                "amount": amount or 0.0,
                "amount_known": amount is not None,
                "currency": record.currency or False,
                "counts": record.counts,
            }
            if visit_id in old:
                changed |= self._write_changed(old.pop(visit_id), values)
            else:
                changed = True
                charge_model.create(
                    {
                        **values,
                        "source_id": batch.source.id,
                        "external_ref": item.key,
                        "kind": "invoice",
                        "visit_id": visit_id,
                    }
                )
        gone = charge_model.union(*old.values())
        changed |= bool(gone) | self._cover(batch, item, covered)
        gone.unlink()
        item.effect = "new" if not before else "updated" if changed else "unchanged"
        return touched

    @api.model
    def _cover(self, batch, item, covered):
        """Note which positions the invoice covers, also those that have not come yet."""
        charge_model, keys = self.env["hcs.his.charge"], [key for key, _amount in item.record.items]
        domain = [("source_id", "=", batch.source.id), ("invoice_ref", "=", item.key)]
        present = charge_model.search(domain)
        wanted = set(keys) if item.record.counts else set()
        dropped = present.filtered(lambda row: row.external_ref not in wanted)
        dropped.write({"invoice_ref": False})
        changed = bool(dropped)
        for key in sorted(wanted - set(present.mapped("external_ref"))):
            changed = True
            if key in covered:
                covered[key].invoice_ref = item.key
            else:
                covered[key] = charge_model.create(
                    {"source_id": batch.source.id, "external_ref": key, "kind": "item", "invoice_ref": item.key}
                )
        return changed

    # AMOUNTS
    @api.model
    def _settle_amounts(self, batch, visit_ids):
        """Write the sum of the facts to the visits; a visit without a known fact stays unknown, which is not zero."""
        ids = [visit_id for visit_id in visit_ids if visit_id]
        if not ids:
            return
        self.env["hcs.his.charge"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT visit_id, SUM(amount), MAX(currency), COUNT(DISTINCT currency)
                     FROM hcs_his_charge
                    WHERE visit_id = ANY(%s) AND counts AND amount_known AND (kind = 'invoice' OR invoice_ref IS NULL)
                    GROUP BY visit_id""",
                ids,
            )
        )
        sums = {visit_id: (total, code, kinds) for visit_id, total, code, kinds in rows}
        for visit in self.env["hcs.visit"].browse(ids):
            total, code, kinds = sums.get(visit.id, (None, None, 0))
            values = {"amount_known": total is not None, "amount_spent": max(round(total or 0.0, 2), 0.0)}
            if kinds > 1:
                values = {"amount_known": False, "amount_spent": 0.0}
            elif code and visit.currency_id.name != code.upper():
                values["currency_id"] = self._currency(code).id
            self._write_changed(visit, values)
