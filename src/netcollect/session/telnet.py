"""The login inside a terminal: telnet, and consoles behind a terminal server."""

from __future__ import annotations

import re
from typing import Protocol

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.line import LineClosedError

#: How long a login dialogue may be silent (seconds).
SILENCE = 30.0
#: A console may be asleep until a key is pressed; this long is waited for it to speak on its own (seconds).
WAKE = 2.0
_REFUSED = re.compile(
    r"login (?:invalid|incorrect|failed)|bad (?:passwords?|username)|authentication fail|access denied"
    r"|invalid (?:login|password|user)|incorrect (?:login|password)",
    re.IGNORECASE,
)


class Session(Protocol):
    """What of a driver the login needs."""

    host: str
    username: str
    password: str | None
    RETURN: str

    def write_channel(self, out_data: str) -> None:
        """Sends text."""
        ...

    def wait_text(self, seconds: float) -> str:
        """The next text; empty when none came."""
        ...


def log_in(session: Session, prompts: str, username_pattern: str, password_pattern: str) -> str:
    """Answers the login's questions until a prompt stands there; gives what was said.

    Raises:
        DeviceError: `auth_rejected`, `auth_timeout`, `no_credential`, `closed` or `no_prompt`.
    """
    asks_name = re.compile(rf"(?:{username_pattern})[^\r\n]*\Z", re.IGNORECASE)
    asks_password = re.compile(rf"(?:{password_pattern})[^\r\n]*\Z", re.IGNORECASE)
    waits = re.compile(rf"(?:{prompts})\s*\Z")
    said, fresh, sent = "", "", 0
    while True:
        new = _next(session, said, sent)
        said, fresh = said + new, fresh + new
        if (
            _REFUSED.search(fresh)
            or (sent and asks_name.search(fresh))
            or (sent and asks_password.search(fresh))
        ):
            raise _rejected(session, fresh)
        if asks_password.search(fresh):
            sent += 1
            _answer(session, session.password, "password")
            fresh = ""
        elif asks_name.search(fresh):
            _answer(session, session.username, "user name")
            fresh = ""
        elif waits.search(fresh.rsplit("\n", 1)[-1]):
            return said


def _next(session: Session, said: str, sent: int) -> str:
    try:
        if new := session.wait_text(SILENCE if said else WAKE):
            return new
        if not said:
            session.write_channel(session.RETURN)
            if new := session.wait_text(SILENCE):
                return new
    except LineClosedError as error:
        if sent:
            raise _rejected(session, str(error)) from None
        message = f"the device closed the connection in front of the login ({error})"
        raise DeviceError(
            ErrorKind.CLOSED, message, "all lines are in use, or an access list drops you"
        ) from None
    if sent:
        raise DeviceError(
            ErrorKind.AUTH_TIMEOUT,
            f"no answer to the login within {SILENCE:g} s",
            "the AAA server may be away",
        )
    shown = said.strip()[-100:]
    raise DeviceError(
        ErrorKind.NO_PROMPT, f"no login that is known; the device shows {shown!r}", "right port?"
    )


def _answer(session: Session, value: str | None, what: str) -> None:
    if not value:
        raise DeviceError(ErrorKind.NO_CREDENTIAL, f"the device asks for a {what}", "give one with -u, -k")
    session.write_channel(value + session.RETURN)


def _rejected(session: Session, said: str) -> DeviceError:
    words = " ".join(said.split())[:120]
    return DeviceError(
        ErrorKind.AUTH_REJECTED,
        f"the device refused the login of {session.username or 'nobody'}: {words}",
        "check user name and password; nothing is retried, so that no account gets locked",
    )
