"""Odoo's own checks of add-ons (``test_lint``) that look at what ``make lint`` does not: the loaded registry."""

import re

from workbench import ADDONS

CHECKS = """
    ManifestLinter RoutesLinter TestDocstring TestDunderinit TestIndex TestLintOverrideSignatures TestNaming
    TestOnchangeDomains
""".split()


def test_odoos_checks_of_the_registry(bench, database):
    bench.copy(bench.template(), database)
    tags = ",".join(f"/test_lint:{check}" for check in CHECKS)
    log = bench.load(database, "-i", ",".join((*ADDONS, "test_lint")), f"--test-tags={tags}", check=False)
    failures = re.findall(r" ERROR \S+ odoo\.addons\.test_lint.*: (?:FAIL|ERROR): (.+)", log)
    assert not failures, "\n".join(log[at.start() : at.start() + 1500] for at in re.finditer("(FAIL|ERROR): ", log))
    totals = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", log)
    assert totals and int(totals[-1][2]) >= len(CHECKS)
