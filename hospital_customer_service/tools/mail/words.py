"""What a mail says that is new, and which numbers it names."""

import re

# lines with which mail programs begin to quote, in English and in Chinese
QUOTES = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|\u539f\u59cb\u90ae\u4ef6|\u8f6c\u53d1)"
    r"|_{10,}\s*$|on .{4,120} wrote:\s*$|.{4,120}\u5199\u9053\s*[:\uff1a]\s*$"
    r"|(?:from|\u53d1\u4ef6\u4eba)\s*[:\uff1a].*@)",
    re.I,
)
NUMBER = re.compile(r"[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*")


def fresh_text(text, longest):
    """``text`` without what it quotes of earlier mails, and not longer than a person reads.

    >>> fresh_text("Yes, please.\\n\\nOn 1 June the centre wrote:\\n> Shall we call?", 100)
    'Yes, please.'
    """
    lines = []
    for line in str(text or "").replace("\x00", "").splitlines():
        if QUOTES.match(line) and any(one.strip() for one in lines):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line.rstrip())
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\u2026"


def numbers_in(subject):
    """Words of a subject that may be the number of a record, at most ten.

    >>> numbers_in("Re: [SR/2026/00012] my question")
    ['SR/2026/00012', 'question']
    """
    return [word for word in NUMBER.findall(str(subject or "")) if 6 <= len(word) <= 40][:10]
