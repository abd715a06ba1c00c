"""PAT-02, FEATURES PA6: one page, newest first, by kind, under the rights of the reader."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.patient import PatientCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestTimeline(PatientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.consent"].create(
            [
                {"patient_id": cls.patient.id, "purpose": "survey", "at": f"2025-03-{day:02} 08:00:00"}
                for day in range(1, 21)
            ]
        )

    def page(self, user=None, **kwargs):
        return self.patient.with_user(user or self.user_agent).get_timeline(**kwargs)

    def test_it_is_never_empty(self):
        fresh = self._patient()
        entries = fresh.with_user(self.user_agent).get_timeline()["entries"]
        self.assertEqual([entry["kind"] for entry in entries], ["card"])
        self.assertEqual(
            set(entries[0]),
            {"kind", "kind_label", "icon", "model", "res_id", "date", "day_only", "title", "subtitle", "state"},
        )

    def test_newest_first_in_pages(self):
        seen, before, pages = [], None, 0
        while True:
            page = self.page(limit=6, before=before)
            seen += [entry["date"] for entry in page["entries"]]
            pages += 1
            if not page["more"]:
                break
            before = page["entries"][-1]["date"]
        self.assertEqual(len(seen), 21)
        self.assertEqual(seen, sorted(seen, reverse=True))
        self.assertEqual(pages, 4)

    def test_entries_of_one_time_are_never_lost(self):
        self.env["hcs.consent"].create(
            [{"patient_id": self.patient.id, "purpose": "survey", "at": "2025-03-25 08:00:00"} for _n in range(9)]
        )
        first = self.page(limit=3, kinds=["consent"])
        self.assertEqual(len(first["entries"]), 9)
        rest = self.page(limit=50, kinds=["consent"], before=first["entries"][-1]["date"])
        self.assertEqual(len(rest["entries"]), 20)

    def test_by_kind(self):
        kinds = {entry["kind"] for entry in self.page(kinds=["consent"])["entries"]}
        self.assertEqual(kinds, {"consent"})
        self.assertLessEqual({"card", "consent"}, {kind["kind"] for kind in self.page()["kinds"]})

    def test_it_shows_what_the_reader_may_see(self):
        original = type(self.env["hcs.patient"])._timeline_sources

        def sources(patient):
            return [
                *original(patient),
                {
                    "kind": "secret",
                    "label": "Secret",
                    "icon": "fa-lock",
                    "model": "hcs.access.log",
                    "date_field": "at",
                    "fields": ["kind"],
                    "describe": lambda line: (line.kind, ""),
                },
            ]

        self.env["hcs.access.log"]._log(self.patient, "card")
        with patch.object(type(self.env["hcs.patient"]), "_timeline_sources", sources):
            self.assertNotIn("secret", {kind["kind"] for kind in self.page()["kinds"]})
            self.assertIn("secret", {kind["kind"] for kind in self.page(self.user_director)["kinds"]})

    def test_it_is_closed_to_others(self):
        for user in (self.user_outsider, self.user_department, self.user_executive):
            with self.assertRaises(AccessError):
                self.page(user)

    def test_a_bad_cursor_is_told_in_plain_words(self):
        with self.assertRaises(UserError):
            self.page(before="yesterday")

    def test_dates_without_time_come_on_their_day(self):
        """A room may have a date only: it counts from the start of that day."""
        self.patient.write({"birthdate": False, "id_number": False})
        self.patient.birthdate = "1980-05-05"
        source = {
            "kind": "birth",
            "label": "Birth",
            "icon": "fa-child",
            "model": "hcs.patient",
            "patient_field": "id",
            "date_field": "birthdate",
            "describe": lambda patient: ("Born", ""),
        }
        with patch.object(type(self.env["hcs.patient"]), "_timeline_sources", lambda patient: [source]):
            self.assertEqual(self.page()["entries"][0]["date"], "1980-05-05 00:00:00")
            self.assertTrue(self.page(before="1980-05-05 09:00:00")["entries"])
            self.assertFalse(self.page(before="1980-05-05 00:00:00")["entries"])
