"""The login inside a terminal: only what the device waits for is answered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from netcollect.errors import DeviceError
from netcollect.platforms import family_of
from netcollect.session.asking import Questions
from netcollect.session.greetings import Greetings
from netcollect.session.line import LineClosedError
from netcollect.session.telnet import log_in

PROMPTS = r"#\s*$|>\s*$"

NO_GREETING = Greetings()
COMMON = Questions(family_of("generic"))


@dataclass
class Device:
    """Says its lines a piece at a time; it waits for a line at each `None`, and hangs up at the end."""

    talk: Iterable[str | None]
    piece: int = 1
    login_name: str = "lab"
    password: str | None = "secret"
    RETURN: str = "\n"
    patience: float = 30.0
    greeting: Greetings = NO_GREETING
    questions: Questions = COMMON
    credential_sent: bool = False
    written: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        pieces: list[str | None] = []
        for text in self.talk:
            pieces += [None] if text is None else re.findall(rf"(?s).{{1,{self.piece}}}", text)
        self._pieces = iter(pieces)

    def write_channel(self, out_data: str) -> None:
        self.written.append(out_data)

    def press(self, key: str) -> None:
        self.written.append(key)

    def wait_text(self, seconds: float) -> str:
        assert seconds > 0
        try:
            return next(self._pieces) or ""
        except StopIteration:
            raise LineClosedError("gone") from None


def login(device: Device) -> str:
    return log_in(device, PROMPTS)


@pytest.mark.parametrize("piece", [1, 7, 1000])
@pytest.mark.parametrize(
    "banner",
    [
        "",
        "#######\r\n# Core #\r\n#######\r\n",
        "Your password is yours alone. Authorized login only.\r\n",
        "Unauthorized access denied\r\n",
    ],
)
def test_what_a_banner_says_is_no_question(banner: str, piece: int) -> None:
    motd = f"\r\nLast login: Tue from 192.0.2.1\r\n{banner}"
    talk = [banner + "Username: ", None, "lab\r\nPassword: ", None, motd + "R1>", None]
    device = Device(talk, piece)
    assert login(device).endswith("R1>")
    assert device.written == ["lab\n", "secret\n"]


def test_a_password_alone_and_a_device_that_is_logged_in_already() -> None:
    device = Device(["Password: ", None, "\r\nR1>", None])
    assert login(device).endswith("R1>")
    assert device.written == ["secret\n"]
    assert device.credential_sent
    console = Device([None, "\r\nR1#", None])
    assert login(console).endswith("R1#")
    assert console.written == ["\n"]
    assert not console.credential_sent


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("\r\n% Login invalid\r\n\r\nUsername: ", "Login invalid"),
        ("\r\nPassword: ", "Password:"),
        ("\r\n% Bad passwords\r\n", "Bad passwords"),
        ("\r\n% Access denied\r\n", "Access denied"),
        ("", "gone"),
    ],
)
def test_a_refused_password_is_sent_once(answer: str, said: str) -> None:
    device = Device(["Username: ", None, "Password: ", None, answer, *([None] if answer else [])])
    with pytest.raises(DeviceError, match=said) as caught:
        login(device)
    assert caught.value.kind == "auth_rejected"
    assert device.written == ["lab\n", "secret\n"]


def test_who_hangs_up_while_the_password_is_sent_may_have_heard_it() -> None:
    class HangsUp(Device):
        def write_channel(self, out_data: str) -> None:
            super().write_channel(out_data)
            if "secret" in out_data:
                raise LineClosedError("gone")

    with pytest.raises(DeviceError, match="gone") as caught:
        login(HangsUp(["Username: ", None, "Password: ", None]))
    assert caught.value.kind == "auth_rejected"


LOGS_IN: list[str | None] = ["Username: ", None, "Password: ", None]


@pytest.mark.parametrize("piece", [1, 1000])
@pytest.mark.parametrize(
    "said",
    [
        "\r\nWelcome, last login yesterday\r\n% All VTY lines in use, please try later\r\n",
        "\r\nThe session limit is reached.\r\n",
        "\r\nToo many users logged in\r\n",
        "\r\nMaximum number of sessions reached\r\n",
    ],
)
def test_who_has_no_room_has_not_refused_the_password(said: str, piece: int) -> None:
    with pytest.raises(DeviceError, match=said.split()[-2]) as caught:
        login(Device([*LOGS_IN, said], piece))
    assert caught.value.kind == "closed"


@pytest.mark.parametrize("prompt", ["R1#", "R1>", "<R1>"])
def test_who_hangs_up_at_its_prompt_has_taken_the_password(prompt: str) -> None:
    with pytest.raises(LineClosedError):
        login(Device([*LOGS_IN, f"\r\nWelcome\r\n{prompt}"], 100))


@pytest.mark.parametrize(
    "said",
    [
        "\r\nGoodbye\r\n",
        "\r\n####",
        "\r\n# Core #",
        "\r\n% Login invalid, try again later\r\n",
        "\r\n% Account locked: maximum logins failed, try again later\r\n",
        "\r\n% Too many failed attempts, try again later\r\n",
        "\r\nUser lab is locked out. Please try later\r\n",
        "\r\nInvalid credentials. Too many logins, blocked\r\n",
        "\r\n% Try again later\r\n",
        "\r\nR1>\r\nBye",
    ],
)
def test_who_hangs_up_on_the_password_else_may_have_counted_it(said: str) -> None:
    with pytest.raises(DeviceError) as caught:
        login(Device([*LOGS_IN, said], 100))
    assert caught.value.kind == "auth_rejected"


def test_a_refused_user_name_is_sent_once() -> None:
    device = Device(["Username: ", None, "\r\nUnknown.\r\nUsername: ", None])
    with pytest.raises(DeviceError) as caught:
        login(device)
    assert caught.value.kind == "auth_rejected"
    assert device.written == ["lab\n"]


@pytest.mark.parametrize(
    ("talk", "kind"),
    [
        ([None, None], "no_prompt"),
        (["Welcome\r\n", None, None], "no_prompt"),
        (["Username: ", None, "Password: ", None, "\r\n", None], "auth_timeout"),
        (["All lines busy\r\n"], "closed"),
    ],
)
def test_what_else_goes_wrong(talk: list[str | None], kind: str) -> None:
    with pytest.raises(DeviceError) as caught:
        login(Device(talk))
    assert caught.value.kind == kind
