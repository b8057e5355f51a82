"""Who is at the other end, before it learns anything; and who we are, in no more tries than were asked for.

Both are looked at from the server's side: what the client says of itself proves nothing.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from integration.faults import Login, Peer, nothing_left, router, ssh_server
from integration.real.machine import running, wait_until
from integration.real.openssh import StartSshd
from integration.real.requirements import program
from netcollect import (
    Device,
    DeviceError,
    LimitOptions,
    RunOptions,
    SessionOptions,
    StorageOptions,
    collect,
    send_show,
)
from netcollect.lab import LabOptions, running_lab
from netcollect.model import HostKeys
from netcollect.session.hostkeys import KnownHosts

CLOCK = "12:00:00.000 UTC Mon Nov 23 2026\n"
SHELL = router({"show clock": CLOCK.replace("\n", "\r\n").encode()})

#: What asyncssh takes for an answer: done or not, or name, instructions, language and questions.
Challenge = bool | tuple[str, str, str, list[tuple[str, bool]]]

ACCEPT_NEW, STRICT, OFF = HostKeys.ACCEPT_NEW, HostKeys.STRICT, HostKeys.OFF


def policy(host_keys: HostKeys, file: Path) -> SessionOptions:
    return SessionOptions(host_keys=host_keys, known_hosts=str(file))


def failure(device: Device | dict[str, Any], options: SessionOptions | None = None) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        send_show(device, "show clock", options=options or SessionOptions())
    return caught.value


def keygen(*arguments: str | Path) -> str:
    path = program("ssh-keygen")
    if path is None:
        pytest.skip("needs the program ssh-keygen")
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=True).stdout


@contextmanager
def showing(key: asyncssh.SSHKey) -> Iterator[Peer]:
    """A router with this host key."""
    with ssh_server(SHELL, server_host_keys=[key]) as peer:
        yield peer


def entry(peer: Peer, key: asyncssh.SSHKey) -> str:
    return f"[127.0.0.1]:{peer.port} {key.export_public_key('openssh').decode().strip()}\n"


OLD, NEW = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")


@pytest.mark.parametrize(
    ("host_keys", "known", "kind"),
    [
        (STRICT, False, "host_key_unknown"),
        (STRICT, True, "host_key_changed"),
        (ACCEPT_NEW, True, "host_key_changed"),
    ],
)
def test_a_key_is_refused_before_anything_of_the_login_is_sent(
    tmp_path: Path, host_keys: HostKeys, known: bool, kind: str
) -> None:
    file = tmp_path / "known_hosts"
    with showing(NEW) as peer, nothing_left(peer):
        file.write_text(entry(peer, OLD) if known else "")
        before = file.read_bytes()
        error = failure(peer.device(), policy(host_keys, file))
        assert error.kind == kind
        assert f"[127.0.0.1]:{peer.port} shows the ssh-ed25519 key {NEW.get_fingerprint()}" in error.message
        assert str(file) in error.message
        assert ("ssh-keygen -R" if known else "--host-keys accept-new") in error.hint
        assert peer.accepted == 1
        assert peer.tries == []
    assert file.read_bytes() == before


@pytest.mark.real_device
@pytest.mark.parametrize("host_keys", [STRICT, ACCEPT_NEW])
def test_a_real_server_hears_no_name_of_who_does_not_trust_it(
    start_sshd: StartSshd, tmp_path: Path, host_keys: HostKeys
) -> None:
    server = start_sshd()
    file = tmp_path / "known_hosts"
    file.write_text(f"[{server.host}]:{server.port} {OLD.export_public_key('openssh').decode()}")
    assert failure(server.arguments(), policy(host_keys, file)).kind == "host_key_changed"
    wait_until(lambda: "Connection closed by" in server.log, within=10, what=lambda: server.log)
    assert server.account.name not in server.log


@pytest.mark.parametrize("known", [False, True])
def test_off_trusts_anybody_and_remembers_nobody(tmp_path: Path, known: bool) -> None:
    file = tmp_path / "known_hosts"
    with showing(NEW) as peer:
        if known:
            file.write_text(entry(peer, OLD))
        assert send_show(peer.device(), "show clock", options=policy(OFF, file)) == CLOCK
        assert (file.read_text() if known else file.exists()) == (known and entry(peer, OLD))


def test_a_new_key_is_remembered_in_openssh_s_own_way(tmp_path: Path) -> None:
    file = tmp_path / "new" / "known_hosts"
    with showing(OLD) as peer:
        assert send_show(peer.device(), "show clock", options=policy(ACCEPT_NEW, file)) == CLOCK
        assert "found: line 1" in keygen("-F", f"[127.0.0.1]:{peer.port}", "-f", file)
        assert send_show(peer.device(), "show clock", options=policy(STRICT, file)) == CLOCK
        assert file.read_text().count("\n") == 1


def test_names_that_openssh_has_hashed(tmp_path: Path) -> None:
    """The same file for the right key and for another one: it must find the entry, not skip it."""
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    with showing(NEW) as peer:
        for file, key in ((right, NEW), (wrong, OLD)):
            file.write_text(entry(peer, key))
            keygen("-H", "-f", file)
            assert str(peer.port) not in file.read_text()
        assert send_show(peer.device(), "show clock", options=policy(STRICT, right)) == CLOCK
        assert failure(peer.device(), policy(ACCEPT_NEW, wrong)).kind == "host_key_changed"


def test_of_several_keys_the_one_that_is_known_is_asked_for(tmp_path: Path) -> None:
    """A device that shows another kind of key than the last time is no stranger."""
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    file = tmp_path / "known_hosts"
    with ssh_server(SHELL, server_host_keys=[NEW, rsa]) as peer:
        file.write_text(entry(peer, rsa))
        assert send_show(peer.device(), "show clock", options=policy(STRICT, file)) == CLOCK


def test_a_revoked_key_is_refused_under_any_name(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    with showing(NEW) as peer:
        file.write_text(f"{entry(peer, NEW)}@revoked * {NEW.export_public_key('openssh').decode()}")
        error = failure(peer.device(), policy(ACCEPT_NEW, file))
        assert error.kind == "host_key_changed"
        assert "@revoked" in error.message
        assert peer.tries == []


def test_ten_thousand_entries_are_read_once_and_then_looked_up(tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    key = OLD.export_public_key("openssh").decode().strip()
    others = "".join(f"r{number}.example,192.0.2.{number % 256} {key}\n" for number in range(10_000))
    with showing(NEW) as peer:
        file.write_text(others + entry(peer, NEW))
        assert send_show(peer.device(), "show clock", options=policy(STRICT, file)) == CLOCK
        # Who read it again would not know the device any more.
        file.write_text(others)
        assert send_show(peer.device(), "show clock", options=policy(STRICT, file)) == CLOCK


@pytest.mark.parametrize("hashed", [False, True])
def test_a_session_s_look_ups_cost_less_than_reading_the_file(tmp_path: Path, hashed: bool) -> None:
    """In CPU time of this thread, so that a busy machine does not matter."""
    file = tmp_path / "known_hosts"
    key = OLD.export_public_key("openssh").decode().strip()
    file.write_text("".join(f"r{number}.example {key}\n" for number in range(10_000)))
    if hashed:
        keygen("-H", "-f", file)
    known = KnownHosts(file)
    first = time.thread_time()
    assert len(known.find("r5000.example")) == 1
    reading = time.thread_time() - first
    again = time.thread_time()
    for _ in range(100):
        assert len(known.find("r5000.example")) == 1
    assert time.thread_time() - again < reading


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_parallel_sessions_lose_no_entry(tmp_path: Path, executor: str) -> None:
    """Every device is new to several workers at the same time, and the file has lines of others already."""
    file = tmp_path / "known_hosts"
    mine = f"# mine\nr1.example {OLD.export_public_key('openssh').decode().strip()}"
    file.write_text(mine)
    with running_lab(LabOptions(devices=24, platforms=("cisco_ios",))) as lab, pool(executor) as workers:
        devices = [
            Device(
                name=each.name,
                host=each.host,
                port=each.port,
                platform=each.platform,
                username="lab",
                password="lab",
            )
            for each in lab.devices
        ]
        clock = partial(send_show, command="show clock", options=policy(ACCEPT_NEW, file))
        pending: list[Future[str]] = [workers.submit(clock, device) for device in devices]
        assert all(future.result(60) for future in pending)
        lines = file.read_text().splitlines()
        assert "\n".join(lines[:2]) == mine
        assert sorted(line.split()[0] for line in lines[2:]) == sorted(
            f"[{device.host}]:{device.port}" for device in devices
        )
        # What stands there is right: somebody who has not seen them knows them all.
        copy = shutil.copy(file, tmp_path / "copy")
        for device in devices[::6]:
            assert send_show(device, "show clock", options=policy(STRICT, Path(copy)))


def pool(kind: str) -> Executor:
    if kind == "thread":
        return ThreadPoolExecutor(8)
    return ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn"))


def tried(peer: Peer) -> list[tuple[str, str]]:
    """The credentials that the server was shown, in order."""
    return [each for each in peer.tries if each[0] != "user"]


class Keyboard(Login):
    """Asks by keyboard-interactive alone, and after a wrong answer again, as many a device does."""

    questions: tuple[str, ...] = ("Password: ",)

    def password_auth_supported(self) -> bool:
        return False

    def kbdint_auth_supported(self) -> bool:
        return True

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Challenge:
        return "", "", "", [(question, False) for question in self.questions]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        self.peer.tries.append(("keyboard", "".join(responses)))
        return list(responses) == ["lab"] or self.get_kbdint_challenge(username, "", "")


class PasswordAndToken(Keyboard):
    """Asks two questions at once."""

    questions = ("Password: ", "Token: ")


class TokenLater(Keyboard):
    """Takes the password, and then asks for something else."""

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        self.peer.tries.append(("keyboard", "".join(responses)))
        return "", "", "", [("Token: ", False)]


class Farewell(Keyboard):
    """Takes the password, and says something that needs no answer."""

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        if not responses:
            return True
        self.peer.tries.append(("keyboard", "".join(responses)))
        return "", "Your password expires tomorrow", "", []


@pytest.mark.parametrize("login", [Keyboard, Farewell])
def test_keyboard_interactive_is_answered_with_the_password(login: type[Login]) -> None:
    with ssh_server(SHELL, login=login) as peer, nothing_left(peer):
        assert send_show(peer.device(), "show clock") == CLOCK
        assert tried(peer) == [("keyboard", "lab")]


@pytest.mark.parametrize(
    ("login", "password", "tries", "said"),
    [
        (Login, "wrong", [("password", "wrong")], "refused the login of lab$"),
        (Login, "Grüße\\'", [("password", "Grüße\\'")], "refused the login of lab$"),
        (Keyboard, "wrong", [("keyboard", "wrong")], "login of lab: it asks 'Password:'"),
        (TokenLater, "lab", [("keyboard", "lab")], "question: the device asks before the login: Token:"),
        (PasswordAndToken, "lab", [], "question: the device asks before the login: Token:"),
    ],
)
def test_a_password_is_sent_once(
    login: type[Login], password: str, tries: list[tuple[str, str]], said: str
) -> None:
    with ssh_server(SHELL, login=login) as peer, nothing_left(peer):
        error = failure(peer.device(password=password))
        assert re.search(said, str(error)), error
        assert error.kind == ("question" if said.startswith("question") else "auth_rejected")
        assert tried(peer) == tries
        assert peer.accepted == 1


class HangsUp(Login):
    """Answers a credential by hanging up, without SSH's own farewell."""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        super().connection_made(conn)
        self._connection = conn

    def validate_password(self, username: str, password: str) -> bool:
        self._connection.abort()
        return super().validate_password(username, password)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self.peer.tries.append(("key", username))
        self._connection.abort()
        return False


