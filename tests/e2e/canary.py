"""The password of the end-to-end tests' lab: hard to quote, and easy to find wherever it comes out."""

from __future__ import annotations

import base64
from pathlib import Path

#: The word in it survives every way of quoting but base64.
WORD = "kanarienvogel"
CANARY = f'{WORD}\'s "100%s" \\n Ä{WORD}'
_QUOTED = "'" + CANARY.replace("'", "''") + "'"
#: How it stands in the lab's inventory.
PASSWORD, SECRET = f"password: {_QUOTED}", f"secret: {_QUOTED}"

_NEEDLES = [WORD.encode(), *(base64.b64encode(b" " * n + WORD.encode())[4:-4] for n in range(3))]


def leaks(directory: Path, *spared: str) -> list[str]:
    """The files below a directory that hold it, plain or in base64, but those in which tests put it."""
    return [
        str(path.relative_to(directory))
        for path in directory.rglob("*")
        if path.is_file()
        and path.suffix != ".yaml"
        and path.name not in spared
        and any(needle in path.read_bytes() for needle in _NEEDLES)
    ]
