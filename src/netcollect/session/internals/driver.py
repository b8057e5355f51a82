"""netmiko's drivers on top of `EventDriver`: created, set up, made privileged, and logged out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partialmethod
from inspect import signature
from typing import Any, cast

import netmiko
from netmiko.base_connection import BaseConnection
from netmiko.ssh_dispatcher import ssh_dispatcher
from netmiko.terminal_server.terminal_server import TerminalServerTelnet

from netcollect.platforms import family_of, platform_of
from netcollect.session.asking import Questions
from netcollect.session.clock import Clock
from netcollect.session.internals.event_driver import EventDriver

#: Platforms whose terminal may ask for the login, whatever SSH has asked before.
ASKS_INSIDE = frozenset(
    {
        *("avaya_ers", "calix_b6", "cisco_s200", "cisco_s300", "cisco_wlc", "dell_powerconnect"),
        *("ericsson_mltn63", "ericsson_mltn66", "extreme_ers", "fiberstore_fsos"),
        *("fiberstore_networkos", "keymile", "keymile_nos", "raisecom_roap", "raisecom_ros"),
    }
)
#: Platforms whose driver has an `enable` that gives the secret up to three times, or waits out a refusal.
INSISTS = frozenset(
    {"ruckus_fastiron", "brocade_fastiron", "hp_procurve", "aruba_osswitch", "aruba_procurve"}
)
#: One read while waiting for the device to hang up (seconds).
GOODBYE_READ = 1.0


@cache
def driver_class(platform: str) -> type[EventDriver]:
    """The netmiko driver for a platform, on top of `EventDriver`."""
    base = ssh_dispatcher(platform)
    # Reading never enters the configuration; some drivers would, to set up their terminal.
    own: dict[str, Any] = dict.fromkeys(("config_mode", "send_config_set"), lambda *_, **__: "")
    # A driver's login waits by the clock, and some would patch a telnetlib that does not exist; the prompts
    # that it expects are in its signature.
    own["telnet_login"] = partialmethod(EventDriver.telnet_login, **login_prompts(base))
    own["special_login_handler"] = EventDriver.special_login_handler
    if platform_of(platform).base in INSISTS:
        own["enable"] = partialmethod(EventDriver.enable, cmd="enable")
    if hasattr(base, "_get_output_mode"):
        # FortiOS would turn off its pager in the configuration, for everybody; we page through instead.
        own["_get_output_mode"] = lambda _driver: "standard"
    return cast("type[EventDriver]", type(f"EventDriver{base.__name__}", (base, EventDriver), own))


def login_prompts(driver: type[BaseConnection]) -> dict[str, str]:
    """What a driver's login takes for a prompt, where that is another than usual."""
    if driver.telnet_login is TerminalServerTelnet.telnet_login:
        # `generic_telnet`: netmiko leaves the login to its caller. The device may be anything.
        return {"alt_prompt_terminator": r"[>$%\])]\s*$"}
    found = defaults(driver.telnet_login, "pri_prompt_terminator", "alt_prompt_terminator")
    # An empty one means that the driver looks for its own prompt.
    return {name: pattern or getattr(driver, "prompt_pattern", "[>#]") for name, pattern in found.items()}


def defaults(method: Callable[..., str], *names: str) -> dict[str, str]:
    """What a method of a driver's class takes by default, for those of its parameters that it has."""
    found = parameters_of(method)
    return {name: found[name] for name in names if name in found}


@lru_cache(maxsize=512)
def parameters_of(function: Callable[..., Any]) -> Mapping[str, Any]:
    """What a function takes by default, by parameter; looking costs what a whole prompt does."""
    return {name: each.default for name, each in signature(function).parameters.items()}


def make_driver(platform: str, arguments: dict[str, Any]) -> EventDriver:
    """An unconnected driver, without the logging filter that netmiko would leave behind.

    A serial driver is told that it is a telnet one: its console is reached over TCP, and netmiko would look
    for a serial port on this machine. What a driver changes about the login, it changes here.
    """
    kind = platform.replace("_serial", "_telnet")
    driver = driver_class(platform)(device_type=kind, auto_connect=False, **arguments)
    netmiko.log.removeFilter(driver._secrets_filter)
    driver.login_name = arguments.get("username", "")
    ends = defaults(type(driver).set_base_prompt, "pri_prompt_terminator", "alt_prompt_terminator")
    driver.questions = Questions(family_of(platform), "".join(ends.values()))
    # RouterOS takes console options after a plus sign: options in the inventory win.
    if "+" not in driver.login_name:
        driver._modify_connection_params()
    driver.asks_in_terminal = driver.protocol != "ssh" or platform_of(platform).base in ASKS_INSIDE
    return driver


def types_password(driver: EventDriver) -> bool:
    """Whether the login's password may be typed in the terminal: an ASA's `login` takes it for the secret."""
    return driver.asks_in_terminal or (hasattr(driver, "asa_login") and not driver.secret)


def prepare(driver: EventDriver) -> None:
    """Opens the terminal and sets it up: width, pager, base prompt, as the platform's driver does."""
    driver.establish_connection()
    driver._try_session_preparation()


def enable(driver: EventDriver) -> None:
    """Enters privileged mode; what was read while the prompt was found is not part of the dialogue."""
    driver._read_buffer = ""
    driver.enable()


def say_goodbye(driver: EventDriver, clock: Clock, *, wait: bool) -> None:
    """Logs out as the platform does, and may wait for the device to hang up; no mode is left first."""
    driver.channel.leave()
    driver.check_config_mode = lambda *_, **__: False  # type: ignore[method-assign]
    driver.check_enable_mode = lambda *_, **__: False  # type: ignore[method-assign]
    sent = driver.channel.lines_sent
    driver.channel.hurry(clock)
    driver.cleanup()
    # Let the device hang up first: leaving earlier would reset the connection while it still sends.
    while wait and driver.channel.lines_sent > sent:
        driver.channel.wait(clock.within(GOODBYE_READ))
