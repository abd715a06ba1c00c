"""The reader of FHIR files (VIS-02, "Bad input"): everything good is kept, everything bad names its row and field."""

import gzip
import io
import json
import zipfile
from datetime import timedelta

import pytest

from hcs_tools.fhir import FhirError, read_rows
from hcs_tools.fhir.jsonstream import CHUNK
from tests.his import fhir_maker as make

GOOD = make.patient("1", "张伟")


def rows(data, name="file.json", **options):
    if not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False).encode()
    return list(read_rows(name, io.BytesIO(data), **options))


def keys(found):
    return [row.key for row in found if not row.error]


@pytest.mark.parametrize("kind", ["collection", "transaction", "batch", "searchset"])
def test_bundles_of_every_kind(kind):
    found = rows(make.bundle(GOOD, make.encounter("7", "1", make.datetime(2026, 9, 1, 9)), kind=kind))
    assert keys(found) == ["Patient/1", "Encounter/7"]
    assert [(row.number, row.unit) for row in found] == [(1, "entry"), (2, "entry")]


def test_pretty_printed_bundle_with_a_byte_order_mark():
    data = b"\xef\xbb\xbf" + json.dumps(make.bundle(GOOD), indent=2).encode()
    assert keys(rows(data)) == ["Patient/1"]


def test_entries_before_the_type_and_entries_without_a_resource():
    bundle = {"entry": [{"resource": GOOD}, {"request": {"method": "DELETE"}}], "resourceType": "Bundle"}
    assert keys(rows(bundle)) == ["Patient/1"]


def test_a_single_resource_is_a_file_too():
    assert keys(rows(GOOD)) == ["Patient/1"]
    assert keys(rows(json.dumps(GOOD, indent=1).encode())) == ["Patient/1"]


def test_ndjson_by_name_and_by_look():
    data = make.ndjson([GOOD, make.patient("2", "李娜")])
    for name in ("Patient.ndjson", "mixed.json", "body"):
        assert keys(rows(data, name)) == ["Patient/1", "Patient/2"]
    with_blank_lines = data.replace(b"\n", b"\r\n\r\n")
    found = rows(with_blank_lines, "x.ndjson")
    assert [row.number for row in found] == [1, 3], "a line keeps the number an editor shows"


def test_a_line_may_hold_a_bundle():
    assert keys(rows(make.ndjson([make.bundle(GOOD), make.patient("2")]), "x.ndjson")) == ["Patient/1", "Patient/2"]


def test_packed_files():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("out/Patient.ndjson", make.ndjson([GOOD]))
        archive.writestr("out/bundle.json", json.dumps(make.bundle(make.patient("2"))))
        archive.writestr("__MACOSX/._Patient.ndjson", b"\x00")
        archive.writestr("readme.txt", b"not ours")
    found = rows(packed.getvalue(), "export.zip")
    assert keys(found) == ["Patient/1", "Patient/2"]
    assert [row.file for row in found] == ["Patient.ndjson", "bundle.json"]
    assert keys(rows(gzip.compress(make.ndjson([GOOD])), "Patient.ndjson.gz")) == ["Patient/1"]


