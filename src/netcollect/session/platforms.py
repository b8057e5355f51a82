"""What tells a rejected command from an output, and the marks of pagers and questions."""

from __future__ import annotations

import re

from netcollect.platforms import family_of, shipped

#: A device that rejects a command says so at once and says little else (lines with text in them).
ERROR_LENGTH = 8
#: What may stand in front of an error: the mark below the word that was wrong, IOS's look-up of a name, IOS
#: XR's time, and log lines that came in between.
_IN_FRONT = re.compile(
    r"[\s^~]*\Z|Translating \"|\w{3} \w{3} [ \d]\d \d\d:[\d:.]+ \S+\Z"
    r"|.{0,80}%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: "
)

#: Marks of a pager that waits for a key, at the end of what was sent (bytes, escape sequences removed).
PAGER = shipped().family("base").pager
#: Questions that wait for an answer, at the end of what was sent. None is ever answered. A word like
#: `login` alone is one only with its colon: it ends a line of many a configuration.
QUESTION = shipped().family("base").question


def rejection(platform: str, output: str) -> str | None:
    """The device's own words, when the answer says that the command was not accepted.

    Only a short answer that begins with one of the platform's error texts counts: the same words inside
    a log or a configuration are content.
    """
    lines = [line.strip() for line in output[:4000].splitlines() if line.strip()]
    said = [line for line in lines if not _IN_FRONT.match(line)]
    if not said or len(lines) > ERROR_LENGTH:
        return None
    error = family_of(platform).error
    return said[0] if error and error.match(said[0]) else None
