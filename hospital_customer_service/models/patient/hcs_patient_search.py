import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import idcard
from ...tools.pinyin import search_key
from ..common.hcs_masked_mixin import MIN_TAIL, PII_GROUP

PHONE_SIGNS = str.maketrans("", "", " -()+./")


class HcsPatient(models.Model):
    """Finding a patient in one box (PAT-05): name, pinyin, phone, medical record number, ID number.

    Each kind of key asks its own index, and the answers are united: an OR across tables would read them all.
    """

    _inherit = "hcs.patient"

    name_search_key = fields.Char(
        compute="_compute_name_search_key",
        store=True,
        precompute=True,
        index="trigram",
        export_string_translation=False,
    )

    @api.depends("name")
    def _compute_name_search_key(self):
        for patient in self:
            patient.name_search_key = search_key(patient.name)

    @api.depends("name", "mrn", "sex", "birthdate", "phone_masked")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        """The name alone; with what tells two people of one name apart where somebody chooses among them."""
        if not self.env.context.get("formatted_display_name"):
            for patient in self:
                patient.display_name = patient.name
            return
        sexes = dict(self._fields["sex"]._description_selection(self.env))
        for patient in self:
            facts = [
                sexes[patient.sex] if patient.sex in ("male", "female") else False,
                patient.age_text,
                patient.mrn,
                patient.phone_masked,
            ]
            hint = " · ".join(fact for fact in facts if fact)
            patient.display_name = f"{patient.name or ''} \t --{hint}--" if hint else patient.name

    @api.model
    def _search_display_name(self, operator, value):
        if operator == "in":
            return Domain("name", "in", value) | Domain("mrn", "in", [text for text in value if text])
        if operator not in ("ilike", "like", "=ilike", "=like"):
            return NotImplemented
        text = unicodedata.normalize("NFKC", str(value or "")).strip(" %")
        if not text:
            return Domain.TRUE
        domain = self._search_text(text)
        words = text.split()
        if len(words) > 1:
            # “Wang 5678”: every word says something else about the same patient
            domain |= Domain.AND(self._search_text(word) for word in words)
        return domain

    def _search_text(self, text):
        """Patients for whom one key matches ``text``."""
        patients = self.sudo().with_context(active_test=False)  # sudo: agents search by numbers they may not read
        queries = [patients._search(Domain("name", "ilike", text)).subselect()]
        queries.append(patients._search(Domain("mrn", "in", [text, text.upper()])).subselect())
        letters = "".join(text.split()).lower()
        if letters.isascii() and letters.isalpha():
            queries.append(patients._search(Domain("name_search_key", "ilike", f" {letters}")).subselect())
        queries += self._search_number_queries(text)
        # the number or the name of a merged record leads to the one that goes on
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT COALESCE(found.merged_into_id, found.id) FROM hcs_patient found WHERE found.id IN (%s))",
                SQL(" UNION ").join(queries),
            ),
        )

    def _search_number_queries(self, text):
        """Queries of patient ids by phone, ID number and identifiers: the whole number or its tail."""
        may_see = self.env.su or self.env.user.has_group(PII_GROUP)
        queries = []
        digits = text.translate(PHONE_SIGNS)
        if digits.isascii() and digits.isdecimal() and len(digits) >= MIN_TAIL:
            e164 = self.env["hcs.patient.phone"]._format_e164(text, self.env.company.country_id.code)
            wholes = {digits, digits.removeprefix("00"), (e164 or "").lstrip("+")} - {""}
            # a longer tail than the one that is shown would tell the hidden digits, one search at a time
            tails = wholes if may_see or len(digits) == MIN_TAIL else set()
            queries.append(self._search_column("hcs.patient.phone", "digits", "patient_id", wholes, tails))
        code = idcard.normalise(text)
        if len(code) >= MIN_TAIL and code.isascii() and code.isalnum():
            wholes = {code, idcard.to_18(code)} if len(code) == 15 and code.isdecimal() else {code}
            tails = wholes if may_see or len(code) == MIN_TAIL else set()
            queries.append(self._search_column("hcs.patient", "id_number", "id", wholes, tails))
            queries.append(self._search_column("hcs.patient.identifier", "value", "patient_id", wholes, tails))
        return queries

    def _search_column(self, model, column, patient_column, wholes, tails):
        """Select patients whose ``column`` equals one of ``wholes`` or ends with one of ``tails``; all indexed."""
        records = self.env[model].sudo()
        alias = records._table
        field = records._field_to_sql(alias, column)
        conditions = [SQL("%s IN %s", field, tuple(wholes))]
        conditions += [SQL("reverse(%s) LIKE %s", field, tail[::-1] + "%") for tail in tails]
        patient_id = records._field_to_sql(alias, patient_column)
        if "active" in records._fields and model != self._name:
            active = SQL("%s AND", records._field_to_sql(alias, "active"))
        else:
            active = SQL()
        return SQL(
            "SELECT %s FROM %s WHERE %s (%s)",
            patient_id,
            SQL.identifier(alias),
            active,
            SQL(" OR ").join(conditions),
        )
