"""Manners of real devices between the connection and the first prompt, over SSH and telnet.

Each ends with the output or with a kind of the contract, soon, and the password is on no screen and in
no log.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from integration.faults import Login, Peer, Raw, nothing_left, raw_server, router, ssh_server
from integration.scripted import Say, Talk
from netcollect import DeviceError, SessionOptions, collect, send_show
from netcollect.options import LimitOptions, RunOptions, StorageOptions

BODY = b"one\r\ntwo\r\n"
TEXT = "one\ntwo\n"
#: Nobody's password, another one in each run: a secret that is found anywhere is this one.
PASSWORD = secrets.token_hex(8)
#: What a silent device is given, and what no manner here may take (seconds).
PATIENCE, SOON = 90.0, 60.0


@dataclass
class Console:
    """A telnet device: what it says and hears."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: list[str] = field(default_factory=list)
    #: Whether a carriage return was the last that came: a line feed behind it is no line.
    _returned: bool = False

    async def say(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)
        await self.writer.drain()

    async def line(self, *, echo: bool = True, stars: bool = False) -> str:
        """The next line typed, shown as a terminal does, or as stars."""
        key, keys = b"", b""
        while (key := await self.reader.readexactly(1)) not in b"\r\n" or (key == b"\n" and self._returned):
            keys, self._returned = keys + key, False
        self._returned = key == b"\r"
        typed = keys.decode().strip("\n\0")
        if echo or stars:
            await self.say(("*" * len(typed) if stars else typed) + "\r\n")
        self.heard.append(typed)
        return typed

    async def shell(self, prompt: str = "R1#") -> None:
        """Waits at its prompt."""
        while True:
            await self.say(prompt)
            command = await self.line()
            if command == "exit":
                self.writer.close()
                return
            if command == "show clock":
                await self.say(BODY)


@contextmanager
def telnet(talk: Callable[[Console], Awaitable[None]]) -> Iterator[tuple[Peer, list[str]]]:
    """A telnet device that behaves so; gives also what was typed."""
    heard: list[str] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(Console(reader, writer, heard))

    behave: Raw = accept
    with raw_server(behave) as peer:
        yield peer, heard


@pytest.fixture(autouse=True)
def no_secret_is_shown(
    caplog: pytest.LogCaptureFixture, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """Looks for the password in everything that the session has written."""
    caplog.set_level(logging.DEBUG)
    yield
    assert PASSWORD not in caplog.text
    assert PASSWORD not in "".join(capfd.readouterr())
    logs = list(tmp_path.glob("logs/*"))
    assert logs
    assert [path.name for path in logs if PASSWORD.encode() in path.read_bytes()] == []


@pytest.fixture
def ends(tmp_path: Path) -> Callable[..., str]:
    """How a session ends: its output, or the kind and message of its error."""

    def meet(peer: Peer, **device: Any) -> str:
        options = SessionOptions(read_timeout=PATIENCE, session_log=str(tmp_path / "logs"))
        began = time.monotonic()
        try:
            end = send_show(peer.device(**{"password": PASSWORD, **device}), "show clock", options=options)
        except DeviceError as error:
            end = f"{error.kind.value}: {error.message} ({error.hint})"
        assert time.monotonic() - began < SOON
        assert PASSWORD not in end
        return end

    return meet


COLON = "\uff1a"
NAMES = ["Username: ", "User Name:", "login: ", "Benutzername: ", "Login as: ", f"用户名{COLON}"]
PASSWORDS = [
    "Password: ",
    "Passwort: ",
    "PASSWORD:",
    "Mot de passe : ",
    f"密码{COLON}",
    "Enter password (8-16): ",
]


@pytest.mark.parametrize(("name", "password"), [*zip(NAMES, PASSWORDS, strict=True)], ids=NAMES)
@pytest.mark.parametrize("stars", [False, True], ids=["hidden", "stars"])
def test_a_login_in_many_words(ends: Callable[..., str], name: str, password: str, stars: bool) -> None:
    async def talk(console: Console) -> None:
        await console.say(f"\r\nLab\r\n{name}")
        await console.line()
        await console.say(password)
        await console.line(echo=False, stars=stars)
        await console.say("\r\nLast login: Mon Nov 23 10:00:00 2026 from 192.0.2.9\r\n\r\n")
        await console.shell()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="cisco_ios_telnet") == TEXT
    assert heard[:2] == ["lab", PASSWORD]


