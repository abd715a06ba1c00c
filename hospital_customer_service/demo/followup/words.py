"""What patients say on the telephone and what the agents write down, in ``words.json``.

An opinion is (kind, what its category is about, words of the patient, departments it may come from or null).
"""

import json
from pathlib import Path

WORDS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
