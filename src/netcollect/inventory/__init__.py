"""Files → devices: each format is a module and a row in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from stat import S_IROTH
from typing import NamedTuple

from netcollect.errors import InputError, Problem
from netcollect.inventory import mappings, native
from netcollect.inventory.files import read
from netcollect.inventory.jobs import JobFile, load_job, read_commands_file
from netcollect.inventory.limit import select
from netcollect.inventory.names import check_names
from netcollect.inventory.platform_files import load_platform_files
from netcollect.inventory.records import Record, Taken, devices_of
from netcollect.inventory.source import Source, fail
from netcollect.inventory.tree import MappingNode, Node, ScalarNode
from netcollect.model import Device

__all__ = [
    "JobFile",
    "check_names",
    "load_job",
    "load_platform_files",
    "read_commands_file",
    "read_inventory",
    "select",
]


class _Format(NamedTuple):
    """How to recognise a format by its root, and how to read its records."""

    matches: Callable[[Node], bool]
    records: Callable[[Source, Node], Iterator[Record]]


_EXAMPLE = "- {host: ADDRESS, platform: cisco_ios}"
_FORMATS = (
    _Format(mappings.matches, mappings.records),
    _Format(native.matches, native.records),
)


def read_inventory(
    *paths: str | Path, limit: Sequence[str] = (), exposed: Callable[[str], None] = lambda _path: None
) -> list[Device]:
    """The devices of one or more inventory files, in their order; references to secrets are not followed.

    Args:
        paths: YAML files in any of the formats; the format is recognised by shape.
        limit: as `--limit`.
        exposed: called with each file that contains passwords and that every user of this machine can read.

    Raises:
        InputError: with every problem of every file, each with file, line, column and key.
    """
    if not paths:
        raise InputError.of("--inventory", "no inventory was given", "name a file")
    problems: list[Problem] = []
    devices: list[Device] = []
    taken = Taken({}, {})
    for path in paths:
        source, root = read(path, _EXAMPLE)
        if root is not None:
            devices += _read(source, root, taken)
        problems += source.problems
        if source.holds_secrets and _is_open(path):
            exposed(str(path))
    fail(problems)
    return select(devices, limit)


def _is_open(path: str | Path) -> bool:
    try:
        return bool(Path(path).stat().st_mode & S_IROTH)
    except OSError:
        return False


def _read(source: Source, root: Node, taken: Taken) -> list[Device]:
    form = next((form for form in _FORMATS if form.matches(root)), None)
    if form is None:
        if isinstance(root, MappingNode):
            # A key that only looks like one of ours is named before the form is.
            list(source.pairs(root, ""))
        if source.problems:
            return []
        source.note(root, "", "is not an inventory in a known format", _hint(root))
        return []
    devices = list(devices_of(source, form.records(source, root), taken))
    if not devices and not source.problems:
        source.note(root, "", "has no devices", f"add one: `{_EXAMPLE}`")
    return devices


def _hint(root: Node) -> str:
    keys = (
        {name.value for name, _ in root.value if isinstance(name, ScalarNode)}
        if isinstance(root, MappingNode)
        else set()
    )
    if keys & {"host", "ip", "device_type", "platform"}:
        return "even a single device goes in a list: begin it with `- `"
    return "write a list of devices, or a mapping with `devices` (see docs/inventory.md)"
