"""A device's own login in texts: every form it is quoted in, and texts without it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from netcollect.model import Device


def secrets_of(device: Device) -> Iterator[str]:
    """The passwords and passphrases of a device and of its bastions, as they stand there."""
    found = [device.password, device.secret, device.passphrase]
    if isinstance(device.jump, tuple):
        found += [text for bastion in device.jump for text in (bastion.password, bastion.passphrase)]
    yield from filter(None, found)


def login_secrets(device: Device) -> set[str]:
    """The passwords of the device and its bastions, in all the forms that they are quoted in.

    A password that is also the user's or the device's name is left out: it reveals nothing, and its mask
    would reveal that it is the password.
    """
    secrets = set(secrets_of(device)) - {device.username, device.name, device.host}
    return {form for secret in secrets for form in _forms(secret)}


def without_logins(text: str, device: Device) -> str:
    """The text with the device's `login_secrets` masked where they stand as words."""
    for form in sorted(login_secrets(device), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "***", text)
    return text


def _forms(secret: str) -> set[str]:
    """The secret as Python, JSON, a URL and a shell quote it."""
    quoted = (repr(secret), ascii(secret), json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    safe = secret.encode("utf-8", "surrogateescape")
    inside = secret.replace("\\", "\\\\").replace("'", "\\'")  # of a text with quotes of both kinds
    return {
        secret,
        inside,
        quote(safe),
        quote_plus(safe),
        shlex.quote(secret),
        *(each[1:-1] for each in quoted),
    }
