"""Whether an output changed: what counts of it is compared, not its bytes."""

from __future__ import annotations

from typing import NamedTuple

from netcollect.archive import Stored
from netcollect.comparable import Digest, Rules, digest
from netcollect.errors import InputError

#: Longer outputs (characters) are compared byte for byte: their comparable form would fill the memory.
LARGEST = 64 * 10**6


class Compared(NamedTuple):
    """What the document says of an output: see `CommandEntry`."""

    compared: str
    hidden: int
    secrets: int
    changed: bool | None


def compare(output: str, stored: str, rules: Rules, before: Stored | None) -> Compared:
    """What counts of an output, and whether that is another than before.

    Args:
        output: the output.
        stored: its SHA-256, as it is stored.
        rules: what is volatile in it.
        before: the last good output of the same command, if there is one.
    """
    form = digest(output, rules) if len(output) <= LARGEST else Digest(stored, 0, 0)
    # Equal ones share one object: a fleet keeps many.
    compared = stored if form.sha256 == stored else form.sha256
    return Compared(
        compared,
        form.hidden,
        form.secrets,
        None if before is None else _differs(before, stored, compared, rules),
    )


def _differs(before: Stored, stored: str, compared: str, rules: Rules) -> bool:
    """Whether an earlier output differs in what counts.

    What was compared then may have been found by other patterns: the text itself decides.
    """
    if stored == before.entry.sha256 or compared == (before.entry.compared or before.entry.sha256):
        return False
    try:
        text = before.text
    except InputError:
        return True
    return len(text) > LARGEST or digest(text, rules).sha256 != compared
