"""The login inside a terminal: telnet, and consoles behind a terminal server."""

from __future__ import annotations

import re
from typing import Protocol

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.greetings import Greeting
from netcollect.session.line import BastionLostError, LineClosedError

#: A console may be asleep until a key is pressed; this long is waited for it to speak on its own (seconds).
WAKE = 2.0
#: Only what nothing follows for this long (seconds) is a question or a prompt: banners hold the same words,
#: and a console brings them a byte at a time. An answer inside a banner would be taken for the user name.
QUIET = 0.05
#: The same for a prompt that has no name in it.
NAMELESS_QUIET = 0.5
_REFUSED = re.compile(
    r"login (?:invalid|incorrect|failed)|bad (?:passwords?|username)|authentication fail|access denied"
    r"|invalid (?:login|password|user)|incorrect (?:login|password)",
    re.IGNORECASE,
)


class Session(Protocol):
    """What of a driver the login needs."""

    host: str
    login_name: str
    password: str | None
    RETURN: str
    #: How long the device may be silent (seconds).
    patience: float
    greeting: Greeting

    def write_channel(self, out_data: str) -> None:
        """Sends text."""
        ...

    def press(self, key: str) -> None:
        """Presses a key that the greeting asks for."""
        ...

    def wait_text(self, seconds: float) -> str:
        """The next text; empty when none came."""
        ...


def log_in(session: Session, prompts: str, username_pattern: str, password_pattern: str) -> str:
    """Answers the login's questions until a prompt stands there; gives what was said.

    Raises:
        DeviceError: `auth_rejected`, `auth_timeout`, `no_credential`, `closed` or `no_prompt`.
    """
    questions = {
        "password": re.compile(rf"(?:{password_pattern})[^\r\n]*\Z", re.IGNORECASE),
        "user name": re.compile(rf"(?:{username_pattern})[^\r\n]*\Z", re.IGNORECASE),
    }
    waits = re.compile(rf"(?:{prompts})\s*\Z")
    answers = {"password": session.password, "user name": session.login_name}
    said, fresh, answered = "", "", set[str]()
    more = ""
    while True:
        new = more or _next(session, said, fresh, answered)
        said, fresh, more = said + new, fresh + new, ""
        line = fresh.rsplit("\n", 1)[-1]
        asked = [what for what, question in questions.items() if question.search(line)]
        ready = waits.search(line)
        key = session.greeting.answer(line)
        if not (asked or ready or key):
            continue
        # A line without a name in it is a prompt of some devices, and of many a banner a part.
        if more := _read(session, QUIET if re.search(r"\w", line) else NAMELESS_QUIET, fresh, answered):
            continue
        if key:
            session.press(key)
            fresh = ""
            continue
        if ready and ("password" in answered or not asked):
            return said
        if asked[0] in answered or "password" in answered:
            raise _rejected(session, fresh)
        _answer(session, answers[asked[0]], asked[0])
        answered.add(asked[0])
        fresh = ""


def _next(session: Session, said: str, fresh: str, answered: set[str]) -> str:
    """What the device says next."""
    refused = answered and _REFUSED.search(fresh)
    if new := _read(session, WAKE if refused or not said else session.patience, fresh, answered):
        return new
    if refused:
        raise _rejected(session, fresh)
    if not said:
        session.write_channel(session.RETURN)
        if new := _read(session, session.patience, fresh, answered):
            return new
    if "password" in answered:
        raise DeviceError(
            ErrorKind.AUTH_TIMEOUT,
            f"no answer to the login within {session.patience:g} s",
            "the AAA server may be away",
        )
    shown = said.strip()[-100:]
    raise DeviceError(
        ErrorKind.NO_PROMPT, f"no login that is known; the device shows {shown!r}", "right port?"
    )


def _read(session: Session, seconds: float, fresh: str, answered: set[str]) -> str:
    """What comes within a time; a hang-up in front of the login is no refusal of it."""
    try:
        return session.wait_text(seconds)
    except LineClosedError as error:
        if "password" in answered and not isinstance(error, BastionLostError):
            raise _rejected(session, fresh.strip() or str(error)) from None
        message = f"the connection ended in front of the login ({error})"
        raise DeviceError(
            ErrorKind.CLOSED, message, "all lines are in use, or an access list drops you"
        ) from None


def _answer(session: Session, value: str | None, what: str) -> None:
    if not value:
        raise DeviceError(ErrorKind.NO_CREDENTIAL, f"the device asks for a {what}", "give one with -u, -k")
    session.write_channel(value + session.RETURN)


def _rejected(session: Session, said: str) -> DeviceError:
    words = " ".join(said.split())[:120]
    return DeviceError(
        ErrorKind.AUTH_REJECTED,
        f"the device refused the login of {session.login_name or 'nobody'}: {words}",
        "check user name and password; nothing is retried, so that no account gets locked",
    )
