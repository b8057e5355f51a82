"""Every driver of netmiko, of every transport, meets devices that keep it waiting: in a time of their own.

Each ends at a prompt or with a kind of the contract, within the bounds, and never with a defect of ours.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from inspect import signature

import pytest
from netmiko.ssh_dispatcher import CLASS_MAPPER, ssh_dispatcher

from netcollect.model import Device, SessionOptions
from netcollect.platforms import known_platforms, platform_of
from netcollect.session.clock import Clock
from netcollect.session.internals.driver import login_prompts
from netcollect.session.setup import new_driver, stand_at_prompt
from unit.session.devices import FakeLine, FakeTime, told
from unit.tables import each_row

READ_TIMEOUT, DEVICE_TIMEOUT = 20.0, 120.0
PROMPT = b"lab-1#"
BANNER = b"\r\nAuthorized use only. # 1 > 0\r\n"


def silent(line: FakeLine) -> None:
    """Says nothing at all."""


def silent_after_the_banner(line: FakeLine) -> None:
    line.say(BANNER, line.time.now)


def silent_after_the_first_prompt(line: FakeLine) -> None:
    line.say(BANNER + PROMPT, line.time.now)


def answering(line: FakeLine, ready: float = 0.0) -> None:
    line.typed = lambda typed, now: line.say(typed + b"\r\n" + PROMPT, max(now, ready))


def a_prompt_at_once(line: FakeLine) -> None:
    line.say(BANNER + PROMPT, line.time.now)
    answering(line)


def a_prompt_later(line: FakeLine) -> None:
    line.say(BANNER, line.time.now)
    ready = line.time.now + 1.5
    line.say(PROMPT, ready)
    answering(line, ready)


def asks_something(line: FakeLine) -> None:
    line.say(BANNER, line.time.now)
    line.say(b"Terminal type? [vt100] ", line.time.now + 1.2)
    line.typed = lambda typed, now: pytest.fail(f"{typed!r} was sent to a question")


def one_byte_a_second(line: FakeLine) -> None:
    for second in range(1000):
        line.say(b"x", line.time.now + second)


#: Drivers whose set-up wants more than a prompt: privileges, a menu, another shell.
WANTS_MORE = {
    *("adva_fsp150f2", "adva_fsp150f3", "apresia_aeos", "audiocode_shell", "cisco_tp", "f5_ltm", "fortinet"),
    *("huawei_ont", "huawei_smartaxmmi", "mrv_lx", "nec_ix", "sophos_sfos", "ubiquiti_unifiswitch"),
    *("zpe_nodegrid", "juniper_screenos", "arista_eos_telnet", "genexis_solt33_telnet", "hioso_olt_telnet"),
    *("huawei_telnet", "juniper_junos_telnet", "optilink_eolt11444_telnet", "optilink_eolt9702_telnet"),
    *("teldat_cit_telnet", "apresia_aeos_telnet", "nec_ix_telnet", "audiocode_shell_telnet"),
    *("huawei_ont_telnet", "paloalto_panos_telnet"),
}

MANNERS: dict[str, tuple[Callable[[FakeLine], None], set[str]]] = {
    "silent": (silent, {"no_prompt", "auth_timeout"}),
    "silent-after-the-banner": (silent_after_the_banner, {"no_prompt"}),
    "silent-after-the-first-prompt": (silent_after_the_first_prompt, {"no_prompt", "ready"}),
    "a-prompt-at-once": (a_prompt_at_once, {"ready"}),
    "a-prompt-1.5-s-late": (a_prompt_later, {"ready"}),
    "asks-something": (asks_something, {"question"}),
    "one-byte-a-second": (one_byte_a_second, {"no_prompt", "deadline"}),
}


def meet(platform: str, manner: Callable[[FakeLine], None], now: FakeTime) -> tuple[str, float]:
    """How a driver's set-up ends on such a device, and the seconds it took."""
    device = Device(
        name="R1", host="192.0.2.1", platform=platform, username="lab", password="lab", secret="lab"
    )
    options = SessionOptions(read_timeout=READ_TIMEOUT)
    now.now = 1000.0
    clock = Clock(DEVICE_TIMEOUT, now)
    line = FakeLine(now, clock)
    manner(line)
    driver = new_driver(device, options)
    driver.open_line = lambda _width, _height: line
    try:
        stand_at_prompt(driver, device, options, clock)
    except Exception as error:  # noqa: BLE001 (what it is, is what is tested)
        return told(error), now.now - 1000
    return "ready", now.now - 1000


