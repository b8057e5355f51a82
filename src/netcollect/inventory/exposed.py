"""Which files of an inventory hold passwords that every user of this machine can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from stat import S_IROTH

from netcollect.inventory.files import File
from netcollect.logins import secrets_of
from netcollect.model import Device
from netcollect.references import is_plain


def readable_by_all(file: File, devices: Sequence[Device]) -> Iterator[Path]:
    """The files that hold passwords of these devices and that everybody can read.

    Another program may have secrets from elsewhere (decrypted, or by a plugin), and from several files: there
    each file is asked for them.
    """
    if not file.source.holds_secrets:
        return
    holds = _holding(devices) if file.source.owner else None
    for path in dict.fromkeys([file.path, *file.source.files]):
        if path.is_file() and _is_open(path) and (holds is None or holds.search(_text(path))):
            yield path


def _holding(devices: Sequence[Device]) -> re.Pattern[str]:
    """An expression for any of the devices' secrets."""
    texts = {text for device in devices for text in secrets_of(device)}
    plain = sorted(text.removeprefix("plain:") for text in texts if is_plain(text))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, plain))})(?!\w)")


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & S_IROTH)
    except OSError:
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
