"""What an inventory says about one device, each key with its place, and the checks that make it a device."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from netcollect.addresses import host_objection, same_for_all
from netcollect.connecthandler import (
    EXTRAS,
    extra_objection,
    platform_objection,
)
from netcollect.errors import Problem
from netcollect.inventory.logins import jump, login
from netcollect.inventory.names import folded, name_objection
from netcollect.inventory.readers import Number, Reader
from netcollect.inventory.source import Source, at, join
from netcollect.inventory.tree import Node
from netcollect.jump import way_to
from netcollect.logins import secrets_of
from netcollect.model import Device
from netcollect.platforms import known_platforms, platform_of
from netcollect.references import is_plain
from netcollect.secretkeys import secrets_in

#: The keys of a device in our own format: each is a field of `Device`, and how it is read.
READERS: Mapping[str, Reader] = {
    "name": Source.text,
    "host": Source.text,
    "platform": Source.text,
    "port": Number(1, 65535),
    "username": login,
    "password": login,
    "secret": login,
    "private_key": Source.text,
    "passphrase": login,
    "groups": Source.texts,
    "jump": jump,
    "connect_timeout": Source.seconds,
    "read_timeout": Source.seconds,
    "device_timeout": Source.seconds,
    "max_output": Source.size,
    "accept_banner": Source.boolean,
}


class Entry(NamedTuple):
    """A value, and where it was written."""

    value: Any
    node: Node
    key: str


class Record(NamedTuple):
    """Everything said about one device: its fields, facts and further arguments."""

    node: Node
    key: str
    fields: dict[str, Entry]
    facts: dict[str, Any]
    extras: dict[str, Any]


class Seat(NamedTuple):
    """A device at an address, and where that is said."""

    device: Device
    source: Source
    entry: Entry
    line: int


class Taken(NamedTuple):
    """Names (folded as file systems do) in use, each with its device and place; and who is at which address.

    An address is one only behind its bastions.
    """

    names: dict[str, tuple[str, str]]
    places: dict[tuple[str, int, str], list[Seat]]

    def clashes(self, selected: Container[str]) -> Iterator[Problem]:
        """A problem for each of the selected devices that is at the address of another one."""
        for seats in self.places.values():
            chosen = [seat for seat in seats if seat.device.name in selected]
            for seat in chosen[1:]:
                yield _clash(seat, chosen[0])


def _clash(seat: Seat, first: Seat) -> Problem:
    there = f"{first.source.path}:{first.line}" if first.line else first.source.path
    where = f"{seat.device.host} port {seat.device.port}"
    message = f"{first.device.name!r} is already at {where} ({there})"
    hint = "remove one of the two, or say what tells them apart: their ports, or bastions in `jump`"
    return Problem(seat.source.place(seat.entry.node, seat.entry.key), message, hint)


def put(source: Source, record: Record, field: str, entry: Entry) -> None:
    """Sets a field; two keys for the same field, such as `host` and `ip`, must agree."""
    other = record.fields.get(field)
    if other and other.value != entry.value:
        source.note(entry.node, entry.key, f"contradicts {other.key}", "remove one of the two")
    record.fields[field] = entry


def put_fact(source: Source, record: Record, name: str, value: Node) -> None:
    """Adds a key that is not one of ours; refuses a secret at any depth, because facts are shown."""
    path = join(record.key, name)
    fact = source.anything(value, path)
    found = list(secrets_in(name, fact))
    for secret in found:
        node, key = at(value, path, secret.path[1:])
        source.note(node, key, "unknown key: as a fact it would be shown", secret.hint)
    if not found:
        record.facts[name] = fact


def put_extra(source: Source, record: Record, name: str, value: Node) -> None:
    """Adds a further ConnectHandler argument."""
    path = join(record.key, name)
    extra = source.anything(value, path)
    if objection := extra_objection(name, extra):
        source.note(value, path, objection)
    elif extra is not None:
        record.extras[name] = extra


def devices_of(source: Source, records: Iterable[Record], taken: Taken) -> Iterator[Device]:
    """Gives the devices of one file; a bad record is noted in the source and left out."""
    for record in records:
        if device := _device(source, record):
            _note_clash(source, record, device, taken)
            # Also one that a device has inherited; what nobody inherits is no device's secret.
            if not source.holds_secrets:
                source.holds_secrets = any(map(is_plain, secrets_of(device)))
            yield device


def _device(source: Source, record: Record) -> Device | None:
    name = _name(source, record)
    platform = _platform(source, record, name)
    host = _host(source, record)
    if platform is None or host is None or name is None:
        return None
    values = {field: entry.value for field, entry in record.fields.items()}
    values.update(name=name, host=host, platform=platform)
    if platform in known_platforms():
        values.setdefault("port", platform_of(platform).port)
    # Nothing said is nothing kept: a fleet of empty mappings counts.
    said: dict[str, Any] = {"facts": record.facts, "extras": record.extras}
    return Device(**values, **{key: value for key, value in said.items() if value})


def _host(source: Source, record: Record) -> str | None:
    entry = record.fields.get("host") or record.fields.get("name")
    if entry is None:
        source.note(record.node, record.key, "a device needs a host or a name", "add `host: ADDRESS`")
        return None
    if objection := host_objection(entry.value):
        such = "for example r1.example.net, 192.0.2.1 or 2001:db8::1"
        hint = such if "host" in record.fields else "give the device a `host`"
        source.note(entry.node, entry.key, objection, hint)
        return None
    return str(entry.value)


def _name(source: Source, record: Record) -> str | None:
    entry = record.fields.get("name") or record.fields.get("host")
    # What stands for both is complained of once.
    is_both = not {"name", "host"} <= record.fields.keys()
    if entry is None or (is_both and host_objection(entry.value)):
        return None
    if objection := name_objection(entry.value):
        source.note(entry.node, entry.key, objection, "give the device a `name` that can be a file name")
        return None
    return str(entry.value)


def _platform(source: Source, record: Record, name: str | None) -> str | None:
    """The platform; in another program's inventory a wrong one matters only for selected devices."""
    entry = record.fields.get("platform")
    platform = str(entry.value) if entry else ""
    if platform and platform in known_platforms() and platform_objection(platform) is None:
        return platform
    said = _objection_to(source, platform)
    node, key = (entry.node, entry.key) if entry else (record.node, record.key)
    if source.owner and name is not None:
        source.put_off.append((name, Problem(source.place(node, key), *said)))
        return platform
    source.note(node, key if entry else join(key, "platform"), *said)
    return None


