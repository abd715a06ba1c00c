from dataclasses import dataclass, field


class Waiting(Exception):
    """The message needs a resource that has not come yet."""

    def __init__(self, keys):
        super().__init__()
        self.keys = keys


@dataclass(slots=True)
class Item:
    """One message on its way through a batch, and what became of it."""

    message_id: int
    kind: str
    version_at: object = None
    record: object = None
    state: str = "done"
    effect: str = None
    error_code: str = None
    error_field: str = None
    error_params: dict = None
    waits: list = field(default_factory=list)
    weak: bool = False  # taken where nothing is known yet, and never changes what is
    numbers: bool = False  # any number of the person leads to the person (HL7 v2)

    @property
    def key(self):
        return self.record.keys[0]

    @property
    def resource_id(self):
        return self.record.keys[0].partition("/")[2]

    def reset(self):
        self.state, self.effect, self.waits = "done", None, []
        self.error_code = self.error_field = self.error_params = None

    def fail(self, code, field_name="", /, **params):
        self.state, self.effect = "error", None
        self.error_code, self.error_field, self.error_params = code, field_name, params or None
        self.waits = []

    def ignore(self, effect=None, code=None, field_name=None):
        self.state, self.effect = "ignored", effect
        self.error_code, self.error_field = code, field_name

    def wait(self, keys):
        self.state, self.effect = "waiting", None
        self.waits = list(dict.fromkeys(keys))

    def hope(self, keys):
        """Applied, and applied again when one of ``keys`` comes."""
        self.waits = list(dict.fromkeys(self.waits + [key for key in keys if key]))


@dataclass(slots=True)
class Batch:
    """What the messages of one batch share."""

    source: object
    now: object
    tz: object
    operations: dict
    kinds: dict
    registered: list = field(default_factory=list)


RANKS = ("error", "waiting", "done", "ignored")
EFFECTS = ("new", "updated", "unchanged", "superseded", None)


def outcomes(items):
    """One item for each message: what became of a message is the worst of its parts, and the most any part did.

    What was only taken along where nothing was known (a doctor's name in a result) counts when it failed.
    """
    found = {}
    for item in items:
        found.setdefault(item.message_id, []).append(item)
    for parts in found.values():
        told = [item for item in parts if not item.weak or item.state in ("error", "waiting")] or parts
        worst = min(told, key=lambda item: RANKS.index(item.state))
        if worst.state == "done":
            worst.effect = min((item.effect for item in told), key=EFFECTS.index)
        yield worst


def rounds(messages):
    """Put messages into rounds so that what concerns one person, visit or order is applied in the order it came.

    :param messages: lists of items, one list a message, in the order of their arrival
    :return: lists of items, to be applied one after the other
    """
    written, read, found = {}, {}, []
    for items in messages:
        writes, reads = set(), set()
        for item in items:
            record = item.record
            if not item.weak:
                writes |= {record.keys[0], *getattr(record, "gone", ())}
            reads |= {
                key for name in ("patient", "encounter", "order", "previous") if (key := getattr(record, name, None))
            }
        turn = max(
            [written.get(key, -1) + 1 for key in writes | reads] + [read.get(key, -1) + 1 for key in writes], default=0
        )
        for key in writes:
            written[key] = turn
        for key in reads:
            read[key] = max(turn, read.get(key, -1))
        found += [[] for _each in range(turn + 1 - len(found))]
        found[turn] += items
    return found
