"""Session logs of real sessions, and devices that are played back from them.

Proves that a user's trouble becomes a test without the device: what a session failed with, the playback of
its log fails with too, and what it gave, the playback gives. No log holds a password, whoever echoes it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from integration.faults import Login, Peer, Raw, raw_server, router, ssh_server, stuck
from integration.scripted import Say, Talk
from netcollect import CommandResult, Device, DeviceError, SessionOptions, load_inventory, send_show
from netcollect.errors import ErrorKind
from netcollect.lab import LabOptions, read_recording, running_lab
from netcollect.lab.recording import hidden
from netcollect.model import HostKeys

PASSWORD, SECRET = "kanarien-vogel", "zweiter-vogel"
OPTIONS = SessionOptions(host_keys=HostKeys.OFF, connect_timeout=5, read_timeout=1.5, device_timeout=6)
VERSION = "".join(f"line {number} of the version\r\n" for number in range(200)).encode()
Results = list[tuple[str, str, str]]
#: Which it is, is proven in test_kinds and test_certain_end; here only that it is the same twice.
ANY = "any"


class Canary(Login):
    """Takes the password that must come out nowhere."""

    def validate_password(self, username: str, password: str) -> bool:
        return password == PASSWORD


class Closed(Login):
    """Gives no terminal."""

    def session_requested(self) -> bool:
        return False

    def validate_password(self, username: str, password: str) -> bool:
        return True


served = partial(ssh_server, login=Canary)


class Keys:
    """A telnet client's Enter is two bytes, and one key."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def read(self, size: int) -> bytes:
        return (await self._reader.read(size)).replace(b"\r\n", b"\r")


