"""The list of ConnectHandler mappings: netmiko's own course format."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from netcollect.connecthandler import EXTRAS, FIELDS, IGNORED, REFUSED
from netcollect.inventory.records import READERS, Entry, Record
from netcollect.inventory.source import Source, join


def is_it(root: yaml.Node) -> bool:
    """Whether the root has this format's shape."""
    return isinstance(root, yaml.SequenceNode)


def records(source: Source, root: yaml.Node) -> Iterator[Record]:
    """One record a list element."""
    for at, node in enumerate(source.elements(root, "")):
        yield _record(source, node, f"[{at}]")


def _record(source: Source, node: yaml.Node, key: str) -> Record:
    record = Record(node, key, {}, {}, {})
    for name, value in source.items(node, key):
        path = join(key, name)
        field = FIELDS.get(name, name if name in ("name", "groups") else None)
        if field:
            read = READERS[field](source, value, path)
            if read is not None:
                _put(source, record, field, Entry(read, value, path))
        elif name in REFUSED:
            source.note(value, path, "this ConnectHandler argument is not taken", REFUSED[name])
        elif name in EXTRAS:
            record.extras[name] = source.anything(value, path)
        elif name not in IGNORED:
            record.facts[name] = source.anything(value, path)
    return record


def _put(source: Source, record: Record, field: str, entry: Entry) -> None:
    """Sets a field; `host` and `ip`, or both timeouts, may stand together only if they agree."""
    other = record.fields.get(field)
    if other and other.value != entry.value:
        source.note(entry.node, entry.key, f"says something else than {other.key}", "remove one of the two")
    record.fields[field] = entry
