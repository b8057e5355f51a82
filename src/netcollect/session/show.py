"""`send_show`: one device, its commands, one session; this is what an executor runs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, overload

from msgspec import structs

from netcollect.connecthandler import device_from_mapping
from netcollect.errors import DeviceError, ErrorKind, InputError
from netcollect.guard import refusal
from netcollect.logins import without_logins
from netcollect.model import CommandResult, Device, Failure, SessionOptions
from netcollect.platforms import family_of, taught
from netcollect.session import internals
from netcollect.session.bastions import BASTIONS, via
from netcollect.session.clock import WATCHDOG, Clock
from netcollect.session.dial import already_gone, hang_up
from netcollect.session.line import Line, SocketLine
from netcollect.session.login import needs_password
from netcollect.session.platforms import rejection
from netcollect.session.route import route
from netcollect.session.sessionlog import SessionLog, session_log
from netcollect.session.setup import new_driver, stand_at_prompt
from netcollect.session.ssh import SshConnection
from netcollect.session.terminal import Terminal

log = logging.getLogger("netcollect.session")
logging.getLogger("netcollect").addHandler(logging.NullHandler())

#: How long a polite goodbye may take (seconds); most devices hang up at once when told to.
GOODBYE = 0.25
#: How long a device may take to close its side after the logout (seconds); an overloaded one needs it.
PARTING = 1.0
#: A device is not waited for at the end if it is further away than this (seconds there and back), or took
#: longer than `GOODBYE` for every command.
NEAR = 0.05
#: How long after its deadline a session that still hangs is hung up (seconds).
LATE = 0.5


@overload
def send_show(
    device: Device | Mapping[str, Any],
    command: str,
    *,
    options: SessionOptions | None = ...,
    logged_in: Callable[[], object] = ...,
) -> str: ...
@overload
def send_show(
    device: Device | Mapping[str, Any],
    command: list[str] | tuple[str, ...],
    *,
    options: SessionOptions | None = ...,
    logged_in: Callable[[], object] = ...,
) -> list[CommandResult]: ...
def send_show(
    device: Device | Mapping[str, Any],
    command: str | list[str] | tuple[str, ...],
    *,
    options: SessionOptions | None = None,
    logged_in: Callable[[], object] = lambda: None,
) -> str | list[CommandResult]:
    """Runs a command, or several in one session, and gives what the device answered.

    Args:
        device: a `Device`, or a mapping of netmiko's ConnectHandler arguments.
        command: one command gives its output as text, ending with one newline; a sequence gives a list
            of `CommandResult`, one each, in order. One that is rejected does not lose the others; after
            a lost connection the rest are `not_run`.
        options: timeouts (seconds) and host-key policy; the device's own timeouts win.
        logged_in: called in this thread as soon as the device has accepted the login, before any command;
            not for a device that wanted neither password nor key.

    Raises:
        DeviceError: the device could not be reached or logged in to; with a single command also when
            it was rejected or its output could not be proven whole. `kind` says why.
        InputError: the mapping is no valid set of ConnectHandler arguments, or a command does more
            than read (`SessionOptions.allow_commands` permits it); the device was not contacted.

    Examples:
        >>> devices = load_inventory("devices.yaml")
        >>> print(send_show(devices[0], "show clock"), end="")
        14:00:11.000 UTC Mon Nov 23 2026

        Several commands in one session:

        >>> [(each.command, each.status) for each in send_show(devices[0], ["show clock", "show vlans"])]
        [('show clock', 'ok'), ('show vlans', 'rejected')]

        Many devices, with any executor:

        >>> from concurrent.futures import ThreadPoolExecutor
        >>> from itertools import repeat
        >>> with ThreadPoolExecutor(max_workers=5) as executor:
        ...     clocks = list(executor.map(send_show, devices, repeat("show clock")))
        >>> len(clocks)
        5
    """
    target = device if isinstance(device, Device) else device_from_mapping(device)
    chosen = options or SessionOptions()
    commands = (command,) if isinstance(command, str) else tuple(command)
    with taught(chosen.platform_files):
        refused = (refusal("command", each, target.platform, chosen.allow_commands) for each in commands)
        if problems := tuple(filter(None, refused)):
            raise InputError(problems)
        clock = Clock(target.device_timeout or chosen.device_timeout)
        results = _run(_Visit(target, chosen, logged_in, clock), commands)
    if not isinstance(command, str):
        return results
    result = results[0]
    if result.error is not None:
        raise DeviceError(result.error.kind, result.error.message, result.error.hint)
    return result.output


@dataclass(frozen=True, slots=True)
class _Visit:
    """What one session with a device goes by."""

    device: Device
    options: SessionOptions
    logged_in: Callable[[], object]
    clock: Clock


def _run(visit: _Visit, commands: tuple[str, ...]) -> list[CommandResult]:
    """Runs all commands; errors that quote the device do not show the login, even if it is echoed."""
    try:
        results = _results(visit, commands)
    except DeviceError as error:
        told = without_logins(error.message, visit.device)
        bastion = error.bastion and route(visit.device, visit.options).own_login_of(error.bastion)
        raise DeviceError(error.kind, told, error.hint, bastion, error.hung_up) from None
    return [
        replace(
            each, error=structs.replace(each.error, message=without_logins(each.error.message, visit.device))
        )
        if each.error
        else each
        for each in results
    ]


def _results(visit: _Visit, commands: tuple[str, ...]) -> list[CommandResult]:
    with (
        session_log(visit.device, visit.options, visit.clock) as noted,
        _terminal(visit, noted) as (terminal, clean),
    ):
        results: list[CommandResult] = []
        for number, command in enumerate(commands):
            result = _ask(visit, terminal, clean, command)
            if result.status == "failed" and result.error:
                told = replace(result, error=noted.failed(result.error))
                rest = commands[number + 1 :]
                return [*results, told, *(CommandResult(left, "", "", "not_run") for left in rest)]
            results.append(result)
        return results


def _ask(visit: _Visit, terminal: Terminal, clean: Callable[[str], str], command: str) -> CommandResult:
    started = visit.clock.now()
    prompt = terminal.prompt.shown
    try:
        output = terminal.run(command).decode("utf-8", "surrogateescape")
    except DeviceError as error:
        seconds = visit.clock.now() - started
        return CommandResult(command, prompt, "", "failed", Failure.of(error), seconds)
    output = clean(output)
    seconds = visit.clock.now() - started
    terminal.quickest = min(terminal.quickest, seconds)
    if words := rejection(visit.device.platform, output, command):
        failure = Failure(
            ErrorKind.REJECTED, f"{command}: {words}", "the platform does not take this command"
        )
        return CommandResult(command, prompt, output, "rejected", failure, seconds)
    return CommandResult(command, prompt, output, "ok", None, seconds)


@contextmanager
def _terminal(visit: _Visit, noted: SessionLog) -> Iterator[tuple[Terminal, Callable[[str], str]]]:
    """A terminal at its prompt, set up and privileged; everything is closed behind it."""
    device, options = visit.device, visit.options
    driver = new_driver(device, options)
    if options.keys_only and internals.types_password(driver):
        raise needs_password(device)
    with _connected(visit, driver) as open_line:
        driver.open_line = lambda width, height: noted.tap(open_line(width, height))
        driver.step = noted.step
        driver.taken = visit.logged_in
        if driver.credential_sent and not driver.asks_in_terminal:
            visit.logged_in()
        driver, prompt = stand_at_prompt(driver, device, options, visit.clock)
        terminal = Terminal(
            driver.channel.line,
            prompt,
            enter=driver.RETURN.encode(),
            read_timeout=driver.patience,
            pace=driver.channel.slowest,
            max_output=device.max_output or options.max_output,
            family=family_of(device.platform),
        )
        log.debug("%s: logged in, prompt %r", device.name, prompt.shown)
        yield terminal, _cleaner(driver)
        # A device that is busy or asks something gets no further line: it would be taken for an answer.
        if terminal.waits:
            near = driver.channel.pace < NEAR and terminal.quickest < GOODBYE
            with suppress(Exception):
                internals.say_goodbye(driver, Clock(GOODBYE), wait=near)


@contextmanager
def _connected(visit: _Visit, driver: internals.EventDriver) -> Iterator[Callable[[int, int], Line]]:
    """Connects, and gives what opens a terminal. SSH is logged in then, telnet and consoles are not yet."""
    options, clock = visit.options, visit.clock
    # Bastions without a login of their own have the device's.
    device = replace(visit.device, password=None) if options.keys_only else visit.device
    path = route(device, options)
    target = path.device
    limit = Clock(target.connect_timeout or options.connect_timeout)
    with BASTIONS.way(path.hops, target, options, clock) as sock:
        if driver.protocol != "ssh":
            try:
                yield lambda _width, _height: SocketLine(
                    sock, clock, lost_bastion=lambda: internals.lost_bastion(sock)
                )
            finally:
                with already_gone():
                    sock.close()
            return
        # During a key exchange paramiko holds up even readers, for up to 30 s of its own.
        late = WATCHDOG.guard(clock.left() + LATE, lambda: hang_up(sock))
        with closing(SshConnection(sock, clock, driver.disabled_algorithms)) as connection, late:
            connection.negotiate(target, options, max(limit.left(), 0.1), via=via(path.hops))
            try:
                if not connection.authenticate(target, options, driver):
                    driver.asks_in_terminal = True
            except DeviceError:
                if options.keys_only:  # it is visited again soon
                    connection.part(PARTING)
                raise
            driver.credential_sent = connection.transport.credential_sent
            yield connection.open_line
            connection.part(PARTING)


def _cleaner(driver: internals.EventDriver) -> Callable[[str], str]:
    """Strips escape sequences if the platform's driver says that they do not belong to the output."""

    def clean(text: str) -> str:
        if "\x1b" not in text:
            return text
        # A carriage return that followed a sequence now begins its line.
        return driver.strip_ansi_escape_codes(text).replace("\n\r", "\n").lstrip("\r")

    return clean if driver.ansi_escape_codes else str
