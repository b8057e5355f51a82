"""What rules need of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.audit import check_columns, commands_for
from netcollect.errors import InputError
from netcollect.rows import Templates
from unit.audit.samples import rules_of
from unit.fakes import device

RULES = """\
rules:
  - {id: a, command: show running-config, devices: ["group:core"], expect: [{contains: x}]}
  - {id: b, command: {cisco_ios: show ip interface brief}, expect: [{no_row: "status = 'down'"}]}
  - {id: c, ask: interfaces, devices: ["!R2"], expect: [{no_row: "oper = 'down'"}]}
  - {id: d, command: {"cisco_*": show ip interface brief}, sql: SELECT device FROM show_ip_interface_brief}
"""
DEVICES = [
    device("R1", groups=("core",)),
    device("R2"),
    device("S1", platform="juniper_junos", groups=("core",)),
]


def test_each_device_is_asked_what_its_rules_look_at(tmp_path: Path) -> None:
    assert commands_for(rules_of(tmp_path, RULES), DEVICES) == {
        "R1": ("show running-config", "show ip interface brief", "show interfaces"),
        "R2": ("show ip interface brief",),
        "S1": ("show running-config", "show interfaces terse", "show interfaces descriptions"),
    }


def test_a_column_that_no_template_of_the_command_has_is_told_before_anyone_is_asked(tmp_path: Path) -> None:
    check_columns(rules_of(tmp_path, RULES), DEVICES, Templates())
    wrong = rules_of(tmp_path, RULES.replace("status =", "stat ="))
    with pytest.raises(InputError) as caught:
        check_columns(wrong, DEVICES, Templates())
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path}/rules.yaml:3:5: b"
    assert problem.message == "no such column: stat in the rows of show ip interface brief of cisco_ios"
    assert "status" in problem.hint
    check_columns(wrong, [device("S1", platform="juniper_junos")], Templates())