@pytest.mark.parametrize("again", ["User Name:", "Username: ", "Password: "])
def test_a_wrong_password_is_given_once(ends: Callable[..., str], again: str) -> None:
    async def talk(console: Console) -> None:
        await console.say("User Name:")
        await console.line()
        await console.say("Password:")
        await console.line(echo=False, stars=True)
        await console.say(f"\r\nauthentication failed\r\n\r\n{again}")
        await console.line()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="cisco_s300_telnet").startswith("auth_rejected: ")
    assert heard == ["lab", PASSWORD]


def test_a_password_that_is_echoed_is_shown_nowhere(ends: Callable[..., str]) -> None:
    async def talk(console: Console) -> None:
        await console.say("Username: ")
        await console.line()
        await console.say("Password: ")
        word = await console.line()
        await console.say(f"\r\n% Login invalid for {word}\r\n\r\nUsername: ")
        await console.line()

    with telnet(talk) as (peer, _heard), nothing_left(peer):
        assert ends(peer, platform="cisco_ios_telnet").startswith("auth_rejected: ")


BANNER = "".join(f"* line {number}: who reads all this? password: none # > $\r\n" for number in range(5000))


@pytest.mark.parametrize("end", ["", "###########", "# Authorized only #"])
def test_a_long_banner_that_may_end_like_a_prompt(ends: Callable[..., str], end: str) -> None:
    async def talk(console: Console) -> None:
        await console.say(BANNER + end)
        await asyncio.sleep(0.7)
        await console.say("\r\nUsername: ")
        await console.line()
        await console.say("Password: ")
        await console.line(echo=False)
        await console.say(f"\r\n{BANNER}{end}")
        await asyncio.sleep(0.7)
        await console.say("\r\n")
        await console.shell()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="cisco_ios_telnet") == TEXT
    assert heard[:2] == ["lab", PASSWORD]


class Accepts(Login):
    """Takes the password of this run; as the device's enable secret too."""

    def validate_password(self, username: str, password: str) -> bool:
        self.peer.tries.append(("password", password))
        return password == PASSWORD


@pytest.mark.parametrize("end", ["", "###########", "# Authorized only #"])
@pytest.mark.parametrize("platform", ["cisco_ios", "linux", "hp_procurve", "juniper_junos"])
def test_the_same_over_ssh(ends: Callable[..., str], platform: str, end: str) -> None:
    async def shell(talk: Talk) -> None:
        await talk.say((BANNER + end).encode())
        await asyncio.sleep(0.7)
        await talk.say(b"\r\n")
        await router({"show clock": BODY})(talk)

    prompt = {"linux": b"lab@r1:~$ ", "juniper_junos": b"lab@r1> "}.get(platform, b"R1#")
    with ssh_server(shell, login=Accepts, prompt=prompt) as peer, nothing_left(peer):
        assert ends(peer, platform=platform) == TEXT


class Announces(Accepts):
    """Has much to say before the login."""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        super().connection_made(conn)
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        self._connection.send_auth_banner(BANNER)
        return super().begin_auth(username)


def test_a_long_banner_of_ssh_itself(ends: Callable[..., str]) -> None:
    with ssh_server(router({"show clock": BODY}), login=Announces) as peer, nothing_left(peer):
        assert ends(peer) == TEXT


