"""What is masked on a page: it travels by mail, and so it carries no secrets of configurations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from netcollect.document import RunResult
from netcollect.redaction import mask_of, redact, without_known
from netcollect.secretkeys import announces

#: Stands for a value whose column says that it is a secret.
_MASKED = "<redacted>"


def key_of(result: RunResult) -> bytes:
    """The key of a page's masks: the same for the same run, and not to be had from the page alone."""
    found = hashlib.sha256(b"the masks of a page")
    for row in result.devices:
        for entry in row.commands:
            found.update(f"{row.device}\0{entry.command}\0{entry.sha256}\0".encode())
    return found.digest()


@dataclass(slots=True)
class Veil:
    """Masks lines of outputs; what was masked once is known, because many devices say the same."""

    key: bytes
    known: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)

    def lines(self, platform: str, texts: Sequence[str]) -> tuple[str, ...]:
        """As many lines, with a mask in the place of each secret."""
        wanted = platform, tuple(texts)
        if texts and wanted not in self.known:
            masked = redact("\n".join(texts), platform, key=self.key, keep_lines=True)
            self.known[wanted] = tuple(masked.split("\n"))
        return self.known.get(wanted, ())

    def line(self, platform: str, text: str) -> str:
        """One line."""
        return " ".join(self.lines(platform, text.split("\n")))


def secret_columns(columns: Iterable[str]) -> frozenset[int]:
    """The places of the columns whose names announce a secret."""
    return frozenset(place for place, name in enumerate(columns) if announces((name,)))


def cells(
    row: Iterable[str], secret: frozenset[int], known: frozenset[str] = frozenset(), key: bytes = b""
) -> tuple[str, ...]:
    """A row with what stands in these columns masked, and elsewhere what is `known` to be secret."""
    return tuple(
        _MASKED if text and place in secret else _without(text, known, key) if known else text
        for place, text in enumerate(row)
    )


def _without(text: str, known: frozenset[str], key: bytes) -> str:
    return mask_of(text, key) if text in known else without_known(text, known, key)
