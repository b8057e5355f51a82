"""Rows that changed, and the lines that they stand in."""

from __future__ import annotations

from pathlib import Path

from netcollect.archive import Run
from netcollect.compare import RowChange, difference, last_good
from netcollect.compare.telling import tell_all
from unit.compare.samples import DAY, brief
from unit.fakes import ok
from unit.store.test_directory import START
from unit.store.test_history import run
from unit.tables import each_row


def changed(name: str, **columns: tuple[object, object]) -> RowChange:
    return RowChange("changed", {"interface": name}, columns)


@each_row(
    "columns, old, new, told",
    [
        ({"status": ("up", "down")}, "Gi0/3 NVRAM up", "Gi0/3 NVRAM   down", True),
        ({"status": ("up", "down")}, "Gi0/3 NVRAM up", "Gi0/3 DHCP down", False),
        ({"status": ("up", "down")}, "Gi0/3 NVRAM up", "Gi0/3 NVRAM down now", False),
        ({"status": ("up", "down")}, "Gi0/3 up up", "Gi0/3 up down", True),
        ({"status": ("up", "down"), "proto": ("up", "down")}, "Gi0/3 up x up", "Gi0/3 down x down", True),
        ({"status": ("up", "administratively down")}, "Gi0/3 up", "Gi0/3 administratively down", True),
        ({"status": ("admin up", "admin down")}, "Gi0/3 admin up", "Gi0/3 admin down", True),
        ({"description": ("", "to R2")}, "Gi0/3 up", "Gi0/3 to R2 up", True),
        ({"vlans": (["1", "2"], ["1", "3"])}, "Gi0/3 1 2", "Gi0/3 1 3", True),
        ({"vlans": (["1", "2"], ["1", "3"])}, "Gi0/3 1,2", "Gi0/3 1,3", True),
        ({"mtu": (1500, 9000)}, '    "mtu": 1500,', '    "mtu": 9000,', True),
        ({"status": ("up", "down")}, "Gi0/3 UP", "Gi0/3 DOWN", False),
    ],
)
def test_a_row_tells_all_or_not(
    columns: dict[str, tuple[object, object]], old: str, new: str, told: bool
) -> None:
    assert tell_all([changed("Gi0/3", **columns)], [old], [new]) is told


def test_each_row_is_held_against_its_own_line() -> None:
    rows = [changed("Gi0/1", status=("up", "down")), changed("Gi0/2", status=("up", "down"))]
    old = ["Gi0/1 up", "Gi0/2 up"]
    assert tell_all(rows, old, ["Gi0/2 down", "Gi0/1 down"])
    assert not tell_all(rows, old, ["Gi0/1 down", "Gi0/2 down now"])
    many = [changed(f"Gi0/{n}", status=("up", "down")) for n in range(2000)]
    lines = [f"Gi0/{n} up" for n in range(2000)]
    assert tell_all(many, lines, [line.replace("up", "down") for line in reversed(lines)])


def test_a_line_is_told_by_one_row() -> None:
    """The rows below a line that all of them have stand in for no other line that changed."""
    rows = [changed(name, router=("192.0.2.1", "192.0.2.2")) for name in ("Gi0/1", "Gi0/2")]
    old, new = ["router 192.0.2.1", "dampening on"], ["router 192.0.2.2", "dampening off"]
    assert not tell_all(rows, old, new)
    assert tell_all(rows[:1], old[:1], new[:1])
    assert not tell_all(rows[:1] * 2, [old[0], "Gi0/1 up"], [new[0], "Gi0/1 down"])


def test_a_row_that_came_or_went_has_a_line_with_its_name() -> None:
    came, went = RowChange("new", {"vlan": "20"}, {}), RowChange("gone", {"vlan": "10"}, {})
    assert tell_all([came, went], ["10 users"], ["20 servers"])
    assert not tell_all([came, went], ["10 users"], ["aging off"])
    assert not tell_all([came, went], ["aging on"], ["20 servers"])
    assert not tell_all([came, came], [], ["20 servers", "aging off"])
    assert not tell_all([RowChange("new", {"vrf": "B", "vlan": "20"}, {})], [], ["vrf B"])


def test_a_name_stands_in_front() -> None:
    rows = [RowChange("changed", {"vlan": name}, {"status": ("up", "down")}) for name in ("1", "2")]
    assert tell_all(rows, ["2 1 up", "1 2 up"], ["2 1 down", "1 2 down"])


def test_what_a_template_does_not_capture_is_told_by_the_lines(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("sh ip int br", brief())]})
    new = brief("down").replace("10.0.0.2        YES NVRAM", "10.0.0.2        YES DHCP ")
    newer = Run(run(tmp_path, {"R1": [ok("sh ip int br", new)]}, START + DAY))
    found = difference(newer, last_good(newer))
    (group,) = found.groups
    assert group.row == ""
    assert ("NVRAM" in group.removed[0], "DHCP" in group.added[0]) == (True, True)
    (command,) = found.devices[0].commands
    assert command.rows
    assert not command.told
