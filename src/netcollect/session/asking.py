"""What a device asks before its prompt: for the login, or for something that is never answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from netcollect.errors import DeviceError, ErrorKind
from netcollect.platforms import Family

#: What may follow the word for a login: `for lab on sw1`, `(8-32 characters)`, a colon; or the word has its
#: own end.
_REST = (
    r"(?:(?<=>)|(?: (?:name|as|id|of|for|on|at)\b[^:(/|\r\n]{0,60})?"
    r"(?:\s*\([^)/|\r\n]{0,40}\))?\s*[:\uff1a]{1,2})\s*\Z"
)
#: A secret other than the login's: a new password, the old one in order to change it, a second factor.
_OTHER_SECRET = re.compile(
    r"\b(?:new|old|current|change|re-?type|re-?enter|repeat|confirm|verify|again"
    r"|neues|altes|nouveau|nueva|nova|nuova|nieuw"
    r"|otp|one.?time|token|(?<!pass )code|second factor|[2m]fa)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]")


class Asks(Enum):
    """What a question is for."""

    USER_NAME = "user name"
    PASSWORD = "password"
    ANSWER = "an answer: the family knows the question"
    SOMETHING = "something: no prompt ends like this"


@dataclass(frozen=True, slots=True)
class Questions:
    """How a platform's devices ask; `prompt_ends` are the characters that end their prompts."""

    family: Family
    prompt_ends: str = "#>"

    def asked(self, line: str) -> Asks | None:
        """What an unfinished last line asks for, or None if it is no question."""
        return _remembered(self, line) if len(line) <= _SHORT else _asked(self, line)


#: What is asked of a line is asked again whenever a piece of it comes; and most of them are prompts.
_SHORT, _LINES = 200, 2048


def _asked(questions: Questions, line: str) -> Asks | None:
    family = questions.family
    if _login_words(family.login_passwords).search(line):
        return Asks.ANSWER if wants_other_secret(line) else Asks.PASSWORD
    if _login_words(family.login_names).search(line):
        return Asks.USER_NAME
    sent = line.encode("utf-8", "surrogateescape")
    if family.question.search(sent):
        return Asks.ANSWER
    looks_open = _WORD.search(line) and _open(questions.prompt_ends).search(line)
    return Asks.SOMETHING if looks_open and not family.pager.search(sent) else None


@lru_cache(maxsize=_LINES)
def _remembered(questions: Questions, line: str) -> Asks | None:
    return _asked(questions, line)


def wants_other_secret(line: str) -> bool:
    """Whether a question speaks of a secret that is not the login's."""
    return _OTHER_SECRET.search(line) is not None


def unanswered(line: str) -> DeviceError:
    """The error for a question."""
    return DeviceError(
        ErrorKind.QUESTION,
        f"the device asks before its prompt: {' '.join(line.split())[-200:]}",
        "nothing was answered; log in by hand to see what it wants",
    )


@lru_cache(maxsize=256)
def _login_words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words) or '(?!)'}){_REST}", re.IGNORECASE)


@lru_cache(maxsize=8)
def _open(prompt_ends: str) -> re.Pattern[str]:
    """Text that ends as no prompt does: `Ticket number:`, `Terminal type? [vt100]`."""
    ends = "".join(end for end in ":?\uff1a\uff1f" if end not in prompt_ends)
    return re.compile(rf"[{ends}](?:\s{{1,2}}[\[(][^\r\n\])]{{0,60}}[\])]\s*[:?]?)?\s*\Z")