def talk_over_telnet(shell: Say, *, name: bytes = b"Username: ") -> Raw:
    """A telnet device that asks for a login, echoes all of it, and then does as the shell does."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        class Process:
            stdin, stdout = Keys(reader), writer

        talk = Talk(Process(), b"R1#")  # type: ignore[arg-type]
        await talk.say(b"\r\nUser Access Verification\r\n\r\n" + name)
        await talk.line()
        await talk.say(b"Password: ")
        if await talk.line() != PASSWORD.encode():
            await talk.say(b"% Login invalid\r\n\r\n" + name)
            await talk.line()
        with suppress(EOFError):
            await shell(talk)

    return serve


async def leaky(talk: Talk) -> None:
    """Tells everybody the passwords, in one go and in pieces."""
    await talk.say(b"the password is ")
    for part in (PASSWORD[:5], PASSWORD[5:6], PASSWORD[6:], ", in full ", PASSWORD, "\r\n"):
        await talk.say(part.encode())
        await asyncio.sleep(0.02)
    await talk.say(b"\xff\xfe\x1b[1mbold\x1b[0m\xc3" + b"\x00\r\n" + talk.prompt)


async def enable(talk: Talk) -> None:
    """Asks for the secret, echoes it, and becomes privileged or not."""
    await talk.say(b"Password: ")
    good = await talk.line() == SECRET.encode()
    talk.prompt = b"R1#" if good else talk.prompt
    await talk.say((b"" if good else b"% Access denied\r\n") + talk.prompt)


async def cut(talk: Talk) -> None:
    await talk.say(b"half of it\r\nan")
    await asyncio.sleep(0.05)
    talk.process.close()


def asks(words: bytes) -> Say:
    async def ask(talk: Talk) -> None:
        await talk.say(words)
        await asyncio.sleep(60)

    return ask


def greets(words: bytes, *, then_closes: bool = False) -> Say:
    async def shell(talk: Talk) -> None:
        await talk.say(words)
        while not then_closes:
            await talk.line(echo=False)

    return shell


def files(folder: Path, stem: str = "R1.1") -> tuple[str, bytes]:
    """The pair of one session; neither holds a secret, whole or in pieces, in whatever is shown of it."""
    text, raw = (folder / f"{stem}.log").read_text("utf-8"), (folder / f"{stem}.raw").read_bytes()
    for secret in (PASSWORD, SECRET):
        assert secret not in text
        assert secret.encode() not in raw
        assert secret.encode() not in hidden(text)
    assert said(text) == raw
    return text, raw


def said(text: str) -> bytes:
    return b"".join(hidden(each) for each in re.findall(r'^ *\S+ <- "(.*)"$', text, re.MULTILINE))


def sent(text: str) -> list[str]:
    return re.findall(r'^ *\S+ -> "(.*)"$', text, re.MULTILINE)


def failure(device: Device, commands: list[str], options: SessionOptions) -> ErrorKind | None:
    """The kind that a session ends with, wherever in it."""
    try:
        results = send_show(device, commands, options=options)
    except DeviceError as error:
        return error.kind
    return next((result.error.kind for result in results if result.error), None)


@contextmanager
def played(folder: Path, *stems: str) -> Iterator[list[Device]]:
    """Devices that behave as the recorded ones."""
    recordings = tuple(read_recording(folder / f"{stem}.log") for stem in stems or ("R1.1",))
    with running_lab(LabOptions(recordings=recordings, password="other", secret="other")) as lab:
        inventory = folder / "played.yaml"
        inventory.write_text(lab.inventory_text())
        inventory.chmod(0o600)
        yield load_inventory(inventory)


@dataclass(frozen=True)
class Trouble:
    """A device, what it is asked, and the kind that this ends with; `typed` is what its log must hold."""

    name: str
    server: Callable[[], AbstractContextManager[Peer]]
    kind: str | None
    commands: tuple[str, ...] = ("show version",)
    device: dict[str, Any] = field(default_factory=dict)
    log: str = ""


GOOD = {"show version": VERSION}
TELNET = {"platform": "cisco_ios_telnet"}
TROUBLES = [
    Trouble("good", lambda: served(router(GOOD)), None, log="line 199"),
    Trouble(
        "several", lambda: served(router({**GOOD, "show all": leaky})), None, ("show all", "show version")
    ),
    Trouble("rejected", lambda: served(router({"show x": b"% Invalid input\r\n"})), "rejected", ("show x",)),
    Trouble("silent", lambda: served(stuck), ANY),
    Trouble("banner", lambda: served(greets(b"\r\nWelcome to the device\r\n")), ANY, log="Welcome"),
    Trouble("menu", lambda: served(greets(b"1) Shell\r\n2) Quit\r\nEnter your choice: ")), ANY),
    Trouble("terms", lambda: served(asks(b"Do you accept [y/n]: ")), "question", log="Do you accept"),
    Trouble("hangs up", lambda: served(greets(b"No lines left\r\n", then_closes=True)), "no_session"),
    Trouble(
        "question",
        lambda: served(router({"show log": asks(b"Proceed with it? [confirm]")})),
        "question",
        ("show log",),
        log="[confirm]",
    ),
    Trouble(
        "freezes", lambda: served(router({"show log": asks(b"one\r\ntw")})), "read_timeout", ("show log",)
    ),
    Trouble("cut", lambda: served(router({"show log": cut})), "incomplete", ("show log",), log="closed: "),
    Trouble("refused", lambda: served(router()), "auth_rejected", device={"password": "wrong-" + SECRET}),
    Trouble("no terminal", lambda: ssh_server(login=Closed, process_factory=None), "no_session"),
    Trouble(
        "enable",
        lambda: served(router({**GOOD, "enable": enable}), prompt=b"R1>"),
        None,
        device={"secret": SECRET},
        log="enable",
    ),
    Trouble(
        "wrong secret",
        lambda: served(router({"enable": enable}), prompt=b"R1>"),
        "enable_rejected",
        device={"secret": SECRET + "-wrong"},
        log="denied",
    ),
    Trouble(
        "telnet", lambda: raw_server(talk_over_telnet(router(GOOD))), None, device=TELNET, log="line 199"
    ),
    Trouble(
        "console",
        lambda: raw_server(talk_over_telnet(router(GOOD))),
        None,
        device={"platform": "cisco_ios_serial"},
    ),
    Trouble(
        "telnet, leaks",
        lambda: raw_server(talk_over_telnet(router({"show all": leaky}))),
        None,
        ("show all",),
        TELNET,
    ),
    Trouble(
        "telnet, refused",
        lambda: raw_server(talk_over_telnet(router())),
        "auth_rejected",
        device={**TELNET, "password": "wrong-" + SECRET},
        log="Login invalid",
    ),
    Trouble(
        "telnet, freezes",
        lambda: raw_server(talk_over_telnet(router({"show log": asks(b"one\r\ntw")}))),
        "read_timeout",
        ("show log",),
        TELNET,
    ),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_a_session_has_its_log_and_the_log_played_back_ends_the_same(
    trouble: Trouble, tmp_path: Path
) -> None:
    options = replace(OPTIONS, session_log=str(tmp_path))
    with trouble.server() as peer:
        device = peer.device(**{"password": PASSWORD, **trouble.device})
        first = outcome(device, trouble.commands, options)
    text, _ = files(tmp_path)
    assert trouble.log in text
    if trouble.kind:
        assert first[1]
        assert trouble.kind in (ANY, first[1])
        assert f" == {first[1]}: " in text or trouble.kind == "rejected"
    with played(tmp_path) as (again,):
        assert outcome(again, trouble.commands, OPTIONS) == first


def outcome(device: Device, commands: tuple[str, ...], options: SessionOptions) -> tuple[Results, str | None]:
    """What each command gave, masked as a log is, and the kind that the session ended with."""
    try:
        results: list[CommandResult] = send_show(device, list(commands), options=options)
    except DeviceError as error:
        return [], error.kind
    found: Results = [(each.command, each.status, each.output.replace(PASSWORD, "***")) for each in results]
    return found, next((each.error.kind for each in results if each.error), None)


def test_a_retry_has_a_pair_of_its_own(tmp_path: Path) -> None:
    with served(router(GOOD)) as peer:
        for attempt in (1, 2):
            options = replace(OPTIONS, session_log=str(tmp_path), attempt=attempt)
            assert failure(peer.device(password=PASSWORD), ["show version"], options) is None
    assert [files(tmp_path, f"R1.{attempt}")[0].count("# attempt: ") for attempt in (1, 2)] == [1, 1]


def test_a_log_holds_the_session_while_it_hangs(tmp_path: Path) -> None:
    seen: list[str] = []

    async def looks(talk: Talk) -> None:
        await talk.say(b"one\r\n")
        for _ in range(200):
            await asyncio.sleep(0.02)
            text = (tmp_path / "R1.1.log").read_text()
            if 'one\\r\\n"' in text:
                seen.append(text)
                break
        await talk.say(talk.prompt)

    with served(router({"show log": looks})) as peer:
        options = replace(OPTIONS, session_log=str(tmp_path))
        assert failure(peer.device(password=PASSWORD), ["show log"], options) is None
    assert seen, "it was written only when the session went on"
    assert '-> "show log\\n"' in seen[0]


def test_passwords_are_sent_masked(tmp_path: Path) -> None:
    with raw_server(talk_over_telnet(router({**GOOD, "enable": enable}))) as peer:
        options = replace(OPTIONS, session_log=str(tmp_path))
        device = peer.device(password=PASSWORD, secret=SECRET, platform="cisco_ios_telnet")
        assert failure(device, ["show version"], options) is None
    assert sent(files(tmp_path)[0])[:2] == ["lab\\r\\n", "***\\r\\n"]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Results]]:
    """Logs of a lab device of each platform, and what it answered."""
    folder = tmp_path_factory.mktemp("logs")
    options = replace(OPTIONS, session_log=str(folder), read_timeout=5)
    with running_lab(LabOptions(devices=5, password=PASSWORD, secret=SECRET)) as lab:
        (folder / "lab.yaml").write_text(lab.inventory_text())
        devices = load_inventory(folder / "lab.yaml")
        return folder, {each.name: outcome(each, asked(each), options)[0] for each in devices}


def asked(device: Device) -> tuple[str, ...]:
    if device.platform == "huawei_vrp":
        return ("display version", "display ip interface brief", "display nonsense")
    brief = "show interfaces terse" if device.platform == "juniper_junos" else "show ip interface brief"
    return ("show version", brief, "show nonsense")


@pytest.mark.parametrize("turned", [False, True], ids=["same order", "other order"])
def test_a_lab_played_back_gives_the_same_outputs(
    recorded: tuple[Path, dict[str, Results]], *, turned: bool
) -> None:
    folder, wanted = recorded
    with played(folder, *(f"{name}.1" for name in wanted)) as devices:
        for device in devices:
            commands = asked(device)[::-1] if turned else asked(device)
            found = outcome(device, commands, replace(OPTIONS, read_timeout=5))[0]
            assert sorted(found) == sorted(wanted[device.name])
    assert len(devices) == 5


def test_a_command_that_was_never_recorded_gets_silence(recorded: tuple[Path, dict[str, Results]]) -> None:
    folder, wanted = recorded
    with played(folder, f"{min(wanted)}.1") as (device,):
        assert outcome(device, ("show clock",), OPTIONS)[1] == "read_timeout"


def test_a_log_that_ends_before_a_terminal_says_so(tmp_path: Path) -> None:
    options = replace(OPTIONS, session_log=str(tmp_path))
    with served() as peer:
        port = peer.port
    device = Device(
        name="R1", host="127.0.0.1", port=port, platform="cisco_ios", username="a", password=PASSWORD
    )
    assert failure(device, ["show version"], options) is ErrorKind.REFUSED
    text, raw = files(tmp_path)
    assert not raw
    assert " == refused: " in text.splitlines()[-1]
    with pytest.raises(ValueError, match="no terminal was opened"):
        read_recording(tmp_path / "R1.1.log")


def test_a_recording_knows_whether_a_secret_is_asked_for(recorded: tuple[Path, dict[str, Results]]) -> None:
    folder, wanted = recorded
    found = [read_recording(folder / f"{name}.1.log") for name in wanted]
    assert all(each.opened and not each.failure for each in found)
    assert [each.asks_secret for each in found] == [True, False, True, False, False]
