"""PAT-04: which two records may be one person, and why."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hcs_tools.duplicates import LIKELY, Facts, compare, fingerprint, spellings

BORN = date(1968, 3, 4)


def facts(name="王芳", key=" wf wangfang yufang ", **values):
    return Facts(name, spellings(name, key), **values)


people = st.builds(
    Facts,
    name=st.sampled_from(["王芳", "王 芳", "汪芳", "李四"]),
    pinyin=st.frozensets(st.sampled_from(["wangfang", "lisi"])),
    birthdate=st.sampled_from([None, BORN, date(1970, 1, 1)]),
    sex=st.sampled_from(["male", "female", "unknown"]),
    id_number=st.sampled_from(["", "A", "B"]),
    phones=st.frozensets(st.sampled_from(["+8613812345678", "+8613912345678"])),
)


def test_the_same_id_number_is_enough():
    points, reasons = compare(facts(id_number="A"), facts("王方", " wangfang", id_number="A"))
    assert points >= LIKELY
    assert reasons[0] == "id_number"


def test_name_with_birth_date_or_phone_is_shown():
    assert compare(facts(birthdate=BORN), facts(birthdate=BORN))[0] >= LIKELY
    assert compare(facts(phones=frozenset("1")), facts(phones=frozenset("1")))[0] >= LIKELY
    assert compare(facts("汪芳", " wf wangfang ", birthdate=BORN), facts(birthdate=BORN))[1] == ["pinyin", "birthdate"]


def test_initials_are_not_a_sound():
    assert compare(facts("吴凡", " wf wufan ", birthdate=BORN), facts(birthdate=BORN))[0] < LIKELY


def test_a_name_alone_is_not():
    assert compare(facts(), facts())[0] < LIKELY


def test_twins_are_two_people():
    """The birth date and the parents' phone are the same; the names are not."""
    one = facts("王大宝", " wangdabao wdb ", birthdate=BORN, phones=frozenset("1"))
    two = facts("王小宝", " wangxiaobao wxb ", birthdate=BORN, phones=frozenset("1"))
    assert compare(one, two) == (LIKELY - 1, ["birthdate", "phone"])


def test_two_id_numbers_are_two_people():
    assert compare(facts(id_number="A", birthdate=BORN), facts(id_number="B", birthdate=BORN))[0] < LIKELY


@given(people, people)
def test_the_order_does_not_matter(a, b):
    assert compare(a, b)[0] == compare(b, a)[0]
    assert 0 <= compare(a, b)[0] <= 100
    assert fingerprint(a, b) == fingerprint(b, a)


@given(people, people, people)
def test_a_changed_record_has_another_fingerprint(a, b, c):
    if sorted(map(repr, (a, b))) != sorted(map(repr, (a, c))) and b != c:
        same = {(f.name, f.birthdate, f.sex, f.id_number, f.phones) for f in (b,)} == {
            (f.name, f.birthdate, f.sex, f.id_number, f.phones) for f in (c,)
        }
        assert (fingerprint(a, b) == fingerprint(a, c)) == same
