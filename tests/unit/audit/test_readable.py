"""A text that many devices gave is judged once; whether its file is whole belongs to each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from netcollect.archive import Run
from netcollect.audit import Judge, RuleSet
from netcollect.audit.tables import Tables
from unit.audit.samples import COMMAND, audited, make_run, rules_of, verdicts
from unit.query.samples import BRIEF, brief

NTP, ROWS = "ntp server 192.0.2.1\n", brief(("Gi0/1", "192.0.2.1", "up"))
NAMES = ("R1", "R2", "R3")
FACTS = {name: {"role": "core"} for name in NAMES}
RULES = {
    "text": f"{{command: {COMMAND}, expect: [{{contains: ntp server}}]}}",
    "lines": f"{{command: {COMMAND}, when: [ntp .*], expect: [{{lines: [ntp server 192.0.2.1]}}]}}",
    "rows": f"{{command: {BRIEF}, expect: [{{no_row: \"status = 'down'\"}}]}}",
    "count": f"{{command: {BRIEF}, expect: [{{count: {{equals: 1}}}}]}}",
    "unchanged": f"{{command: {COMMAND}, expect: [{{unchanged: 2026-11-01}}]}}",
    "alike": f"{{command: {COMMAND}, expect: [{{same_by: role}}]}}",
    "sql": f"{{command: {BRIEF}, sql: SELECT device FROM show_ip_interface_brief WHERE status = 'down'}}",
    "of another": f"{{command: {COMMAND}, sql: SELECT device FROM show_ip_interface_brief WHERE 0}}",
}


def rule(path: Path, name: str) -> RuleSet:
    return rules_of(path, f"rules: [{{id: it, {RULES[name].strip('{')}]")


def day(path: Path, number: int, text: str = NTP) -> Run:
    said = {name: {COMMAND: text, BRIEF: ROWS} for name in NAMES}
    return make_run(path / "output", number, said, facts=FACTS)


def alter(file: Path) -> None:
    file.write_bytes(file.read_bytes().upper())


@pytest.mark.parametrize("spoil", [alter, Path.unlink])
@pytest.mark.parametrize("device", ["R1", "R3"])
@pytest.mark.parametrize("name", RULES)
def test_what_is_not_as_it_was_stored_is_unknown_and_what_is_like_it_is_judged(
    name: str, device: str, spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    day(tmp_path, 1)
    run, rules = day(tmp_path, 2), rule(tmp_path, name)
    assert set(verdicts(audited(run, rules, output=output)).values()) == {"passed"}
    audited(run, rules, judge=Judge(Tables(output), {"2026-11-01": run}))  # what came of it is kept
    command = rules.rules[0].command["*"]
    spoil(run.path / device / f"{command.replace(' ', '_')}.txt")
    wanted = {each: "unknown" if each == device else "passed" for each in NAMES}
    for tables in (Tables(output), Tables()):
        found = audited(Run(run.path), rules, judge=Judge(tables, {"2026-11-01": run}))
        assert verdicts(found) == wanted
        (reason,) = [each.reason for each in found.verdicts if each.device == device and each.reason]
        assert device in reason


def test_a_file_that_is_not_as_it_was_says_nothing_of_the_same_outputs_in_another_run(tmp_path: Path) -> None:
    both = f"""\
rules:
  - id: unique
    command: {BRIEF}
    sql: >
      SELECT device FROM show_ip_interface_brief WHERE ip_address IN
      (SELECT ip_address FROM show_ip_interface_brief GROUP BY ip_address HAVING count(*) > 2)
"""
    day(tmp_path, 1)
    run = day(tmp_path, 2)
    alter(run.path / "R1" / "show_ip_interface_brief.txt")
    found = audited(run, rules_of(tmp_path, both))
    assert [(each.verdict, each.transition) for each in found.verdicts] == [
        ("unknown", None), ("passed", "fixed"), ("passed", "fixed"),
    ]  # fmt: skip
