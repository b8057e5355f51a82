"""What a device's `jump` says: the bastions on the way to it, as text and as values."""

from __future__ import annotations

import re
from functools import lru_cache

from netcollect.addresses import same_for_all
from netcollect.model import Bastion, Device

_HOP = re.compile(r"(?:(?P<user>[^@:,\s]+)@)?(?P<host>\[[^\],]+\]|[^:@,\s]+)(?::(?P<port>\d{1,5}))?\Z")
_AS_MAPPING = "give a bastion with a login of its own as a mapping: {host: …, username: …, password: …}"


def parse_bastion(text: str) -> Bastion | None:
    """The bastion of `user@host:port`, or None."""
    parts = _HOP.match(text.strip())
    if parts is None or not 0 < int(parts["port"] or 22) < 1 << 16:
        return None
    port = int(parts["port"]) if parts["port"] else None
    return Bastion(host=parts["host"].strip("[]"), port=port, username=parts["user"])


def jump_objection(jump: str) -> tuple[str, str] | None:
    """Why this is not a list of bastions (`user@host:port,...`), and what to do; or None."""
    wrong = next((text.strip() for text in jump.split(",") if parse_bastion(text) is None), None)
    if wrong is None:
        return None
    # It may hold a password, and that a comma: then no part of it is shown.
    if ":" in jump.rpartition("@")[0]:
        return "a bastion's entry cannot hold a password", _AS_MAPPING
    return f"{wrong[:80]!r} is not a bastion", "write user@host:port"


def bastions_of(jump: str | tuple[Bastion, ...] | None) -> tuple[Bastion, ...]:
    """The bastions on the way, the first one first; what makes no sense is left out."""
    return jump if isinstance(jump, tuple) else _parsed(jump or "none")


@lru_cache(maxsize=1024)
def _parsed(jump: str) -> tuple[Bastion, ...]:
    # A run asks for each device several times, and a fleet has few ways.
    return () if jump.lower() == "none" else tuple(filter(None, map(parse_bastion, jump.split(","))))


def name_of(bastion: Bastion) -> str:
    """What a bastion is called where it is told of: `gate.example.net:2222`, or its host alone."""
    return str(Bastion(host=bastion.host, port=bastion.port))


def place_of(bastion: Bastion) -> str:
    """What a bastion is known by, whoever logs in there: `gate.example.net:22`."""
    return str(Bastion(host=same_for_all(bastion.host), port=bastion.port or 22))


def way_to(device: Device) -> str:
    """The places that a device is reached through, empty without any: an address is one only behind them."""
    return ",".join(map(place_of, bastions_of(device.jump)))


def with_login(bastion: Bastion, device: Device) -> Bastion:
    """The bastion with what logs in there; one that has a key or a password of its own gets no other."""
    own = bastion if bastion.password is not None or bastion.private_key else device
    return Bastion(
        host=bastion.host,
        port=bastion.port,
        username=bastion.username or device.username,
        password=own.password,
        private_key=own.private_key,
        passphrase=own.passphrase,
    )
