"""References become secrets: each once, all that fail together, and nobody asked in vain."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from netcollect.credentials import (
    Credentials,
    apply_credentials,
    follow_references,
    sources,
    variables_of,
)
from netcollect.errors import InputError
from netcollect.model import Bastion, Device
from unit.fakes import device

CANARY = "it's 100% \"Ä\\"


def one(reference: str, part: str = "password") -> str | None:
    (given,) = follow_references([device(**{part: reference})])
    value: str | None = getattr(given, part)
    return value


def problem(reference: str) -> str:
    with pytest.raises(InputError) as caught:
        one(reference)
    (found,) = caught.value.problems
    return str(found)


def script(tmp_path: Path, code: str) -> str:
    """A password manager: a program that runs this."""
    path = tmp_path / "manager.py"
    path.write_text(code)
    return f"cmd:{shlex.quote(sys.executable)} {shlex.quote(str(path))}"


@pytest.mark.parametrize("part", ["username", "password", "secret", "passphrase"])
def test_every_part_of_a_login_may_be_elsewhere(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB", CANARY)
    assert one("env:LAB", part) == CANARY


def test_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB", raising=False)
    assert problem("env:LAB") == "env:LAB: the variable is not set; it is the password of R1"
    monkeypatch.setenv("LAB", "")
    assert problem("env:LAB") == "env:LAB: the variable is empty; it is the password of R1"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a b"
    path.write_bytes((CANARY + end).encode())
    path.chmod(0o600)
    assert one(f"file:{path}") == CANARY


def test_a_file_in_the_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("~/secret").expanduser()
    path.write_text("lab\n")
    path.chmod(0o400)
    assert one("file:~/secret") == "lab"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    path.write_text("lab")
    path.chmod(mode)
    assert problem(f"file:{path}") == (
        f"file:{path}: others may read or write it (mode {mode:04o}); it is the password of R1 "
        f"(chmod 600 {path})"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty"),
        (b"\n", "it is empty"),
        (b"one\ntwo\n", "it has more than one line"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"x" * 70_000, "it is longer than 64 kB: is it the right one?"),
    ],
)
def test_a_file_that_holds_no_secret(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "secret"
    path.write_bytes(data)
    path.chmod(0o600)
    assert f": {message}; it is" in problem(f"file:{path}")


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "it is not a regular file" in problem(f"file:{tmp_path / 'pipe'}")
    assert "cannot be read: No such file" in problem(f"file:{tmp_path / 'none'}")
    assert "cannot be read: Is a directory" in problem(f"file:{tmp_path}")
    assert "cannot be read" in problem("file:~nobody-here/x")


@pytest.mark.parametrize(
    ("owner", "mode", "good"),
    [("root", 0o440, True), ("root", 0o444, False), ("root", 0o460, False), ("other", 0o600, False)],
)
def test_a_file_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: str, mode: int, good: bool
) -> None:
    path = tmp_path / "secret"
    path.write_text("lab")
    path.chmod(mode)
    mine = os.geteuid()
    about = os.stat_result((0o100000 | mode, 0, 0, 1, 0 if owner == "root" else 4711, 0, 3, 0, 0, 0))
    monkeypatch.setattr(os, "geteuid", lambda: mine or 1000)
    monkeypatch.setattr(os, "fstat", lambda _descriptor: about)
    if good:
        assert one(f"file:{path}") == "lab"
    else:
        assert "it belongs to another user" in problem(f"file:{path}") or "others may" in problem(
            f"file:{path}"
        )


def test_a_password_manager_gets_its_arguments_without_a_shell(tmp_path: Path) -> None:
    manager = script(tmp_path, "import sys; print(sys.argv[1]); print('user: lab')")
    assert one(f"{manager} {shlex.quote(CANARY)}") == CANARY
    assert one(f"{manager} '$(id) `id` ; id'") == "$(id) `id` ; id"


def test_a_password_manager_inherits_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("COLLECT_PASSWORD", "COLLECT_SECRET", "LAB", "TOKEN"):
        monkeypatch.setenv(name, "x")
    code = (
        "import os; print(*sorted({'COLLECT_PASSWORD', 'COLLECT_SECRET', 'LAB', 'TOKEN'} & set(os.environ)))"
    )
    (given,) = follow_references([device(password=script(tmp_path, code), secret="env:LAB")])
    assert given.password == "TOKEN"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; print('locked', file=sys.stderr); sys.exit(3)", "ended with status 3: locked"),
        ("import sys; sys.exit(1)", "ended with status 1"),
        ("", "it is empty"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "it is not UTF-8"),
        ("import time; time.sleep(60)", "it took longer than 0 s"),
    ],
)
def test_a_password_manager_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    if "sleep" in code:
        monkeypatch.setattr(sources, "CMD_TIMEOUT", 0.2)
    said = problem(script(tmp_path, code))
    assert said.startswith(f"cmd:{sys.executable} …: {message}; it is the password of R1")


@pytest.mark.parametrize("secret", ["lab\rreload", "lab\x1b[A", "lab\x00", "lab\x03"])
def test_a_secret_that_would_type_more_than_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    said = "it contains a line break or another control character"
    kept = tmp_path / "lab"
    kept.write_bytes(secret.encode())
    kept.chmod(0o600)
    assert said in problem(f"file:{kept}")
    assert said in problem(script(tmp_path, f"import sys; sys.stdout.write({secret!r})"))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert said in problem("systemd:lab")
    if "\0" not in secret:
        monkeypatch.setenv("LAB", secret)
        assert said in problem("env:LAB")


def test_a_variable_that_is_no_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB", "lab\udcff")
    assert problem("env:LAB") == "env:LAB: it is not UTF-8; it is the password of R1"


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            {"environment": Credentials(password="lab\udcff")},
            "COLLECT_PASSWORD: the password cannot be used: it is not UTF-8",
        ),
        (
            {"environment": Credentials(secret="a\rreload")},
            "COLLECT_SECRET: the secret cannot be used: it contains a line break",
        ),
        (
            {"flags": Credentials(username="a\nreload")},
            "what was typed: the username cannot be used: it contains a line break",
        ),
    ],
)
def test_a_login_that_cannot_be_typed(layer: dict[str, Credentials], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        layered(device(), **layer)
    assert "reload" not in str(caught.value)


def test_a_program_that_is_not_there() -> None:
    assert problem("cmd:no-such-manager lab").startswith("cmd:no-such-manager …: cannot be run: No such file")
    assert "cannot be run" in problem("cmd:'unclosed")


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        if service == "locked":
            raise RuntimeError("hunter2")
        return CANARY if (service, username) == ("netcollect/prod", "lab") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture
def ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("ring")
def test_a_keyring() -> None:
    assert one("keyring:netcollect/prod/lab") == CANARY
    assert problem("keyring:netcollect/prod/other") == (
        "keyring:netcollect/prod/other: the keyring has no such entry; it is the password of R1 "
        "(keyring set netcollect/prod other)"
    )
    assert "the keyring cannot be read: RuntimeError" in problem("keyring:locked/lab")
    assert "hunter2" not in problem("keyring:locked/lab")


def test_the_keyring_package_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert problem("keyring:a/b").endswith("(pip install 'netcollect[keyring]')")


def test_a_credential_of_a_systemd_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    assert "$CREDENTIALS_DIRECTORY is not set" in problem("systemd:lab")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert "cannot be read: No such file" in problem("systemd:lab")
    (tmp_path / "lab").write_text(f"{CANARY}\n")
    assert one("systemd:lab") == CANARY


def test_what_is_asked_is_asked_once_for_all(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(what: str) -> str:
        asked.append(what)
        return f"answer {len(asked)}"

    devices = [
        device("R1", password="prompt", secret="prompt"),
        device("R2", password="prompt"),
        device("R3", password="prompt:core routers"),
    ]
    given = follow_references(devices, ask)
    assert asked == ["Password", "Secret", "Password for core routers"]
    assert [each.password for each in given] == ["answer 1", "answer 1", "answer 3"]
    assert given[0].secret == "answer 2"


def test_nobody_is_asked_when_something_else_is_missing() -> None:
    devices = [device("R1", password="prompt"), device("R2", password="env:NONE_SUCH")]
    with pytest.raises(InputError, match="env:NONE_SUCH"):
        follow_references(devices, lambda _what: pytest.fail("asked in vain"))


def test_without_anybody_to_ask() -> None:
    assert problem("prompt") == (
        "prompt: there is no one to ask; it is the password of R1 "
        "(run it on a terminal, or name another source)"
    )


def test_all_that_is_missing_is_told_at_once_with_who_needs_it() -> None:
    devices = [device(f"R{n}", password="env:NONE_SUCH", secret="file:/none/such") for n in range(5)]
    with pytest.raises(InputError) as caught:
        follow_references(devices)
    assert [str(each) for each in caught.value.problems] == [
        "env:NONE_SUCH: the variable is not set; it is the password of 5 devices (R0, R1, R2, …)",
        "file:/none/such: cannot be read: No such file or directory; "
        "it is the secret of 5 devices (R0, R1, R2, …)",
    ]


def test_each_reference_is_followed_once(tmp_path: Path) -> None:
    counter = tmp_path / "calls"
    manager = script(tmp_path, f"open({str(counter)!r}, 'a').write('x'); print('lab')")
    given = follow_references([device(f"R{n}", password=manager) for n in range(20)])
    assert {each.password for each in given} == {"lab"}
    assert counter.read_text() == "x"


def test_devices_without_references_stay_as_they_are() -> None:
    devices = [device(password="lab"), device("R2")]
    assert follow_references(devices) == devices


def layered(own: Device, **layers: Credentials) -> Device:
    nothing = Credentials()
    (given,) = apply_credentials(
        [own],
        flags=layers.get("flags", nothing),
        environment=layers.get("environment", nothing),
        job=layers.get("job", nothing),
    )
    (given,) = follow_references([given])
    return given


def test_only_what_is_needed_is_followed() -> None:
    own = device(password="env:NONE_SUCH")
    assert layered(own, flags=Credentials(password="typed")).password == "typed"


@pytest.mark.parametrize("layer", ["flags", "environment"])
def test_what_was_typed_or_stands_in_a_variable_is_the_password_itself(layer: str) -> None:
    assert layered(device(), **{layer: Credentials(password="env:HOME")}).password == "env:HOME"


def test_a_job_file_says_where_a_password_is_and_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB", "lab")
    job = Credentials(password="env:LAB", username="env:LAB")
    assert layered(device(), job=job).password == "lab"
    assert layered(device(), job=job).username == "lab"
    assert layered(device(password="own"), job=job).password == "own"
    assert layered(device(), job=job, environment=Credentials(password="variable")).password == "variable"


def test_the_variables_that_hold_secrets() -> None:
    devices = [device(password="env:A", secret="file:/x"), device("R2", username="env:B")]
    assert variables_of(devices) == {"A", "B", "COLLECT_PASSWORD", "COLLECT_SECRET"}
    others = Credentials(password="env:C"), Bastion(host="gate", passphrase="env:D", password="plain:env:E")
    assert variables_of(devices, *others) == {"A", "B", "C", "D", "COLLECT_PASSWORD", "COLLECT_SECRET"}


def test_references_of_bastions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, however many devices are behind it, and a bare `prompt` says which bastion it is for."""
    monkeypatch.setenv("GATE", "own")
    jump = (
        Bastion(host="gate", username="env:GATE", password="env:GATE"),
        Bastion(host="b", password="prompt", passphrase="plain:prompt"),
        Bastion(host="c"),
    )
    fleet = [replace(device(name, password="prompt"), jump=jump) for name in ("R1", "R2")]
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return question.lower()

    found = follow_references(fleet, ask)
    assert asked == ["Password", "Password for the bastion b"]
    assert (
        found[0].jump
        == found[1].jump
        == (
            Bastion(host="gate", username="own", password="own"),
            Bastion(host="b", password="password for the bastion b", passphrase="prompt"),
            Bastion(host="c"),
        )
    )
    assert variables_of(fleet) >= {"GATE"}
    monkeypatch.delenv("GATE")
    with pytest.raises(InputError) as caught:
        follow_references(fleet, ask)
    assert "it is the password of the bastion gate" in str(caught.value)
