"""``make lint``: every checker, each with its own verdict; nothing is changed."""

import subprocess
import sys
import tempfile

from lxml import etree

from workbench import ADDONS, ROOT, Workbench, say

# the checkers Odoo ships for its own code
ODOO_CHECKERS = "_odoo_checker_sql_injection,_odoo_checker_gettext,_odoo_checker_unlink_override"
ODOO_MESSAGES = (
    "sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr,raise-unlink-override,"
    "used-before-assignment,undefined-variable,eval-used,unreachable,function-redefined"
)
# remarks in the code for the other checkers are no news to these
REMARKS = "--disable=unknown-option-value"
XML_HEADER = b'<?xml version="1.0" encoding="UTF-8" ?>\n'


def tracked(*patterns):
    """The files of the repository that match, also those not yet added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


def check_xml():
    problems = []
    for name in tracked("*.xml"):
        content = (ROOT / name).read_bytes()
        try:
            etree.fromstring(content)
        except etree.XMLSyntaxError as error:
            problems.append(f"{name}: {error}")
        if not content.startswith(XML_HEADER):
            problems.append(f"{name}: the first line must be {XML_HEADER.decode().strip()}")
    print("\n".join(problems), end="\n" if problems else "")
    return bool(problems)


def checks():
    scripts = tracked("*.sh", ".ci/run")
    yield "ruff check", ["ruff", "check", "."]
    yield "ruff format", ["ruff", "format", "--check", "."]
    # a room extends the models of the rooms before it in files of its own: there is nothing to merge
    wanted = "--disable=consider-merging-classes-inherited"
    yield "pylint-odoo", ["pylint", "--rcfile=.pylintrc", "--score=n", wanted, *ADDONS]
    checkers = [f"--load-plugins={ODOO_CHECKERS}", "--disable=all", f"--enable={ODOO_MESSAGES}", REMARKS]
    yield "Odoo's own checkers", ["pylint", "--rcfile=/dev/null", "--score=n", *checkers, *ADDONS]
    yield "OCA module checks", ["oca-checks-odoo-module", *(name for name in tracked("*/__manifest__.py"))]
    if catalogues := tracked("*.po", "*.pot"):
        # its idea of pretty empties a translation that equals its source; here an empty one is a missing one
        yield "OCA translation checks", ["oca-checks-po", "--disable=po-pretty-format", *catalogues]
    yield "bash", ["bash", "-c", 'for script; do bash -n "$script" || exit 1; done', "bash", *scripts]


def main():
    bench = Workbench()
    failed = []
    with tempfile.TemporaryDirectory() as home:  # pylint keeps statistics of earlier runs otherwise
        checkers = bench.source / "odoo" / "addons" / "test_lint" / "tests"
        environment = {**bench.environment, "PYLINTHOME": home, "PYTHONPATH": str(checkers)}
        for name, command in checks():
            say(name)
            sys.stdout.flush()
            if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                failed.append(name)
    say("XML")
    if check_xml():
        failed.append("XML")
    say(f"lint failed: {', '.join(failed)}" if failed else "lint: nothing to complain about")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
