"""Wherever plain netmiko gives the whole text, so do we: every driver, several manners of devices.

Both meet the same device, which is a function, in the same time, which is not the real one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import netmiko
import pytest
from netmiko.channel import Channel
from netmiko.ssh_dispatcher import ssh_dispatcher

from netcollect.model import Device, SessionOptions
from netcollect.platforms import platform_of
from netcollect.session.clock import Clock
from netcollect.session.setup import new_driver, stand_at_prompt
from netcollect.session.terminal import Terminal
from unit.session.devices import FakeLine, FakeTime, told
from unit.session.test_every_driver import one_name_a_driver
from unit.tables import each_row

BODY = b"Version 1.2\r\n\r\nuptime is 3 weeks\r\n  Slot #  State\r\nlast line\r\n"
TEXT = "Version 1.2\n\nuptime is 3 weeks\n  Slot #  State\nlast line"
BANNER = b"\r\nWelcome. Authorized use only.\r\n\r\n"
#: What a platform's own devices wait with, where it is not a name and a mark.
NATIVE = {
    "adva_fsp150f2": b"lab-->",
    "adva_fsp150f3": b"lab-->",
    "audiocode_shell": b"/>",
    "juniper_screenos": b"lab-> ",
    "mrv_lx": b"lab:0 >>",
    "ubiquiti_unifiswitch": b"(UBNT) >",
    "zpe_nodegrid": b"[lab@lab /]# ",
    "alcatel_aos": b"-> ",
    "cisco_ftd": b"> ",
    "extreme_exos": b"lab.1 # ",
    "fortinet": b"lab # ",
    "hp_comware": b"<lab>",
    "huawei": b"<lab>",
    "juniper_junos": b"lab@lab> ",
    "linux": b"lab@lab:~$ ",
    "mikrotik_routeros": b"[lab@lab] > ",
    "nokia_sros": b"A:lab# ",
    "paloalto_panos": b"lab@lab> ",
    "vyos": b"lab@lab:~$ ",
}
#: Commands of a set-up that lead into another mode or shell, and its prompt.
MODES = {
    "apresia_aeos": {b"": b"lab>", b"enable": b"lab#", b"disable": b"lab>"},
    "f5_ltm": {b"": b"[lab@lab:Active] ~ # ", b"tmsh": b"lab@(lab)(tmos)# "},
    "ubiquiti_unifiswitch": {b"": b"lab-US.6.5# ", b"telnet localhost": b"(UBNT) >", b"enable": b"(UBNT) #"},
}
#: What a driver's set-up asks, and wants to hear.
ANSWERS = {
    b"show system info": b"operational-mode: normal\r\n",
    b"get system status": b"Virtual domain configuration: disable\r\n",
    b"get system status | grep Version": b"Version: FortiGate-60F v7.0.5,build0304\r\n",
    b"get system console": b"output : standard\r\n",
}


@dataclass(frozen=True)
class Manner:
    """A device's prompt, when it comes, and what it takes for Enter."""

    prompt: bytes = b""
    late: float = 0.0
    enter: bytes = rb"\r\n|\r|\n"


EACH = rb"\r|\n"
MANNERS = {
    "its-own": Manner(),
    "name-hash": Manner(b"lab#"),
    "name-angle": Manner(b"lab>"),
    "late-banner": Manner(b"lab#", late=1.5),
    "blanks": Manner(b"lab one# "),
    "its-own, CR and LF are Enter": Manner(enter=EACH),
    "name-hash, CR and LF are Enter": Manner(b"lab#", enter=EACH),
    "name-angle, CR and LF are Enter": Manner(b"lab>", enter=EACH),
}


def be_a_device(line: FakeLine, platform: str, manner: Manner) -> None:
    """Lets a line behave so."""
    base = platform_of(platform).base
    modes = {} if manner.prompt else MODES.get(base, {})
    prompt = manner.prompt or modes.get(b"") or NATIVE.get(base, b"lab#")
    line.enter = manner.enter
    now = line.time.now
    if manner.late:
        line.say(BANNER, now + manner.late)
        line.say(prompt, now + manner.late + 0.1)
    else:
        line.say(BANNER + prompt, now)

    def typed(text: bytes, at: float) -> None:
        nonlocal prompt
        prompt = modes.get(text.strip(), prompt) if text.strip() else prompt
        answer = BODY if text.strip() == b"show version" else ANSWERS.get(text.strip(), b"")
        line.say(text + b"\r\n" + answer + prompt, at)

    line.typed = typed


class PlainChannel(Channel):
    """netmiko's own view of the same line: what is there now."""

    def __init__(self, line: FakeLine) -> None:
        self.line = line

    def write_channel(self, out_data: str) -> None:
        self.line.write(out_data.encode(), 1)

    def read_buffer(self) -> str:
        return self.line.read(0).decode()

    def read_channel(self) -> str:
        return self.read_buffer()


def plain_netmiko(platform: str, line: FakeLine) -> str:
    """What `ConnectHandler(...).send_command("show version")` gives."""
    base: Any = ssh_dispatcher(platform)

    def establish_connection(self: Any, *args: Any, **kwargs: Any) -> None:
        self.channel = PlainChannel(line)
        self.special_login_handler()

    driver: Any = type(base.__name__, (base,), {"establish_connection": establish_connection})
    connection = driver(
        device_type=platform, host="192.0.2.1", username="lab", password="lab", fast_cli=False
    )
    netmiko.log.removeFilter(connection._secrets_filter)
    return str(connection.send_command("show version")).strip()


def ours(platform: str, line: FakeLine, clock: Clock) -> str:
    """What `send_show` gives."""
    device = Device(name="R1", host="192.0.2.1", platform=platform, username="lab", password="lab")
    options = SessionOptions(read_timeout=20)
    driver = new_driver(device, options)
    driver.asks_in_terminal = False
    driver.open_line = lambda _width, _height: line
    driver, prompt = stand_at_prompt(driver, device, options, clock)
    terminal = Terminal(line, prompt, enter=driver.RETURN.encode(), read_timeout=20)
    return terminal.run("show version").decode().strip()


def result(asked: Callable[[FakeLine, Clock], str], platform: str, manner: Manner, now: FakeTime) -> str:
    now.now = 1000.0
    clock = Clock(600, now)
    line = FakeLine(now, clock)
    be_a_device(line, platform, manner)
    try:
        return asked(line, clock)
    except Exception as error:  # noqa: BLE001 (drivers raise all sorts)
        return told(error)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    """The time of both."""
    fake = FakeTime()
    for name in ("time", "monotonic"):
        monkeypatch.setattr(time, name, fake)
    monkeypatch.setattr(time, "sleep", fake.sleep)
    return fake


@pytest.mark.no_cover
@pytest.mark.parametrize("manner", MANNERS)
@each_row("platform", [name for name in one_name_a_driver() if platform_of(name).transport == "ssh"])
@pytest.mark.no_cover
def test_send_show_gives_what_plain_netmiko_gives(platform: str, manner: str, now: FakeTime) -> None:
    theirs = result(lambda line, _: plain_netmiko(platform, line), platform, MANNERS[manner], now)
    text = result(lambda line, clock: ours(platform, line, clock), platform, MANNERS[manner], now)
    assert text == TEXT or theirs != TEXT, text