def one_name_a_driver() -> list[str]:
    """A platform for each driver and transport; `cisco_ios_ssh` is `cisco_ios` again."""
    names = sorted(known_platforms() - {"autodetect"}, key=lambda name: (len(name), name), reverse=True)
    return sorted({(CLASS_MAPPER[name], platform_of(name).transport): name for name in names}.values())


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    """The time of the test; drivers look at the clock and sleep by themselves."""
    fake = FakeTime()
    for name in ("time", "monotonic"):
        monkeypatch.setattr(time, name, fake)
    monkeypatch.setattr(time, "sleep", fake.sleep)
    return fake


@pytest.mark.no_cover
@pytest.mark.parametrize("manner", MANNERS)
@each_row("platform", one_name_a_driver())
@pytest.mark.no_cover
def test_every_driver_ends_within_its_bounds(platform: str, manner: str, now: FakeTime) -> None:
    meets, kinds = MANNERS[manner]
    ended, seconds = meet(platform, meets, now)
    if kinds == {"ready"} and platform in WANTS_MORE:
        kinds = {"no_prompt", "enable_rejected"}
    assert ended in kinds, (ended, platform_of(platform))
    assert seconds <= DEVICE_TIMEOUT + 1
    if ended != "deadline":
        assert seconds <= 4 * READ_TIMEOUT, seconds


PROMPTS = ("lab-1#", "lab-1>", "lab-1*", "WAP>")
#: Words that login dialogues use; a driver's own pattern says which of them its devices say.
NAMES = ("Username: ", "login: ", "User Name:", "User: ", "user> ", "Login Name: ")
PASSWORDS = ("Password: ", "password> ", "password: ")


def asks_for_login(line: FakeLine, name: str, password: str, prompt: str) -> None:
    """A console that asks for the login and then waits at its prompt."""
    line.say(b"\r\nLab console\r\n\r\n" + name.encode(), line.time.now)
    answers = iter([password.encode(), b"\r\n" + prompt.encode()])

    def typed(text: bytes, at: float) -> None:
        if text:
            line.say(text + b"\r\n" + next(answers, prompt.encode()), at)
        else:
            line.say(b"\r\n" + prompt.encode(), at)

    line.typed = typed


def _first(words: Sequence[str], pattern: str) -> str:
    return next(word for word in words if re.search(pattern, word, re.IGNORECASE))


IN_A_TERMINAL = [name for name in one_name_a_driver() if platform_of(name).transport != "ssh"]


def meet_a_login(platform: str, now: FakeTime, after: str | None = None) -> tuple[str, list[bytes]]:
    """How a login in a terminal ends, and what was sent; `after` is what the device says to the password.

    Without that it takes the login. `{name}` and `{password}` are its questions once more.
    """
    asks = signature(ssh_dispatcher(platform).telnet_login).parameters
    name = _first(NAMES, asks["username_pattern"].default if "username_pattern" in asks else "sername")
    password = _first(PASSWORDS, asks["pwd_pattern"].default if "pwd_pattern" in asks else "assword")
    patterns = login_prompts(ssh_dispatcher(platform))
    ends = [patterns.get("pri_prompt_terminator", "#"), patterns.get("alt_prompt_terminator", ">")]
    prompt = _first(PROMPTS, rf"(?:{'|'.join(ends)})\s*\Z")
    answer = prompt if after is None else after.format(name=name, password=password)
    sent: list[bytes] = []

    def manner(line: FakeLine) -> None:
        line.sent = sent
        asks_for_login(line, name, password, answer)

    ended, _ = meet(platform, manner, now)
    return ended, [data.strip() for data in sent]


@each_row("platform", IN_A_TERMINAL)
def test_every_login_in_a_terminal_is_answered_once(platform: str, now: FakeTime) -> None:
    ended, sent = meet_a_login(platform, now)
    assert ended == "ready" or platform in WANTS_MORE, ended
    assert sent[:2] == [b"lab", b"lab"]


@each_row("platform", IN_A_TERMINAL)
@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("Login incorrect\r\n\r\n{name}", "auth_rejected"),
        ("Error - incorrect password\r\n{password}", "auth_rejected"),
        ("% Authentication failed\r\n", "auth_rejected"),
        ("", "auth_timeout"),
        ("Your password has expired\r\nNew password: ", "question"),
        ("Select region [1-3]: ", "question"),
    ],
)
def test_every_refused_login_in_a_terminal_is_told_by_its_kind(
    platform: str, after: str, kind: str, now: FakeTime
) -> None:
    assert meet_a_login(platform, now, after) == (kind, [b"lab", b"lab"])
