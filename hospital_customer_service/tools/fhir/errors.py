"""What can be wrong with a message of the hospital system, told without a word about the patient."""

TEXTS = {
    "encoding": "is not {encoding}; ask the sender for {encoding} or set the encoding of the feed",
    "json": "is not valid JSON (character {position})",
    "truncated": "ends in the middle; everything complete before it was kept",
    "too_large": "is larger than {limit}",
    "too_deep": "is nested too deeply",
    "not_object": "is {found}, not a resource",
    "no_type": "has no resourceType",
    "missing": "is missing",
    "wrong_type": "is {found} where {expected} belongs",
    "bad_date": "is not a date",
    "date_range": "has the year {year}, outside {first}-{last}",
    "too_long": "has {length} characters, more than {limit}",
    "characters": "contains characters that cannot be stored",
    "bad_code": "has the unknown code {code}",
    "bad_reference": "is not a reference that can be followed",
    "bad_number": "is not a number",
    "unreadable": "cannot be read as JSON, NDJSON, ZIP or GZIP",
    "empty": "holds no resource",
    "no_header": "is not an HL7 message: it does not begin with MSH",
    "bad_marks": "does not name the separators",
    "unsupported_version": "names another version than 2.x",
    "no_number": "holds no number of the visit: PV1-19, PV1-50 or PID-18",
}


class FhirError(ValueError):
    """One problem: a code, the row (line or entry), the field, and figures; never a value of the patient."""

    def __init__(self, code, /, field="", row=None, unit="line", **params):
        self.code = code
        self.field = field
        self.row = row
        self.unit = unit
        self.params = params
        super().__init__(code)

    @property
    def where(self):
        """Row and field, language-neutral enough to be stored: ``line 3, Patient.birthDate``."""
        row = f"{self.unit} {self.row}" if self.row else ""
        return ", ".join(part for part in (row, self.field) if part)

    def __str__(self):
        return f"{self.where or 'The file'} {TEXTS[self.code].format(**self.params)}".strip()
