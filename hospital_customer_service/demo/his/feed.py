"""Messages of the hospital system of this morning, some of which somebody has to mend; bookings it has to learn of."""

import io
import json
from datetime import timedelta
from pathlib import Path

from odoo import fields

MESSAGES = Path(__file__).with_name("messages.json")
TYPED = 2  # of the rows on the list: an agent has entered them over there already


class FeedLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env

    def load(self):
        self.source = self.env["hcs.his.source"].search([("code", "=", "his")], limit=1)
        if self.source:
            self._receive()
            self._list()

    def _receive(self):
        """What came in, through the same door as in real life."""
        messages = self.env["hcs.his.message"]
        for entry in json.loads(MESSAGES.read_text(encoding="utf-8")):
            at = self.hospital.local_now - timedelta(minutes=entry["minutes_ago"])
            body = "\r".join(entry["lines"]).replace("{at}", at.strftime("%Y%m%d%H%M%S"))
            messages._store_files(self.source, [(entry.get("file", ""), io.BytesIO(body.encode()))])
            messages.search([], order="id desc", limit=1).received_at = self.hospital.to_utc(at)
        messages._apply_next(100, [("source_id", "=", self.source.id)])

    def _list(self):
        """The way back is a list for typing in; the next bookings stand on it."""
        self.source.out_mode = "list"
        bookings = self.env["hcs.appointment"].search(
            [("start_at", ">", self.hospital.now), ("state", "in", ("booked", "confirmed"))], order="start_at", limit=8
        )
        rows = self.env["hcs.his.outgoing"].create(
            [
                {
                    "source_id": self.source.id,
                    "company_id": booking.company_id.id,
                    "kind": "appointment",
                    "patient_id": booking.patient_id.id,
                    "appointment_id": booking.id,
                    "reference": booking.reference,
                }
                for booking in bookings
            ]
        )
        for number, row in enumerate(rows[:TYPED], start=1):
            row.write(
                {
                    "state": "matched",
                    "remote_ref": f"MZ{self.hospital.today:%y%m%d}{number:04d}",
                    "matched_at": fields.Datetime.now(),
                    "typed_by": self.hospital.ref("user_agent_demo").id,
                }
            )
