"""Anything at a door: strategies, and what must hold whatever came."""

import json
import logging
from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

# what the samples say of a person; it may stand in no answer and no log
PERSONAL = ("秀英", "13812345678", "19600504", "1960-05-04", "110101196005040027")

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("x" * 5000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def broken_bytes(draw, samples, marks=b'|^~\\&\r\n\x00\x0b\x1c\xff"{}[],:09A;'):
    """A good sample with a few bytes changed, cut out or put in; sometimes bytes of no sense at all."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.binary(min_size=1, max_size=200))
    data = bytearray(draw(st.sampled_from(samples)))
    for _each in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        data[start : start + draw(st.integers(0, 4))] = bytes(draw(st.lists(st.sampled_from(marks), max_size=4)))
    return bytes(data) or b"x"


@st.composite
def broken_tree(draw, samples):
    """A good sample of JSON with one or two of its values exchanged for something else."""
    tree = json.loads(json.dumps(draw(st.sampled_from(samples))))
    for _each in range(draw(st.integers(1, 2))):
        node = tree
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and node[key] and draw(st.integers(0, 3)):
                node = node[key]
                continue
            node[key] = draw(junk)
            break
    return tree


def for_any(strategy, check, examples=40):
    """``check`` with many values of ``strategy``, the same ones in every run."""
    # not made smaller where it fails: each call is a request
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    options = {"deadline": None, "derandomize": True, "database": None, "phases": phases}

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), **options)
    @given(strategy)
    def run(value):
        check(value)

    run()


class _Ear(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.bad = []

    def emit(self, record):
        text = logging.Formatter().format(record)
        if record.levelno >= logging.ERROR or "Traceback" in text or any(word in text for word in PERSONAL):
            self.bad.append(text[-1500:])


@contextmanager
def discreet_log(case, ignored=()):
    """No error, no traceback and nothing of a person in the log of the server."""
    ear, root = _Ear(), logging.getLogger()
    root.addHandler(ear)
    try:
        yield
    finally:
        root.removeHandler(ear)
    case.assertFalse([text for text in ear.bad if not any(word in text for word in ignored)])
