"""Rule files: what is wrong is told at once, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.audit import load_rules
from netcollect.errors import InputError
from unit.audit.samples import problems, rules_of

WRONG = """\
rules:
  - id: ntp
    command: {cisco_iso: show x}
    expect:
      - contians: ntp
      - matches: "a("
      - lacks_match: "(a+)+b"
  - id: ntp
    devices: [platform:ciso, "@file"]
    command: show x
    expect: [{lines: [x], foo: 1}]
  - {id: b c, severity: bad, command: show x}
  - {id: d, expect: [{contains: x}]}
waivers:
  - {rule: nope, until: 2026-13-01, reason: x}
  - {rule: ntp}
"""


def test_every_problem_is_told_with_its_place(tmp_path: Path) -> None:
    told = [
        "rules.yaml:3:15: rules[0].command.cisco_iso: netmiko has no platform 'cisco_iso': no device can be "
        "chosen by it",
        "rules.yaml:5:9: rules[0].expect[0].contians: unknown key",
        "rules.yaml:5:9: rules[0].expect[0]: has no check",
        "rules.yaml:6:18: rules[0].expect[1].matches: 'a",
        "rules.yaml:7:22: rules[0].expect[2].lacks_match: '",
        "rules.yaml:8:5: 'ntp' is the id of another rule already",
        "rules.yaml:9:14: rules[1].devices: netmiko has no platform 'ciso': no device can be chosen by it",
        "rules.yaml:9:14: rules[1].devices: '@file' is a list in a file",
        "rules.yaml:11:27: rules[1].expect[0].foo: unknown key",
        "rules.yaml:12:10: rules[2].id: 'b c' is no name of a rule",
        "rules.yaml:12:25: rules[2].severity: 'bad' is none of info, low, medium, high, critical",
        "rules.yaml:13:5: rules[3]: has no `command`",
        "rules.yaml:15:5: waivers: there is no rule 'nope'",
        "rules.yaml:15:25: waivers[0].until: '2026-13-01' is no day",
        "rules.yaml:16:5: waivers[1]: `until` is missing",
        "rules.yaml:16:5: waivers[1]: `reason` is missing",
    ]
    found = problems(tmp_path, WRONG)
    assert len(found) == len(told)
    assert [each[: len(begin)] for each, begin in zip(found, told, strict=True)] == told


def test_a_loop_is_told_only_where_something_follows_it(tmp_path: Path) -> None:
    rule = "rules: [{id: a, command: show x, expect: [{EXPECT}]}]\n"
    loop = r"'interface \S+\n(?: .*\n)*? ip redirects'"
    assert rules_of(tmp_path, rule.replace("EXPECT", f"lacks_match: {loop}")).rules
    assert rules_of(tmp_path, rule.replace("EXPECT", "matches: '(?:a ?)+'")).rules
    (problem,) = problems(tmp_path, rule.replace("EXPECT", "lines: x, under: '(?:a+ ?)+'"))
    assert "may take for ever" in problem


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("expect: [{contains: abc, lacks: b}]", "contains 'abc' and lacks 'b'"),
        ("expect: [{matches: a}, {lacks_match: a}]", "matches and lacks_match have the same pattern 'a'"),
        ("expect: [{lines: [a], no_lines: [a]}]", "lines and no_lines both have 'a'"),
        ("devices: [R1, '!R1'], expect: [{contains: a}]", "'R1' is chosen and left out"),
    ],
)
def test_a_rule_that_can_never_hold_or_apply_is_told(rule: str, why: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, f"rules: [{{id: a, command: show x, {rule}}}]")
    assert why in found


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("command: show x, when: a, sql: SELECT 1", "rules.yaml:1:9: rules[0]: has `when`"),
        ("ask: interfaces, when: a, expect: [{no_row: b}]", "rules.yaml:1:9: rules[0]: has `when`"),
        ("command: show x, sql: \"SELECT device FROM x WHERE site = '{site}'\"", "sql: has {site} in it"),
        ("command: show x, expect: [{count: {equals: 5, min: 1}}]", "count: has `equals` beside min or max"),
        ("command: show x, expect: [{under: a, lines: b, count: {min: 1}}]", "under: is for checks of lines"),
        (
            "command: show x, expect: [{where: a, contains: b, same_by: site}]",
            "where: is for checks of lines",
        ),
    ],
)
def test_what_would_be_left_out_without_a_word_is_told(rule: str, why: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, f"rules: [{{id: a, {rule}}}]")
    assert why in found


def test_a_rule_for_other_platforms_than_its_devices_is_told(tmp_path: Path) -> None:
    rule = "id: a, devices: ['platform:cisco_*'], command: {arista_eos: show x}, expect: [{contains: a}]"
    text = f"rules: [{{{rule}}}]"
    assert "it applies to no device" in problems(tmp_path, text)[0]


def test_a_file_that_is_not_there_or_says_nothing_complies_with_nothing(tmp_path: Path) -> None:
    for path in (str(tmp_path / "none.yaml"), "builtin:none"):
        with pytest.raises(InputError):
            load_rules([path])
    with pytest.raises(InputError):
        load_rules([])
    assert "has no rules" in problems(tmp_path, "rules: []")[0]
    assert "is empty (see docs/audits.md" in problems(tmp_path, "")[0]


def test_one_id_in_two_files_is_told(tmp_path: Path) -> None:
    text = "rules: [{id: a, command: show x, expect: [{contains: a}]}]"
    rules_of(tmp_path, text)
    (tmp_path / "more.yaml").write_text(text)
    with pytest.raises(InputError, match="is the id of another rule already"):
        load_rules([str(tmp_path / "rules.yaml"), str(tmp_path / "more.yaml")])
