"""What failed before, once more."""

from __future__ import annotations

from datetime import UTC, datetime

from netcollect.app.rerun import failed_before
from netcollect.document import DeviceResult, build_result
from netcollect.model import DeviceStatus
from unit.fakes import device


def test_what_did_not_give_everything_is_run_again_in_the_order_of_the_devices() -> None:
    now = datetime.now(UTC)
    ended: dict[str, DeviceStatus] = {
        "R1": "ok",
        "R2": "partial",
        "R3": "failed",
        "R4": "skipped",
        "gone": "failed",
    }
    rows = [DeviceResult(name, name, 22, "linux", (), how, None, 1, 1.0, ()) for name, how in ended.items()]
    run = build_result(
        run="r",
        started=now,
        finished=now,
        seconds=1.0,
        directory="d",
        inventory=(),
        rows=rows,
        interrupted=False,
    )
    again, unknown = failed_before(run, [device(name) for name in ("R4", "R1", "new", "R2", "R3")])
    assert [each.name for each in again] == ["R4", "R2", "R3"]
    assert unknown == ["gone"]
