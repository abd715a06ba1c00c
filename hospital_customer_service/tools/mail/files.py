"""Which files of a mail are kept: what a person sends as proof, never what a machine would run."""

from pathlib import PurePosixPath

# by the ending of the name; what opens programs is refused whatever it calls itself
TAKEN = frozenset(
    "pdf jpg jpeg png gif bmp tif tiff webp heic heif txt rtf csv doc docx xls xlsx ppt pptx odt ods odp wps et dps"
    " ofd eml ics vcf mp3 m4a amr wav ogg mp4 mov avi zip 7z rar dcm".split()
)
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"<script", b"<?php")


def refused_file(name, content, largest):
    """Why a file is not kept: ``"kind"``, ``"size"``, ``"empty"``; None where it is.

    >>> refused_file("letter.pdf", b"%PDF", 10)
    >>> refused_file("letter.pdf.exe", b"MZ", 10)
    'kind'
    """
    content = content.encode("utf-8", "replace") if isinstance(content, str) else bytes(content or b"")
    suffix = PurePosixPath(str(name or "").strip().lower().replace("\\", "/")).suffix.lstrip(".")
    if not content:
        return "empty"
    if suffix not in TAKEN or content.lstrip()[:9].lower().startswith(tuple(p.lower() for p in PROGRAMS)):
        return "kind"
    return "size" if len(content) > largest else None
