"""Mends what mail programs often get wrong, before the mail is read: charsets not named, or named too narrowly."""

import re
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage

from .envelope import _header, readable

NARROW = re.compile(rb"(charset\s*=\s*\"?|=\?)(?:x-gbk|gbk|gb2312|gb_2312-80|cp936)(?=[\"?;\s]|$)", re.I | re.M)
LONGEST_ID = 250
LONGEST_TEXT = 200_000


def prepare(raw, key):
    """The same mail with readable headers, a number and a charset for each text; unchanged where that fails."""
    raw = NARROW.sub(rb"\1gb18030", raw)
    try:
        raw = _head(raw)
        message = message_from_bytes(raw)
        if not _header(message, "Message-ID").strip() and not raw.startswith(b"From "):
            raw = f"Message-ID: {own_number(key)}\r\n".encode() + raw
            message = message_from_bytes(raw)
        changed = False
        for part in message.walk():
            if part.get_content_maintype() == "text" and not part.get_param("charset"):
                content = part.get_payload(decode=True) or b""
                if any(sign > 127 for sign in content):
                    part.set_param("charset", _charset(content))
                    changed = True
        return message.as_bytes() if changed else raw
    except Exception:  # pylint: disable=broad-exception-caught
        return raw


def own_number(key):
    """A number for a mail that has none."""
    return f"<{key[:40]}@mail.incoming>"


def _charset(content):
    try:
        content.decode("utf-8")
    except UnicodeError:
        return "gb18030"
    return "utf-8"


def _head(raw):
    """Headers with bare 8-bit signs get the form that the standard asks for."""
    gap = re.search(rb"\r?\n\r?\n", raw)
    head, rest = (raw[: gap.start()], raw[gap.start() :]) if gap else (raw, b"")
    if all(sign < 128 for sign in head):
        return raw
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head)
    lines = []
    for line in re.split(rb"\r?\n", unfolded):
        name, colon, value = line.partition(b":")
        if colon and any(sign > 127 for sign in value):
            line = name + b": " + _encoded(readable(value.strip(), None))
        lines.append(line)
    return b"\r\n".join(lines) + rest


def _encoded(text):
    """Names in front of addresses stay apart from them."""
    words = []
    for word in re.split(r"(<[^<>]*>|,)", text):
        plain = all(ord(sign) < 128 for sign in word)
        words.append(
            word if plain else " " + Header(word.strip().strip('"'), "utf-8").encode(linesep="", maxlinelen=0) + " "
        )
    return "".join(words).encode("ascii", "replace")


def plain_copy(raw, envelope):
    """The mail as a simple one, made of whatever of it can be read: for mails that nothing else understands."""
    copy = EmailMessage(policy=policy.SMTP)
    local = re.sub(r"[^a-z0-9._+-]", "", envelope.sender.partition("@")[0])[:60]
    host = re.sub(r"[^a-z0-9.-]", "", envelope.sender.partition("@")[2])[:100]
    name = re.sub(r"[^\w .-]", " ", envelope.sender_name)[:60].strip()
    if local and host:
        copy["From"] = f'"{name}" <{local}@{host}>' if name else f"{local}@{host}"
    copy["To"] = ", ".join(envelope.recipients[:20])
    copy["Subject"] = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", envelope.subject)
    copy["Message-ID"] = own_number(envelope.key)
    if envelope.references:
        copy["References"] = " ".join(one for one in envelope.references if one.isascii())
    copy.set_content(text_of(raw))
    return copy.as_bytes()


def needs_plain_copy(raw):
    """Whether the number of the mail is longer than any store takes."""
    return len(_header(message_from_bytes(raw), "Message-ID")) > LONGEST_ID


def text_of(raw):
    """All that is written in a mail, as far as it can be read."""
    text = ""
    try:
        for part in message_from_bytes(raw).walk():
            if part.get_content_maintype() == "text" and not part.get_filename():
                content = part.get_payload(decode=True) or b""
                text += readable(content, part.get_param("charset")) + "\n"
    except Exception:  # pylint: disable=broad-exception-caught
        text = readable(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1], None)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", " ", text)[:LONGEST_TEXT] + "\n"
