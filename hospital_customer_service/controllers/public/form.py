"""Reading what strangers send: plain text and few files, whatever arrives (SEC-04)."""

import re
import unicodedata
from dataclasses import dataclass

MEGABYTE = 1 << 20
# what is kept of a name of a file
LONGEST_NAME = 80
# content, not the name, says what a file is
MAGIC = (
    ("image/jpeg", ".jpg", lambda head: head[:3] == b"\xff\xd8\xff"),
    ("image/png", ".png", lambda head: head[:8] == b"\x89PNG\r\n\x1a\n"),
    ("image/webp", ".webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    ("image/heic", ".heic", lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"hevc")),
    ("application/pdf", ".pdf", lambda head: head[:5] == b"%PDF-"),
)
# marks that turn the direction of writing around, and hide what a text says
TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
PHONE = re.compile(r"\+?\d{5,20}")
EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]{2,}")


@dataclass(frozen=True)
class Field:
    """One line of a form."""

    name: str
    required: bool = False
    longest: int = 100
    # text, lines, phone, email, choice, number, date, tick
    kind: str = "text"
    choices: tuple = ()


def clean(text, lines=False):
    """``text`` without what no keyboard types: control characters, halves of signs, marks that turn writing around."""
    kept = []
    for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if sign == "\n" and lines:
            kept.append(sign)
        elif sign in "\n\t":
            kept.append(" ")
        elif unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn") and sign not in TURNING:
            kept.append(sign)
    return "".join(kept).strip()


def read_values(env, form, fields):
    """See :meth:`PublicDoor._read_form`; of a parameter that is repeated the first one counts."""
    values, problems = {}, {}
    for field in fields:
        raw = form.get(field.name) or ""
        if len(raw) > 4 * field.longest + 100:
            # not even looked at, and not sent back
            values[field.name] = ""
            problems[field.name] = _too_long(env, field)
            continue
        value = values[field.name] = clean(raw, lines=field.kind == "lines")
        if problem := _problem(env, field, value):
            problems[field.name] = problem
        elif field.kind == "phone":
            values[field.name] = plain_phone(value)
    return values, problems


def plain_phone(text):
    """``text`` without what people write between digits; full-width digits become plain ones."""
    return re.sub(r"[\s\-().·/]", "", unicodedata.normalize("NFKC", text))


def _too_long(env, field):
    return env._("This is too long. At most %(number)s characters are taken.", number=field.longest)


def _problem(env, field, value):
    if not value:
        return env._("Please fill this in.") if field.required else None
    if len(value) > field.longest:
        return _too_long(env, field)
    if field.kind == "phone" and not PHONE.fullmatch(plain_phone(value)):
        return env._("This is not a phone number. Type its digits, such as 13800138000.")
    if field.kind == "email" and not EMAIL.fullmatch(value):
        return env._("This is not an e-mail address.")
    if field.kind == "choice" and value not in field.choices:
        return env._("Choose one of the list.")
    if field.kind == "number" and not (value.isascii() and value.isdecimal() and len(value) < 10):
        return env._("Type a number.")
    if field.kind == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return env._("Type a date such as 2026-05-01.")
    return None


def kind_of(content):
    """Type and ending of a file by its first bytes; None for what is not taken."""
    for mimetype, ending, fits in MAGIC:
        if fits(content[:16]):
            return mimetype, ending
    return None


def read_files(env, uploads, page):
    """See :meth:`PublicDoor._files`."""
    uploads = [upload for upload in uploads if upload and upload.filename]
    if len(uploads) > page.file_limit:
        return [], env._("At most %(number)s files are taken.", number=page.file_limit)
    files = []
    for upload in uploads:
        content = upload.stream.read(page.file_megabytes * MEGABYTE + 1)
        if len(content) > page.file_megabytes * MEGABYTE:
            return [], env._("A file is larger than %(number)s MB. Send a smaller one.", number=page.file_megabytes)
        if not content:
            return [], env._("A file is empty. Choose it again.")
        kind = kind_of(content)
        if not kind:
            return [], env._("Only pictures (JPG, PNG, WebP, HEIC) and PDF files are taken.")
        mimetype, ending = kind
        stem = clean(upload.filename).replace("/", "_").replace("\\", "_").rsplit(".", 1)[0][:LONGEST_NAME]
        files.append((f"{stem or 'file'}{ending}", content, mimetype))
    return files, None
