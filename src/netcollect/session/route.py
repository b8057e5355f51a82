"""How a device is reached: OpenSSH's ssh_config, and the bastions in between."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import paramiko

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions

_HOP = re.compile(r"(?:(?P<user>[^@\s]+)@)?(?P<host>\[[^\]]+\]|[^:@\s]+)(?::(?P<port>\d{1,5}))?\Z")
#: More hops than this are a loop.
MAX_HOPS = 8


@dataclass(frozen=True, slots=True)
class Route:
    """A device as it is really dialled, and the bastions to it, the first one first."""

    device: Device
    hops: tuple[Device, ...] = ()


def route(device: Device, options: SessionOptions) -> Route:
    """Applies ssh_config to a device, and finds its bastions.

    What the inventory says wins over ssh_config. A bastion is logged in to as ssh_config says, or else
    with the device's own login.

    Raises:
        DeviceError: `dns`, when a bastion's name makes no sense.
    """
    known = _lookup(device.host, options.ssh_config)
    jump = device.jump if device.jump is not None else known.get("proxyjump")
    target = _applied(device, known)
    if not jump or jump == "none":
        return Route(target)
    return Route(target, tuple(_hops(jump, target, options, depth=0)))


def _hops(jump: str, device: Device, options: SessionOptions, *, depth: int) -> list[Device]:
    """The bastions of `user@host:port,...`; a bastion that has its own ProxyJump brings that first."""
    hops: list[Device] = []
    for text in jump.split(","):
        parts = _HOP.match(text.strip())
        if parts is None or depth > MAX_HOPS:
            raise DeviceError(ErrorKind.DNS, f"{text.strip()!r} is no bastion", "write user@host:port")
        known = _lookup(parts["host"].strip("[]"), options.ssh_config)
        hop = Device(
            name=parts["host"],
            host=parts["host"].strip("[]"),
            platform="linux",
            port=int(parts["port"] or 22),
            username=parts["user"],
            connect_timeout=device.connect_timeout,
        )
        hop = _applied(hop, known)
        if not hops and (before := known.get("proxyjump")) and before != "none":
            hops += _hops(before, device, options, depth=depth + 1)
        own_key = hop.private_key is not None
        hops.append(
            replace(
                hop,
                username=hop.username or device.username,
                private_key=hop.private_key or device.private_key,
                passphrase=None if own_key else device.passphrase,
                password=device.password,
            )
        )
    return hops


def _applied(device: Device, known: dict[str, Any]) -> Device:
    """The device with what ssh_config adds where the inventory is silent."""
    port = int(known["port"]) if device.port == 22 and known.get("port", "").isdecimal() else device.port
    keys = known.get("identityfile") or [None]
    return replace(
        device,
        host=known.get("hostname", device.host),
        port=port,
        username=device.username or known.get("user"),
        private_key=device.private_key or (keys[0] if device.password is None else None),
    )


def _lookup(host: str, path: str | None) -> dict[str, Any]:
    return dict(_config(path).lookup(host)) if path else {}


@lru_cache(maxsize=8)
def _config(path: str) -> paramiko.SSHConfig:
    """The parsed file, read once a process.

    Raises:
        DeviceError: `internal` never: a file that cannot be read is `no_credential`, before any contact.
    """
    try:
        return paramiko.SSHConfig.from_path(str(Path(path).expanduser()))
    except (OSError, paramiko.SSHException, UnicodeDecodeError) as error:
        raise DeviceError(
            ErrorKind.NO_CREDENTIAL, f"{path} cannot be read as ssh_config: {error}", "check --ssh-config"
        ) from None
