"""Who is exempt from a rule, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from netcollect.audit.rules import Waiver
from netcollect.document import DeviceResult
from netcollect.inventory.limit import pick
from netcollect.model import Device
from netcollect.text import listed

#: So long before it ends a waiver is told.
SOON = timedelta(days=14)


def as_device(row: DeviceResult) -> Device:
    """What patterns need of a device."""
    return Device(name=row.device, host=row.host, platform=row.platform, groups=row.groups)


def names(rows: Sequence[DeviceResult], patterns: Sequence[str]) -> set[str]:
    """The names of the devices that patterns choose; one that chooses none is passed over."""
    return {device.name for device in pick(list(map(as_device, rows)), patterns)[0]}


class Waivers:
    """The waivers of an audit, by the day on which it is judged."""

    def __init__(self, waivers: Sequence[Waiver], rows: Sequence[DeviceResult], today: date) -> None:
        self._today = today
        self._each = [(each, names(rows, each.devices)) for each in waivers]

    def of(self, rule: str, device: str) -> Waiver | None:
        """The waiver that covers a rule on a device today: the one that lasts longest."""
        found = [
            each
            for each, devices in self._each
            if each.rule == rule and device in devices and self._holds(each)
        ]
        return max(found, key=lambda each: each.until or date.max, default=None)

    def warnings(self, rules: set[str]) -> Iterator[str]:
        """Waivers of these rules that have ended, or end soon."""
        for each, devices in self._each:
            if each.rule not in rules or each.until is None:
                continue
            who = listed(sorted(devices), 5) or "no device of the run"
            left = each.until - self._today
            if left < timedelta(0):
                yield f"{each.place}: the waiver of {each.rule} for {who} ended on {each.until}"
            elif left <= SOON:
                yield f"{each.place}: the waiver of {each.rule} for {who} ends on {each.until}"

    def _holds(self, waiver: Waiver) -> bool:
        return waiver.until is None or waiver.until >= self._today
