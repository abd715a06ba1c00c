"""Letters for the outcomes of a call: the same outcome has the same key on every day and in every language."""

# what the console itself answers to: dial, here on the line, memo, put back, more
RESERVED = "dhmlx"
# outcomes as they are shipped, by the letter one would look for
LIKED = {
    "answered": "a",
    "proxy": "f",
    "no_answer": "n",
    "busy": "b",
    "powered_off": "o",
    "unreachable": "u",
    "out_of_service": "s",
    "inconvenient": "i",
    "callback": "c",
    "empty_number": "e",
    "wrong_person": "w",
    "refused": "r",
    "do_not_call": "t",
    "deceased": "g",
    "not_placed": "p",
}
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def assign_keys(codes):
    """One letter for each code: the liked one, else the first free one of the code, else any free one.

    :param codes: codes of outcomes in the order of their buttons
    :return: dict of code → letter, empty where no letter is left
    """
    codes = list(codes)
    taken = set(RESERVED)
    keys = {}
    for code in codes:
        letter = LIKED.get(code)
        if letter and letter not in taken:
            keys[code] = letter
            taken.add(letter)
    for code in codes:
        if code not in keys:
            own = [letter for letter in code.lower() if letter in ALPHABET]
            keys[code] = next((letter for letter in [*own, *ALPHABET] if letter not in taken), "")
            taken.add(keys[code])
    return keys
