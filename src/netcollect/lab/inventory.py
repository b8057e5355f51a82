"""What a client has to know of a lab: its devices, and their inventory in YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netcollect.lab.options import LabOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LabDevice:
    """One device as a client has to know it; `fault` is how it misbehaves, or None.

    A device that a run remembers has the run's `groups` and `facts`; others have a site and a role.
    """

    name: str
    host: str
    port: int
    platform: str
    site: str = ""
    role: str = ""
    fault: str | None = None
    asks_secret: bool = False
    groups: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def inventory_text(devices: Sequence[LabDevice], options: LabOptions) -> str:
    """A YAML inventory of the devices, with the lab's own login."""
    lines = [
        "# Simulated devices, made by `collect lab`; the login is the lab's own.",
        "defaults:",
        f"  username: {options.username}",
        f"  password: {_quoted(options.password)}",
        "groups:",
        *(f"  {role}: {{role: {role}}}" for role in sorted({each.role for each in devices if each.role})),
        *(
            f"  {json.dumps(name)}: {{}}"
            for name in sorted({name for each in devices for name in each.groups})
        ),
        "devices:",
        *_devices(devices, options),
    ]
    if not any(each.role or each.groups for each in devices):
        lines.remove("groups:")
    return "\n".join(lines) + "\n"


def _devices(devices: Sequence[LabDevice], options: LabOptions) -> Iterator[str]:
    for each in devices:
        known = f"name: {_quoted(each.name)}, host: {each.host}, port: {each.port}, platform: {each.platform}"
        if each.role:
            known += f", groups: [{each.role}], site: {each.site}"
        else:
            # JSON is YAML: facts may hold anything.
            more = {"groups": list(each.groups), **each.facts}
            known += "".join(f", {json.dumps(name)}: {json.dumps(value)}" for name, value in more.items())
        secret = f", secret: {_quoted(options.secret)}" if each.asks_secret else ""
        yield f"  - {{{known}{secret}}}"


def _quoted(text: str) -> str:
    """A text as YAML takes it."""
    return (
        text
        if re.fullmatch(r"[A-Za-z]{3,}|[A-Za-z][\w-]*\d", text, re.ASCII)
        else "'" + text.replace("'", "''") + "'"
    )
