"""What was probably meant by a word that is not known here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

#: Looking for what was meant costs milliseconds each time: only the first problems get it.
MAX_HINTS = 20


@dataclass(slots=True)
class Nearest:
    """Gives hints with the nearest names, but only so many."""

    left: int = MAX_HINTS

    def of(self, name: str, known: Iterable[str]) -> str:
        """What was probably meant, as a hint; empty once there were too many."""
        self.left -= 1
        return nearest(name, known) if self.left >= 0 else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """What was probably meant, as a hint."""
    names = sorted(known)
    found = [each for each in names if each.lower() == name.lower()]
    found = found or difflib.get_close_matches(name[:80], names, n=3, cutoff=0.6)
    if not found and len(name) > 1:
        # `ios` is far from `cisco_ios` by letters, and yet what is meant.
        found = sorted((each for each in names if name in each), key=len)[:3]
    return f"did you mean {', '.join(found)}?" if found else ""
