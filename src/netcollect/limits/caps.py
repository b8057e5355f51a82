"""How many sessions there may be at a time, for each value of a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netcollect.errors import InputError, Problem
from netcollect.jump import way_to
from netcollect.model import Device

#: One place that sessions share: a key and its value, as `("site", "ams")`.
Slot = tuple[str, str]

#: What holds unless it is asked for otherwise: a device has one session, a bastion carries so many.
DEFAULTS: Mapping[str, int] = {"address": 1, "jump": 32}


@dataclass
class Caps:
    """Counts the sessions that are open, by slot.

    `per` gives the most at a time for each value of a key: `address`, `jump` (the bastion), `platform`,
    `group`, or anything that the inventory says of a device. A device without the key is not capped by it.
    """

    per: Mapping[str, int] = field(default_factory=dict)
    _open: Counter[Slot] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        self.per = {**DEFAULTS, **self.per}

    def full(self, device: Device) -> Slot | None:
        """The first of the device's slots in which there is no room, or None."""
        return next((slot for slot in self.slots(device) if not self.has_room(slot)), None)

    def has_room(self, slot: Slot) -> bool:
        """Whether one more session may begin in a slot."""
        return self._open[slot] < self.per[slot[0]]

    def take(self, device: Device) -> None:
        """Counts a session that begins."""
        self._open.update(self.slots(device))

    def release(self, device: Device) -> Iterator[Slot]:
        """Counts a session that has ended; gives the slots in which there is room now."""
        for slot in self.slots(device):
            self._open[slot] -= 1
            if not self._open[slot]:
                del self._open[slot]
            yield slot

    def slots(self, device: Device) -> list[Slot]:
        """Where a session with this device counts."""
        return [(key, value) for key in self.per for value in values(device, key)]


def values(device: Device, key: str) -> tuple[str, ...]:
    """What a device has under a key of a cap; several where it is a list, as with groups."""
    value: Any
    match key:
        case "address":
            return (f"{device.host} {device.port} {way_to(device)}".rstrip(),)
        case "group" | "groups":
            return device.groups
        case "jump":
            value = device.jump if isinstance(device.jump, str) else way_to(device) or None
        case "platform" | "name" | "host":
            value = getattr(device, key)
        case _:
            value = device.facts.get(key)
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def check_caps(per: Mapping[str, int], devices: Sequence[Device]) -> None:
    """Refuses a cap by a key that no device has: it would protect nothing.

    Raises:
        InputError: with each such key.
    """
    missing = [key for key in per if not any(values(device, key) for device in devices)]
    if missing and devices:
        raise InputError(tuple(Problem("max_per", f"no selected device has {key!r}") for key in missing))
