from odoo import api, models


class HcsHisApplier(models.AbstractModel):
    """The hospital system answers (VIS-04): what it sends turns out to be what was made here."""

    _inherit = "hcs.his.applier"

    @api.model
    def _ours(self, batch, items):
        """``{item key: patient}`` of persons who come with the number that we sent."""
        if batch.source.out_mode == "none" or not items:
            return {}
        own = self.env["hcs.his.outgoing"].search_fetch(
            [
                ("source_id", "=", batch.source.id),
                ("kind", "=", "patient"),
                ("reference", "in", self._own_numbers(items)),
            ],
            ["reference", "patient_id"],
        )
        by_number = {row.reference: row.patient_id._resolve_merged() for row in own}
        system, found = batch.source._out_system(), {}
        for item in items:
            for authority, value in item.record.numbers:
                if authority in (system, system[:20], "HCS") and value in by_number:
                    found[item.key] = by_number[value]
        return found

    @api.model
    def _own_numbers(self, items):
        return [value for item in items for _authority, value in item.record.numbers if value[:1] == "P"]

    @api.model
    def _own_bookings(self, batch, items):
        """``{item key: booking}`` of appointments that name one of our bookings."""
        if batch.source.out_mode == "none":
            return {}
        wanted = {number: item.key for item in items for number in item.record.references}
        wanted |= {item.resource_id: item.key for item in items}
        rows = self.env["hcs.his.outgoing"].search(
            [
                ("source_id", "=", batch.source.id),
                ("appointment_id", "!=", False),
                "|",
                ("reference", "in", list(wanted)),
                ("remote_ref", "in", list(wanted)),
            ]
        )
        return {wanted.get(row.reference) or wanted[row.remote_ref]: row.appointment_id for row in rows}

    @api.model
    def _appointment_visits(self, batch, items, found, bookings):
        """``{item key: visit}`` of appointments whose visit is here: of our booking, or of the encounter they name."""
        visits = self._by_reference(batch, "hcs.visit", {item.key: item.key for item in items})
        for item in items:
            column, visit_id, _version = found.get(item.record.encounter, (None, None, None))
            if column == "visit_id":
                visits[item.key] = self.env["hcs.visit"].browse(visit_id)
            elif item.key in bookings and bookings[item.key].visit_id:
                visits.setdefault(item.key, bookings[item.key].visit_id)
        return visits

    @api.model
    def _bind_bookings(self, batch, pairs, bookings):
        """The visit of the feed is the visit of the booking."""
        answers = {}
        for item, visit in pairs:
            booking = bookings.get(item.key)
            if booking and booking.patient_id == visit.patient_id:
                if not booking.visit_id:
                    booking._write_flow({"visit_id": visit.id})
                answers[booking.id] = item.resource_id
        self._answer_outgoing(batch, "appointment_id", answers)

    @api.model
    def _answer_outgoing(self, batch, column, answers):
        if answers and batch.source.out_mode != "none":
            self.env["hcs.his.outgoing"]._note_answers(batch, column, answers)