class KeyboardHangsUp(HangsUp, Keyboard):
    """The same for an answer to a question."""

    def password_auth_supported(self) -> bool:
        return False

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        self._connection.abort()
        return super().validate_kbdint_response(username, responses)


@pytest.mark.parametrize("executor", ["thread", "process"])
@pytest.mark.parametrize(
    ("login", "key"), [(HangsUp, False), (KeyboardHangsUp, False), (HangsUp, True)], ids=str
)
def test_devices_that_hang_up_on_a_credential_get_it_three_times_at_most(
    tmp_path: Path, login: type[HangsUp], key: bool, executor: str
) -> None:
    """They may have counted it; once heard, it is neither tried again nor taken for a loss on the way."""
    only_key = {"password": None, "private_key": str(key_pair(tmp_path, "-t", "ed25519").file)}
    with ExitStack() as stack:
        peers = [stack.enter_context(ssh_server(login=login)) for _ in range(6)]
        devices = [
            peer.device(name=f"R{number}", **(only_key if key else {"password": "wrong"}))
            for number, peer in enumerate(peers)
        ]
        limits = LimitOptions(retries=2)
        options = RunOptions(
            executor=executor,
            limits=limits,
            storage=StorageOptions(output=tmp_path / "output"),
            session=policy(OFF, tmp_path / "known"),
        )
        result = collect(devices, "show clock", options)
        assert sum(len(tried(peer)) for peer in peers) == 3
    assert Counter(row.error.kind for row in result.devices if row.error) == {
        "auth_rejected": 3,
        "breaker": 3,
    }


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_devices_that_hang_up_on_a_proven_credential_hold_up_nobody(tmp_path: Path, executor: str) -> None:
    with ExitStack() as stack:
        logins = [Login, HangsUp, HangsUp, HangsUp, Login]
        peers = [stack.enter_context(ssh_server(SHELL, login=login)) for login in logins]
        devices = [peer.device(name=f"R{number}") for number, peer in enumerate(peers)]
        options = RunOptions(
            executor=executor,
            limits=LimitOptions(workers=1, retries=1),
            storage=StorageOptions(output=tmp_path / "output"),
            session=policy(OFF, tmp_path / "known"),
        )
        result = collect(devices, "show clock", options)
        assert [len(tried(peer)) for peer in peers] == [1] * 5
    assert [row.status for row in result.devices] == ["ok", "failed", "failed", "failed", "ok"]


