"""Set-up and privileges, in a time of their own."""

from __future__ import annotations

import time

import pytest

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions
from netcollect.session.clock import Clock
from netcollect.session.line import LineClosedError
from netcollect.session.prompt import Prompt
from netcollect.session.setup import new_driver, stand_at_prompt
from unit.session.devices import FakeLine, FakeTime


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    """The time of the test."""
    fake = FakeTime()
    for name in ("time", "monotonic"):
        monkeypatch.setattr(time, name, fake)
    monkeypatch.setattr(time, "sleep", fake.sleep)
    return fake


class Router:
    """A device that enters privileged mode after a while; `commands` are those that ask for the secret."""

    def __init__(self, line: FakeLine, thinks: float, *commands: bytes) -> None:
        self.line, self.thinks = line, thinks
        #: At what it hangs up: `command`, `secret`, or the `prompt` behind it.
        self.hangs_up = ""
        self.commands = commands or (b"enable",)
        self.prompt, self.asked, self.secrets = b"lab>", b"", list[bytes]()
        line.typed = self.typed
        line.say(self.prompt, line.time.now)

    def hang_up(self, seconds: float) -> bytes:
        raise LineClosedError(f"gone after {seconds:g} s")

    def typed(self, text: bytes, at: float) -> None:
        if self.asked:
            self.secrets.append(text)
            if self.hangs_up == "secret":
                self.line.read = self.hang_up  # type: ignore[method-assign]
                return
            self.asked = b""
            self.prompt = b"lab#" if text == b"secret" else self.prompt
            refused = b"" if text == b"secret" else b"% Access denied\r\n"
            self.line.say(b"\r\n" + refused + self.prompt, at + self.thinks)
        elif self.prompt == b"lab#" and self.hangs_up == "prompt":
            self.line.read = self.hang_up  # type: ignore[method-assign]
        elif text in self.commands:
            if self.hangs_up == "command":
                self.line.read = self.hang_up  # type: ignore[method-assign]
                return
            self.asked = text
            self.line.say(text + b"\r\nPassword: ", at)
        else:
            self.line.say(text + b"\r\n" + self.prompt, at)


def meet(
    now: FakeTime,
    platform: str,
    thinks: float,
    *commands: bytes,
    secret: str = "secret",
    hangs_up: str = "",
) -> tuple[Prompt, Router]:
    clock = Clock(600, now)
    line = FakeLine(now, clock)
    router = Router(line, thinks, *commands)
    router.hangs_up = hangs_up
    target = Device(name="R1", host="192.0.2.1", platform=platform, username="lab", secret=secret)
    options = SessionOptions(read_timeout=30)
    driver = new_driver(target, options)
    driver.asks_in_terminal = False
    driver.open_line = lambda _width, _height: line
    return stand_at_prompt(driver, target, options, clock)[1], router


@pytest.mark.parametrize("thinks", [0, 12, 29])
@pytest.mark.parametrize("platform", ["cisco_ios", "arista_eos", "cisco_asa", "dell_os6"])
def test_the_secret_s_answer_may_take_as_long_as_the_read_timeout(
    platform: str, thinks: float, now: FakeTime
) -> None:
    prompt, router = meet(now, platform, thinks)
    assert (prompt.text, router.secrets) == (b"lab#", [b"secret"])


def test_no_answer_within_the_read_timeout_is_a_refusal(now: FakeTime) -> None:
    with pytest.raises(DeviceError) as caught:
        meet(now, "cisco_ios", 45)
    assert caught.value.kind is ErrorKind.ENABLE_REJECTED


def test_a_wrong_secret_is_tried_once(now: FakeTime) -> None:
    with pytest.raises(DeviceError, match=r"enable_rejected.*Access denied"):
        meet(now, "cisco_ios", 0, secret="wrong")


@pytest.mark.parametrize(("platform", "command"), [("cisco_ios", b"enable"), ("linux", b"sudo -s")])
def test_who_hangs_up_on_the_secret_refuses_it(now: FakeTime, platform: str, command: bytes) -> None:
    """A lost session is tried again, and would send the secret once more."""
    with pytest.raises(DeviceError, match="it closed the session") as caught:
        meet(now, platform, 0, command, hangs_up="secret")
    assert caught.value.kind is ErrorKind.ENABLE_REJECTED


@pytest.mark.parametrize("hangs_up", ["command", "prompt"])
def test_who_hangs_up_before_the_secret_or_after_its_prompt_refuses_none(
    now: FakeTime, hangs_up: str
) -> None:
    with pytest.raises(DeviceError, match="ended the session") as caught:
        meet(now, "cisco_ios", 0, hangs_up=hangs_up)
    assert caught.value.kind is ErrorKind.NO_SESSION


def test_jetstream_has_an_administrator_s_mode_behind_enable(now: FakeTime) -> None:
    prompt, router = meet(now, "tplink_jetstream", 0, b"enable", b"enable-admin")
    assert prompt.text == b"lab#"
    assert router.secrets == [b"secret", b"secret"]
