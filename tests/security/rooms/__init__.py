"""What each room declares: its models by role and operation, its ledgers, its public methods."""

import importlib
import pkgutil

HEAD = """
model                       agent leader director admin followup complaint vip  dept exec pii  export his outsider
"""


def _rooms():
    for info in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{info.name}")


TABLE = HEAD.strip() + "\n" + "\n".join(room.ACCESS.strip() for room in _rooms() if room.ACCESS.strip())
LEDGERS = tuple(model for room in _rooms() for model in room.LEDGERS)
# read by nobody, whatever the hospital
UNSEEN = {model for room in _rooms() for model in getattr(room, "UNSEEN", ())}
SHARED = {model for room in _rooms() for model in getattr(room, "SHARED", ())}
# what a department reads and writes besides the directory, each kept to its own by record rules
DEPARTMENT = {model: letters for room in _rooms() for model, letters in getattr(room, "DEPARTMENT", {}).items()}
PUBLIC = {}
for _room in _rooms():
    for _model, _methods in _room.PUBLIC.items():
        PUBLIC[_model] = PUBLIC.get(_model, set()) | _methods
# one record of every model that belongs to a hospital: ``make_samples(case, make, made)`` of a room
_IN_ORDER = sorted(_rooms(), key=lambda room: getattr(room, "COMES_LAST", False))
SAMPLES = [room.make_samples for room in _IN_ORDER if hasattr(room, "make_samples")]
