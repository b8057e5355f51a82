"""The list of ConnectHandler mappings: netmiko's own course format."""

from __future__ import annotations

from collections.abc import Iterator

from netcollect.connecthandler import EXTRAS, FIELDS, IGNORED, REFUSED
from netcollect.inventory.files import File
from netcollect.inventory.records import READERS, Entry, Record, put, put_extra, put_fact
from netcollect.inventory.source import Source, join
from netcollect.inventory.tree import Node, SequenceNode

#: The keys of our own that no ConnectHandler argument stands for.
_OURS = (
    "name",
    "groups",
    "platform",
    "private_key",
    "jump",
    "connect_timeout",
    "read_timeout",
    "device_timeout",
    "max_output",
    "accept_banner",
)


def matches(file: File) -> bool:
    """Whether the file has the shape of this format."""
    return isinstance(file.root, SequenceNode)


def records(file: File) -> Iterator[Record]:
    """Gives one record per list element."""
    assert file.root is not None
    for at, node in enumerate(file.source.elements(file.root, "")):
        record = Record(node, f"[{at}]", {}, {}, {})
        for name, value in file.source.pairs(node, record.key):
            take(file.source, record, name.value, value)
        yield record


def take(source: Source, record: Record, name: str, value: Node) -> None:
    """Adds one ConnectHandler argument, or key of our own, to a record."""
    field = FIELDS.get(name, name if name in _OURS else None)
    path = join(record.key, name)
    if field:
        read = READERS[field](source, value, path)
        if read is not None:
            put(source, record, field, Entry(read, value, path))
    elif name in REFUSED:
        source.note(value, path, "this ConnectHandler argument is not supported", REFUSED[name])
    elif name in EXTRAS:
        put_extra(source, record, name, value)
    elif name in IGNORED:
        source.passed[name] += 1
    else:
        put_fact(source, record, name, value)
