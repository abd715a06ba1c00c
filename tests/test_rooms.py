"""Rooms depend one way (DESIGN §3), and every model has its access lines and its company rule (STYLE §5.3, 6)."""

import ast
import csv
import io
import re

from tests.repository import (
    ADDONS,
    CORE,
    MODEL_NAME,
    REPORTS,
    ROOMS,
    field_names,
    files,
    models,
    python,
    rank,
    room_of,
    text,
    xml,
)

GROUP = re.compile(rf"^({CORE}\.)?group_hcs_(\w+)$")
ROOMLESS = {"cli", "tools", "tests", "static", "i18n", "migrations"}
XML_ID = re.compile(r"(?:ref\(\s*['\"]|%\()([\w.]+)")


def local(xml_id, addon):
    """``addon.name`` of an id as it is written in a file of ``addon``."""
    return xml_id if "." in xml_id else f"{addon}.{xml_id}"


def placed():
    """The files of the first add-on that must stand in a room, and those of the second."""
    for path in files(".py", ".xml", ".csv", under=ADDONS):
        if path.parts[1] in ROOMLESS or path.name in ("__init__.py", "__manifest__.py", "hooks.py"):
            continue
        yield path


def defined_ids():
    """External id -> rank of the room of the file that makes it first."""
    found = {}
    for path in placed():
        if path.suffix != ".xml" or (path.parts[0] == CORE and not room_of(path)):
            continue
        for node in xml(path).iter("record", "menuitem", "template"):
            if xml_id := node.get("id"):
                place = rank(path.parts[0], room_of(path))
                key = local(xml_id, path.parts[0])
                found[key] = min(found.get(key, place), place)
    for name, model in models().items():
        if model.addon == REPORTS or model.room:
            found[f"{model.addon}.model_{name.replace('.', '_')}"] = rank(model.addon, model.room)
    return found


def named_models(path):
    """The models of ours that a file names: in Python any such string, in XML attributes and texts."""
    if path.suffix == ".py":
        strings = (n.value for n in ast.walk(python(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    elif path.suffix == ".xml":
        nodes = list(xml(path).iter("*"))
        strings = (value for node in nodes for value in (*node.attrib.values(), (node.text or "").strip()))
    else:
        strings = ()
    return {value for value in strings if MODEL_NAME.match(value)}


def test_every_file_stands_in_a_room():
    """DESIGN §2: one name for a room everywhere; whoever looks for a thing knows the folder."""
    found = [str(path) for path in placed() if path.parts[0] == CORE and not room_of(path)]
    assert not found


def test_rooms_know_only_the_rooms_before_them():
    """DESIGN §3: the higher room extends the lower one, never the other way round."""
    known, ids, found = models(), defined_ids(), []
    for path in placed():
        addon = path.parts[0]
        if addon == CORE and not room_of(path):
            continue
        place = rank(addon, room_of(path))
        for name in named_models(path):
            owner = known.get(name)
            if owner and (owner.addon == REPORTS or owner.room) and rank(owner.addon, owner.room) > place:
                found.append(f"{path}: {name} of {owner.room or owner.addon}")
        for xml_id in referred_ids(path):
            if ids.get(local(xml_id, addon), -1) > place:
                found.append(f"{path}: {xml_id}")
    assert not sorted(set(found))


def referred_ids(path):
    if path.suffix == ".csv":
        return {
            cell for row in csv.reader(io.StringIO(text(path))) for cell in row if cell.startswith(("model_", CORE))
        }
    if path.suffix != ".xml":
        return set(re.findall(r"[\"'](hospital_\w+\.\w+)[\"']", text(path)))
    found = set()
    for node in xml(path).iter("*"):
        for key, value in node.attrib.items():
            if key in ("ref", "parent", "action", "inherit_id", "groups", "t-call"):
                found.update(part.strip().lstrip("!") for part in value.split(","))
            elif key in ("eval", "name", "context", "domain", "search"):
                found.update(XML_ID.findall(value))
    return found


def test_python_imports_go_down():
    """A relative import reaches into the same room or one before it."""
    found = []
    for path in placed():
        if path.suffix != ".py" or path.parts[0] != CORE or not room_of(path):
            continue
        for node in ast.walk(python(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                if node.module.startswith("odoo.addons.") and CORE not in node.module:
                    continue  # Odoo has a survey too
                rooms = [part for part in node.module.split(".") if part in ROOMS]
                if any(ROOMS.index(room) > ROOMS.index(room_of(path)) for room in rooms):
                    found.append(f"{path}:{node.lineno}: {node.module}")
    assert not found


def access_lines():
    for path in files(".csv", under=ADDONS):
        if path.name == "ir.model.access.csv":
            for row in csv.DictReader(io.StringIO(text(path))):
                yield path, row


def test_every_model_has_access_lines():
    """STYLE §5.3, 6: a model without a line is closed to everybody, one without a group is open to everybody."""
    roles, found, seen = {}, [], set()
    for path, row in access_lines():
        group = GROUP.match(row["group_id:id"])
        model = row["model_id:id"].split(".")[-1].removeprefix("model_")
        if row["id"] in seen:
            found.append(f"{path}: {row['id']} stands twice")
        seen.add(row["id"])
        if not group and row["group_id:id"] not in ("base.group_user", "base.group_system"):
            found.append(f"{path}: {row['id']} has no role of ours: {row['group_id:id'] or 'everybody'}")
            continue
        role = group.group(2) if group else row["group_id:id"].removeprefix("base.group_")
        roles.setdefault(model, set()).add(role)
        own = row["model_id:id"].startswith("model_hcs_")
        if own and row["id"] != f"access_{model}_{role}":
            found.append(f"{path}: {row['id']} should be access_{model}_{role}")
    for name, model in models().items():
        if model.abstract or not name.startswith("hcs."):
            continue
        if not roles.get(name.replace(".", "_")):
            found.append(f"{name}: no line at all")
    assert not found


def test_no_access_line_of_a_model_that_is_gone():
    tables = {name.replace(".", "_") for name in models()}
    found = [
        f"{path}: {row['id']}"
        for path, row in access_lines()
        if row["model_id:id"].startswith("model_hcs_") and row["model_id:id"].removeprefix("model_") not in tables
    ]
    assert not found


def test_every_model_of_a_company_has_its_rule():
    """STYLE §2.32: records of another hospital are not there."""
    guarded = set()
    for path in files(".xml", under=ADDONS):
        for record in xml(path).iter("record"):
            fields = {field.get("name"): field for field in record.findall("field")}
            if record.get("model") != "ir.rule" or "domain_force" not in fields or "groups" in fields:
                continue
            if "company_ids" in (fields["domain_force"].text or ""):
                guarded.add((fields["model_id"].get("ref") or "").split(".")[-1])
    found = [
        name
        for name, model in models().items()
        if not model.abstract
        and "models.TransientModel" not in model.bases
        and "company_id" in field_names(name)
        and f"model_{name.replace('.', '_')}" not in guarded
    ]
    assert not found