def test_a_console_that_somebody_left_in_the_middle_of_a_name(ends: Callable[..., str]) -> None:
    async def talk(console: Console) -> None:
        await console.say("\r\nUsername: adm")
        await console.line()
        await console.say("Password: ")
        await console.line(echo=False)
        await console.say("\r\n% Login invalid\r\n\r\nUsername: ")
        await console.line()
        await console.say("Password: ")
        await console.line(echo=False)
        await console.say("\r\n")
        await console.shell()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="cisco_ios_serial").startswith("auth_rejected: ")
    # The name is somebody else's by then; the password is given once all the same.
    assert heard == ["", PASSWORD]


def test_a_console_that_somebody_left_logged_in(ends: Callable[..., str]) -> None:
    async def talk(console: Console) -> None:
        await console.line(echo=False)
        await console.shell()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="cisco_ios_serial") == TEXT
    assert PASSWORD not in heard


@pytest.mark.parametrize("more", ["--More--", " --More-- ", "---(more)---"])
def test_a_console_that_somebody_left_in_a_long_output(ends: Callable[..., str], more: str) -> None:
    async def talk(console: Console) -> None:
        await console.say(f"interface Vlan1\r\n{more}")
        await console.reader.readexactly(1)
        await console.say("\r        \r\r\n")
        await console.shell()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="cisco_ios_serial") == TEXT
    assert PASSWORD not in heard


def test_a_console_that_wants_return_to_get_started(ends: Callable[..., str]) -> None:
    async def talk(console: Console) -> None:
        await console.say("\r\n\r\nR1 con0 is now available\r\n\r\nPress RETURN to get started.\r\n\r\n\r\n")
        await console.line(echo=False)
        await console.say("\r\nUser Access Verification\r\n\r\nUsername: ")
        await console.line()
        await console.say("Password: ")
        await console.line(echo=False)
        await console.say("\r\n")
        await console.shell()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="cisco_ios_serial") == TEXT
    assert heard[:3] == ["", "lab", PASSWORD]


DEMANDS = [
    "Your password has expired.\r\nNew password: ",
    "You must change your password now.\r\nEnter old password: ",
    "WARNING: the password must be changed.\r\nChange now? (yes/no): ",
]


@pytest.mark.parametrize("demand", DEMANDS)
def test_a_new_password_is_not_chosen(ends: Callable[..., str], demand: str) -> None:
    async def talk(console: Console) -> None:
        await console.say("login: ")
        await console.line()
        await console.say("Password: ")
        await console.line(echo=False)
        await console.say(f"\r\n{demand}")
        await console.line()

    with telnet(talk) as (peer, heard), nothing_left(peer):
        assert ends(peer, platform="generic_telnet").startswith("question: ")
    assert heard == ["lab", PASSWORD]

    async def shell(talk: Talk) -> None:
        await talk.say(b"\r\n" + demand.encode())
        await talk.line()

    with ssh_server(shell, login=Accepts) as peer, nothing_left(peer):
        assert ends(peer, platform="linux").startswith("question: ")
    assert peer.typed == []


class WantsNewPassword(Accepts):
    """SSH's own way to demand another password (RFC 4252 section 8)."""

    def validate_password(self, username: str, password: str) -> bool:
        super().validate_password(username, password)
        raise asyncssh.PasswordChangeRequired("Your password has expired.")


def test_a_new_password_is_not_chosen_in_ssh_either(ends: Callable[..., str]) -> None:
    with ssh_server(login=WantsNewPassword) as peer, nothing_left(peer):
        assert ends(peer).startswith("question: the device asks before the login: for a new password")
    assert peer.tries == [("user", "lab"), ("password", PASSWORD)]


class Leaves(Accepts):
    """Hangs up as soon as somebody has logged in."""

    def __init__(self, peer: Peer, stop: Any = None) -> None:
        super().__init__(peer, stop)
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        super().connection_made(conn)
        self._connection = conn

    def auth_completed(self) -> None:
        assert self._connection
        self._connection.close()


class LeavesRudely(Leaves):
    """The same, with a reset."""

    def auth_completed(self) -> None:
        assert self._connection
        self._connection.abort()


