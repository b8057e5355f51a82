"""Where the bars of the timeline stand."""

from __future__ import annotations

from typing import Any

from netcollect.report.page.model import Moment
from netcollect.report.page.plot import COLUMNS, WIDTH, plot


def moment(ok: int = 3, failed: int = 0, **more: Any) -> Moment:
    return Moment(
        **{
            "run": "20261123T151100Z-7f3a",
            "started": "2026-11-23T15:11:00.123Z",
            "status": "ok",
            "devices": ok + failed,
            "ok": ok,
            "failed": failed,
            "changed": 0,
            "seconds": 2.0,
            **more,
        }
    )


def test_failed_devices_stand_on_those_that_are_ok_to_scale() -> None:
    devices, seconds = plot([moment(2, 0), moment(3, 1, seconds=8)]).lanes
    assert (devices.largest, seconds.largest) == ("4", "8 s")
    (first, ok, failed) = devices.bars
    assert [bar.kind for bar in devices.bars] == ["ok", "ok", "failed"]
    whole = devices.bottom - devices.top
    assert (first.height, ok.height, failed.height) == (whole / 2, whole * 3 / 4, whole / 4)
    assert failed.y == devices.top
    assert ok.y == failed.y + failed.height
    assert first.x < ok.x == failed.x


def test_the_newest_run_stands_at_the_right_and_all_fit() -> None:
    for number in (1, 2, COLUMNS, 30):
        found = plot([moment() for _ in range(number)])
        assert len(found.places) == number
        assert abs(found.places[-1].x + found.slot - WIDTH) < 6
        assert found.places[0].x >= found.left


def test_a_run_without_rules_is_told_from_one_without_violations() -> None:
    assert [lane.name for lane in plot([moment()]).lanes] == ["devices", "seconds"]
    _, violations, _ = plot([moment(violations=5), moment(violations=0), moment()]).lanes
    assert [bar.kind for bar in violations.bars] == ["violations", "unknown"]
