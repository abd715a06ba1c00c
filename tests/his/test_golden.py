"""One golden message for every trigger of the issue (VIS-02, IG2, IG3), in every dress it may come in: character set,
byte order mark, line ends, a wrong EVN-1, unknown segments, a hundred times. What it does is always the same."""

import re
from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from tests.his import hl7_maker as make
from tests.his.test_hl7_visits import MORNING, Hl7Case

NOON = "20260901120000"
LATER = "20260903110000"
BOOKED, STAY = make.siu("S12"), make.adt("A01")
# trigger: what came before, the message, and (what is looked at, what it is afterwards)
GOLDEN = {
    "ADT^A01": ([], STAY, {"kind": "inpatient", "state": "in_progress", "admitted_at": MORNING}),
    "ADT^A03": (
        [STAY],
        make.adt("A03", at=LATER, start="", end="20260903100000"),
        {"state": "completed", "discharged_at": datetime(2026, 9, 3, 2), "admitted_at": MORNING},
    ),
    "ADT^A04": ([], make.adt("A04", kind="O"), {"kind": "outpatient", "state": "arrived", "arrived_at": MORNING}),
    "ADT^A06": (
        [make.adt("A04", kind="O")],
        make.adt("A06", at=NOON, start=NOON),
        {"kind": "inpatient", "state": "in_progress", "admitted_at": datetime(2026, 9, 1, 4)},
    ),
    "ADT^A07": (
        [STAY],
        make.adt("A07", kind="O", at=NOON, start=""),
        {"kind": "outpatient", "admitted_at": False, "state": "in_progress"},
    ),
    "ADT^A08": (
        [STAY],
        make.adt("A08", at=NOON, start="", pid_values={"name": "王^秀莲"}, segments=["DG1|1||I10^高血压"]),
        {"patient_id.name": "王秀莲", "diagnosis": "高血压", "state": "in_progress"},
    ),
    "ADT^A11": ([STAY], make.adt("A11", at=NOON), {"state": "cancelled", "admitted_at": False}),
    "ADT^A13": (
        [STAY, make.adt("A03", at=LATER)],
        make.adt("A13", at="20260903120000", start=""),
        {"state": "in_progress", "discharged_at": False},
    ),
    "ADT^A28": ([], make.person("A28"), {"person": ("王秀英", date(1960, 5, 4), "female")}),
    "ADT^A31": (
        [make.person("A28")],
        make.person("A31", at=NOON, name="王^秀莲", birth="19600505"),
        {"person": ("王秀莲", date(1960, 5, 5), "female")},
    ),
    "ADT^A40": (
        [make.person(mrn="M1"), make.adt("A04", kind="O", mrn="M2")],
        make.merge("M1", "M2"),
        {"patient_id.mrn": "M1", "merged": ["M2"]},
    ),
    "SIU^S12": ([], BOOKED, {"state": "planned", "planned_at": datetime(2026, 9, 5, 1)}),
    "SIU^S13": ([BOOKED], make.siu("S13", start="20260906090000", at=NOON), {"planned_at": datetime(2026, 9, 6, 1)}),
    "SIU^S14": (
        [BOOKED],
        make.siu("S14", doctor="D8^赵^敏", at=NOON),
        {"practitioner_id.name": "赵敏", "state": "planned"},
    ),
    "SIU^S15": ([BOOKED], make.siu("S15", at=NOON), {"state": "cancelled"}),
    "SIU^S16": ([BOOKED], make.siu("S16", at=NOON), {"state": "interrupted"}),
    "SIU^S17": ([BOOKED], make.siu("S17", at=NOON), {"state": "cancelled"}),
    "SIU^S26": ([BOOKED], make.siu("S26", at="20260905120000"), {"state": "no_show"}),
    "ORU^R01": ([], make.oru("F"), {"results": [("final", "血常规")]}),
    "DFT^P03": (
        [STAY],
        make.dft(("T1", "CG", "120.50"), ("T2", "CD", "20.50"), start=""),
        {"amount_spent": 100.0, "state": "in_progress"},
    ),
}
DRESSES = {
    "plain": str.encode,
    "GBK, LF": lambda text: text.replace("\r", "\n").encode("gb18030"),
    "GBK named in MSH-18": lambda text: re.sub(r"\|2\.5\r", "|2.5||||||GB 18030-2000\r", text, count=1).encode("gbk"),
    "mark, CR LF": lambda text: b"\xef\xbb\xbf" + text.replace("\r", "\r\n").encode(),
    "wrong EVN-1": lambda text: re.sub(r"\rEVN\|\w+", "\rEVN|A99", text).encode(),
    "unknown segments": lambda text: text.replace("\rPID|", "\rZPI|1|x^y~z|&\rPID|", 1).encode() + b"ZZZ|^~\\&|\r",
    "a hundred in one body": lambda text: text.encode() * 100,
}


