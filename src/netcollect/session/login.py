"""Who we are: what a device is offered as a credential, how often, and what its refusal means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions
from netcollect.session import internals
from netcollect.session.clock import Clock

#: A disconnect message that means a refused login: sshd's "Too many authentication failures" at
#: MaxAuthTries, and the reasons 14 and 15 of RFC 4253 section 11.1.
_REFUSED = re.compile(r"1[45] |.*authentication", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a device is offered, in this order, each once: the keys, and then the password."""

    username: str
    keys: tuple[paramiko.PKey, ...] = field(repr=False)
    password: str | None = field(repr=False)


class _RefusedError(paramiko.AuthenticationException):
    """A login that cannot succeed, in words of ours."""


@contextmanager
def offer(device: Device, options: SessionOptions, seconds: float) -> Iterator[Offer]:
    """The credentials of a device: its key file is read here, and the agent stays connected meanwhile.

    The agent may take `seconds` for an answer.

    Raises:
        DeviceError: `no_credential`.
    """
    if not device.username:
        raise _no_credential(device, "user name", "-u, COLLECT_USERNAME or `username` in the inventory")
    keys: tuple[paramiko.PKey, ...] = ()
    if device.private_key:
        keys = (_key(device, Path(device.private_key).expanduser()),)
    with _agent(seconds) if options.use_agent else nullcontext() as agent:
        keys += agent.get_keys() if agent else ()
        if not keys and device.password is None:
            raise _no_credential(
                device,
                "password or key" + (" (the agent has none)" if options.use_agent else ""),
                "-k, COLLECT_PASSWORD, --private-key or the inventory",
            )
        yield Offer(device.username, keys, device.password)


def _agent(seconds: float) -> AbstractContextManager[paramiko.Agent]:
    try:
        return closing(internals.Agent(seconds))
    except (OSError, paramiko.SSHException) as error:
        raise DeviceError(
            ErrorKind.NO_CREDENTIAL,
            f"the SSH agent does not give its keys: {error}",
            "does ssh-add -l answer? or leave --agent out",
        ) from None


def log_in(transport: internals.Transport, offer: Offer) -> None:
    """Logs in with the first key that is taken, else the password; never more tries than these.

    Raises:
        paramiko.SSHException: see `errors`.
    """
    rejected: Exception | None = None
    for key in offer.keys:
        try:
            # A non-empty answer names what the server wants beside the key.
            if not transport.auth_publickey(offer.username, key):
                return
            break
        except paramiko.AuthenticationException as error:
            if not transport.is_active():
                raise
            rejected = error
    if offer.password is None:
        raise rejected or _RefusedError("it wants a password beside the key")
    if more := _offer_password(transport, offer.username, offer.password):
        raise _RefusedError(f"beside the password it wants {', '.join(more)}")


def _offer_password(transport: internals.Transport, username: str, password: str) -> list[str]:
    """Sends the password once, as such or as the answer to a question; gives what more is wanted."""
    try:
        return transport.auth_password(username, password, fallback=False)
    except paramiko.BadAuthenticationType as error:
        if "keyboard-interactive" not in error.allowed_types:
            raise
    return transport.auth_interactive(username, _answer_once(password))


def _answer_once(password: str) -> Callable[[str, str, list[tuple[str, bool]]], list[str]]:
    """Answers keyboard-interactive's question for the password, and no second one.

    Many a server asks three times: each answer would count as a try, and the third locks the account.
    """
    answers = [password]

    def answer(_title: str, _instructions: str, questions: list[tuple[str, bool]]) -> list[str]:
        if not questions:
            return []
        if len(questions) > 1 or not answers:
            raise _RefusedError(f"it asks {' '.join(text.strip() for text, _ in questions)!r}")
        return [answers.pop()]

    return answer


@contextmanager
def errors(
    transport: internals.Transport, username: str, clock: Clock, late: Callable[[], bool]
) -> Iterator[None]:
    """Says what an authentication's failure was: a refusal, silence, or a lost connection.

    Raises:
        DeviceError: `auth_rejected`, `auth_timeout`, `closed` or `deadline`.
    """
    try:
        yield
    except (paramiko.SSHException, EOFError, OSError) as error:
        clock.within(1)  # says `deadline` if it was the device's whole time that ended
        if late() or "timeout" in str(error).lower():
            raise DeviceError(
                ErrorKind.AUTH_TIMEOUT,
                f"no answer to the login of {username} in time",
                "the device's AAA server is slow or away: retry later, or lower --workers",
            ) from None
        lost = not isinstance(error, paramiko.AuthenticationException) or "saw EOF" in str(error)
        if lost and not _REFUSED.match(transport.farewell):
            raise DeviceError(
                ErrorKind.CLOSED,
                "the device closed the connection during login",
                "retry; see the device's log",
            ) from None
        raise DeviceError(
            ErrorKind.AUTH_REJECTED,
            f"the device refused the login of {username}{_why(error, transport.farewell)}",
            "check user name and password or key; nothing is retried, so that no account gets locked",
        ) from None


def _why(error: Exception, farewell: str) -> str:
    if isinstance(error, _RefusedError):
        return f": {error}"
    if types := getattr(error, "allowed_types", None):
        return f"; it takes only {', '.join(types)}"
    return f": {farewell.partition(' ')[2]}" if farewell else ""


def _no_credential(device: Device, what: str, how: str) -> DeviceError:
    """The error for a device that nobody gave a login for."""
    return DeviceError(ErrorKind.NO_CREDENTIAL, f"no {what} for {device.name}", f"give one with {how}")


def _key(device: Device, path: Path) -> paramiko.PKey:
    try:
        # The stubs take the passphrase for a str.
        return paramiko.PKey.from_path(path, device.passphrase.encode() if device.passphrase else None)  # type: ignore[arg-type]
    except (OSError, ValueError, paramiko.SSHException, TypeError) as error:
        # A TypeError is what comes of a passphrase that is missing; a wrong one may look like a broken file.
        if isinstance(error, TypeError) and not device.passphrase:
            raise _no_credential(device, f"passphrase for {path}", "`passphrase` in the inventory") from None
        why = f"this passphrase does not open it ({error})" if device.passphrase else str(error)
        raise DeviceError(
            ErrorKind.NO_CREDENTIAL,
            f"the key {path} cannot be used: {why}",
            "check the file and its passphrase",
        ) from None
