"""Where a login comes from: a flag or prompt, else the inventory, else the environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from netcollect.errors import InputError
from netcollect.model import Device

#: The variables that are read, and what they are.
VARIABLES: Mapping[str, str] = {
    "COLLECT_USERNAME": "username",
    "COLLECT_PASSWORD": "password",
    "COLLECT_SECRET": "secret",
    "COLLECT_PRIVATE_KEY": "private_key",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Parts of a login that are the same for many devices; None says nothing."""

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    private_key: str | None = None


def from_environment(environment: Mapping[str, str]) -> Credentials:
    """What the environment says; an empty variable says nothing."""
    return Credentials(
        **{part: environment[name] for name, part in VARIABLES.items() if environment.get(name)}
    )


def apply_credentials(
    devices: Sequence[Device], *, flags: Credentials, environment: Credentials
) -> list[Device]:
    """The devices with their logins: `flags` win over the inventory, which wins over `environment`.

    Raises:
        InputError: a key file is not there.
    """
    given = []
    for device in devices:
        parts = {
            part.name: getattr(flags, part.name)
            or getattr(device, part.name)
            or getattr(environment, part.name)
            for part in fields(Credentials)
        }
        given.append(replace(device, **parts))
    for path in {device.private_key for device in given if device.private_key}:
        if not Path(path).expanduser().is_file():
            raise InputError.of("--private-key", f"there is no key file {path}", "check the path")
    return given
