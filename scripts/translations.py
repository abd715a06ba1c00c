"""``make i18n``: write the templates (.pot) of the add-ons and bring their zh_CN.po up to date.

Terms that are gone leave the catalogue, new ones come in untranslated, translations and translators' comments stay.
Running it twice changes nothing: no dates are written, the order is Odoo's own.
"""

import sys
import tempfile
from pathlib import Path

import polib

from workbench import ADDONS, LANGUAGE, ROOT, Workbench, WorkbenchError, addons_stamp, say

VOLATILE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To")


def export(bench, database, addon, folder):
    """What Odoo finds to translate in an installed add-on."""
    path = Path(folder) / f"{addon}.po"
    output = bench.odoo("i18n", "export", addon, "-l", "pot", "-o", str(path), database=database, log_level="warn")
    if not path.exists():
        raise WorkbenchError(f"odoo exported nothing for {addon}:\n{output}")
    return polib.pofile(str(path), wrapwidth=78)


def strip(catalogue):
    """Without what changes from one export to the next."""
    kept = {key: value for key, value in catalogue.metadata.items() if key not in VOLATILE}
    catalogue.metadata = {**kept, "Content-Transfer-Encoding": "8bit"}
    catalogue.header = "Translation of Odoo Server."
    return catalogue


def merge(known, fresh):
    """A catalogue of the terms of ``fresh`` with the translations of ``known``."""
    merged = polib.POFile(wrapwidth=78)
    merged.header = fresh.header
    merged.metadata = {**fresh.metadata, "Language": LANGUAGE, "Plural-Forms": "nplurals=1; plural=0;"}
    for term in fresh:
        entry = polib.POEntry(
            msgid=term.msgid, msgctxt=term.msgctxt, occurrences=term.occurrences, comment=term.comment, msgstr=""
        )
        old = known.find(term.msgid, msgctxt=term.msgctxt or False)
        if old is not None and not old.obsolete:
            entry.msgstr, entry.tcomment, entry.flags = old.msgstr, old.tcomment, list(old.flags)
        merged.append(entry)
    return merged


def missing(catalogue):
    """The terms that still need a translator."""
    return [entry for entry in catalogue if not entry.obsolete and (entry.fuzzy or not entry.msgstr.strip())]


def database_of(bench):
    """The test database where it is up to date, a database of our own otherwise."""
    if bench.comment(bench.test_database) == addons_stamp():
        return bench.test_database
    say("installing the add-ons to look for terms")
    bench.fresh_database(bench.test_database)
    return bench.test_database


def main():
    bench = Workbench()
    database = database_of(bench)
    with tempfile.TemporaryDirectory() as folder:
        for addon in ADDONS:
            fresh = strip(export(bench, database, addon, folder))
            if not fresh:
                continue
            target = ROOT / addon / "i18n"
            target.mkdir(exist_ok=True)
            fresh.save(str(target / f"{addon}.pot"))
            path = target / f"{LANGUAGE}.po"
            merged = merge(polib.pofile(str(path)) if path.exists() else polib.POFile(), fresh)
            merged.save(str(path))
            left = missing(merged)
            say(f"{addon}: {len(merged)} terms, {len(left)} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
