"""Ground of the feed's tests: a source, and a way to send resources to it."""

import io
import json
from datetime import datetime, timedelta

from tests.common import HcsCase
from tests.his import fhir_maker as make

NINE = datetime(2026, 9, 1, 9)  # nine o'clock in the hospital
NINE_UTC = datetime(2026, 9, 1, 1)
MINUTE = timedelta(minutes=1)


class HisCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["hcs.his.source"].create({"name": "Test", "code": "test", "kind": "fhir_http"})
        cls.messages = cls.env["hcs.his.message"]
        cls.patients = cls.env["hcs.patient"]
        cls.visits = cls.env["hcs.visit"]

    def store(self, *resources, name="bundle.json", source=None):
        """Put resources (or bytes) into the inbox; return the counts."""
        data = resources[0] if isinstance(resources[0], bytes) else json.dumps(make.bundle(*resources)).encode()
        return self.messages._store_files(source or self.source, [(name, io.BytesIO(data))])

    def apply(self, source=None):
        source = source or self.source
        while self.messages._apply_next(1000, [("source_id", "=", source.id)]):
            self.env.invalidate_all()

    def feed(self, *resources, source=None):
        """Store and apply; return the messages of these resources."""
        last = self.messages.search([], limit=1).id or 0
        self.store(*resources, source=source)
        self.apply(source)
        return self.messages.search([("id", ">", last)], order="id")

    def patient(self, ref="1"):
        return self.patients.with_context(active_test=False).search(
            [("external_source", "=", "test"), ("external_ref", "=", ref)]
        )

    def visit(self, ref="7"):
        return self.visits.search([("external_source", "=", "test"), ("external_ref", "=", ref)])

    def all_visits(self):
        return self.visits.search([("external_source", "=", "test")])


class ResultCase(HisCase):
    """Results of the feed; no rule of the hospital asks for a notice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.results = cls.env["hcs.result.delivery"]
        cls.env["hcs.result.rule"].search([]).unlink()
