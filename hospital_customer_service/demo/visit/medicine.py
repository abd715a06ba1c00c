"""What each department of the demonstration hospital treats; the words stand in ``medicine.json``.

The key of a department is the last part of its XML id. Every diagnosis is (ICD-10 code, words), an operation (code,
words), a course of treatment (words, days between its steps, words of a step); each may end with the youngest and the
oldest age it is for. ``inpatient`` and ``surgery`` are shares of the visits, ``amount`` is what a visit costs and
``stay`` how many nights somebody stays.
"""

import json
from pathlib import Path

DEPARTMENTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
