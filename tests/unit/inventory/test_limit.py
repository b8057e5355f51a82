"""`--limit`: who is in, who is out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.errors import InputError
from netcollect.inventory import select
from netcollect.model import Device


def device(name: str, platform: str = "cisco_ios", *groups: str) -> Device:
    return Device(name=name, host=name, platform=platform, groups=groups)


FLEET = [
    device("R1", "cisco_ios", "core", "core-ams"),
    device("R2", "cisco_ios", "core"),
    device("R10", "arista_eos", "edge"),
    device("sw[1]", "cisco_nxos"),
    device("sw1", "linux", "edge"),
]


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ([], "R1 R2 R10 sw[1] sw1"),
        (["R1"], "R1"),
        (["R1*"], "R1 R10"),
        (["R?"], "R1 R2"),
        (["R[12]"], "R1 R2"),
        (["sw[1]"], "sw[1]"),
        (["sw1", "R1"], "R1 sw1"),
        (["R*", "R1", "R1"], "R1 R2 R10"),
        (["group:core"], "R1 R2"),
        (["group:core*"], "R1 R2"),
        (["group:edge", "platform:linux"], "R10 sw1"),
        (["platform:cisco_*"], "R1 R2 sw[1]"),
        (["!R1"], "R2 R10 sw[1] sw1"),
        (["!R1", "!group:edge"], "R2 sw[1]"),
        (["R*", "!R1"], "R2 R10"),
        (["!R1", "R*"], "R2 R10"),
        (["!*"], ""),
        (["R1", "!platform:cisco_ios"], ""),
        (["*"], "R1 R2 R10 sw[1] sw1"),
    ],
)
def test_patterns(patterns: list[str], names: str) -> None:
    assert [device.name for device in select(FLEET, patterns)] == names.split()


def test_names_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "names"
    path.write_bytes("\ufeff# the night's\r\n  sw1  \r\n\r\nR1\r\nR1".encode())
    assert [device.name for device in select(FLEET, [f"@{path}"])] == ["R1", "sw1"]
    assert [device.name for device in select(FLEET, [f"!@{path}"])] == ["R2", "R10", "sw[1]"]
    path.write_text("R*\n")
    with pytest.raises(InputError, match="no device is named 'R\\*'"):
        select(FLEET, [f"@{path}"])


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("R3", "--limit: 'R3' matches no device"),
        ("r1", "--limit: 'r1' matches no device (did you mean R1?)"),
        ("X*", "--limit: 'X*' matches no device"),
        ("!R100", "--limit: '!R100' matches no device (did you mean R10, R1?)"),
        ("group:cor", "--limit: 'group:cor' matches no device (did you mean core"),
        ("group:", "--limit: 'group:' matches no device"),
        ("group:R1", "--limit: 'group:R1' matches no device"),
        ("platform:ios", "--limit: 'platform:ios' matches no device (did you mean cisco_ios?)"),
        ("", "--limit: '' matches no device"),
        ("!", "--limit: '!' matches no device"),
        ("@/none", "/none: cannot be read: No such file or directory"),
        ("!@/none", "/none: cannot be read: No such file or directory"),
    ],
)
def test_a_pattern_that_matches_nobody_is_an_error(pattern: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        select(FLEET, ["R1", pattern])
    (problem,) = caught.value.problems
    assert str(problem).startswith(message)


def test_a_file_that_names_nobody_never_means_everybody(tmp_path: Path) -> None:
    path = tmp_path / "names"
    path.write_text("# nobody today\n\n")
    with pytest.raises(InputError, match="lists no devices"):
        select(FLEET, [f"@{path}"])


def test_everything_is_complained_of_at_once(tmp_path: Path) -> None:
    path = tmp_path / "names"
    path.write_text("R1\nR9\n\nR8\n")
    with pytest.raises(InputError) as caught:
        select(FLEET, ["X", f"@{path}", "!Y"])
    where = [problem.where for problem in caught.value.problems]
    assert where == ["--limit", f"{path}:2:1", f"{path}:4:1", "--limit"]


_NAMES = st.lists(st.text("ab1[]-", min_size=1, max_size=4), min_size=1, max_size=8, unique=True)


@given(_NAMES, st.data())
def test_a_device_can_always_be_named_and_left_out(names: list[str], data: st.DataObject) -> None:
    fleet = [device(name) for name in names]
    chosen = data.draw(st.sampled_from(names))
    assert chosen in [device.name for device in select(fleet, [chosen])]
    assert chosen not in [device.name for device in select(fleet, [f"!{chosen}"])]
