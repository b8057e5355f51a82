"""Bytes as they may be shown: without secrets, however the stream is split, and as one line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = b"***"
_ESCAPES = {"\\": "\\\\", "\r": "\\r", "\n": "\\n", "\t": "\\t"}
_PLAIN = re.compile(r"[ -\[\]-~]*")


class Masker:
    """Masks secrets in a stream of bytes, even if a chunk ends inside one.

    What may be the beginning of a secret is held back until the next chunk decides.
    """

    def __init__(self, secrets: Iterable[bytes]) -> None:
        self._secrets = sorted({each for each in secrets if each}, key=len, reverse=True)
        self._longest = len(self._secrets[0]) if self._secrets else 0
        self._search = re.compile(b"|".join(map(re.escape, self._secrets)) or rb"(?!)").search
        self._held = b""
        #: How much of what is held back was already shown.
        self._shown = 0

    def take(self, data: bytes) -> bytes:
        """What can be shown now."""
        data, shown, at, out = self._held + data, self._shown, 0, bytearray()
        tail = self._tail(data, 0)
        while (found := self._search(data, at)) and found.start() < tail:
            out += data[max(at, shown) : found.start()] + MASK
            at = found.end()
            tail = tail if at <= tail else self._tail(data, at)
        out += data[max(at, shown) : tail]
        self._held, self._shown = data[tail:], max(0, shown - tail)
        return bytes(out)

    def flush(self) -> bytes:
        """What was held back, masked if it is at least half of a secret, as is then the rest of that."""
        held, shown = self._held, self._shown
        self._shown = len(held)
        if not held[shown:]:
            return b""
        much = any(each.startswith(held) and 2 * len(held) >= len(each) for each in self._secrets)
        return MASK if much else held[shown:]

    def _tail(self, data: bytes, at: int) -> int:
        """Where the last bytes that may begin a secret start."""
        for start in range(max(at, len(data) - self._longest + 1), len(data)):
            end = data[start:]
            if any(each.startswith(end) and each != end for each in self._secrets):
                return start
        return len(data)


def shown(data: bytes) -> str:
    """Bytes as one line of text that can be turned back into exactly those bytes."""
    text = data.decode("utf-8", "surrogateescape")
    return "".join(map(_visible, text)) if not _PLAIN.fullmatch(text) else text


def _visible(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
