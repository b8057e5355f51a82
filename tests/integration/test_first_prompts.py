"""What devices want in front of their first prompt, over real SSH: logins, keys, terms, privileges.

Proves the README's promises that a question is never answered and that a login is offered once.
"""

from __future__ import annotations

import logging
from pathlib import Path

import asyncssh
import pytest

from integration.faults import Login, nothing_left, router, ssh_server
from integration.scripted import Say, Talk
from netcollect import DeviceError, ErrorKind, SessionOptions, send_show

BODY = b"one\r\ntwo\r\n"
TEXT = "one\ntwo\n"


class TakesAnybody(Login):
    """SSH's `none` is enough: the terminal asks for the login."""

    def begin_auth(self, username: str) -> bool:
        super().begin_auth(username)
        return False


class AnyName(Login):
    """Takes the password of whoever logs in, and keeps the names."""

    def validate_password(self, username: str, password: str) -> bool:
        self.peer.tries.append(("password", password))
        return password == "lab"


async def whole_line(talk: Talk, *, echo: bool = True) -> bytes:
    """A line that may end with CR LF, as some drivers end theirs."""
    line = await talk.line(echo=echo)
    talk.pending = talk.pending.removeprefix(b"\n")
    return line


def asks_for_login(name: bytes, password: bytes, prompt: bytes) -> Say:
    """A terminal that asks for the login itself, twice at most."""

    async def shell(talk: Talk) -> None:
        await talk.say(b"\r\nLayer 2 Managed Switch\r\n\r\n")
        for _ in range(2):
            await talk.say(name)
            user = await whole_line(talk)
            await talk.say(password)
            word = await whole_line(talk, echo=False)
            if (user, word) == (b"lab", b"lab"):
                talk.prompt = prompt
                await talk.say(b"\r\n\r\n")
                await router({"show clock": BODY})(talk)
                return
            await talk.say(b"\r\nLogin incorrect\r\n")

    return shell


INSIDE = [
    ("cisco_s200", b"Username: ", b"Password:"),
    ("cisco_s300", b"User Name:", b"Password:"),
    ("dell_powerconnect", b"User Name:", b"Password:"),
    ("calix_b6", b"login as: ", b"Password: "),
    ("fiberstore_fsos", b"Username:", b"Password:"),
    ("raisecom_roap", b"Login:", b"Password:"),
    ("raisecom_ros", b"Login:", b"Password:"),
    ("ericsson_mltn63", b"User:", b"Password:"),
    ("keymile_nos", b"login: ", b"password: "),
    ("cisco_wlc", b"User: ", b"Password:"),
]


@pytest.mark.parametrize("login", [TakesAnybody, AnyName], ids=["none", "password"])
@pytest.mark.parametrize(("platform", "name", "password"), INSIDE, ids=[row[0] for row in INSIDE])
def test_a_terminal_that_asks_for_the_login_gets_it_once(
    platform: str, name: bytes, password: bytes, login: type[Login]
) -> None:
    with ssh_server(asks_for_login(name, password, b"sw1#"), login=login) as peer, nothing_left(peer):
        output = send_show(peer.device(platform=platform, read_timeout=6), "show clock")
    assert output == TEXT
    assert peer.typed[:2] == [b"lab", b"lab"]


@pytest.mark.parametrize(("platform", "name", "password"), INSIDE[:4], ids=[row[0] for row in INSIDE[:4]])
def test_a_wrong_password_in_the_terminal_is_tried_once(platform: str, name: bytes, password: bytes) -> None:
    shell = asks_for_login(name, password, b"sw1#")
    with ssh_server(shell, login=TakesAnybody) as peer, pytest.raises(DeviceError) as caught:
        send_show(peer.device(platform=platform, password="wrong", read_timeout=4), "show clock")
    assert caught.value.kind is ErrorKind.AUTH_REJECTED
    assert peer.typed == [b"lab", b"wrong"]


@pytest.mark.parametrize(("platform", "name", "password"), INSIDE, ids=[row[0] for row in INSIDE])
def test_with_keys_only_the_terminal_gets_no_password(
    tmp_path: Path, platform: str, name: bytes, password: bytes
) -> None:
    key = tmp_path / "id"
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(key)
    shell = asks_for_login(name, password, b"sw1#")
    with ssh_server(shell, login=TakesAnybody) as peer:
        device = peer.device(platform=platform, private_key=str(key), read_timeout=4)
        with pytest.raises(DeviceError) as caught:
            send_show(device, "show clock", options=SessionOptions(keys_only=True))
    assert caught.value.kind is ErrorKind.AUTH_REJECTED
    assert peer.typed == []


def wants_key(text: bytes, key: bytes) -> Say:
    """A device that shows its prompt after one key, and says what else it was given."""

    async def shell(talk: Talk) -> None:
        await talk.say(b"\r\nCopyright of the lab\r\n" + text)
        pressed = await talk.key()
        talk.lines.append(b"key " + pressed)
        if pressed == key:
            await talk.say(b"\r\n")
            await router({"show clock": BODY})(talk)

    return shell


