"""Known hosts in OpenSSH's format."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import os
import stat
import threading
from os import write
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import HostKeys
from netcollect.session import hostkeys
from netcollect.session.hostkeys import Key, KnownHosts, address_name, check, known_hosts, known_types

KEY, OTHER = Key("ssh-ed25519", b"blob one"), Key("ssh-ed25519", b"blob two")


def line(names: str, key: Key = KEY) -> str:
    return f"{names} {key.type} {base64.b64encode(key.blob).decode()} comment\n"


def hashed(name: str) -> str:
    salt = b"0123456789abcdef0123"
    digest = hmac.digest(salt, name.encode(), hashlib.sha1)
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


def file(tmp_path: Path, text: str) -> KnownHosts:
    path = tmp_path / "known_hosts"
    path.write_text(text)
    return KnownHosts(path)


def kind(known: KnownHosts, key: Key, policy: HostKeys, host: str = "r1", port: int = 22) -> ErrorKind | None:
    try:
        check(known, host, port, key, policy)
    except DeviceError as error:
        return error.kind
    return None


@pytest.mark.parametrize(
    ("host", "port", "name"),
    [("R1", 22, "r1"), ("r1", 2222, "[r1]:2222"), ("2001:db8::1", 22, "2001:db8::1")],
)
def test_how_a_device_is_called(host: str, port: int, name: str) -> None:
    assert address_name(host, port) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (line("r1"), "r1"),
        (line("R1,192.0.2.1"), "r1"),
        (line("[r1]:2222"), "[r1]:2222"),
        (line(hashed("r1")), "r1"),
        (line(hashed("[r1]:2222")), "[r1]:2222"),
        (line("*.example.net,!bad.example.net"), "r1.example.net"),
        (line("[r?]:2222"), "[r1]:2222"),
        ("# comment\n\nnonsense\nr1 ssh-rsa ???\n" + line("r1"), "r1"),
        (line("|1|only") + line("|1|x|y") + line("|2|a|b") + line("r1"), "r1"),
        (line("r0").replace("comment", "a\fcomment\u2028with words") + line("r1"), "r1"),
        (line("r1").replace("\n", "\r\n") + line("r0"), "r1"),
        ("  " + line("r1").rstrip(), "r1"),
    ],
)
def test_entries_that_match(tmp_path: Path, text: str, name: str) -> None:
    assert file(tmp_path, text).find(name) == [KEY]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (line("r1"), "[r1]:2222"),
        (line("r10"), "r1"),
        (line(hashed("r2")), "r1"),
        (line("*.example.net,!bad.example.net"), "bad.example.net"),
        (line("@cert-authority r1"), "r1"),
    ],
)
def test_entries_that_do_not(tmp_path: Path, text: str, name: str) -> None:
    assert file(tmp_path, text).find(name) == []


def test_policies(tmp_path: Path) -> None:
    known = file(tmp_path, line("r1"))
    assert kind(known, KEY, HostKeys.STRICT) is None
    assert kind(known, OTHER, HostKeys.ACCEPT_NEW) is ErrorKind.HOST_KEY_CHANGED
    # Of another type too, where OpenSSH would take it for new: an impostor may choose the type.
    assert kind(known, Key("ssh-rsa", b"blob"), HostKeys.ACCEPT_NEW) is ErrorKind.HOST_KEY_CHANGED
    assert kind(known, OTHER, HostKeys.OFF) is None
    assert kind(known, OTHER, "off") is None  # type: ignore[arg-type]
    assert kind(known, KEY, HostKeys.STRICT, "r2") is ErrorKind.HOST_KEY_UNKNOWN
    assert kind(known, KEY, HostKeys.ACCEPT_NEW, "r2", 2222) is None
    assert kind(known, OTHER, HostKeys.ACCEPT_NEW, "r2", 2222) is ErrorKind.HOST_KEY_CHANGED
    assert KnownHosts(known.path).find("[r2]:2222") == [KEY]


def test_behind_a_bastion_an_address_has_a_name_of_its_own(tmp_path: Path) -> None:
    known = file(tmp_path, line("10.0.0.1"))
    assert address_name("10.0.0.1", 22, via="Gate*,x%[2001:db8::1]:2222") == (
        "[10.0.0.1%gate__x%[2001:db8::1]:2222]:22"
    )
    # What OpenSSH has stored for the address counts; another key there is another network's.
    assert known_types(known, "10.0.0.1", 22, HostKeys.STRICT, via="gate") == [KEY.type]
    check(known, "10.0.0.1", 22, KEY, HostKeys.STRICT, via="gate")
    check(known, "10.0.0.1", 22, OTHER, HostKeys.ACCEPT_NEW, via="other")
    assert KnownHosts(known.path).find("[10.0.0.1%other]:22") == [OTHER]
    with pytest.raises(DeviceError, match="1%other"):
        check(known, "10.0.0.1", 22, KEY, HostKeys.ACCEPT_NEW, via="other")
    revoked = file(tmp_path, line("10.0.0.1") + "@revoked " + line("*"))
    with pytest.raises(DeviceError, match="revoked"):
        check(revoked, "10.0.0.1", 22, KEY, HostKeys.ACCEPT_NEW, via="gate")


def test_a_revoked_key_is_refused(tmp_path: Path) -> None:
    known = file(tmp_path, "@revoked " + line("*"))
    assert kind(known, KEY, HostKeys.ACCEPT_NEW) is ErrorKind.HOST_KEY_CHANGED


def test_a_new_file_is_private_and_a_missing_line_end_is_mended(tmp_path: Path) -> None:
    known = KnownHosts(tmp_path / "a" / "known_hosts")
    known.store("r1", KEY)
    assert stat.S_IMODE(known.path.stat().st_mode) == 0o600
    known.path.write_text(line("r0").rstrip())
    known.store("r2", KEY)
    assert [len(KnownHosts(known.path).find(name)) for name in ("r0", "r2")] == [1, 1]


def test_parallel_writers_lose_nothing_and_write_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    names = [f"r{number}" for number in range(30)]
    begin = threading.Barrier(8)

    def store() -> None:
        # An object of its own, as another process would have.
        known = KnownHosts(path)
        begin.wait()
        for name in names:
            known.store(name, KEY)

    threads = [threading.Thread(target=store) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(line.split()[0] for line in path.read_text().splitlines()) == sorted(names)
    assert all(KnownHosts(path).find(name) == [KEY] for name in names)


@pytest.mark.parametrize("of", ["directory", "below-a-file", "dangling-link"])
@pytest.mark.parametrize("policy", list(HostKeys))
def test_a_file_that_cannot_be_used_stops_all_but_off(tmp_path: Path, of: str, policy: HostKeys) -> None:
    path = tmp_path / "known_hosts"
    if of == "directory":
        path.mkdir()
    elif of == "below-a-file":
        path.touch()
        path /= "known_hosts"
    else:
        path.symlink_to(tmp_path / "no" / "such")
    known = KnownHosts(path)
    expected = None if policy is HostKeys.OFF else ErrorKind.HOST_KEY_UNKNOWN
    # The second time too: what could not be stored is not known.
    assert [kind(known, KEY, policy) for _ in range(2)] == [expected] * 2
    assert known_types_kind(known, policy) is (None if of == "dangling-link" else expected)


def known_types_kind(known: KnownHosts, policy: HostKeys) -> ErrorKind | None:
    try:
        assert known_types(known, "r1", 22, policy) == []
    except DeviceError as error:
        return error.kind
    return None


def test_a_full_disk_leaves_no_half_key(tmp_path: Path, mocker: MockerFixture) -> None:
    known = file(tmp_path, line("r0"))
    before = known.path.read_bytes()
    mocker.patch.object(os, "write", lambda descriptor, data: write(descriptor, data[:20]))
    assert [kind(known, KEY, HostKeys.ACCEPT_NEW) for _ in range(2)] == [ErrorKind.HOST_KEY_UNKNOWN] * 2
    assert known.path.read_bytes() == before


def test_a_link_stays_one(tmp_path: Path) -> None:
    target, path = tmp_path / "target", tmp_path / "known_hosts"
    target.write_text(line("r0"))
    path.symlink_to(target)
    assert kind(KnownHosts(path), KEY, HostKeys.ACCEPT_NEW) is None
    assert path.is_symlink()
    assert KnownHosts(target).find("r1") == [KEY]


def test_who_comes_second_stores_nothing(tmp_path: Path) -> None:
    """Two runs have both read the file; what the first one saw of a device counts for the second one too."""
    first, second = file(tmp_path, line("r0")), KnownHosts(tmp_path / "known_hosts")
    assert first.find("r1") == second.find("r1") == []
    assert kind(first, KEY, HostKeys.ACCEPT_NEW) is None
    assert second.store("r1", OTHER) == [KEY]
    assert kind(second, OTHER, HostKeys.ACCEPT_NEW) is ErrorKind.HOST_KEY_CHANGED
    assert kind(second, KEY, HostKeys.ACCEPT_NEW) is None
    assert first.path.read_text().count("\n") == 2


def test_a_mended_file_is_seen_before_anything_is_refused(tmp_path: Path) -> None:
    """A process may outlive many runs: a cluster's worker, a service that uses the library."""
    known = file(tmp_path, line("r1", OTHER) + line("r0"))
    assert kind(known, KEY, HostKeys.STRICT) is ErrorKind.HOST_KEY_CHANGED
    mended = tmp_path / "mended"
    mended.write_text(line("r0"))
    mended.replace(known.path)
    assert kind(known, KEY, HostKeys.STRICT) is ErrorKind.HOST_KEY_UNKNOWN
    known.path.write_text(line("r0") + line("r1"))
    assert kind(known, KEY, HostKeys.STRICT) is None
    known.path.unlink()
    assert kind(known, OTHER, HostKeys.STRICT) is ErrorKind.HOST_KEY_UNKNOWN


def test_one_file_is_read_once(tmp_path: Path) -> None:
    path = str(tmp_path / "known_hosts")
    assert known_hosts(path) is known_hosts(path)
    assert known_hosts(None).path == Path("~/.ssh/known_hosts").expanduser()


def test_a_fingerprint_is_as_openssh_shows_it() -> None:
    assert KEY.fingerprint == "SHA256:" + base64.b64encode(
        hashlib.sha256(b"blob one").digest()
    ).decode().rstrip("=")


def test_a_lock_that_is_never_released_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session's clock cannot end a wait for a lock."""
    monkeypatch.setattr(hostkeys, "LOCK_WAIT", 0.0)
    known = file(tmp_path, line("r2"))
    with known.path.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        known.store("r1", KEY)
    assert KnownHosts(known.path).find("r1") == KnownHosts(known.path).find("r2") == [KEY]
