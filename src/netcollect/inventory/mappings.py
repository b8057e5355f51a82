"""The list of ConnectHandler mappings: netmiko's own course format."""

from __future__ import annotations

from collections.abc import Iterator

from netcollect.connecthandler import EXTRAS, FIELDS, IGNORED, REFUSED
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


def matches(root: Node) -> bool:
    """Whether the root node has the shape of this format."""
    return isinstance(root, SequenceNode)


def records(source: Source, root: Node) -> Iterator[Record]:
    """Gives one record per list element."""
    for at, node in enumerate(source.elements(root, "")):
        yield _record(source, node, f"[{at}]")


def _record(source: Source, node: Node, key: str) -> Record:
    record = Record(node, key, {}, {}, {})
    for name, value in source.pairs(node, key):
        _take(source, record, name.value, value)
    return record


def _take(source: Source, record: Record, name: str, value: Node) -> None:
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
    elif name not in IGNORED:
        put_fact(source, record, name, value)
