"""Files → devices: each format is a module and a row in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from netcollect.errors import Problem
from netcollect.inventory import mappings, native
from netcollect.inventory.jobs import OPTIONS, JobFile, load_job, read_commands_file
from netcollect.inventory.limit import select
from netcollect.inventory.records import Record, devices_of, folded
from netcollect.inventory.source import Source, fail, read
from netcollect.model import Device

__all__ = ["OPTIONS", "JobFile", "load_inventory", "load_job", "read_commands_file", "select"]


class _Format(NamedTuple):
    """How a format is told by the root's shape, and how its records are read."""

    is_it: Callable[[yaml.Node], bool]
    records: Callable[[Source, yaml.Node], Iterator[Record]]


_FORMATS = (
    _Format(mappings.is_it, mappings.records),
    _Format(native.is_it, native.records),
)


def load_inventory(*paths: str | Path, limit: Sequence[str] = ()) -> list[Device]:
    """The devices of one or more inventory files, in their order.

    Args:
        paths: YAML files in any of the formats; they are told apart by shape.
        limit: as `--limit`.

    Raises:
        InputError: with every problem of every file, each with file, line, column and key.
    """
    problems: list[Problem] = []
    devices: list[Device] = []
    taken = _Taken({}, {})
    for path in paths:
        source, root = read(path)
        if root is not None:
            devices += _read(source, root, taken)
        problems += source.problems
    fail(problems)
    return select(devices, limit)


class _Taken(NamedTuple):
    """Names, as file systems fold them, and addresses that a device has already."""

    names: dict[str, str]
    places: dict[tuple[str, int], str]


def _read(source: Source, root: yaml.Node, taken: _Taken) -> list[Device]:
    form = next((form for form in _FORMATS if form.is_it(root)), None)
    if form is None:
        hint = "write a list of devices, or a mapping with `devices` (see docs/inventory.md)"
        source.note(root, "", "is no inventory of a known form", hint)
        return []
    devices = []
    for record, device in devices_of(source, form.records(source, root)):
        _note_clash(source, record, device, taken)
        devices.append(device)
    if not devices and not source.problems:
        source.note(root, "", "holds no device")
    return devices


def _note_clash(source: Source, record: Record, device: Device, taken: _Taken) -> None:
    """Notes a second device of one name, or at one address and port."""
    name, place = folded(device.name), (device.host.lower(), device.port)
    if name in taken.names:
        other = taken.names[name]
        like = "" if other == device.name else f", and file systems hold it for {other!r}"
        source.note(
            record.node,
            record.key,
            f"a device is named {device.name!r} already{like}",
            "give it another `name`",
        )
    elif place in taken.places:
        there = f"{taken.places[place]} is at {device.host} port {device.port} already"
        source.note(record.node, record.key, there, "remove one of the two")
    taken.names.setdefault(name, device.name)
    taken.places.setdefault(place, device.name)
