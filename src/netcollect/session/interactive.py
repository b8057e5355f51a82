"""SSH's keyboard-interactive login (RFC 4256): which question of the server gets which answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import paramiko

from netcollect.session.asking import Asks, Questions, wants_other_secret
from netcollect.session.platforms import BASE

#: PAN-OS has its login banner acknowledged so; other firewalls have theirs.
_TERMS = re.compile(r"\b(?:accept|acknowledge|agree|consent)", re.IGNORECASE)
_QUESTIONS = Questions(BASE)

Question = tuple[str, bool]
"""A question and whether its answer may be shown while it is typed."""


class RefusedError(paramiko.AuthenticationException):
    """A login that cannot succeed, in words of ours."""


class AskedError(RefusedError):
    """The server asks for something that nobody may answer for the user; `terms` says that it has terms."""

    def __init__(self, text: str, *, terms: bool = False) -> None:
        super().__init__(text)
        self.terms = terms


class Answers:
    """Answers the questions for the user name and, once, for the password.

    Many a server asks three times: each answer would count as a try, and the third locks the account. Terms
    are accepted only where that is allowed, and whatever else is asked gets no answer at all.
    """

    def __init__(self, username: str, password: str, *, accepts_terms: bool) -> None:
        self._username = username
        self._passwords = [password]
        self._accepts_terms = accepts_terms

    @property
    def gave_password(self) -> bool:
        """Whether the password was an answer."""
        return not self._passwords

    def __call__(self, _title: str, _instructions: str, questions: Sequence[Question]) -> list[str]:
        """The answers to one round of questions.

        Raises:
            RefusedError: it asks for the password once more, or for two secrets at once.
            AskedError: it asks for something else.
        """
        secrets = sum(not _is_open(question) for question in questions)
        if secrets > len(self._passwords):
            raise RefusedError(f"it asks {' '.join(text.strip() for text, _ in questions)!r}")
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> str:
        text = " ".join(question[0].split())
        if not _is_open(question):
            return self._passwords.pop()
        if _asks(text) is Asks.USER_NAME:
            return self._username
        terms = _TERMS.search(text) is not None
        if terms and self._accepts_terms:
            return "yes"
        raise AskedError(text, terms=terms)


def _is_open(question: Question) -> bool:
    """Whether it is not for the password; a hidden question in unknown words is."""
    text, echoed = question
    asks = _asks(text)
    if asks is Asks.PASSWORD:
        return False
    if echoed or asks in (Asks.USER_NAME, Asks.ANSWER):
        return True
    return wants_other_secret(text) or _TERMS.search(text) is not None


def _asks(text: str) -> Asks | None:
    """What a question is for; a server's may have no colon."""
    line = " ".join(text.split())
    return _QUESTIONS.asked(line) or _QUESTIONS.asked(f"{line}:")
