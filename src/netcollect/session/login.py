"""The SSH login: which credentials a device is offered, how often, and what its refusal means."""

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
from netcollect.session.interactive import Answers, AskedError, RefusedError

#: A disconnect message that means a refused login: sshd's "Too many authentication failures" at
#: MaxAuthTries, and the reasons 14 and 15 of RFC 4253 section 11.1.
_REFUSED = re.compile(r"1[45] |.*authentication", re.IGNORECASE)
#: What says that no verdict came: a disconnect message of its own, and paramiko's and a socket's words.
_UNANSWERED = re.compile(r"\d+ \W*(?:login )?timeout before auth", re.IGNORECASE)
_TIMED_OUT = re.compile(r"authentication timeout|timed out|timeout", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a device is offered, each once and in this order: the keys, then the password."""

    username: str
    keys: tuple[paramiko.PKey, ...] = field(repr=False)
    password: str | None = field(repr=False)
    accepts_terms: bool = False

    def answers(self) -> Answers:
        """What answers the questions of a keyboard-interactive login."""
        return Answers(self.username, self.password or "", accepts_terms=self.accepts_terms)


@contextmanager
def offer(device: Device, options: SessionOptions, seconds: float) -> Iterator[Offer]:
    """The credentials of a device: reads its key file, and keeps the agent connected meanwhile.

    The agent may take `seconds` to answer.

    Raises:
        DeviceError: `no_credential`, or `auth_rejected` when it is to be by keys only and there are none.
    """
    if not device.username:
        raise _no_credential(device, "user name", "-u, COLLECT_USERNAME or `username` in the inventory")
    keys: tuple[paramiko.PKey, ...] = ()
    if device.private_key:
        keys = (_key(device, Path(device.private_key).expanduser()),)
    with _agent(seconds) if options.use_agent else nullcontext() as agent:
        keys += agent.get_keys() if agent else ()
        if not keys and device.password is None:
            raise needs_password(device) if options.keys_only else _no_key(device, options)
        yield Offer(device.username, keys, device.password)


def _no_key(device: Device, options: SessionOptions) -> DeviceError:
    what = "password or key" + (" (the agent has none)" if options.use_agent else "")
    return _no_credential(device, what, "-k, COLLECT_PASSWORD, --private-key or the inventory")


def needs_password(device: Device) -> DeviceError:
    """The error for a device that was to be tried without its password, and cannot be."""
    return DeviceError(ErrorKind.AUTH_REJECTED, f"keys alone do not log in to {device.name}", "")


def _agent(seconds: float) -> AbstractContextManager[paramiko.Agent]:
    try:
        return closing(internals.Agent(seconds))
    except (OSError, paramiko.SSHException) as error:
        raise DeviceError(
            ErrorKind.NO_CREDENTIAL,
            f"the SSH agent does not list its keys: {error}",
            "check that `ssh-add -l` answers, or drop --agent",
        ) from None


def log_in(transport: internals.Transport, offer: Offer) -> None:
    """Logs in with the first key that is accepted, else with the password; nothing is tried twice.

    Raises:
        paramiko.SSHException: see `errors`.
    """
    rejected: Exception | None = None
    for key in offer.keys:
        try:
            # A non-empty answer names what the server wants in addition to the key.
            if not transport.auth_publickey(offer.username, key):
                return
            break
        except paramiko.AuthenticationException as error:
            if not transport.is_active():
                raise
            rejected = error
    if offer.password is None:
        raise rejected or RefusedError("it wants a password in addition to the key")
    if more := _offer_password(transport, offer, offer.password):
        raise RefusedError(f"in addition to the password it wants {', '.join(more)}")


def _offer_password(transport: internals.Transport, offer: Offer, password: str) -> list[str]:
    """Sends the password once, as such or as the answer to a question; gives what else is wanted."""
    try:
        return transport.auth_password(offer.username, password, fallback=False)
    except paramiko.BadAuthenticationType as error:
        if "keyboard-interactive" not in error.allowed_types:
            raise
    except paramiko.SSHException as error:
        if internals.wants_new_password(error):
            raise AskedError("for a new password, in place of this one") from None
        raise
    # What was sent so far has had its answer: the password is not heard before it is asked for.
    transport.credential_sent = False
    return transport.auth_interactive(offer.username, offer.answers())


@contextmanager
def errors(
    transport: internals.Transport, username: str, clock: Clock, late: Callable[[], bool]
) -> Iterator[None]:
    """Tells why an authentication failed: a refusal, silence, or a lost connection.

    Raises:
        DeviceError: `auth_rejected`, `auth_timeout`, `question`, `closed` or `deadline`.
    """
    try:
        yield
    except AskedError as error:
        raise _asked(error) from None
    except (paramiko.SSHException, EOFError, OSError) as error:
        clock.within(1)  # raises `deadline` if the device's whole time is up
        raise _failed(error, transport, username, late=late()) from None


def _failed(error: Exception, transport: internals.Transport, username: str, *, late: bool) -> DeviceError:
    """The error for a login that was refused or not answered, or whose connection was lost."""
    waits, farewell = transport.waits_for_verdict, transport.farewell
    if late or _without_verdict(error, farewell if waits else ""):
        return DeviceError(
            ErrorKind.AUTH_TIMEOUT,
            f"no answer to the login of {username} in time",
            "the device's AAA server is slow or unreachable: try again later, or lower --workers",
        )
    # Who hangs up on a credential may have counted it: no other device gets it as if nothing was. Nobody
    # refuses what was never sent.
    lost = not isinstance(error, paramiko.AuthenticationException) or "saw EOF" in str(error)
    told = _REFUSED.match(farewell) is not None
    if lost and not (waits and (told or not internals.lost_bastion(transport.wire.sock))):
        return DeviceError(
            ErrorKind.CLOSED,
            "the device closed the connection during login",
            "try again; see the device's log",
        )
    return DeviceError(
        ErrorKind.AUTH_REJECTED,
        f"the device refused the login of {username}{_why(error, farewell, lost=lost)}",
        "check the user name and the password or key; nothing is tried twice, so no account gets locked",
        hung_up=lost and not told,
    )


def _without_verdict(error: Exception, farewell: str) -> bool:
    """Whether a login ended without an answer. A refusal may speak of a timeout too."""
    return _TIMED_OUT.match(str(error)) is not None or _UNANSWERED.match(farewell) is not None


def _asked(error: AskedError) -> DeviceError:
    """The error for a server that asks for something other than the login."""
    if error.terms:
        return DeviceError(
            ErrorKind.QUESTION,
            f"the device wants its terms accepted before the login: {error}",
            "nothing was answered; --accept-banner (inventory: accept_banner: true) accepts them",
        )
    return DeviceError(
        ErrorKind.QUESTION,
        f"the device asks before the login: {error}",
        "nothing was answered; log in by hand to see what it wants",
    )


def _why(error: Exception, farewell: str, *, lost: bool) -> str:
    if isinstance(error, RefusedError):
        return f": {error}"
    if types := getattr(error, "allowed_types", None):
        return f"; it takes only {', '.join(types)}"
    if farewell:
        return f": {farewell.partition(' ')[2]}"
    return ": it closed the connection without an answer" if lost else ""


def _no_credential(device: Device, what: str, how: str) -> DeviceError:
    """The error for a device without a login."""
    return DeviceError(ErrorKind.NO_CREDENTIAL, f"no {what} for {device.name}", f"give one with {how}")


def _key(device: Device, path: Path) -> paramiko.PKey:
    try:
        # The stubs take the passphrase for a str.
        return paramiko.PKey.from_path(path, device.passphrase.encode() if device.passphrase else None)  # type: ignore[arg-type]
    except (OSError, ValueError, paramiko.SSHException, TypeError) as error:
        # A missing passphrase is a TypeError; a wrong one may look like a broken file.
        if isinstance(error, TypeError) and not device.passphrase:
            raise _no_credential(device, f"passphrase for {path}", "`passphrase` in the inventory") from None
        why = f"this passphrase does not open it ({error})" if device.passphrase else str(error)
        raise DeviceError(
            ErrorKind.NO_CREDENTIAL,
            f"the key {path} cannot be used: {why}",
            "check the file and its passphrase",
        ) from None