@tagged("post_install", "-at_install", "hcs_his")
@freeze_time("2026-09-06 02:00:00")
class TestGolden(Hl7Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.result.rule"].search([]).unlink()

    def take(self, data):
        counts = self.store(data)
        self.apply()
        return counts

    def seen(self, name):
        if name == "person":
            person = self.patient()
            return person.name, person.birthdate, person.sex
        if name == "merged":
            everyone = self.patients.with_context(active_test=False)
            return everyone.search([("external_source", "=", "test"), ("merged_into_id", "!=", False)]).mapped("mrn")
        if name == "results":
            items = self.env["hcs.result.item"].search([("delivery_id.patient_id", "=", self.patient().id)])
            return [(item.status, item.name) for item in items]
        visit = self.all_visits()
        visit.ensure_one()
        record, _dot, field = name.rpartition(".")
        return visit[record][field] if record else visit[name]

    def counts(self):
        models = ("hcs.patient", "hcs.visit", "hcs.his.charge", "hcs.result.delivery", "hcs.patient.merge")
        return [self.env[model].with_context(active_test=False).search_count([]) for model in models]

    def test_every_trigger_in_every_dress(self):
        for trigger, (before, text, expected) in GOLDEN.items():
            self.assertIn(f"||{trigger}|", text)
            for dress, put_on in DRESSES.items():
                with self.subTest(trigger=trigger, dress=dress), self.env.cr.savepoint() as savepoint:
                    for each in before:
                        self.take(each.encode())
                    self.take(put_on(text))
                    messages = self.messages.search([("source_id", "=", self.source.id)])
                    self.assertEqual(set(messages.mapped("state")), {"done"})
                    self.assertEqual(len(messages), len(before) + 1)
                    self.assertEqual(messages[0].resource_type, trigger)
                    self.assertEqual({name: self.seen(name) for name in expected}, expected)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_a_hundred_repetitions_change_nothing(self):
        """IG1: whenever they come; each is answered well."""
        for trigger, (before, text, expected) in GOLDEN.items():
            with self.subTest(trigger=trigger), self.env.cr.savepoint() as savepoint:
                for each in (*before, text):
                    self.take(each.encode())
                counts = self.counts()
                for number in range(100):
                    again = re.sub(r"^((?:[^|]*\|){6})\d{14}", rf"\g<1>202609041{number:03d}00", text)
                    good, [answer] = self.messages._store_hl7(self.source, again.encode())
                    self.assertTrue(good and b"\rMSA|AA|" in answer)
                self.assertFalse(self.apply())
                self.assertEqual(self.counts(), counts)
                self.assertEqual({name: self.seen(name) for name in expected}, expected)
                savepoint.rollback()
                self.env.invalidate_all()


@tagged("post_install", "-at_install", "hcs_his")
@freeze_time("2026-09-06 02:00:00")
class TestMergeTakenBack(Hl7Case):
    def test_after_the_undo_each_number_leads_to_its_own_person(self):
        """IG3, PAT-04: people may take an A40 back; what comes after that goes to the right record."""
        self.send(make.adt("A01", mrn="M1", visit="V1"), make.adt("A04", kind="O", mrn="M2", visit="V2"))
        kept, gone = self.patient("M1"), self.patient("M2")
        self.send(make.merge("M1", "M2"))
        self.assertEqual(self.all_visits().patient_id, kept)
        self.env["hcs.patient.merge"].search([("merged_id", "=", gone.id)]).with_user(self.user_director).action_undo()
        self.env.invalidate_all()
        self.assertEqual((self.visit("V1").patient_id, self.visit("V2").patient_id), (kept, gone))
        self.assertTrue(gone.active and not gone.merged_into_id)
        self.send(
            make.adt("A03", kind="O", mrn="M2", visit="V2", at="20260902110000", pid_values={"name": "李^娜"}),
            make.adt("A04", kind="O", mrn="M2", visit="V3", at="20260903110000", pid_values={"name": "李^娜"}),
            make.adt("A04", kind="O", mrn="M1", visit="V4", at="20260903110000"),
        )
        self.assertEqual((self.visit("V2").patient_id, self.visit("V3").patient_id), (gone, gone))
        self.assertEqual((self.visit("V4").patient_id, gone.name, kept.name), (kept, "李娜", "王秀英"))

    def test_the_same_merge_again_after_the_undo(self):
        """A repetition of the old message is known and does nothing; a new one merges anew."""
        self.send(make.person(mrn="M1"), make.person(mrn="M2"))
        text = make.merge("M1", "M2")
        self.send(text)
        merge = self.env["hcs.patient.merge"].search([("merged_id", "=", self.patient("M2").id)])
        merge.with_user(self.user_director).action_undo()
        self.env.invalidate_all()
        self.send(text)
        self.assertTrue(self.patient("M2").active)
        self.send(make.merge("M1", "M2", at="20260905090000"))
        self.assertFalse(self.patient("M2").active)


@tagged("post_install", "-at_install", "hcs_his")
class TestCorrected(Hl7Case):
    def test_every_way_to_say_corrected_starts_the_notice_again(self):
        """IG3: OBR-25 or OBX-11 says C; a repetition of the correction starts nothing."""
        self.env["hcs.result.rule"].search([]).unlink()
        line = "OBX|1|NM|WBC^白细胞||9.1|10*9/L|4-10|N|||C"
        for number, corrected in enumerate(({"state": "C"}, {"state": "", "lines": [line]})):
            with self.subTest(corrected=corrected):
                order = {"order": f"O{number}", "filler": f"R{number}"}
                with freeze_time("2026-09-01 03:00:00"):
                    self.send(make.oru("F", **order))
                result = self.env["hcs.result.item"].search([("delivery_id.patient_id", "=", self.patient().id)])
                result = result.sorted("id")[-1].delivery_id
                first = result.issued_at
                with freeze_time("2026-09-01 05:00:00"):
                    text = make.oru(at="20260901125000", **order, **corrected)
                    self.send(text)
                second = result.issued_at
                self.assertGreater(second, first)
                with freeze_time("2026-09-01 07:00:00"):
                    self.send(text)
                self.assertEqual(result.issued_at, second)
