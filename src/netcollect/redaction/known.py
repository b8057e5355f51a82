"""The third line of defence: what a run itself knows, wherever it comes back: passwords, communities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from netcollect.logins import secrets_of
from netcollect.model import Device
from netcollect.redaction import vocabulary
from netcollect.redaction.masks import MASK, Masks

#: Shorter ones, and words that outputs are full of, would be masked in places where they are no secret.
_SHORTEST = 6
_COMMON = frozenset(
    [
        "access",
        "administrator",
        "arista",
        "cisco123",
        "community",
        "config",
        "default",
        "disable",
        "enable",
        "ethernet",
        "interface",
        "juniper",
        "manager",
        "network",
        "password",
        "private",
        "public",
        "router",
        "secret",
        "server",
        "switch",
        "system",
        "version",
        "vlan",
        "huawei",
    ]
)


def known_secrets(device: Device) -> frozenset[str]:
    """What the inventory says of a device that must not come back in its outputs."""
    found = {
        *secrets_of(device),
        *_announced(device.facts),
        *_announced(device.extras),
    }
    names = {device.username, device.name, device.host, device.platform}
    return frozenset(each for each in found if tells(each) and each not in names)


def _announced(values: object, *, secret: bool = False) -> Iterator[str]:
    if isinstance(values, Mapping):
        for name, value in values.items():
            yield from _announced(value, secret=secret or _names_secret(str(name)))
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _announced(value, secret=secret)
    elif secret and isinstance(values, str):
        yield values


def _names_secret(name: str) -> bool:
    low = name.lower()
    forms = (vocabulary.STRONG, vocabulary.COMMUNITY, vocabulary.WEAK)
    return any(form.fullmatch(low) for form in forms) and not vocabulary.HARMLESS.fullmatch(low)


def tells(secret: str) -> bool:
    """Whether a word that is the same as a secret is likely to be it."""
    return len(secret) >= _SHORTEST and secret.lower() not in _COMMON


def mask_known(text: str, secrets: Iterable[str], masks: Masks) -> str:
    """The text without the secrets, where they stand as words; short and common ones say nothing there."""
    pattern = _pattern(frozenset(filter(tells, secrets)))
    return pattern.sub(lambda found: found["mask"] or masks.of(found["s"]), text) if pattern else text


@lru_cache(maxsize=4096)
def _pattern(secrets: frozenset[str]) -> re.Pattern[str] | None:
    forms = {form for each in secrets for form in (each, each.replace("\\", "\\\\").replace('"', '\\"'))}
    if not forms:
        return None
    words = "|".join(re.escape(each) for each in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?P<mask>{MASK.pattern})|(?<!\w)(?P<s>{words})(?!\w)")
