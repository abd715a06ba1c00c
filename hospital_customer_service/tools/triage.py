"""Reads a complaint in a caller's words and finds the rules it meets.

Pure Python, and without a word of any language: what callers say, what denies it and what joins it comes from the
caller of this module, which keeps it as data. A rule is met when each symptom of one of its alternatives is there and
not denied. Danger is never argued away: where a sentence can be read both ways, the symptom counts.
"""

import re
from typing import NamedTuple

from .triage_text import NormalForm, by_length

WORD_KINDS = (
    "characters",
    "variant",
    "negation",
    "negation_after",
    "neutral",
    "affirmation",
    "filler",
    "joiner",
    "stress",
)
URGENCIES = ("emergency", "urgent", "normal")
# characters a * may stand for, and those an unknown item of a list may have
GAP = 6
# what ends a clause, in the form the text has after normalisation; a blank does
BREAKS = " ,.;:!?\u3002\u2026\n"
ENUMERATION = "\u3001"
ALTERNATIVES = re.compile("[\n\r,;\uff0c\uff1b\u3001]+")


class Rule(NamedTuple):
    """``alternatives``: tuples of atoms that must all be found, see :func:`parse_words`."""

    key: int
    alternatives: tuple
    urgency: str = "normal"


class Hit(NamedTuple):
    """A rule that is met: ``matched`` are the words of the text, ``cover`` the places they stand at.

    ``weight`` tells how much of it the rule asks for in so many words: of two that fit, the heavier knows more.
    """

    key: int
    urgency: str
    matched: tuple
    cover: frozenset
    weight: int


class Found(NamedTuple):
    """A symptom in the text; ``gap`` is what stands in its places marked ``*``, ``tail`` begins what follows."""

    start: int
    end: int
    gap: str
    tail: int


def parse_words(text):
    """The alternatives of a rule: one per line or comma, ``+`` joins what must all be there, ``*`` is a gap.

    >>> parse_words("ache, cut+blood")
    (('ache',), ('cut', 'blood'))
    """
    alternatives = []
    for line in ALTERNATIVES.split(text or ""):
        atoms = tuple(atom.strip().strip("*").strip() for atom in line.split("+"))
        atoms = tuple(atom for atom in atoms if atom)
        if atoms and atoms not in alternatives:
            alternatives.append(atoms)
    return tuple(alternatives)