def test_broken_archives_are_told():
    whole = gzip.compress(make.ndjson(make.people(2000)))
    found = rows(whole[: len(whole) // 2], "Patient.ndjson.gz")
    assert len(keys(found)) > 100
    assert found[-1].error.code == "truncated"
    assert rows(b"PK\x03\x04 nothing", "x.zip")[0].error.code == "unreadable"


@pytest.mark.parametrize("cut", range(40, 700, 7))
def test_half_a_bundle_keeps_what_is_complete(cut):
    data = json.dumps(make.bundle(GOOD, make.patient("2"), make.patient("3"))).encode()
    found = rows(data[:cut])
    whole = len(keys(found))
    assert found[-1].error.code in ("truncated", "json", "empty")
    complete = data[:cut].count(b'}, {"resource"')
    assert whole >= complete
    assert found[-1].number == whole + 1
    assert "张伟" not in str(found[-1].error)


def test_half_a_file_of_lines_keeps_the_whole_lines():
    data = make.ndjson([GOOD, make.patient("2")])
    found = rows(data[:-30], "x.ndjson")
    assert keys(found) == ["Patient/1"]
    assert str(found[1].error) == "line 2 ends in the middle; everything complete before it was kept"


def test_a_bad_line_does_not_stop_the_next():
    data = make.ndjson([GOOD]) + b"{not json}\n[1]\n" + make.ndjson([make.patient("3")])
    found = rows(data, "x.ndjson")
    assert keys(found) == ["Patient/1", "Patient/3"]
    assert [(row.error.code, row.number) for row in found if row.error] == [("json", 2), ("not_object", 3)]


def test_gbk_is_refused_by_line_and_read_when_the_feed_says_so():
    lines = make.ndjson([GOOD]).decode().encode("gb18030") + make.ndjson([make.patient("2", "Wang")])
    found = rows(lines, "x.ndjson")
    assert [row.error and row.error.code for row in found] == ["encoding", None]
    assert "UTF-8" in str(found[0].error)
    assert "line 1" in str(found[0].error)
    assert keys(rows(lines, "x.ndjson", encoding="gb18030")) == ["Patient/1", "Patient/2"]
    bundle = json.dumps(make.bundle(GOOD), ensure_ascii=False).encode("gb18030")
    assert rows(bundle)[-1].error.code == "encoding"
    assert keys(rows(bundle, encoding="gb18030")) == ["Patient/1"]


@pytest.mark.parametrize("data", [b"", b"   \n", b"{}", b"[]", b'{"resourceType": "Bundle"}', b"\x00\x01", b"hello"])
def test_nothing_in_it(data):
    found = rows(data)
    assert len(found) == 1
    assert found[0].error


def test_deep_nesting_and_what_json_does_not_allow():
    deep = b'{"resourceType":"Patient","id":"1","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert rows(deep)[0].error.code in ("too_deep", "json")
    assert rows(deep, "x.ndjson")[0].error.code in ("too_deep", "json")
    assert rows(b'{"resourceType":"Patient","id":"1","x":NaN}\n', "x.ndjson")[0].error.code == "json"


def test_identity_of_a_resource():
    """The fullUrl of a transaction is what its references use; a resource without any id cannot be told apart."""
    entry = {"fullUrl": "urn:uuid:0f0f", "resource": {**make.patient("x"), "id": None}}
    assert keys(rows({"resourceType": "Bundle", "type": "transaction", "entry": [entry]})) == ["Patient/0f0f"]
    nameless = {**GOOD}
    del nameless["id"]
    assert rows(nameless)[0].error.where == "entry 1, Patient.id"
    for wrong in (5, "a b", "", "x" * 200, ["1"]):
        assert rows({**GOOD, "id": wrong})[0].error.where == "entry 1, Patient.id"
    assert rows({"id": "1"})[0].error.code == "no_type"
    assert rows({"id": "1", "resourceType": ["Patient"]})[0].error.code == "no_type"


def test_message_id_follows_the_content():
    first, second = rows(GOOD)[0], rows({**GOOD, "gender": "male"})[0]
    assert first.message_id == rows(GOOD)[0].message_id
    assert first.message_id != second.message_id
    assert first.message_id.startswith("Patient/1@")


def test_version_of_the_sender():
    row = rows({**GOOD, "meta": {"lastUpdated": "2026-09-01T10:00:00.123+08:00"}})[0]
    assert row.version_at.isoformat() == "2026-09-01T02:00:00"
    assert rows({**GOOD, "meta": {"lastUpdated": "yesterday"}})[0].error.field == "Patient.meta.lastUpdated"


def test_a_bundle_larger_than_the_buffer_is_read_entry_by_entry():
    resources = [make.patient(str(number), "王" * 200) for number in range(2000)]
    data = json.dumps(make.bundle(*resources), ensure_ascii=False).encode()
    assert len(data) > 10 * CHUNK
    assert len(keys(rows(data))) == 2000


def test_reading_goes_on_from_chunk_to_chunk():
    class Dripping(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7) if size > 0 else size)

    data = json.dumps(make.bundle(GOOD, make.patient("2")), ensure_ascii=False).encode()
    assert keys(list(read_rows("b.json", Dripping(data)))) == ["Patient/1", "Patient/2"]


def test_what_postgresql_cannot_hold_is_escaped():
    text = json.dumps({**GOOD, "x": "\ud800"}).encode().replace(b"\\ud800", b"\\ud800\\u0000")
    row = rows(text + b"\n", "x.ndjson")[0]
    row.raw.encode()
    assert "\x00" not in row.raw
    assert not row.error


def test_dates_move_by_whole_days():
    visit = make.encounter("7", "1", make.datetime(2026, 9, 1, 9))
    row = rows(make.bundle(visit), shift=timedelta(days=31))[0]
    assert json.loads(row.raw)["period"]["start"] == "2026-10-02T09:00:00+08:00"
    assert json.loads(row.raw)["id"] == "7"


def test_an_oversized_line_does_not_stop_the_next(monkeypatch):
    monkeypatch.setattr("hcs_tools.fhir.reader.MAX_RESOURCE", 5000)
    data = make.ndjson([make.patient("1", "王" * 4000), GOOD])
    found = rows(data, "x.ndjson")
    assert found[0].error.code == "too_large"
    assert keys(found) == ["Patient/1"]
    with pytest.raises(FhirError):
        raise found[0].error
