"""Rules about a whole run: their history is that of all that they can see."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.audit import Scope, audit
from netcollect.errors import InputError
from unit.audit.samples import COMMAND, NOW, audited, make_run, rules_of, verdicts
from unit.query.samples import BRIEF, brief

VERSION = "show version"
IOS = "Cisco IOS Software, Version 15.2(4)M, RELEASE\nR1 uptime is 2 days\n"
UP, DOWN = brief(("Gi0/1", "192.0.2.1", "up")), brief(("Gi0/1", "192.0.2.1", "down"))
PORT = """\
GigabitEthernet0/1 is up, line protocol is up
  Hardware is iGbE, address is 5254.0000.0001 (bia 5254.0000.0001)
  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
"""
JOIN = f"""\
rules:
  - id: up
    command: {VERSION}
    sql: >
      SELECT b.device, b.interface FROM show_ip_interface_brief b
      JOIN show_version v ON v.device = b.device WHERE b.status <> 'up'
"""


def test_a_statement_has_the_history_of_every_command_that_it_can_see(tmp_path: Path) -> None:
    *_, last = (
        make_run(tmp_path / "output", day, {"R1": {VERSION: IOS, BRIEF: said}})
        for day, said in enumerate((UP, UP, DOWN), 1)
    )
    (verdict,) = audited(last, rules_of(tmp_path, JOIN)).verdicts
    assert (verdict.verdict, verdict.transition, verdict.since) == ("violated", "new", last.name)


@pytest.mark.parametrize(
    ("device", "named"),
    [("upper(device)", "R1"), ("'nobody'", "nobody"), ("NULL", "NULL"), ("'r' || 9", "r9")],
)
def test_a_row_that_is_no_device_s_is_an_error_and_no_pass(device: str, named: str, tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"r1": {BRIEF: UP}, "r2": {BRIEF: UP}})
    sql = f"SELECT {device} AS device, interface FROM show_ip_interface_brief"
    rules = rules_of(tmp_path, f'rules: [{{id: it, command: {BRIEF}, sql: "{sql}"}}]')
    with pytest.raises(
        InputError, match=f"rules.yaml:1:9: the answer of it names no device of the run: {named}"
    ):
        audited(run, rules)
    # A run that ends is not lost for it.
    assert verdicts(audit(rules, Scope(run=run, now=NOW, strict=False))) == {"r1": "unknown", "r2": "unknown"}


def test_a_name_in_double_braces_is_a_text_in_sql_too(tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"R1": {BRIEF: UP}}, facts={"R1": {"site": "ams"}})
    is_text = "'{{site}}' = '{' || 'site}'"
    text = f"""\
rules:
  - {{id: row, command: {BRIEF}, expect: [{{no_row: "{is_text}"}}]}}
  - {{id: statement, command: {BRIEF}, sql: "SELECT device FROM show_ip_interface_brief WHERE {is_text}"}}
"""
    found = audited(run, rules_of(tmp_path, text)).verdicts
    assert [(each.rule, each.verdict) for each in found] == [("row", "violated"), ("statement", "violated")]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [((), ("^ntp server .*",), ("passed", "fixed")), (("^ntp server .*",), (), ("violated", "new"))],
)
def test_devices_are_compared_by_what_each_run_leaves_out(
    before: tuple[str, ...], after: tuple[str, ...], found: tuple[str, str], tmp_path: Path
) -> None:
    same, other = "hostname R\nntp server 192.0.2.1\n", "hostname R\nntp server 192.0.2.9\n"
    said, facts = {"R1": same, "R2": same, "R3": other}, {f"R{n}": {"role": "core"} for n in (1, 2, 3)}
    make_run(tmp_path / "output", 1, said, facts=facts, ignore=before)
    run = make_run(tmp_path / "output", 2, said, facts=facts, ignore=after)
    rules = rules_of(tmp_path, f"rules: [{{id: a, command: {COMMAND}, expect: [{{same_by: role}}]}}]")
    verdict = audited(run, rules).verdicts[2]
    assert (verdict.verdict, verdict.transition) == found


def test_a_text_of_which_the_template_knows_no_line_passes_nothing(tmp_path: Path) -> None:
    strange = brief(("Gi0/1", "192.0.2.1", "{strange}"))
    said = {"R1": {BRIEF: strange}, "R2": {BRIEF: UP}, "R3": {BRIEF: DOWN}}
    run = make_run(tmp_path / "output", 1, said)
    text = f"""\
rules:
  - {{id: row, command: {BRIEF}, expect: [{{no_row: "status = 'down'"}}]}}
  - {{id: statement, sql: "SELECT device FROM show_ip_interface_brief WHERE status = 'down'"}}
"""
    found = audited(run, rules_of(tmp_path, text)).verdicts
    assert [each.verdict for each in found] == ["unknown", "passed", "violated"] * 2
    assert found[0].reason == found[3].reason


def test_an_answer_without_a_known_line_passes_nothing(tmp_path: Path) -> None:
    said = {"R1": {"show interfaces": "Gi0/1 | up\n"}, "R2": {"show interfaces": PORT}}
    run = make_run(tmp_path / "output", 1, said)
    rules = rules_of(tmp_path, "rules: [{id: it, ask: interfaces, expect: [{no_row: \"admin = 'x'\"}]}]")
    assert verdicts(audited(run, rules)) == {"R1": "unknown", "R2": "passed"}
