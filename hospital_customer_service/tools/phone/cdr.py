"""The list of calls that Asterisk writes as a file (``Master.csv``).

The file has no head line. ``cdr.conf`` decides whether the last columns are there (``loguniqueid``, ``loguserfield``);
without the number of the call a line could not be told from its repetition, so it is needed.
"""

import csv
import io

from .asterisk import Settings, cdr_values

COLUMNS = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer",
    "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield",
)  # fmt: skip
WITHOUT_NUMBER = 16


class BadFile(ValueError):
    """Why a file cannot be read, in words."""


def read(content, settings=None):
    """Values of the neutral events of ``content``, and the numbers of the lines that are no call.

    :param content: bytes of the file
    :raise BadFile: it is no list of calls
    """
    settings = settings or Settings()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    values, wrong = [], []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
            if not any(cell.strip() for cell in row):
                continue
            if row[:2] == ["accountcode", "src"]:
                continue
            found = cdr_values(dict(zip(COLUMNS, row, strict=False)), settings)
            if found:
                values.append(found)
            else:
                wrong.append(number)
    except csv.Error:
        raise BadFile("This is not a list of calls with columns separated by commas.") from None
    if not values and wrong:
        raise BadFile(
            "No line is a call. Asterisk has to write the number of each call: set loguniqueid=yes in cdr.conf."
        )
    return values, wrong
