"""From an open connection to a device that waits at its prompt: greeting, set-up, privileges."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException, NetmikoTimeoutException

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions
from netcollect.platforms import platform_of
from netcollect.session import internals, privilege
from netcollect.session.clock import Clock
from netcollect.session.finding import find_prompt
from netcollect.session.greetings import greeting_of
from netcollect.session.line import BastionLostError, Line, LineClosedError, LineStuckError
from netcollect.session.prompt import Prompt
from netcollect.session.screen import last_words

log = logging.getLogger("netcollect.session")

#: Platforms on which reading needs no privileged mode: what netmiko calls `enable` there is another shell
#: (`sudo -s`, `expert`) or an administrator's mode.
READS_UNPRIVILEGED = frozenset(
    {
        *("linux", "cisco_apic", "alcatel_sros", "nokia_sros", "checkpoint_gaia", "ericsson_ipos"),
        *("huawei_smartax", "yamaha"),
    }
)

#: What a failed try to become privileged raises.
_FAILURES = (DeviceError, NetmikoBaseException, NetmikoTimeoutException, ValueError)

OpenLine = Callable[[int, int], Line]


def new_driver(device: Device, options: SessionOptions) -> internals.EventDriver:
    """The platform's driver, not connected, with what this device and run allow it."""
    driver = internals.make_driver(device.platform, _arguments(device))
    driver.patience = device.read_timeout or options.read_timeout
    allowed = options.accept_banner if device.accept_banner is None else device.accept_banner
    driver.greeting = greeting_of(platform_of(device.platform).base, accepts_terms=allowed)
    return driver


def stand_at_prompt(
    driver: internals.EventDriver, device: Device, options: SessionOptions, clock: Clock
) -> tuple[internals.EventDriver, Prompt]:
    """Opens the terminal and sets it up; gives the driver that did, and the prompt.

    Raises:
        DeviceError: `no_prompt`, `no_session`, `question`, `auth_rejected`, `enable_rejected`, `deadline`, ….
    """
    optional = platform_of(device.platform).base in READS_UNPRIVILEGED and not options.require_enable
    with _errors(driver, clock):
        prompt = _prepared(driver)
        if not device.secret:
            return driver, prompt
        if optional and driver.protocol != "ssh":
            log.info("%s: not privileged: a failed try could not be taken back here", device.name)
            return driver, prompt
        with _hanging_up_refuses(driver):
            if not optional:
                return driver, _privileged(driver)
            try:
                return driver, _privileged(driver)
            except _FAILURES as error:
                if _ends_all(error):
                    raise
                log.info("%s: not privileged (%s); going on without", device.name, _words(error))
        if not driver.asks():
            return driver, find_prompt(driver)
    # It asks again, and gets no second answer: a new terminal does not ask.
    driver.channel.line.close()
    again = new_driver(device, options)
    again.open_line, again.step, again.taken = driver.open_line, driver.step, driver.taken
    again.asks_in_terminal, again.credential_sent = driver.asks_in_terminal, driver.credential_sent
    with _errors(again, clock):
        return again, _prepared(again)


@contextmanager
def _hanging_up_refuses(driver: internals.EventDriver) -> Iterator[None]:
    """Takes a device that hangs up on the secret to have refused it: it is not sent again then.

    Raises:
        DeviceError: `enable_rejected`.
        LineClosedError: the secret was not sent, or another prompt came upon it.
    """
    driver.channel.secret_sent = None
    before = driver.channel.last_line().strip()
    try:
        yield
    except BastionLostError:
        raise
    except LineClosedError:
        if not privilege.unanswered(driver, before):
            raise
        said = last_words(driver.channel.transcript)
        raise privilege.rejected(f"{said} (it closed the session)") from None


def _words(error: Exception) -> str:
    return " ".join(str(error).split())


def _privileged(driver: internals.EventDriver) -> Prompt:
    """Enters privileged mode; gives the prompt there.

    Raises:
        DeviceError: `enable_rejected`, `no_prompt`, `deadline`, ….
    """
    try:
        internals.enable(driver)
        return find_prompt(driver)
    except _FAILURES as error:
        if not _ends_all(error) and (isinstance(error, ValueError) or driver.asks()):
            raise privilege.rejected(last_words(driver.channel.transcript)) from None
        raise


def _ends_all(error: Exception) -> bool:
    """Whether there is no going on after this."""
    return isinstance(error, DeviceError) and error.kind in (ErrorKind.DEADLINE, ErrorKind.INCOMPLETE)


def _prepared(driver: internals.EventDriver) -> Prompt:
    internals.prepare(driver)
    driver.step("waiting for a prompt that stays the same")
    return find_prompt(driver)


def _arguments(device: Device) -> dict[str, Any]:
    """What the driver itself needs to know: some log in inside the terminal, all may `enable`."""
    return {
        **device.extras,
        "host": device.host,
        "port": device.port,
        "username": device.username or "",
        "password": device.password or "",
        "secret": device.secret or "",
    }


@contextmanager
def _errors(driver: internals.EventDriver, clock: Clock) -> Iterator[None]:
    """Says what a failure between login and prompt was; netmiko and its drivers raise all sorts."""
    try:
        yield
    except DeviceError:
        raise
    except LineClosedError as error:
        # It may have been a write that failed: what the device said before is still to be read.
        with suppress(LineClosedError, DeviceError):
            while driver.channel.read(0):
                pass
        said = last_words(driver.channel.transcript)
        raise DeviceError(
            ErrorKind.NO_SESSION,
            f"logged in, but the device ended the session: {said or error}",
            "all VTY lines are in use, or this user may have no terminal",
        ) from None
    except NetmikoAuthenticationException as error:
        raise DeviceError(ErrorKind.AUTH_REJECTED, "the device refused the login", str(error)[:200]) from None
    except (NetmikoTimeoutException, NetmikoBaseException, LineStuckError, ValueError) as error:
        clock.within(1)
        if driver.asks():
            raise driver.channel.question() from None
        raise DeviceError(
            ErrorKind.NO_PROMPT,
            f"logged in, but the set-up of the terminal failed: {' '.join(str(error).split())[:300]}",
            "is the platform right? does a banner or a menu wait for a key?",
        ) from None
