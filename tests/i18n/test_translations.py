from io import BytesIO

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

from tests.repository import ADDONS, ROOT
from translations import LANGUAGE, missing


# ADM-02: English source, Chinese complete
@tagged("post_install", "-at_install", "hcs_i18n")
class TestTranslations(TransactionCase):
    """House rule 9: the Chinese catalogue is complete, or the build is red; ``make i18n`` finds the new terms."""

    def _exported(self, addon):
        """The terms Odoo finds in the installed add-on now."""
        buffer = BytesIO()
        trans_export(False, [addon], buffer, "po", self.env)
        return {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}

    def _catalogue(self, addon, name):
        return polib.pofile(str(ROOT / addon / "i18n" / name))

    def test_the_template_holds_every_term(self):
        for addon in ADDONS:
            with self.subTest(addon=addon):
                template = {entry.msgid for entry in self._catalogue(addon, f"{addon}.pot")}
                self.assertEqual(sorted(self._exported(addon) ^ template), [])

    def test_every_term_is_translated(self):
        for addon in ADDONS:
            with self.subTest(addon=addon):
                catalogue = self._catalogue(addon, f"{LANGUAGE}.po")
                known = {entry.msgid for entry in catalogue if not entry.obsolete}
                self.assertEqual(sorted(self._exported(addon) ^ known), [])
                self.assertEqual([entry.msgid for entry in missing(catalogue)], [])
                self.assertEqual([entry.msgid for entry in catalogue.obsolete_entries()], [])

    def test_terms_without_a_chinese_letter_are_few(self):
        """A translation that repeats the English is an oversight, except for codes, units and names."""
        for addon in ADDONS:
            with self.subTest(addon=addon):
                words = [
                    entry.msgid
                    for entry in self._catalogue(addon, f"{LANGUAGE}.po")
                    if entry.msgstr == entry.msgid and " " in entry.msgid and any(c.islower() for c in entry.msgid)
                ]
                self.assertEqual(words, [])
