"""Which runs are meant, and which commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from netcollect.archive import MANIFEST, Run
from netcollect.errors import InputError
from netcollect.query import chosen_runs
from netcollect.query.choice import matching
from unit.query.samples import FLEET, run

DAYS = (20, 21, 22, 23)


@pytest.fixture
def stored(tmp_path: Path) -> list[Run]:
    one = {"R1": FLEET["R1"]}
    return [run(tmp_path, one, day=day, interrupted=day == 22) for day in DAYS]


@pytest.mark.parametrize(
    ("named", "days"),
    [
        ([], [23]),
        (["latest"], [23]),
        (["latest~1"], [21]),
        (["all"], [20, 21, 23]),
        (["last:2"], [21, 23]),
        (["last:9"], [20, 21, 23]),
        (["since:2026-11-21"], [21, 23]),
        (["since:2026-11-21T15:12"], [23]),
        (["2026-11-20", "latest", "2026-11-20"], [20, 23]),
        (["20261122", "last:1"], [22, 23]),
    ],
)
def test_runs_by_what_they_are_called(
    tmp_path: Path, stored: list[Run], named: Sequence[str], days: list[int]
) -> None:
    found = chosen_runs(tmp_path, named).runs
    assert [int(each.name[6:8]) for each in found] == days


@pytest.mark.parametrize(
    "named", ["last:0", "last:x", "since:soon", "since:2026-13-01", "since:2027-01-01", "none"]
)
def test_what_is_no_run_is_an_error(tmp_path: Path, stored: list[Run], named: str) -> None:
    with pytest.raises(InputError, match="--runs"):
        chosen_runs(tmp_path, [named])


def test_a_run_whose_document_is_cut_off_is_none_of_the_last(tmp_path: Path, stored: list[Run]) -> None:
    manifest = stored[3].path / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-20])
    found = chosen_runs(tmp_path, ["last:2"])
    assert [each.name for each in found.runs] == [stored[0].name, stored[1].name]
    assert len(found.damaged) == 1


def test_runs_that_are_left_out_are_told(tmp_path: Path, stored: list[Run]) -> None:
    (stored[0].path / MANIFEST).write_text("{")
    found = chosen_runs(tmp_path, ["all", "last:9"])
    assert [each.name for each in found.runs] == [stored[1].name, stored[3].name]
    assert found.told == [f"left out: {stored[2].name} was interrupted (name it to have it)"]
    (damaged,) = found.damaged
    assert "is not a netcollect manifest" in damaged


def test_commands_are_matched_as_they_were_sent_or_by_a_glob() -> None:
    sent = ["show version", "Show  IP route", "show ip arp"]
    assert matching(sent, ["SHOW VERSION"]) == {"show version"}
    assert matching(sent, ["show ip *"]) == {"Show  IP route", "show ip arp"}
    with pytest.raises(InputError, match=r"no device was asked 'show vesion'.*did you mean 'show version'"):
        matching(sent, ["show vesion", "show version"])
