"""Which key a device gets before its first prompt; the greetings themselves are in the families' files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from netcollect.errors import DeviceError, ErrorKind
from netcollect.platforms import Greeting, family_of

#: No device wants more keys than this.
MOST_KEYS = 8


@dataclass(frozen=True, slots=True)
class Greetings:
    """The greetings of a platform, and whether those that accept terms may be answered."""

    rows: tuple[Greeting, ...] = ()
    accepts_terms: bool = False

    def knows(self, line: str) -> bool:
        """Whether a last line is a greeting."""
        return any(_ending(row.seen).search(line) for row in self.rows)

    def answer(self, line: str) -> str | None:
        """The key to press at a quiet last line, or None if it is no greeting.

        Raises:
            DeviceError: `question`: the device wants its terms accepted, and nobody allowed that.
        """
        found = [row for row in self.rows if _ending(row.seen).search(line)]
        if key := next((row.keys for row in found if not row.accepts), None):
            return key
        if found and not self.accepts_terms:
            raise DeviceError(
                ErrorKind.QUESTION,
                f"the device wants its terms accepted: {line.strip()}",
                "nothing was answered; --accept-banner (inventory: accept_banner: true) accepts them",
            )
        return found[0].keys if found else None


def greeting_of(platform: str, *, accepts_terms: bool) -> Greetings:
    """The greetings of a platform's devices."""
    return Greetings(family_of(platform).greetings, accepts_terms)


@lru_cache(maxsize=512)
def _ending(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{text})\s*\Z", re.IGNORECASE)