class Matcher:
    """Rules and words, made ready to read texts.

    :param rules: iterable of :class:`Rule`, the more important first
    :param words: ``{kind: [(word, replacement or None)]}`` with the kinds of ``WORD_KINDS``
    """

    def __init__(self, rules, words):
        self._form = NormalForm(words.get("characters", ()), words.get("variant", ()))
        self._words = {
            kind: by_length({self._form.normal(word): None for word, _to in words.get(kind, ())})
            for kind in WORD_KINDS
            if kind not in ("characters", "variant")
        }
        self._patterns = {}
        self._rules = [
            (rule, [tuple(map(self._compile, alternative)) for alternative in rule.alternatives]) for rule in rules
        ]

    # reading
    def match(self, text):
        """The rules the text meets, most urgent first, then in the order of what the caller says.

        :return: list of :class:`Hit`
        """
        cells = self._form.cells(text or "")
        plain = "".join(cell[0] for cell in cells)
        found = {pattern: self._find(pattern, plain) for pattern in self._patterns.values()}
        whole = {(place.start, place.end) for places in found.values() for place in places if not place.gap}
        whole |= self._neutral_spans(plain)
        found = {
            pattern: [place for place in places if not self._is_other(place, plain, whole)]
            for pattern, places in found.items()
        }
        spans = {(place.start, place.end) for places in found.values() for place in places}
        affirmed = {
            pattern: [place for place in places if not self._is_denied(place, plain, spans)]
            for pattern, places in found.items()
        }
        hits = [hit for rule, alternatives in self._rules if (hit := _meet(rule, alternatives, affirmed))]
        hits = [hit for hit in hits if not any(_explains_more(other, hit) for other in hits)]
        order = {rule.key: number for number, (rule, _alternatives) in enumerate(self._rules)}
        hits.sort(key=lambda hit: (URGENCIES.index(hit.urgency), min(hit.cover), -hit.weight, order[hit.key]))
        return [hit._replace(matched=_words_at(hit.matched, cells, text)) for hit in hits]

    def _find(self, pattern, plain):
        if not all(part in plain for part in pattern.parts):
            return []
        return [
            Found(*hit.span(), "".join(hit.groups()), hit.end() - len(pattern.parts[-1]))
            for hit in pattern.regex.finditer(plain)
        ]

    def _neutral_spans(self, plain):
        return {
            hit.span()
            for word in self._words["neutral"]
            if word in plain
            for hit in re.finditer(re.escape(word), plain)
        }

    def _is_other(self, place, plain, whole):
        """Whether these characters belong to other words.

        Inside a longer word that means nothing; a gap that reaches into another symptom (the neck of one and the ache
        of the next); a word that begins with a denial (``no breath``) where the denial belongs to what follows
        (``no breathlessness``).
        """
        joined = any(word in place.gap for word in self._words["joiner"])
        denial = next((word for word in self._words["negation"] if plain.startswith(word, place.start)), None)
        for start, end in whole:
            if place.gap and not joined and place.start < start < place.tail and end == place.end:
                return True
            if denial and place.start + len(denial) <= start < place.end < end:
                return True
            if start <= place.start and place.end < end and plain[start:end] in self._words["neutral"]:
                return True
        return False

    def _is_denied(self, place, plain, spans):
        return (
            self._gap_denies(place.gap)
            or self._denied_before(place, plain, spans)
            or self._denied_after(place.end, plain, spans)
        )

    def _gap_denies(self, gap):
        for word in self._words["neutral"]:
            gap = gap.replace(word, "")
        behind = [gap.rpartition(word)[2] for word in self._words["negation"] if word in gap]
        return bool(behind) and not any(word in min(behind, key=len) for word in self._words["affirmation"])

    def _denied_before(self, place, plain, spans):
        """Whether an odd number of denials stands before the symptom, with nothing but a list between."""
        stressed = self._starts("stress", plain, place.end)
        ends = {}
        for start, end in spans:
            ends[end] = min(start, ends.get(end, start))
        position, denials, joined = place.start, 0, False
        while position:
            word, kind = self._ends(plain, position)
            if kind in ("neutral", "affirmation"):
                break
            if kind == "negation":
                denials += 1
            elif kind == "joiner" and not denials:
                joined = True
            elif kind == "filler":
                pass
            elif not denials and (joined or not stressed) and position in ends:
                # another symptom: the denial before it holds for this one as well
                position, joined = ends[position], False
                continue
            elif plain[position - 1] == " " and self._ends(plain, position - 1)[1] == "negation":
                word = " "
            elif not denials and joined and (start := self._list_item(plain, position)) is not None:
                position, joined = start, False
                continue
            else:
                break
            position -= len(word)
        return bool(denials % 2)

    def _list_item(self, plain, position):
        """Where an unknown item of a list begins: behind a denial or another joiner; None where there is none."""
        for start in range(position - 1, max(position - GAP, 0) - 1, -1):
            if plain[start] in BREAKS or self._starts("affirmation", plain, start):
                return None
            _word, kind = self._ends(plain, start)
            if kind in ("negation", "joiner"):
                return start
        return None

    def _denied_after(self, position, plain, spans):
        """``ache: no``: a denial behind the symptom, or behind the list it stands in, that ends the clause."""
        starts = {}
        for start, end in spans:
            starts[start] = max(end, starts.get(start, end))
        while position < len(plain):
            for word in self._words["negation_after"]:
                end = position + len(word)
                if plain.startswith(word, position) and (end >= len(plain) or plain[end] in BREAKS + ENUMERATION):
                    return True
            joiner = next((word for word in self._words["joiner"] if plain.startswith(word, position)), "")
            if not joiner or position + len(joiner) not in starts:
                return False
            position = starts[position + len(joiner)]
        return False

    def _ends(self, plain, position):
        """The longest word that ends at ``position``, and its kind."""
        best, best_kind = "", None
        for kind in ("neutral", "negation", "affirmation", "joiner", "filler"):
            for word in self._words[kind]:
                if len(word) <= len(best):
                    break
                if plain.endswith(word, 0, position):
                    best, best_kind = word, kind
                    break
        return best, best_kind

    def _starts(self, kind, plain, position):
        return any(plain.startswith(word, position) for word in self._words[kind])

    def _compile(self, atom):
        if atom not in self._patterns:
            parts = tuple(filter(None, map(self._form.normal, atom.split("*"))))
            gap = f"([^{re.escape(BREAKS + ENUMERATION)}]{{0,{GAP}}}?)"
            self._patterns[atom] = _Pattern(re.compile(gap.join(map(re.escape, parts)) or "(?!)"), parts)
        return self._patterns[atom]


class _Pattern(NamedTuple):
    regex: re.Pattern
    parts: tuple


def _meet(rule, alternatives, affirmed):
    """The hit of a rule: every alternative whose symptoms are all there adds its places."""
    places, weight = set(), 0
    for alternative in alternatives:
        if all(affirmed[pattern] for pattern in alternative):
            places.update(place for pattern in alternative for place in affirmed[pattern])
            weight = max(weight, sum(len(part) for pattern in alternative for part in pattern.parts))
    if not places:
        return None
    cover = frozenset(position for place in places for position in range(place.start, place.end))
    return Hit(rule.key, rule.urgency, tuple(sorted(places)), cover, weight)


def _explains_more(other, hit):
    """Whether ``other`` is about the same words, knows more of them, and is not less urgent."""
    return (
        hit.cover <= other.cover
        and (hit.cover < other.cover or hit.weight < other.weight)
        and URGENCIES.index(other.urgency) <= URGENCIES.index(hit.urgency)
    )


def _words_at(places, cells, text):
    """The words of the text as typed, the longest where they overlap, each once."""
    spans = [(cells[place.start][1], cells[place.end - 1][2]) for place in places]
    kept = [span for span in spans if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in spans)]
    return tuple(dict.fromkeys(text[start:end] for start, end in kept))
