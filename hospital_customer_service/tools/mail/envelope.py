"""What is written on the outside of an e-mail: who sent it to whom, in answer to what, and whether a machine did.

Nothing that arrives raises an error here: what cannot be read is empty.
"""

import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header
from email.utils import getaddresses, parseaddr

# where an address of ours may stand
RECIPIENTS = ("Delivered-To", "X-Original-To", "To", "Cc", "Resent-To", "Resent-Cc")
# what differs from one delivery of a mail to the next
TRACE = re.compile(rb"^(?:received|delivered-to|x-original-to|return-path|x-envelope-\S*|status|x-uid)\s*:", re.I)
MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "do-not-reply", "bounce", "bounces")
BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
MOST_REFERENCES = 32
LONGEST = 200


@dataclass
class Envelope:
    """The outside of one mail, in clean text."""

    key: str = ""
    sender: str = ""
    sender_name: str = ""
    recipients: list = field(default_factory=list)
    subject: str = ""
    references: list = field(default_factory=list)
    size: int = 0
    # why a machine must have sent it; empty where a person did
    automatic: str = ""
    reported: list = field(default_factory=list)


def read_envelope(raw):
    """The :class:`Envelope` of the bytes of a mail."""
    envelope = Envelope(size=len(raw))
    try:
        message = message_from_bytes(raw)
    except Exception:  # pylint: disable=broad-exception-caught
        message = message_from_bytes(b"")
    envelope.key = fingerprint(raw, _header(message, "Message-ID"))
    name, address = _person(message)
    envelope.sender, envelope.sender_name = address[:LONGEST], name[:LONGEST]
    envelope.recipients = _recipients(message)
    envelope.subject = " ".join(_header(message, "Subject").split())[:LONGEST]
    text = f"{_header(message, 'References')} {_header(message, 'In-Reply-To')}"
    envelope.references = re.findall(r"<[^<>\s]{3,500}>", text)[-MOST_REFERENCES:]
    envelope.automatic = verdict(message, envelope.sender)
    if envelope.automatic == "bounce":
        envelope.reported = _reported(raw)
    return envelope


def fingerprint(raw, message_id):
    """The same for each delivery of one mail: of its Message-ID, else of all that does not change on the way."""
    message_id = "".join(message_id.split())
    if message_id:
        return hashlib.sha256(b"id:" + message_id.encode("utf-8", "replace")).hexdigest()
    head, _gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines, keep = [], True
    for line in head.split(b"\n"):
        if line[:1] not in (b" ", b"\t"):
            keep = not TRACE.match(line)
        if keep:
            lines.append(line)
    return hashlib.sha256(b"\n".join(lines) + b"\n\n" + body.rstrip()).hexdigest()


def verdict(message, sender):
    """Why this was sent by a machine; empty where nothing says so."""
    kind = _kind(message)
    local = sender.partition("@")[0]
    if kind == "multipart/report" or local in ("mailer-daemon", "postmaster"):
        return "bounce"
    if _header(message, "Return-Path").strip() == "<>":
        return "bounce"
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return "automatic"
    if _header(message, "Precedence").strip().lower() in BULK:
        return "bulk"
    suppress = _header(message, "X-Auto-Response-Suppress").lower()
    if any(word in suppress for word in ("all", "oof", "autoreply")):
        return "automatic"
    if any(_header(message, name).strip() for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")):
        return "automatic"
    if _header(message, "List-Unsubscribe").strip() or _header(message, "List-Id").strip():
        return "bulk"
    if local in MACHINES:
        return "automatic"
    return ""


def _kind(message):
    try:
        return message.get_content_type().lower()
    except Exception:  # pylint: disable=broad-exception-caught
        return ""


def _header(message, name):
    """All values of a header as one line of text, whatever its bytes are."""
    try:
        values = message.get_all(name) or []
    except Exception:  # pylint: disable=broad-exception-caught
        return ""
    return " ".join(_decoded(value) for value in values).replace("\x00", "")


def _decoded(value):
    try:
        parts = decode_header(value)
    except Exception:  # pylint: disable=broad-exception-caught
        parts = [(str(value), None)]
    return "".join(readable(part, charset) if isinstance(part, bytes) else _signs(part) for part, charset in parts)


def _signs(text):
    """Bytes that no charset was named for come as surrogates."""
    return readable(str(text).encode("utf-8", "surrogateescape"), None)


def readable(content, charset):
    """Bytes as text: in their charset, else in UTF-8 or GB 18030, whichever reads."""
    for name in (_wide(charset), "utf-8", "gb18030"):
        if name:
            try:
                return content.decode(name)
            except (LookupError, UnicodeError, ValueError):
                continue
    return content.decode("utf-8", "replace")


def _wide(charset):
    """What calls itself GB 2312 or GBK is often more."""
    name = str(charset or "").lower().replace("_", "-")
    return "gb18030" if name in ("gb2312", "gbk", "x-gbk", "cp936", "gb-2312", "gb2312-80") else name or None


def _person(message):
    text = _header(message, "From") or _header(message, "Sender")
    try:
        people = [(name, address) for name, address in getaddresses([text]) if "@" in address]
        name, address = people[0] if people else parseaddr(text)
    except Exception:  # pylint: disable=broad-exception-caught
        name, address = "", ""
    address = "".join(address.split()).lower()
    return " ".join(name.split()), address if "@" in address else ""


def _recipients(message):
    found = []
    for header in RECIPIENTS:
        try:
            people = getaddresses([_header(message, header)])
        except Exception:  # pylint: disable=broad-exception-caught
            people = []
        found += [address.lower() for _name, address in people if "@" in address]
    return list(dict.fromkeys(found))


def _reported(raw):
    """Every number of a mail that a report of non-delivery quotes."""
    return [
        text.decode("ascii", "replace")
        for text in re.findall(rb"^(?:Message-ID|References|In-Reply-To):\s*(<[^<>\s]{3,500}>)", raw, re.I | re.M)
    ][:MOST_REFERENCES]