def _objection_to(source: Source, platform: str) -> tuple[str, str]:
    """What is wrong with a platform, and what to do."""
    if objection := platform_objection(platform):
        return objection
    if source.owner is None and not platform:
        return "is missing", "for example cisco_ios"
    message = f"netmiko has no platform {platform[:60]!r}" if platform else "no platform"
    if source.owner is None:
        return message, source.meant(platform, known_platforms()) or "a platform is netmiko's device_type"
    leave = f"!platform:{platform[:60]}" if platform else "platform:*"
    return message, f"set {source.owner.platform}, or leave it out: --limit '{leave}'"


def _note_clash(source: Source, record: Record, device: Device, taken: Taken) -> None:
    """Notes a device whose name is already in use, and remembers who is at its address."""
    name, place = folded(device.name), (same_for_all(device.host), device.port, way_to(device))
    here = f"{source.path}:{record.node.line}"
    if name in taken.names:
        other, there = taken.names[name]
        like = "" if other == device.name else f", which some file systems cannot tell from {device.name!r}"
        entry = record.fields.get("name") or record.fields["host"]
        message = f"a device is already named {other!r}{like} ({there})"
        source.note(entry.node, entry.key, message, "give each device its own `name`")
    else:
        entry = record.fields.get("host") or record.fields["name"]
        taken.places.setdefault(place, []).append(Seat(device, source, entry, record.node.line))
    taken.names.setdefault(name, (device.name, here))


def extras_of(source: Source, node: Node, key: str) -> dict[str, Any]:
    """Further ConnectHandler arguments."""
    record = Record(node, key, {}, {}, {})
    for name, value in source.pairs(node, key):
        if name.value in EXTRAS:
            put_extra(source, record, name.value, value)
        else:
            source.unknown(name, join(key, name.value), EXTRAS)
    return record.extras
