"""What is told of outputs without their secrets: lines, and the rows that were made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from netcollect.document import as_unicode
from netcollect.redaction import Secrets, mask_of, redact
from netcollect.secretkeys import secrets_in


class Veil(NamedTuple):
    """Masks the secrets of a platform's outputs; equal secrets have equal masks under one key.

    They are looked for in whole outputs: a line or a cell alone does not always tell that it is one.
    """

    platform: str
    key: bytes

    def lines(self, whole: Sequence[str], shown: Set[int]) -> list[str]:
        """The lines of an output, as many; only those that are `shown` (from 0) need have lost theirs."""
        text = "\n".join(whole)
        return redact(text, self.platform, key=self.key, keep_lines=True, wanted=shown).split("\n")

    def secrets(self, texts: Iterable[str]) -> frozenset[str]:
        """What is secret in outputs that became rows."""
        return frozenset[str]().union(*(Secrets(as_unicode(text), self.platform).all() for text in texts))

    def row(self, row: Mapping[str, Any], secrets: frozenset[str]) -> dict[str, Any]:
        """A row without secrets: those of its output, and what its columns announce.

        A short one is looked for as a whole cell only.
        """
        return {name: self.cell(name, value, secrets) for name, value in row.items()}

    def cell(self, name: str, value: Any, secrets: frozenset[str]) -> Any:
        """A value of a column, at any depth."""
        if next(secrets_in(name, value), None) and not isinstance(value, Mapping):
            return mask_of(
                " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value), self.key
            )
        if isinstance(value, Mapping):
            return self.row(value, secrets)
        if isinstance(value, list | tuple):
            return [self.cell(name, each, secrets) for each in value]
        if isinstance(value, str) and value not in secrets:
            return redact(value, self.platform, key=self.key, known=secrets, keep_lines=True)
        return mask_of(str(value), self.key) if str(value) in secrets else value


def veil_of(platform: str, key: bytes | None) -> Veil | None:
    """The veil for a platform's outputs; none without a key."""
    return Veil(platform, key) if key else None
