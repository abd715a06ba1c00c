"""What may stand in a short message: known placeholders, no clinical content, and what its length costs.

A message lies open on a locked screen and passes through the hands of a gateway, so it never tells what somebody
suffers from (PS4). Chinese words are written as escapes, with their meaning beside them: the sources stay ASCII.
"""

import re

# what a template may ask for; everything else is refused, because it might be clinical or personal
PLACEHOLDERS = (
    "patient_title",
    "hospital",
    "activity",
    "department",
    "doctor",
    "date",
    "time",
    "place",
    "queue_number",
    "reference",
    "until",
    "phone",
    "link",
    "code",
)
CLINICAL_WORDS = (
    "abnormal abortion AIDS anxiety benign biopsy blood cancer cardiac chemotherapy chronic clinical condition "
    "contagious cure depression diabetes diagnosed diagnosis diagnostic disease dosage dose drug drugs fracture "
    "gonorrhoea hepatitis HIV hypertension illness infected infection infectious injury insulin lesion malignant "
    "medication medicine medicines mental miscarriage negative operated operation pathology positive pregnancy "
    "pregnant prescription prognosis psychiatric radiotherapy schizophrenia stroke surgery surgical symptom symptoms "
    "syphilis tablets therapy treatment treatments tuberculosis tumor tumour virus"
).split() + [
    "\u8bca\u65ad",  # diagnosis
    "\u9633\u6027",  # positive
    "\u9634\u6027",  # negative
    "\u764c",  # cancer
    "\u7624",  # tumour
    "\u5f02\u5e38",  # abnormal
    "\u827e\u6ecb",  # AIDS
    "\u6885\u6bd2",  # syphilis
    "\u6dcb\u75c5",  # gonorrhoea
    "\u6027\u75c5",  # venereal disease
    "\u4e59\u809d",  # hepatitis B
    "\u4e19\u809d",  # hepatitis C
    "\u809d\u708e",  # hepatitis
    "\u7ed3\u6838",  # tuberculosis
    "\u6000\u5b55",  # pregnant
    "\u598a\u5a20",  # pregnancy
    "\u6d41\u4ea7",  # miscarriage, abortion
    "\u5973\u6027\u4e0d\u5b55",  # infertility
    "\u4e0d\u5b55",  # infertile
    "\u624b\u672f",  # operation
    "\u6d3b\u68c0",  # biopsy
    "\u75c5\u7406",  # pathology
    "\u5316\u7597",  # chemotherapy
    "\u653e\u7597",  # radiotherapy
    "\u8840\u7cd6",  # blood sugar
    "\u8840\u538b",  # blood pressure
    "\u7cd6\u5c3f",  # diabetes
    "\u75c7\u72b6",  # symptom
    "\u75c5\u60c5",  # condition
    "\u75be\u75c5",  # disease
    "\u6cbb\u7597",  # treatment
    "\u7528\u836f",  # medication
    "\u670d\u836f",  # taking medicine
    "\u836f\u54c1",  # drugs
    "\u5242\u91cf",  # dose
    "\u6291\u90c1",  # depression
    "\u7126\u8651",  # anxiety
    "\u7cbe\u795e",  # mental
    "\u5fc3\u7406",  # psychological
    "\u611f\u67d3",  # infection
    "\u4f20\u67d3",  # contagious
    "\u75c5\u53d8",  # lesion
    "\u7ed3\u77f3",  # stones
    "\u9aa8\u6298",  # fracture
    "\u4e2d\u98ce",  # stroke
    "\u6897\u6b7b",  # infarction
    "\u6076\u6027",  # malignant
    "\u826f\u6027",  # benign
]
_ASCII = re.compile(
    r"(?<![a-z])(" + "|".join(word.lower() for word in CLINICAL_WORDS if word.isascii()) + r")(?![a-z])"
)
_OTHER = tuple(word for word in CLINICAL_WORDS if not word.isascii())
_FIELD = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
# a gateway counts 70 characters for one message, 67 for each part of a longer one
SINGLE, PART = 70, 67


def placeholders(text):
    """Names between braces, in their order.

    >>> placeholders("{date}, {time}: {date}")
    ['date', 'time']
    """
    return list(dict.fromkeys(_FIELD.findall(text or "")))


def unknown_placeholders(text):
    """Names that no message may hold, and every brace that belongs to no name.

    >>> unknown_placeholders("{patient_title}: {diagnosis}")
    ['diagnosis']
    >>> unknown_placeholders("{date} {")
    ['{']
    """
    loose = re.findall(r"[{}]", _FIELD.sub("", text or ""))
    return [name for name in placeholders(text) if name not in PLACEHOLDERS] + loose


def clinical_words(text):
    """Words of ``text`` that tell about somebody's health.

    >>> clinical_words("Your HIV test is positive")
    ['hiv', 'positive']
    >>> clinical_words("Your report is ready.")
    []
    """
    text = _FIELD.sub(" ", text or "").lower()
    return list(dict.fromkeys(_ASCII.findall(text))) + [word for word in _OTHER if word in text]


def has_link(text):
    """Whether ``text`` carries an address, which gateways refuse in notices."""
    return bool(_LINK.search(text or ""))


def fill(text, values):
    """``text`` with its placeholders filled; a value with braces is never read again.

    >>> fill("{date} {time}", {"date": "{time}", "time": "9"})
    '{time} 9'
    """
    return _FIELD.sub(lambda hit: str(values[hit.group(1)]), text)


def parts(text):
    """How many messages a gateway charges for ``text``.

    >>> parts("a" * 70), parts("a" * 71), parts("a" * 134), parts("a" * 135)
    (1, 2, 2, 3)
    """
    length = len(text or "")
    return 1 if length <= SINGLE else -(-length // PART)
