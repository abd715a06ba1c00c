"""AX3: an outcome has the same letter every day, and no letter stands for two things."""

import string

from hcs_tools.console_keys import LIKED, RESERVED, assign_keys


def test_shipped_outcomes_have_the_letters_people_learn():
    keys = assign_keys(LIKED)
    assert keys == LIKED
    assert keys["answered"] == "a" and keys["no_answer"] == "n"


def test_no_letter_means_two_things():
    keys = assign_keys([*LIKED, "later", "dialled", "fax"])
    letters = list(keys.values())
    assert len(set(letters)) == len(letters)
    assert not set(letters) & set(RESERVED)


def test_an_own_outcome_does_not_take_a_shipped_letter():
    keys = assign_keys(["abroad", "answered"])
    assert keys["answered"] == "a"
    assert keys["abroad"] == "b"


def test_more_outcomes_than_letters_have_no_key_but_stay():
    codes = [f"outcome_{number}" for number in range(30)]
    keys = assign_keys(codes)
    assert set(keys) == set(codes)
    given = [key for key in keys.values() if key]
    assert sorted(given) == sorted(set(string.ascii_lowercase) - set(RESERVED))


def test_a_code_in_capitals_finds_its_letter():
    assert assign_keys(["YES"]) == {"YES": "y"}
