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
