"""The rules of the house that a machine can check: ban list, texts, sizes, manifests, tests (STYLE §2, §5)."""

import ast
import re
from pathlib import Path

import pytest

from tests.repository import ADDONS, ROOT, files, manifest, python, text, tracked, xml

PY, XML, JS, BOTH = (".py",), (".xml",), (".js",), (".py", ".xml")
# pattern, where, a line it must find (a rule that cannot find anything is worth nothing)
BANS = [
    (r"\b_sql_constraints\b|\b_constraints =", PY, "_sql_constraints = []"),
    (r"<tree\b|view_mode\">tree|,tree\b|\btree,", XML, '<field name="view_mode">tree,form</field>'),
    (r"\s(attrs|states)=", XML, '<field name="state" attrs="{}" />'),
    (r"kanban-box|kanban-menu|\bt-esc\b|\bt-raw\b|oe_chatter", XML, '<t t-esc="name" />'),
    (r"\bgroups_id\b", BOTH, '<field name="groups_id" />'),
    (r"\bnumbercall\b|\bdoall\b", XML, '<field name="numbercall">-1</field>'),
    (r"type=['\"]json['\"]", PY, "@http.route('/x', type='json')"),
    (r"\bodoo\.osv\b|\bexpression\.(AND|OR)\b", PY, "from odoo.osv import expression"),
    (r"\.read_group\(|\bname_get\b|\bfields_view_get\b", PY, "self.read_group([], [], [])"),
    (r"self\._(cr|uid|context)\b", PY, "self._cr.execute(query)"),
    (r"\btoggle_active\b|\blazy_property\b|\bauto_join\b|\bgroup_operator\b", PY, "group_operator='sum'"),
    (r"default=fields\.(Date|Datetime)\.(today|now)\(\)", PY, "day = fields.Date(default=fields.Date.today())"),
    (r"\b_\(\s*f[\"']", PY, '_(f"{name}")'),
    (r"\b_\(\s*\"[^\"]*\" *%|\b_\(\s*'[^']*' *%", PY, "_('%s' % name)"),
    (r"\b_\([^()]*\)\.format\(", PY, '_("{}").format(name)'),
    (r"\.mobile\b|\bhr\.contract\b|\bhr\.employee\.base\b", BOTH, "partner.mobile"),
    (r"^\s*(from|import) odoo\.orm\b", PY, "from odoo.orm.fields import Field"),
    (r"(?<![\w.])print\(|\bpdb\b|\bbreakpoint\(", PY, "print(record)"),
    (r"(#|//|<!--)\s*(TODO|FIXME|XXX)(?! *\(\w+\))", (*BOTH, *JS), "# TODO later"),
    (r"<!--[^>]*<(record|field|div|button)\b", XML, '<!-- <field name="x" /> -->'),
    (r"console\.log\(|@odoo-module|\bQUnit\b|\bdebugger\b", JS, "/** @odoo-module **/"),
]
CJK = re.compile(r"[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
CJK_FOLDERS = {"i18n", "demo", "tests", "docs"}
# what callers say, by which triage knows it, and what departments are called: words, not texts of the program
CJK_WORDS = {
    f"hospital_customer_service/data/directory/hcs.{model}.csv"
    for model in ("specialty", "triage.rule", "triage.word")
}
SIZES = {".py": 300, ".xml": 350, ".js": 300, ".scss": 300, ".sh": 400}
TEST_SIZE = 400
MANIFEST_KEYS = """
    name summary description version category website author maintainers license application depends
    external_dependencies data demo assets pre_init_hook post_init_hook uninstall_hook
""".split()
# addresses that may be written down: standards, the licence, our own page, names that lead nowhere
KNOWN_HOSTS = re.compile(
    r"^(localhost|127\.0\.0\.1|0\.0\.0\.0|github\.com|www\.gnu\.org|www\.w3\.org|www\.odoo\.com|fsf\.org"
    r"|(.+\.)?hl7\.(org|org\.cn|cn)|(.+\.)?(snomed\.info|loinc\.org|unitsofmeasure\.org|mitre\.org|synthea\.mitre\.org)"
    r"|(.+\.)?(example|test|invalid|local)|(.+\.)?example\.(com|org|net|cn))$"
)
REGISTRIES = re.compile(r"py[p]i\.org|pythonhos[t]ed|npm[j]s\.|deb\.deb[i]an|deb[i]an\.org|ub[u]ntu\.com|yarnp[k]g")


@pytest.mark.parametrize(("pattern", "where", "example"), BANS, ids=[ban[2] for ban in BANS])
def test_ban_list(pattern, where, example):
    """STYLE §2: what Odoo 19 ignores, rejects or warns about, and what the house does not want."""
    rule = re.compile(pattern, re.MULTILINE)
    assert rule.search(example), "the rule finds nothing at all"
    found = [
        f"{path}:{text(path).count(chr(10), 0, hit.start()) + 1}: {hit.group().strip()}"
        for path in files(*where, under=ADDONS)
        for hit in rule.finditer(text(path))
    ]
    assert not found


def test_groups_are_declared_the_new_way():
    """STYLE §2.28: ``users`` and ``category_id`` of res.groups are gone."""
    found = [
        f"{path}: {field.get('name')}"
        for path in files(".xml", under=ADDONS)
        for record in xml(path).iter("record")
        if record.get("model") == "res.groups"
        for field in record.iter("field")
        if field.get("name") in ("users", "category_id")
    ]
    assert not found


def test_groups_in_search_views_are_bare():
    """STYLE §2.44: a search view's group takes neither a string nor expand."""
    found = [
        f"{path}:{group.sourceline}"
        for path in files(".xml", under=ADDONS)
        for search in xml(path).iter("search")
        for group in search.iter("group")
        if group.get("string") is not None or group.get("expand") is not None
    ]
    assert not found


def test_nobody_commits_by_hand():
    """STYLE §2.35: work in steps goes through ``_commit_progress``; only an error branch may roll back."""
    found = []
    for path in files(".py", under=ADDONS):
        if "tests" in path.parts:
            continue
        forgiven = {
            call
            for handler in ast.walk(python(path))
            if isinstance(handler, ast.ExceptHandler)
            for call in ast.walk(handler)
            if isinstance(call, ast.Attribute) and call.attr == "rollback"
        }
        found += [
            f"{path}:{node.lineno}"
            for node in ast.walk(python(path))
            if isinstance(node, ast.Attribute)
            and node.attr in ("commit", "rollback")
            and ast.unparse(node.value).endswith("cr")
            and node not in forgiven
        ]
    assert not found


def test_tools_are_pure_python():
    """DESIGN §2: ``tools/`` imports neither Odoo nor the add-on around it."""
    found = []
    for path in files(".py", under=ADDONS):
        if path.parts[1] != "tools":
            continue
        depth = len(path.parts) - 2
        for node in ast.walk(python(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                if node.level > depth:
                    found.append(f"{path}:{node.lineno}: leaves the folder")
            found += [f"{path}:{node.lineno}: {name}" for name in names if name.split(".")[0] == "odoo"]
    assert not found


def test_chinese_stands_in_its_places_only():
    """House rule 9: English in the sources, Chinese in the catalogue."""
    found = []
    for path in tracked():
        if (
            CJK_FOLDERS & set(path.parts)
            or path.name.startswith("README")
            or str(path) in CJK_WORDS
            or path.suffix in (".png", ".jpg", ".ico", ".xlsx")
        ):
            continue
        for number, line in enumerate(text(path).splitlines(), 1):
            if CJK.search(line):
                found.append(f"{path}:{number}")
    assert not found


def test_no_registry_is_named():
    """TOOLCHAIN: mirrors are the machine's affair; an address in the repository is one that everybody may know."""
    found = []
    for path in tracked():
        if path.suffix in (".png", ".jpg", ".ico", ".xlsx", ".po", ".pot"):
            continue
        content = text(path)
        found += [f"{path}: {hit}" for hit in REGISTRIES.findall(content)]
        for host in re.findall(r"\bhttps?://([\w.\-]+)", content):
            if not KNOWN_HOSTS.match(host.rstrip(".")):
                found.append(f"{path}: {host}")
    assert not found


def test_files_stay_small():
    """STYLE §5.3: a file that grows is split by behaviour."""
    found = []
    for path in tracked():
        if path.name == "__manifest__.py":
            continue  # a list of files, one a line
        limit = TEST_SIZE if "tests" in path.parts else SIZES.get(path.suffix)
        if limit and path.suffix in SIZES:
            lines = text(path).count("\n")
            if lines > limit:
                found.append(f"{path}: {lines} lines, {limit} allowed")
    assert not found


@pytest.mark.parametrize("addon", ADDONS)
def test_manifest(addon):
    """STYLE §3: keys in order, version of the series, licence, and every file listed once in the right list."""
    content = manifest(addon)
    assert list(content) == [key for key in MANIFEST_KEYS if key in content]
    assert re.match(r"^19\.0\.\d+\.\d+\.\d+$", content["version"])
    assert content["license"] == "LGPL-3"
    folder = ROOT / addon
    listed = {key: content.get(key, []) for key in ("data", "demo")}
    for key, names in listed.items():
        assert len(names) == len(set(names)), f"twice in {key}"
        assert [name for name in names if not (folder / name).is_file()] == [], f"missing files in {key}"
    present = {
        str(path.relative_to(addon))
        for path in files(".xml", ".csv", under=addon)
        if path.parts[1] not in ("static", "tests", "i18n")
    }
    assert present - set(listed["data"]) - set(listed["demo"]) == set(), "on disk, but not listed"
    wrong = [name for name in listed["data"] if name.startswith("demo/")]
    wrong += [name for name in listed["demo"] if not name.startswith("demo/")]
    assert not wrong


@pytest.mark.parametrize("addon", ADDONS)
def test_every_python_file_is_imported(addon):
    """A forgotten line in ``__init__.py`` is a feature that is not there."""
    found = []
    for path in files(".py", under=addon):
        if path.name in ("__init__.py", "__manifest__.py") or path.parts[1] in ("migrations", "static", "cli"):
            continue
        init = Path(path.parent, "__init__.py")
        if init not in tracked():
            found.append(f"{init} is missing")
        elif not re.search(rf"\b{path.stem}\b", text(init)) and path.parts[1] != "tools":
            found.append(f"{path} is not imported")
    assert not sorted(set(found))


def test_every_test_class_says_when_it_runs():
    """pytest-odoo dies on an untagged class outside an add-on; ``at_install`` would run on half an Odoo."""
    found = []
    for path in files(".py", under="tests"):
        if path.parts[1] in ("tools", "install") or not path.name.startswith("test_") or len(path.parts) == 2:
            continue
        assert Path(path.parent, "__init__.py") in tracked(), f"{path.parent} has no __init__.py"
        for node in python(path).body:
            if isinstance(node, ast.ClassDef) and any(
                isinstance(part, ast.FunctionDef) and part.name.startswith("test_") for part in node.body
            ):
                tags = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
                if "'post_install', '-at_install', 'hcs_" not in tags:
                    found.append(f"{path}: {node.name}")
    assert not found


def test_every_list_says_what_belongs_there():
    """ADM-05: an empty screen tells what it is for and how it fills; windows and settings are not lists."""
    silent = [
        f"{path}: {record.get('id')}"
        for path in files(".xml", under=ADDONS)
        if "views" in path.parts
        for record in xml(path).iter("record")
        if record.get("model") == "ir.actions.act_window"
        for values in [{field.get("name"): field.text or "" for field in record.iter("field")}]
        if "res_model" in values and values.get("target") != "new"
        if {"list", "kanban", "calendar", "pivot", "graph"} & set(values.get("view_mode", "list").split(","))
        if "help" not in values
    ]
    assert not silent


def test_every_picture_of_the_guide_is_there():
    """ADM-05: a page of the guide shows its pictures, in the size of a usual screen; no picture lies about unused."""
    shown = {
        Path(path.parent, name)
        for path in files(".md")
        for name in re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", text(path))
        if not name.startswith(("http:", "https:"))
    }
    there = set(files(".png", ".jpg", ".svg", under="docs"))
    assert sorted(shown - set(tracked())) == []
    assert sorted(there - shown) == []
    for path in sorted(there & set(files(".png"))):
        size = tuple(int.from_bytes(ROOT.joinpath(path).read_bytes()[at : at + 4]) for at in (16, 20))
        assert size in {(1366, 768), (1280, 720), (1920, 1080), (820, 1180)}, f"{path} is {size}"
