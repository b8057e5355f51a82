"""netmiko's drivers on top of `Waiting`: made, set up, privileged, and said good-bye to."""

from __future__ import annotations

from functools import cache, partialmethod
from typing import Any, cast

import netmiko
from netmiko.base_connection import BaseConnection
from netmiko.cisco_base_connection import CiscoBaseConnection
from netmiko.ssh_dispatcher import ssh_dispatcher
from netmiko.terminal_server.terminal_server import TerminalServerTelnet

from netcollect.session.clock import Clock
from netcollect.session.internals.waiting import Waiting

#: One read while waiting for the device to hang up (seconds).
GOODBYE_READ = 1.0


@cache
def driver_class(platform: str) -> type[Waiting]:
    """The netmiko driver for a platform, on top of `Waiting`."""
    base = ssh_dispatcher(platform)
    # Whoever only reads enters no configuration; some drivers would, for their terminal's sake.
    own: dict[str, Any] = dict.fromkeys(("config_mode", "send_config_set"), lambda *_, **__: "")
    if base.telnet_login in (BaseConnection.telnet_login, CiscoBaseConnection.telnet_login):
        # These two wait by the clock, a second a step; a driver with a login of its own keeps it.
        own["telnet_login"] = Waiting.telnet_login
    elif base.telnet_login is TerminalServerTelnet.telnet_login:
        # `generic_telnet`: netmiko leaves the login to its caller. The device may be anything.
        own["telnet_login"] = partialmethod(Waiting.telnet_login, alt_prompt_terminator=r"[>$%\])]\s*$")
    if hasattr(base, "_get_output_mode"):
        # FortiOS would turn its pager off in the configuration, for everybody; it is paged through instead.
        own["_get_output_mode"] = lambda _driver: "standard"
    return cast("type[Waiting]", type(f"Waiting{base.__name__}", (base, Waiting), own))


def make_driver(platform: str, arguments: dict[str, Any]) -> Waiting:
    """An unconnected driver; its secrets filter, which netmiko would leave behind, is taken off again.

    A serial driver is told that it is a telnet one: its console is reached over TCP, and netmiko would
    look for a serial port of this machine.
    """
    kind = platform.replace("_serial", "_telnet")
    driver = driver_class(platform)(device_type=kind, auto_connect=False, **arguments)
    netmiko.log.removeFilter(driver._secrets_filter)
    return driver


def prepare(driver: Waiting) -> None:
    """Opens the terminal and sets it up: width, pager, base prompt, as the platform's driver does."""
    driver._modify_connection_params()
    driver.establish_connection()
    driver._try_session_preparation()


def enable(driver: Waiting) -> None:
    """Enters privileged mode; what was read while the prompt settled is none of the dialogue."""
    driver._read_buffer = ""
    driver.enable()


def say_goodbye(driver: Waiting, clock: Clock, *, wait: bool) -> None:
    """Logs out as the platform does, and waits until the device hangs up; no mode has to be left first."""
    driver.check_config_mode = lambda *_, **__: False  # type: ignore[method-assign]
    driver.check_enable_mode = lambda *_, **__: False  # type: ignore[method-assign]
    sent = driver.channel.lines_sent
    driver.channel.hurry(clock)
    driver.cleanup()
    # The device hangs up: leaving in front of it would reset the connection under its last words.
    while wait and driver.channel.lines_sent > sent:
        driver.channel.wait(clock.within(GOODBYE_READ))
