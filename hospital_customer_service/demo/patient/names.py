"""Words for invented people, in ``names.json``: no real person, no real street, no real telephone number.

Beside the frequent family names stand those with a rare reading (Shan, Qiu, Ou, Zeng) and compound ones. A foreign
guest is (name, sex, language, pattern of a telephone number from a range kept for fiction).
"""

import json
from pathlib import Path

NAMES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
