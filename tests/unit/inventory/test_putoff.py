"""Problems that matter only for selected devices."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.errors import InputError, Problem
from netcollect.inventory import read_inventory
from netcollect.inventory.putoff import put_off
from netcollect.inventory.source import Source


def source(*names: str) -> Source:
    hint = "set it, or leave it out: --limit 'platform:*'"
    return Source("f", put_off=[(name, Problem(f"f: {name}.x", "no platform", hint)) for name in names])


def test_what_is_not_selected_does_not_count() -> None:
    found = put_off({"b"}, [source("a", "b"), source("c")])
    assert [problem.where for problem in found] == ["f: a.x", "f: c.x"]


def test_many_alike_are_one() -> None:
    assert [str(problem) for problem in put_off(set(), [source("a", "b", "c", "d", "e", "f", "g")])] == [
        "f: 7 devices (a, b, c, d, e, …): x: no platform (set it, or leave them out: --limit 'platform:*')"
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "netmiko.yml",
            "R1: {device_type: cisco_ios, host: r1}\nR2: {device_type: nothing, host: a b}\ncore: [R9]\n",
        ),
        (
            "hosts.yaml",
            "R1: {hostname: r1, platform: ios}\nR2: {hostname: a b, platform: nothing, port: 0}\n",
        ),
    ],
)
def test_with_other_problems_they_are_told_at_once(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as caught:
        read_inventory(tmp_path / name)
    said = "\n".join(map(str, caught.value.problems))
    assert f"{name}:2:" in said
    assert "R2.host: 'a b' is neither" in said
    assert "netmiko has no platform 'nothing'" in said
    assert ("no device 'R9'" if name == "netmiko.yml" else "R2.port: '0'") in said
    # Whether a limit leaves R2 out is not known before the file is right.
    with pytest.raises(InputError) as caught:
        read_inventory(tmp_path / name, limit=["!R2"])
    assert not [each for each in caught.value.problems if "no platform" in each.message]