class Statement(Keyboard):
    """PAN-OS with a login banner that is to be acknowledged."""

    questions = ("Do you accept and acknowledge the statement above ? (yes/no) : ", "Password: ")

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        self.peer.tries.append(("keyboard", "/".join(responses)))
        return list(responses) == ["yes", "lab"] or self.get_kbdint_challenge(username, "", "")


class TermsAlone(HangsUp, Keyboard):
    """Wants its terms accepted in front of the password, and hangs up then."""

    questions = ("Do you accept the terms of use? [yes/no] ",)

    def password_auth_supported(self) -> bool:
        return False

    def public_key_auth_supported(self) -> bool:
        return False

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        self._connection.abort()
        return super().validate_kbdint_response(username, responses)


class Ticket(Keyboard):
    """Wants to know why somebody logs in, and shows what is typed."""

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Challenge:
        return "", "", "", [("Ticket number: ", True)]


class NameToo(Keyboard):
    """Asks for the user's name once more."""

    questions = ("Username: ", "Password: ")

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Challenge:
        return "", "", "", [("Username: ", True), ("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        self.peer.tries.append(("keyboard", "/".join(responses)))
        return list(responses) == ["lab", "lab"]


@pytest.mark.parametrize("platform", ["paloalto_panos", "juniper_junos", "cisco_ios"])
def test_terms_are_accepted_only_where_that_is_allowed(platform: str) -> None:
    with ssh_server(SHELL, login=Statement) as peer, nothing_left(peer):
        error = failure(peer.device(platform=platform))
        assert (error.kind, tried(peer)) == ("question", [])
        assert "Do you accept and acknowledge the statement above" in error.message
        assert "--accept-banner" in error.hint


def test_terms_that_may_be_accepted_are() -> None:
    with ssh_server(SHELL, login=Statement) as peer, nothing_left(peer):
        assert send_show(peer.device(accept_banner=True), "show clock") == CLOCK
        assert tried(peer) == [("keyboard", "yes/lab")]


def test_who_hangs_up_on_consent_to_terms_has_refused_no_credential() -> None:
    with ssh_server(SHELL, login=TermsAlone) as peer:
        error = failure(peer.device(accept_banner=True))
        assert (error.kind, tried(peer)) == ("closed", [("keyboard", "yes")])


def test_the_password_is_no_answer_to_another_question() -> None:
    with ssh_server(SHELL, login=Ticket) as peer, nothing_left(peer):
        error = failure(peer.device())
        assert (error.kind, tried(peer)) == ("question", [])
        assert "Ticket number:" in error.message


def test_the_user_s_name_is_given_where_it_is_asked_for() -> None:
    with ssh_server(SHELL, login=NameToo) as peer, nothing_left(peer):
        assert send_show(peer.device(), "show clock") == CLOCK
        assert tried(peer) == [("keyboard", "lab/lab")]


@pytest.mark.parametrize("login", [Statement, Keyboard])
def test_a_driver_s_own_way_to_log_in_sends_a_password_once_too(login: type[Login]) -> None:
    with ssh_server(SHELL, login=login) as peer, nothing_left(peer):
        error = failure(peer.device(platform="paloalto_panos", password="wrong", accept_banner=True))
        assert error.kind == "auth_rejected"
        assert [answer.removeprefix("yes/") for _, answer in tried(peer)] == ["wrong"]


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key's file and what a server may accept."""

    file: Path
    public: str = field(compare=False)


def key_pair(directory: Path, *arguments: str, passphrase: str = "", name: str = "id") -> KeyPair:
    file = directory / name
    keygen("-q", "-N", passphrase, "-C", "lab", "-f", file, *arguments)
    return KeyPair(file, file.with_name(f"{name}.pub").read_text())


class Keys(Login):
    """Takes one public key, and passwords."""

    accepted: asyncssh.SSHKey | None = None

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self.peer.tries.append(("key", key.get_fingerprint()))
        return key == self.accepted


def taking(public: str | None) -> type[Login]:
    """A login that takes this public key."""
    key = asyncssh.import_public_key(public) if public else None
    return type("Taking", (Keys,), {"accepted": key})


@pytest.mark.real_device
@pytest.mark.parametrize("passphrase", ["", "correct horse"], ids=["plain", "passphrase"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("-t", "ed25519"),
        ("-t", "ecdsa"),
        ("-t", "rsa", "-b", "2048"),
        ("-t", "rsa", "-b", "2048", "-m", "PEM"),
        ("-t", "ecdsa", "-m", "PEM"),
    ],
    ids=lambda arguments: "-".join(arguments[1::2]),
)
def test_a_real_server_takes_key_files_of_all_kinds(
    start_sshd: StartSshd, scratch: Path, tmp_path: Path, arguments: tuple[str, ...], passphrase: str
) -> None:
    pair = key_pair(tmp_path, *arguments, passphrase=passphrase)
    allowed = scratch / f"{tmp_path.name}.pub"
    allowed.write_text(pair.public)
    server = start_sshd(extra_config=f"AuthorizedKeysFile {allowed}\nPasswordAuthentication no")
    login: dict[str, Any] = {"key_file": str(pair.file), "passphrase": passphrase or None, "password": None}
    assert send_show(server.arguments(**login), "whoami") == f"{server.account.name}\n"
    assert re.findall(r"^(?:Accepted|Failed) \w+ for", server.log, re.MULTILINE) == ["Accepted publickey for"]


@pytest.mark.parametrize(
    ("passphrase", "given", "said"),
    [
        ("correct horse", None, "no passphrase for .*id"),
        ("correct horse", "battery staple", "key .*id cannot be used: this passphrase does not"),
    ],
)
@pytest.mark.parametrize("form", ["RFC4716", "PEM"])
def test_a_key_that_cannot_be_opened_is_no_try(
    tmp_path: Path, form: str, passphrase: str, given: str | None, said: str
) -> None:
    pair = key_pair(tmp_path, "-t", "rsa", "-b", "2048", "-m", form, passphrase=passphrase)
    with ssh_server(SHELL, login=taking(pair.public)) as peer, nothing_left(peer):
        error = failure(peer.device(private_key=str(pair.file), passphrase=given))
        assert error.kind == "no_credential"
        assert re.search(said, error.message), error.message
        assert "passphrase" in error.hint
        assert peer.tries == []


def test_a_file_that_is_no_key_is_no_try(tmp_path: Path) -> None:
    file = tmp_path / "id"
    file.write_text("hello")
    with ssh_server(SHELL, login=taking(None)) as peer, nothing_left(peer):
        assert failure(peer.device(private_key=str(file))).kind == "no_credential"
        assert peer.tries == []


@pytest.mark.parametrize(
    ("is_taken", "password", "tries", "kind"),
    [
        (True, "lab", ["key"], "ok"),
        (False, "lab", ["key", "password"], "ok"),
        (False, None, ["key"], "auth_rejected"),
        (False, "wrong", ["key", "password"], "auth_rejected"),
    ],
)
def test_a_key_is_tried_first_and_once(
    tmp_path: Path, is_taken: bool, password: str | None, tries: list[str], kind: str
) -> None:
    pair = key_pair(tmp_path, "-t", "ed25519")
    with ssh_server(SHELL, login=taking(pair.public if is_taken else None)) as peer, nothing_left(peer):
        device = peer.device(private_key=str(pair.file), password=password)
        if kind == "ok":
            assert send_show(device, "show clock") == CLOCK
        else:
            assert failure(device).kind == kind
        assert [method for method, _ in tried(peer)] == tries


class OneSession(Keys):
    """Takes no key, and hangs up on a second session for a moment after the first."""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        if self.peer.open:
            self.peer.tries.append(("busy", ""))
            conn.abort()
        super().connection_made(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        asyncio.get_running_loop().call_later(0.2, super().connection_lost, exc)


def test_devices_that_take_one_session_at_a_time_are_visited_twice(tmp_path: Path) -> None:
    pair = key_pair(tmp_path, "-t", "ed25519")
    with ExitStack() as stack:
        peers = [stack.enter_context(ssh_server(SHELL, login=OneSession)) for _ in range(6)]
        devices = [
            peer.device(name=f"R{number}", private_key=str(pair.file)) for number, peer in enumerate(peers)
        ]
        storage = StorageOptions(output=tmp_path / "output")
        session = policy(OFF, tmp_path / "known")
        result = collect(devices, "show clock", RunOptions(storage=storage, session=session))
    assert [row.status for row in result.devices] == ["ok"] * 6


def test_an_asa_whose_login_takes_the_password_gets_none_with_keys_only(tmp_path: Path) -> None:
    pair = key_pair(tmp_path, "-t", "ed25519")
    with ssh_server(SHELL, login=taking(pair.public)) as peer:
        device = peer.device(platform="cisco_asa", private_key=str(pair.file))
        assert failure(device, SessionOptions(keys_only=True)).kind == "auth_rejected"
    assert (tried(peer), peer.typed) == ([], [])


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_a_wrong_password_beside_a_key_goes_to_three_devices(tmp_path: Path, executor: str) -> None:
    """Nine devices; the first is visited alone, and every other one does not take the key."""
    pair = key_pair(tmp_path, "-t", "ed25519")
    takes = [number % 2 == 0 for number in range(9)]
    with ExitStack() as stack:
        peers = [
            stack.enter_context(ssh_server(SHELL, login=taking(pair.public if own else None)))
            for own in takes
        ]
        devices = [
            peer.device(name=f"R{number}", private_key=str(pair.file), password="wrong")
            for number, peer in enumerate(peers)
        ]
        options = RunOptions(
            executor=executor,
            limits=LimitOptions(retries=1),
            storage=StorageOptions(output=tmp_path / "output"),
            session=policy(OFF, tmp_path / "known"),
        )
        result = collect(devices, "show clock", options)
        passwords = [[said for method, said in tried(peer) if method == "password"] for peer in peers]
    assert sum(map(len, passwords)) == 3
    assert [row.status == "ok" for row in result.devices] == takes
    kinds = Counter(row.error.kind for row in result.devices if row.error)
    assert kinds == {"auth_rejected": 3, "breaker": 1}


def test_who_needs_the_password_beside_a_key_gets_it(tmp_path: Path) -> None:
    pair = key_pair(tmp_path, "-t", "ed25519")
    with ssh_server(SHELL, login=taking(None)) as peer:
        device = peer.device(private_key=str(pair.file))
        storage = StorageOptions(output=tmp_path / "output")
        result = collect(
            [device], "show clock", RunOptions(storage=storage, session=policy(OFF, tmp_path / "known"))
        )
        assert [method for method, _ in tried(peer)] == ["key", "key", "password"]
    assert [(row.status, row.attempts) for row in result.devices] == [("ok", 1)]


@pytest.mark.parametrize(
    "platform",
    ["cisco_ios", "cisco_wlc", "hp_procurve", "paloalto_panos", "dell_powerconnect", "ubiquiti_edge"],
)
@pytest.mark.parametrize("use_agent", [True, False])
def test_with_keys_only_no_device_gets_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, use_agent: bool
) -> None:
    pair = key_pair(tmp_path, "-t", "ed25519")
    options = SessionOptions(keys_only=True, use_agent=use_agent)
    with ssh_server(SHELL, login=taking(None)) as peer, agent() as sock:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(sock))
        device = peer.device(
            platform=platform, private_key=None if use_agent else str(pair.file), device_timeout=10
        )
        assert failure(device, options).kind == "auth_rejected"
        assert {method for method, _ in tried(peer)} <= {"key"}
        assert peer.typed == []


def test_a_key_is_offered_where_the_driver_has_a_way_of_its_own(tmp_path: Path) -> None:
    pair = key_pair(tmp_path, "-t", "ed25519")
    with ssh_server(SHELL, login=taking(pair.public)) as peer:
        for platform in ("hp_procurve", "paloalto_panos", "dell_powerconnect"):
            # What such a driver makes of this router's prompt does not matter here.
            with suppress(DeviceError):
                send_show(
                    peer.device(
                        platform=platform, private_key=str(pair.file), password=None, device_timeout=3
                    ),
                    "show clock",
                )
            assert [method for method, _ in tried(peer)] == ["key"], platform
            peer.tries.clear()


@contextmanager
def agent(*pairs: KeyPair) -> Iterator[Path]:
    """OpenSSH's own agent with these keys in it; gives its socket."""
    path, add = program("ssh-agent"), program("ssh-add")
    if path is None or add is None:
        pytest.skip("needs the programs ssh-agent and ssh-add")
    # A unix socket's path has at most 107 bytes.
    directory = Path(tempfile.mkdtemp(prefix="nc-agent-"))
    sock = directory / "sock"
    try:
        with running([path, "-D", "-a", sock], directory / "log"):
            wait_until(sock.exists, within=10, what=(directory / "log").read_text)
            for pair in pairs:
                subprocess.run([add, "-q", pair.file], env={"SSH_AUTH_SOCK": str(sock)}, check=True)
            yield sock
    finally:
        shutil.rmtree(directory)


@pytest.mark.parametrize("asked", [True, False])
def test_the_agent_is_used_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    right, other = (key_pair(tmp_path, "-t", "ed25519", name=name) for name in ("right", "other"))
    with agent(other, right) as sock, ssh_server(SHELL, login=taking(right.public)) as peer:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(sock))
        with nothing_left(peer):
            assert send_show(peer.device(), "show clock", options=SessionOptions(use_agent=asked)) == CLOCK
        assert [method for method, _ in tried(peer)] == (["key", "key"] if asked else ["password"])


