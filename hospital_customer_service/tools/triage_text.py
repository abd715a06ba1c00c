"""One form of a text, however it was typed: width, case, other characters, other ways to say the same."""

import unicodedata


class NormalForm:
    """Brings texts and words into the same form.

    :param characters: list of ``(characters, as many others that replace them)``
    :param variants: list of ``(way to say it, word that the rules use)``
    """

    def __init__(self, characters=(), variants=()):
        self._characters = {}
        for word, replacement in characters:
            self._characters.update(zip(word, replacement or "", strict=False))
        pairs = [(self._plain(word), self._plain(to or "")) for word, to in variants]
        self._variants = by_length({word: to for word, to in pairs if word})

    def cells(self, text):
        """The text in its normal form: ``(character, start, end)``, with the place it has in the text as typed."""
        cells = []
        for place, character in enumerate(text):
            for part in unicodedata.normalize("NFKC", character).lower():
                part = self._characters.get(part, part)
                if part.isspace():
                    part = "\n" if part == "\n" else " "
                cells.append((part, place, place + 1))
        if not self._variants:
            return cells
        plain = "".join(cell[0] for cell in cells)
        result, position = [], 0
        while position < len(cells):
            word = next((word for word in self._variants if plain.startswith(word, position)), None)
            if word is None:
                result.append(cells[position])
                position += 1
                continue
            start, end = cells[position][1], cells[position + len(word) - 1][2]
            result += [(character, start, end) for character in self._variants[word]]
            position += len(word)
        return result

    def _plain(self, word):
        text = unicodedata.normalize("NFKC", word.strip()).lower()
        return "".join(self._characters.get(character, character) for character in text)

    def normal(self, word):
        return "".join(cell[0] for cell in self.cells(word.strip()))


def by_length(words):
    """The same words, the longest first."""
    return dict(sorted(words.items(), key=lambda item: (-len(item[0]), item[0])))
