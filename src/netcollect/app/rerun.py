"""The use case: what failed in a finished run, once more."""

from __future__ import annotations

from collections.abc import Sequence

from netcollect.document import RunResult
from netcollect.model import Device


def failed_before(run: RunResult, devices: Sequence[Device]) -> tuple[list[Device], list[str]]:
    """Of the devices those that did not give everything in a run, and the names of others that did not."""
    failed = {row.device for row in run.devices if row.status != "ok"}
    again = [device for device in devices if device.name in failed]
    return again, sorted(failed - {device.name for device in again})
