"""Tells a rejected command from an output, and knows the marks of pagers and questions."""

from __future__ import annotations

import re
from itertools import zip_longest

from netcollect.platforms import Family, family_of, shipped

#: A device that rejects a command says so at once, and says little else (lines that have text).
ERROR_LENGTH = 8
#: How much of an answer is looked at (characters).
_BEGINNING = 4000
#: What a terminal does not show: escape sequences, bells and other control characters.
_UNSEEN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0e-\x1f\x7f]")
#: The mark below the word that was wrong: the line above it repeats the command.
_CARET = re.compile(r"[\s^~-]*\^[\s^~-]*\Z")
#: What a prompt ends with, before an echoed command.
_PROMPT_ENDS = (">", "#", "$", "%", "]", ")", ":")
#: A command that asks for the list that a wrong command would get.
_HELP = re.compile(r"(?:^|\s)(?:--?help|-h|help|usage)\s*\Z")

#: The family that every other one extends.
BASE = shipped().family("base")
#: Marks of a pager that waits for a key, at the end of what was sent (bytes, escape sequences removed).
PAGER = BASE.pager
#: Questions that wait for an answer, at the end of what was sent. None is ever answered. A word like
#: `login` alone is one only with its colon: it ends a line of many a configuration.
QUESTION = BASE.question


def rejection(platform: str, output: str, command: str = "") -> str | None:
    """The device's own words, when the answer says that the command was not accepted.

    Only a short answer that begins with one of the platform's error texts counts, after what may come before
    one (a time, a log line, the command itself above a caret): the same words inside a log or a configuration
    are content.
    """
    said = [(line, raw) for raw in output[:_BEGINNING].splitlines() if (line := _UNSEEN.sub("", raw).strip())]
    lines = [line for line, _ in said]
    family = family_of(platform)
    at = _first_said(lines, command.strip(), family)
    return said[at][1].strip() if at is not None and _refuses(lines, at, command, family) else None


def _refuses(lines: list[str], at: int, command: str, family: Family) -> bool:
    """Whether the line that is the answer itself says that the command was not accepted."""
    if family.listing and family.listing.match(lines[at]) and not _HELP.search(command):
        return True
    is_error = family.error is not None and family.error.match(lines[at]) is not None
    return is_error and len(lines) <= ERROR_LENGTH


def _first_said(lines: list[str], command: str, family: Family) -> int | None:
    """The index of the first line that is the answer itself."""
    ahead, error = family.ahead, family.error
    for at, (line, below) in enumerate(zip_longest(lines, lines[1:], fillvalue="")):
        # An error may end with the command, as an echo does.
        echo = _echoes(line, command) and not (error and error.match(line))
        if not (_CARET.match(below) or echo or (ahead and ahead.match(line))):
            return at
    return None


def _echoes(line: str, command: str) -> bool:
    """Whether a line is the command as it was typed, with or without a prompt before it."""
    if not command or not line.endswith(command):
        return False
    prompt = line.removesuffix(command).rstrip()
    return not prompt or prompt.endswith(_PROMPT_ENDS)
