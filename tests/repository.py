"""Reads the repository for the tests of its rules: files, models, rooms. Imports no Odoo."""

import ast
import functools
import re
import subprocess
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
CORE, REPORTS = ADDONS = ("hospital_customer_service", "hospital_cs_reports")
# DESIGN §3: a room knows the rooms before it, never one behind it
ROOMS = """
    common directory patient visit knowledge contact incident desk followup complaint vip care public phone staff his
""".split()
MODEL_NAME = re.compile(r"^hcs(\.[a-z0-9_]+)+$")


@functools.cache
def tracked():
    """Every file of the repository that git keeps or would keep, as paths relative to its root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive: everything but what is hidden
        names = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(ROOT).parts)
        ]
    return [Path(name) for name in sorted(names) if name and (ROOT / name).is_file()]


def files(*suffixes, under=None):
    """The files with one of the suffixes, in the folder ``under`` (a name or several)."""
    folders = (under,) if isinstance(under, str) else under
    return [
        path
        for path in tracked()
        if (not suffixes or path.suffix in suffixes) and (not folders or path.parts[0] in folders)
    ]


@functools.cache
def text(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="strict")


@functools.cache
def python(path):
    return ast.parse(text(path), str(path))


@functools.cache
def xml(path):
    return etree.fromstring((ROOT / path).read_bytes())


def manifest(addon):
    return ast.literal_eval(text(Path(addon, "__manifest__.py")))


def room_of(path):
    """The room a file of the first add-on stands in: a folder of that name, or the file itself."""
    for part in (*path.parent.parts[1:], path.stem):
        if part in ROOMS:
            return part
    return None


def rank(addon, room):
    """Where a file stands in the order; the second add-on comes after every room."""
    return len(ROOMS) if addon == REPORTS else ROOMS.index(room)


def attribute(node, name):
    """The value of a plain class attribute such as ``_name``, else None."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in statement.targets
        ):
            try:
                return ast.literal_eval(statement.value)
            except ValueError:
                return None
    return None


class Model:
    """A class that makes a model of ours."""

    def __init__(self, path, node):
        self.path, self.node = path, node
        self.name = attribute(node, "_name")
        self.bases = {ast.unparse(base) for base in node.bases}
        self.addon, self.room = path.parts[0], room_of(path)

    @property
    def abstract(self):
        return "models.AbstractModel" in self.bases

    @property
    def inherits(self):
        inherit = attribute(self.node, "_inherit") or []
        return [inherit] if isinstance(inherit, str) else list(inherit)


@functools.cache
def classes():
    """Every class of the add-ons that has a ``_name`` or an ``_inherit``."""
    found = []
    for path in files(".py", under=ADDONS):
        for node in ast.walk(python(path)):
            if isinstance(node, ast.ClassDef) and (attribute(node, "_name") or attribute(node, "_inherit")):
                found.append(Model(path, node))
    return found


@functools.cache
def models():
    """Model name -> the class that makes it; extensions by ``_inherit`` alone are left out."""
    return {model.name: model for model in classes() if model.name and model.name not in model.inherits}


def field_names(model):
    """The fields of a model that are written down in any class that makes or extends it."""
    names = set()
    for part in classes():
        if model in (part.name, *(part.inherits if not part.name else ())):
            for statement in part.node.body:
                if isinstance(statement, ast.Assign) and ast.unparse(statement.value).startswith("fields."):
                    names.update(target.id for target in statement.targets if isinstance(target, ast.Name))
    return names
