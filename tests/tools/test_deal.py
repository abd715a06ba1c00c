"""Dealing work to people (FEATURES D5, SD9)."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hcs_tools.deal import Dealer

EVERYBODY = frozenset("abcd")


def idle(*people):
    return dict.fromkeys(people, (0, None))


def test_least_loaded_first_and_the_longest_idle_breaks_the_tie():
    loads = {
        "a": (2, datetime(2026, 11, 20, 9)),
        "b": (1, datetime(2026, 11, 20, 10)),
        "c": (1, datetime(2026, 11, 20, 8)),
    }
    dealer = Dealer(loads)
    assert [dealer.deal(frozenset("abc")) for _turn in range(4)] == ["c", "b", "a", "c"]


def test_in_turn_whatever_the_load():
    dealer = Dealer({"a": (9, None), "b": (0, None), "c": (3, None)}, balanced=False)
    assert [dealer.deal(frozenset("abc")) for _turn in range(6)] == list("abcabc")


def test_nobody_beyond_capacity_and_nobody_who_is_not_able():
    dealer = Dealer(idle("a", "b"), capacity=2)
    assert [dealer.deal(frozenset("a")) for _turn in range(3)] == ["a", "a", None]
    assert dealer.deal(frozenset("ab")) == "b"
    assert dealer.deal(frozenset("x")) is None


def test_the_preferred_one_among_those_who_have_no_less_to_do():
    """D5: affinity decides between equals; it goes neither before load nor before capacity."""
    dealer = Dealer({"a": (3, None), "b": (3, None), "c": (5, None)}, capacity=5)
    assert [dealer.deal(frozenset("abc"), ["b"]) for _turn in range(5)] == ["b", "a", "b", "a", None]
    now = datetime(2026, 11, 20)
    in_turn = Dealer({"a": (1, now), "b": (0, None)}, balanced=False)
    assert [in_turn.deal(frozenset("ab"), ["a"]) for _turn in range(3)] == ["b", "a", "b"]


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 8),
    st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=60),
    st.integers(0, 12),
    st.booleans(),
)
def test_preferences_leave_the_loads_even(people, wishes, capacity, balanced):
    dealer = Dealer(idle(*range(people)), capacity, balanced)
    for preferred in wishes:
        dealer.deal(frozenset(range(people)), preferred)
        loads = dealer.loads.values()
        assert max(loads) - min(loads) <= 1
        assert not capacity or max(loads) <= capacity


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 8), st.integers(0, 40), st.integers(0, 12), st.booleans())
def test_loads_differ_by_at_most_one(people, pieces, capacity, balanced):
    dealer = Dealer(idle(*range(people)), capacity, balanced)
    given_to = [dealer.deal(frozenset(range(people))) for _piece in range(pieces)]
    loads = [given_to.count(person) for person in range(people)]
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == (min(pieces, people * capacity) if capacity else pieces)


def test_ten_thousand_pieces_for_different_people():
    """SD9: who is able changes from piece to piece; nobody gets what he may not, and the rest stays even."""
    people = range(20)
    dealer = Dealer(idle(*people))
    sets = [frozenset(people), frozenset(range(10)), frozenset(range(5, 20))]
    for piece in range(10_000):
        able = sets[piece % 3]
        assert dealer.deal(able) in able
    for alike in (range(5), range(5, 10), range(10, 20)):
        loads = [dealer.loads[person] for person in alike]
        assert max(loads) - min(loads) <= 1


def test_ten_thousand_pieces_of_customers_who_know_somebody():
    """SD9, D5: eight of ten ask for the same three; nobody gets more than one piece more than others for that."""
    people = range(20)
    dealer = Dealer(idle(*people))
    asked, got = 0, 0
    for piece in range(10_000):
        preferred = [piece % 3] if piece % 10 < 8 else []
        person = dealer.deal(frozenset(people), preferred)
        asked += bool(preferred)
        got += person in preferred
        assert max(dealer.loads.values()) - min(dealer.loads.values()) <= 1
    assert got >= asked / 8, "whoever is asked for is given what there is room for"
