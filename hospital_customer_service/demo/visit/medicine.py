"""What each department of the demonstration hospital treats; the words stand in ``medicine.json``.

The key of a department is the last part of its XML id. Every diagnosis is (ICD-10 code, words); an operation is
(code, words); a course of treatment is (words, days between its steps, words of a step). ``inpatient`` and ``surgery``
are shares of its visits, ``amount`` what a visit costs, ``stay`` how many nights somebody stays.
"""

import json
from pathlib import Path

DEPARTMENTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
