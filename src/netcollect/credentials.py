"""Where a login comes from: a flag or prompt, else the inventory, else the environment; part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from netcollect.errors import InputError, Problem
from netcollect.model import Device

#: The variables that are read, and what they are.
VARIABLES: Mapping[str, str] = {
    "COLLECT_USERNAME": "username",
    "COLLECT_PASSWORD": "password",
    "COLLECT_SECRET": "secret",
    "COLLECT_PRIVATE_KEY": "private_key",
}
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Parts of a login that are the same for many devices; None says nothing."""

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    private_key: str | None = None
    passphrase: str | None = field(default=None, repr=False)


_PARTS = tuple(part.name for part in fields(Credentials))


def from_environment(environment: Mapping[str, str]) -> Credentials:
    """What the environment says; an empty variable says nothing."""
    return Credentials(
        **{part: environment[name] for name, part in VARIABLES.items() if environment.get(name)}
    )


def apply_credentials(
    devices: Sequence[Device], *, flags: Credentials, environment: Credentials
) -> list[Device]:
    """The devices with their logins: `flags` win over the inventory, which wins over `environment`.

    A device that ends without a login stays as it is; see `missing_credentials`.

    Raises:
        InputError: with every key file that is not there, and who needs it.
    """
    given = [_with_login(device, flags, environment) for device in devices]
    users: dict[str, list[str]] = {}
    for device in given:
        if device.private_key:
            users.setdefault(device.private_key, []).append(device.name)
    problems = tuple(
        Problem(_origin(path, flags, environment), f"there is no key file {path}", _needed_by(names))
        for path, names in users.items()
        if not _is_file(path)
    )
    if problems:
        raise InputError(problems)
    return given


def missing_credentials(devices: Sequence[Device], *, use_agent: bool = False) -> list[Device]:
    """The devices whose login cannot be tried: no user name, or neither a password nor a key.

    Telnet and consoles are left out: some ask for nothing.
    """
    return [
        device
        for device in devices
        if not device.platform.endswith(("_telnet", "_serial"))
        and not (device.username and (device.password is not None or device.private_key or use_agent))
    ]


def _with_login(device: Device, flags: Credentials, environment: Credentials) -> Device:
    parts: dict[str, Any] = {}
    for part in _PARTS:
        offers = (getattr(layer, part) for layer in (flags, device, environment))
        parts[part] = next((offer for offer in offers if offer is not None), None)
    return replace(device, **parts)


def _is_file(path: str) -> bool:
    try:
        return Path(path).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):
        return False


def _origin(path: str, flags: Credentials, environment: Credentials) -> str:
    if path == flags.private_key:
        return "--private-key"
    return "COLLECT_PRIVATE_KEY" if path == environment.private_key else "private_key"


def _needed_by(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"it is for {', '.join(names[:_SHOWN])}{more}"
