"""Our own format: `devices`, with what they share in `defaults` and nested `groups`.

    defaults: {platform: cisco_ios, username: lab}
    groups:
      core:
        port: 2222
        groups:
          ams: {site: ams}
    devices:
      - {name: R1, host: 192.0.2.1, groups: [ams]}

A device gets, each overriding the one before: the defaults, the outer groups of each group it names, the
group itself, a later named group, and what it says itself. It is a member of all these groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from netcollect.inventory.records import READERS, Entry, Record, extras_of
from netcollect.inventory.source import Source, join, nearest

#: Keys beside the fields: other names for them, and what is no fact.
_ALIASES = {"device_type": "platform", "ip": "host", "key_file": "private_key"}
_SHARED = frozenset(READERS) - {"name", "host", "groups"}


class _Group(NamedTuple):
    """A group's own values, and the names of the groups around it, outermost first."""

    values: Record
    outer: tuple[str, ...]


def is_it(root: yaml.Node) -> bool:
    """Whether the root has this format's shape."""
    return isinstance(root, yaml.MappingNode) and any(
        isinstance(name, yaml.ScalarNode) and name.value == "devices" for name, _ in root.value
    )


def records(source: Source, root: yaml.Node) -> Iterator[Record]:
    """One record a device, with everything it inherits."""
    parts = dict(source.items(root, ""))
    for name in parts.keys() - {"defaults", "groups", "devices"}:
        source.unknown(parts[name], name, ("defaults", "groups", "devices"))
    defaults = _values(source, parts["defaults"], "defaults") if "defaults" in parts else None
    groups: dict[str, _Group] = {}
    if "groups" in parts:
        _read_groups(source, parts["groups"], "groups", (), groups)
    for own in _devices(source, parts["devices"]):
        yield _inherited(source, own, defaults, groups)


def _devices(source: Source, node: yaml.Node) -> Iterator[Record]:
    """The devices' own records, from a list, or from a mapping by name."""
    if isinstance(node, yaml.MappingNode):
        for name, value in source.items(node, "devices"):
            record = _values(source, value, f"devices.{name}", own=True)
            record.fields.setdefault("name", Entry(name, value, f"devices.{name}"))
            yield record
        return
    for at, value in enumerate(source.elements(node, "devices")):
        yield _values(source, value, f"devices[{at}]", own=True)


def _values(source: Source, node: yaml.Node, key: str, *, own: bool = False, apart: str = "") -> Record:
    """What is said under one key; the key `apart` is read by the caller."""
    record = Record(node, key, {}, {}, {})
    for name, value in source.items(node, key):
        if name == apart:
            continue
        path, field = join(key, name), _ALIASES.get(name, name)
        if field == "connect":
            record.extras.update(extras_of(source, value, path))
        elif field in READERS and not own and field not in _SHARED:
            source.note(value, path, "can only be said of a device")
        elif field in READERS:
            read = READERS[field](source, value, path)
            if read is not None:
                record.fields[field] = Entry(read, value, path)
        else:
            record.facts[name] = source.anything(value, path)
    return record


def _read_groups(
    source: Source, node: yaml.Node, key: str, outer: tuple[str, ...], groups: dict[str, _Group]
) -> None:
    """Adds each group, and the groups inside it."""
    for name, value in source.items(node, key):
        path = join(key, name)
        if name in groups:
            line = groups[name].values.node.start_mark.line + 1
            source.note(value, path, f"the group {name} stands already in line {line}")
            continue
        groups[name] = _Group(_values(source, value, path, apart="groups"), outer)
        if isinstance(value, yaml.MappingNode):
            for inner, below in value.value:
                if inner.value == "groups":
                    _read_groups(source, below, join(path, "groups"), (*outer, name), groups)


def _inherited(source: Source, own: Record, defaults: Record | None, groups: dict[str, _Group]) -> Record:
    layers = [defaults] if defaults else []
    member: dict[str, None] = {}
    named = own.fields.get("groups")
    for name in named.value if named else ():
        if name not in groups:
            if groups and named:
                source.note(named.node, named.key, f"there is no group {name!r}", nearest(name, groups))
            member[name] = None
            continue
        for each in (*groups[name].outer, name):
            if each not in member:
                layers.append(groups[each].values)
            member[each] = None
    layers.append(own)
    whole = Record(own.node, own.key, {}, {}, {})
    for layer in layers:
        whole.fields.update(layer.fields)
        whole.facts.update(layer.facts)
        whole.extras.update(layer.extras)
    if named:
        whole.fields["groups"] = Entry(tuple(member), named.node, named.key)
    return whole
