"""Files → devices: each format is a module and a row in the table."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from netcollect.errors import InputError
from netcollect.inventory.exposed import readable_by_all
from netcollect.inventory.files import File, judge, look
from netcollect.inventory.jobs import JobFile, load_job, read_commands_file
from netcollect.inventory.limit import select
from netcollect.inventory.names import check_names
from netcollect.inventory.platform_files import load_platform_files
from netcollect.inventory.putoff import put_off
from netcollect.inventory.records import Record, Taken, devices_of
from netcollect.inventory.source import Source, fail
from netcollect.inventory.tree import MappingNode, Node, ScalarNode
from netcollect.model import Device
from netcollect.text import plural

__all__ = [
    "JobFile",
    "check_names",
    "load_job",
    "load_platform_files",
    "read_commands_file",
    "read_inventory",
    "select",
]


log = logging.getLogger("netcollect.inventory")


_EXAMPLE = "- {host: ADDRESS, platform: cisco_ios}"


class _Reader(Protocol):
    """What the module of a format has."""

    def matches(self, file: File) -> bool:
        """Whether the file has the shape of this format."""

    def records(self, file: File) -> Iterator[Record]:
        """One record per device, each value with its place."""


class _Format(NamedTuple):
    """The module of a format, and how a device is written in it."""

    module: str
    example: str = f"`{_EXAMPLE}`"
    is_yaml: bool = True

    @property
    def reader(self) -> _Reader:
        """The module, imported when a file is not in a format before it: others cost every run its time."""
        return cast("_Reader", import_module(f"netcollect.inventory.{self.module}"))


#: Each is asked in turn.
_FORMATS = (
    _Format("mappings"),
    _Format("native"),
    _Format("csv_files", "R1,192.0.2.1,cisco_ios", is_yaml=False),
    _Format("netmiko_tools"),
    _Format("nornir_files"),
    _Format("ansible_files", "a host", is_yaml=False),
)
#: What stands for the file that netmiko's tools find.
_NETMIKO = "netmiko"


def read_inventory(
    *paths: str | Path,
    limit: Sequence[str] = (),
    exposed: Callable[[str], None] = lambda _path: None,
    whole: Callable[[Sequence[Device]], None] = lambda _devices: None,
) -> list[Device]:
    """The devices of one or more inventories, in their order; references to secrets are not followed.

    Args:
        paths: files in any of the formats, which are recognised by shape; `netmiko` is the file that
            netmiko's own tools find.
        limit: as `--limit`.
        exposed: called with each file that contains passwords and that every user of this machine can read.
        whole: called with all devices, before the limit.

    Raises:
        InputError: with every problem of every file, each with file, line, column and key as far as the
            format has them.
    """
    if not paths:
        raise InputError.of("--inventory", "no inventory was given", "name a file")
    devices: list[Device] = []
    taken = Taken({}, {})
    sources: list[Source] = []
    for path in paths:
        file = _file(path)
        read = _read(file, taken)
        devices += read
        sources.append(file.source)
        for each in readable_by_all(file, read):
            exposed(str(each))
        _tell_passed(file.source)
    names = {device.name for device in devices}
    wrong = [problem for source in sources for problem in source.problems]
    if wrong and not limit:
        wrong += [*taken.clashes(names), *put_off((), sources)]
    fail(wrong)
    whole(devices)
    chosen = select(devices, limit)
    selected = {device.name for device in chosen}
    fail([*taken.clashes(selected), *put_off(names - selected, sources)])
    return chosen


def _file(path: str | Path) -> File:
    """The file that a path stands for."""
    if str(path) == _NETMIKO:
        from netcollect.inventory import netmiko_tools  # noqa: PLC0415 (as in `_Format`)

        return look(netmiko_tools.find())
    if Path(path).is_dir():
        from netcollect.inventory import nornir_files  # noqa: PLC0415

        return nornir_files.hosts_in(Path(path)) or File(Source(str(path)), Path(path))
    return look(path)


def _tell_passed(source: Source) -> None:
    """Says with `-v` what the file has and nothing here takes."""
    for key, times in sorted(source.passed.items()):
        log.info("%s: not taken: %s (%s)", source.path, key, plural(times, "time"))


def _read(file: File, taken: Taken) -> list[Device]:
    source, root = file.source, file.root
    form = next((form for form in _FORMATS if form.reader.matches(file)), None)
    if form is None or form.is_yaml:
        judge(file, _EXAMPLE)
    if form is None:
        _note_unknown(source, root)
        return []
    devices = list(devices_of(source, form.reader.records(file), taken))
    if not devices and not source.problems:
        line, column = (root.line, root.column) if root and form.is_yaml else (0, 0)
        source.note_at(line, column, "has no devices", f"add one, such as {form.example}")
    return devices


def _note_unknown(source: Source, root: Node | None) -> None:
    if isinstance(root, MappingNode):
        # A key that only looks like one of ours is named before the form is.
        list(source.pairs(root, ""))
    if root is not None and not source.problems:
        source.note(root, "", "is not an inventory in a known format", _hint(root))


def _hint(root: Node) -> str:
    keys = (
        {name.value for name, _ in root.value if isinstance(name, ScalarNode)}
        if isinstance(root, MappingNode)
        else set()
    )
    if keys & {"host", "ip", "device_type", "platform"}:
        return "even a single device goes in a list: begin it with `- `"
    return "write a list of devices, or a mapping with `devices` (see docs/inventory.md)"