@pytest.mark.parametrize(
    ("answer", "said"), [(b"", "timed out"), (b"\0\0\0\x01\x05", "could not get keys"), (None, "has none")]
)
def test_an_agent_that_gives_no_keys_is_an_error_in_time(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None, said: str
) -> None:
    """Silent, locked, or not there."""
    directory = Path(tempfile.mkdtemp(prefix="nc-agent-"))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(directory / "sock"))
    with ssh_server(SHELL) as peer, nothing_left(peer), ExitStack() as stack:
        stack.callback(shutil.rmtree, directory)
        if answer is None:
            monkeypatch.delenv("SSH_AUTH_SOCK")
        else:
            agent = stack.enter_context(socket.socket(socket.AF_UNIX))
            agent.bind(str(directory / "sock"))
            agent.listen()
            serving = threading.Thread(target=lambda: _answer(agent, answer))
            serving.start()
            stack.callback(serving.join)
        options = SessionOptions(use_agent=True, device_timeout=2)
        error = failure(peer.device(password=None), options)
        assert error.kind == "no_credential"
        assert said in error.message
        assert peer.tries == []


def _answer(agent: socket.socket, answer: bytes) -> None:
    with agent.accept()[0] as client:
        while client.recv(100):
            client.sendall(answer)


def test_nobody_s_default_keys_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = tmp_path / ".ssh"
    directory.mkdir(mode=0o700)
    pair = key_pair(directory, "-t", "ed25519", name="id_ed25519")
    monkeypatch.setenv("HOME", str(tmp_path))
    with ssh_server(SHELL, login=taking(pair.public)) as peer:
        assert send_show(peer.device(), "show clock") == CLOCK
        assert tried(peer) == [("password", "lab")]
