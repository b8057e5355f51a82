"""The schema of rule files takes what the reader takes, and refuses what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from netcollect.audit import load_rules
from netcollect.audit.schema import rules_schema
from unit.audit.samples import problems
from unit.audit.test_loading import WRONG
from unit.tables import each_row

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "configs" / "rules.yaml"
VALIDATOR = jsonschema.Draft7Validator(rules_schema())
CHECKS = """\
rules:
  - id: all
    devices: R*
    command: {cisco_ios: show run, "arista_*": show run}
    expect:
      - {under: [router bgp .*, address-family .*], where: ["!shutdown"], lines: [a], no_lines: b, only: true}
      - {lines: [a, b], only: ^ntp, ordered: true}
      - {contains: a, lacks: [b], matches: c, lacks_match: d}
      - {no_row: "a = 1", some_row: b, every_row: c, count: {where: d, equals: 3}}
      - {unchanged: latest~1}
      - {same_by: [site, role]}
waivers: [{rule: all, until: "2026-12-01", reason: x}]
"""


def errors(document: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(document)]


def test_the_sample_is_right_and_names_its_schema() -> None:
    assert errors(yaml.safe_load(SAMPLE.read_text())) == []
    assert len(load_rules([str(SAMPLE)]).rules) == 5
    assert SAMPLE.read_text().startswith("# yaml-language-server: $schema=../docs/assets/rules.schema.json\n")


def test_every_key_is_known_to_both(tmp_path: Path) -> None:
    assert errors(yaml.safe_load(CHECKS)) == []
    assert problems(tmp_path, CHECKS) == []


@each_row(
    "rule",
    [
        "{command: show x, expect: [{contains: a}]}",
        "{id: a, expect: [{contains: a}], sql: SELECT 1}",
        "{id: a, command: {cisco_iso: show x}, expect: [{contains: a}]}",
        "{id: a, command: show x, expect: [{under: a}]}",
        "{id: a, command: show x, expect: [{contians: a}]}",
        "{id: a, command: show x, expect: [{count: {where: a}}]}",
        "{id: a, severity: bad, command: show x, expect: [{contains: a}]}",
        "{id: a b, command: show x, expect: [{contains: a}]}",
        "{id: a, command: show x, when: a, sql: SELECT 1}",
        "{id: a, ask: interfaces, when: a, expect: [{no_row: b}]}",
        "{id: a, command: show x, expect: [{count: {min: 1, equals: 2}}]}",
        "{id: a, command: show x, expect: [{under: a, contains: b, no_row: c}]}",
    ],
)
def test_what_one_refuses_the_other_does(rule: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = f"rules: [{rule}]"
    assert errors(yaml.safe_load(text))
    assert problems(tmp_path_factory.mktemp("it"), text)


def test_a_file_that_is_wrong_is_wrong_for_the_editor() -> None:
    assert errors(yaml.safe_load(WRONG.replace("2026-13-01", "'x'")))