@pytest.mark.parametrize(
    ("platform", "text", "key"),
    [
        ("hp_procurve", b"Press any key to continue", b"\r"),
        ("aruba_osswitch", b"\x1b[2J\x1b[1;1HPress any key to continue ", b"\r"),
        ("extreme_ers", b"Enter Ctrl-Y to begin.", b"\x19"),
        ("extreme_vsp", b"Enter Ctrl-Y to begin.", b"\x19"),
        ("cisco_s200", b"Press <Enter> to continue", b"\r"),
        ("mikrotik_routeros", b'Please press "Enter" to continue!', b"\r"),
    ],
)
def test_a_key_that_changes_nothing_is_pressed(platform: str, text: bytes, key: bytes) -> None:
    with ssh_server(wants_key(text, key), login=AnyName, prompt=b"sw1#") as peer, nothing_left(peer):
        assert send_show(peer.device(platform=platform, read_timeout=6), "show clock") == TEXT
    assert peer.typed[0] == b"key " + key


TERMS = b"\r\nThis system belongs to the lab.\r\n(Press 'a' to accept):"


def test_terms_are_accepted_only_where_somebody_allowed_that() -> None:
    with ssh_server(wants_key(TERMS, b"a"), prompt=b"FGT #") as peer:
        with pytest.raises(DeviceError, match=r"question: .*its terms") as caught:
            send_show(peer.device(platform="generic", read_timeout=3), "show clock")
        assert "--accept-banner" in caught.value.hint
        assert peer.typed == []
        device = peer.device(platform="generic", read_timeout=6, accept_banner=True)
        assert send_show(device, "show clock") == TEXT


@pytest.mark.parametrize(
    "asked",
    [
        b"Do you accept these terms? ",
        b"Do you accept the policy (yes)? ",
        b"User Name:",
        b"Enter switch number to connect to or <CR>: ",
        b"Change the password now? [yes/no]: ",
    ],
)
@pytest.mark.parametrize("platform", ["cisco_ios", "hp_procurve", "generic", "linux"])
def test_nothing_is_sent_to_a_question(platform: str, asked: bytes) -> None:
    async def shell(talk: Talk) -> None:
        await talk.say(b"\r\nWelcome\r\n" + asked)
        talk.lines.append(await talk.key())

    with ssh_server(shell) as peer, nothing_left(peer), pytest.raises(DeviceError) as caught:
        send_show(peer.device(platform=platform, read_timeout=4), "show clock")
    assert caught.value.kind is ErrorKind.QUESTION, caught.value
    assert peer.typed == []


@pytest.mark.parametrize(
    ("platform", "mark", "key"),
    [
        ("cisco_wlc", b"Press Enter to continue...", b"\r"),
        ("ciena_saos", b"[more 33%] (q,g,space,enter)", b" "),
        ("ciena_saos", b"[more 66%] (q,g,space,enter) ", b" "),
    ],
)
def test_a_page_is_turned_with_the_key_that_it_wants(platform: str, mark: bytes, key: bytes) -> None:
    async def paged(talk: Talk) -> None:
        await talk.say(b"one\r\n" + mark)
        pressed = await talk.key()
        talk.lines.append(b"key " + pressed)
        await talk.say(b"\r" + b" " * len(mark) + b"\rtwo\r\n" + talk.prompt)

    answers: dict[str, bytes | Say] = {"show run-config": paged}
    login = AnyName
    with ssh_server(router(answers), prompt=b"(lab) >", login=login) as peer, nothing_left(peer):
        assert send_show(peer.device(platform=platform, read_timeout=6), "show run-config") == TEXT
    assert b"key " + key in peer.typed


@pytest.mark.parametrize(
    ("given", "sent"),
    [("lab", "lab+ct511w4098h"), ("lab+ct200w", "lab+ct200w")],
    ids=["plain", "own-options"],
)
def test_routeros_gets_its_console_options_with_the_login(given: str, sent: str) -> None:
    with ssh_server(router({"show clock": BODY}), login=AnyName, prompt=b"[lab@lab] > ") as peer:
        device = peer.device(platform="mikrotik_routeros", username=given, read_timeout=6)
        assert send_show(device, "show clock") == TEXT
    assert peer.tries[0] == ("user", sent)


def refuses_sudo(*, again: bool) -> Say:
    """A shell whose `sudo -s` takes no secret; it asks for it once more, or goes back to its prompt."""

    async def sudo(talk: Talk) -> None:
        await talk.say(b"[sudo] password for lab: ")
        await talk.line(echo=False)
        await talk.say(
            b"\r\nSorry, try again.\r\n" + (b"[sudo] password for lab: " if again else talk.prompt)
        )
        if again:
            talk.lines.append(b"second answer " + await talk.line(echo=False))

    return router({"sudo -s": sudo, "show clock": BODY, "id": b"uid=1000(lab)\r\n"})


@pytest.mark.parametrize("again", [True, False])
def test_what_can_be_read_without_privileges_is_read(again: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "netcollect.session")
    with ssh_server(refuses_sudo(again=again), prompt=b"lab@h1:~$ ") as peer, nothing_left(peer):
        device = peer.device(platform="linux", secret="wrong", read_timeout=4)
        assert send_show(device, "show clock") == TEXT
    assert "going on without" in caplog.text
    assert not [line for line in peer.typed if line.startswith(b"second answer")]


def test_privileges_can_be_required() -> None:
    with ssh_server(refuses_sudo(again=True), prompt=b"lab@h1:~$ ") as peer, nothing_left(peer):
        device = peer.device(platform="linux", secret="wrong", read_timeout=4)
        with pytest.raises(DeviceError) as caught:
            send_show(device, "show clock", options=SessionOptions(require_enable=True))
    assert caught.value.kind is ErrorKind.ENABLE_REJECTED