@pytest.mark.parametrize("login", [Leaves, LeavesRudely])
def test_a_server_that_leaves_after_the_login(ends: Callable[..., str], login: type[Login]) -> None:
    with ssh_server(login=login) as peer, nothing_left(peer):
        assert ends(peer).startswith(("no_session: ", "closed: "))
    assert peer.tries.count(("password", PASSWORD)) == 1


def enables(*, user: bytes = b"", again: bytes = b"", stars: bool = False) -> Say:
    """A router whose `enable` may ask for the user, shows the secret as stars, and may ask again."""

    async def enable(talk: Talk) -> None:
        if user:
            await talk.say(user)
            await talk.line()
        await talk.say(b"Password: ")
        word = await talk.line(echo=False)
        if stars:
            await talk.say(b"*" * len(word))
        if again:
            await talk.say(b"\r\nError - incorrect username or password.\r\n" + again)
            await talk.line(echo=False)
        talk.prompt = b"R1#"
        await talk.say(b"\r\n" + talk.prompt)

    return router({"enable": enable, "show clock": BODY})


@pytest.mark.parametrize("platform", ["cisco_ios", "ruckus_fastiron", "hp_procurve"])
@pytest.mark.parametrize("user", [b"", b"User Name:"], ids=["secret", "user-too"])
def test_enable_that_asks_who_it_is(ends: Callable[..., str], platform: str, user: bytes) -> None:
    with ssh_server(enables(user=user, stars=True), login=Accepts, prompt=b"R1>") as peer, nothing_left(peer):
        assert ends(peer, platform=platform, secret=PASSWORD) == TEXT
    assert [line.strip() for line in peer.typed].count(PASSWORD.encode()) == 1


@pytest.mark.parametrize("platform", ["cisco_ios", "ruckus_fastiron", "hp_procurve"])
@pytest.mark.parametrize("again", [b"Password: ", b"User Name:"])
def test_an_enable_secret_is_given_once(ends: Callable[..., str], platform: str, again: bytes) -> None:
    with ssh_server(enables(again=again), login=Accepts, prompt=b"R1>") as peer, nothing_left(peer):
        assert ends(peer, platform=platform, secret=PASSWORD).startswith("enable_rejected: ")
    assert [line.strip() for line in peer.typed].count(PASSWORD.encode()) == 1


@pytest.mark.parametrize("executor", ["thread", "process"])
@pytest.mark.parametrize(
    "asks", [None, "", "\r\nConnect to which line? [1-8]: "], ids=["prompt", "login", "menu"]
)
def test_only_a_device_that_was_sent_the_password_proves_it(
    tmp_path: Path, asks: str | None, executor: str
) -> None:
    """A console without a login, or a menu in front of it, says nothing of the others' password."""

    async def first(console: Console) -> None:
        if asks:
            await console.say(asks)
            await console.line()
        elif asks is not None:
            await refuses(console)
        await console.shell()

    async def refuses(console: Console) -> None:
        await console.say("\r\nUsername: ")
        await console.line()
        await console.say("Password: ")
        await console.line(echo=False)
        await asyncio.sleep(1)
        await console.say("\r\n% Login invalid\r\n\r\nUsername: ")
        await console.line()

    with telnet(first) as (one, heard), telnet(refuses) as (other, refused):
        devices = [one.device(name="R0", password=PASSWORD, platform="cisco_ios_telnet")]
        devices += [
            other.device(name=f"R{number}", password=PASSWORD, platform="cisco_ios_telnet")
            for number in range(1, 9)
        ]
        options = RunOptions(
            executor=executor,
            limits=LimitOptions(max_per={"address": 9}),
            storage=StorageOptions(output=tmp_path / "output"),
            session=SessionOptions(read_timeout=PATIENCE, session_log=str(tmp_path / "logs")),
        )
        collect(devices, "show clock", options)
    assert (heard + refused).count(PASSWORD) == 3
