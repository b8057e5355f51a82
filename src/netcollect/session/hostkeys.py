"""Checks that a device has the key it had before: OpenSSH's known_hosts, read once, written under a lock."""

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import hmac
import os
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from io import FileIO
from pathlib import Path

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import HostKeys

#: Where OpenSSH keeps the keys that the user accepted; `collect` writes there too, unless told otherwise.
USER_FILE = "~/.ssh/known_hosts"
#: How long to wait for another process's lock before appending a line anyway (seconds).
LOCK_WAIT = 1.0

#: What would end a name in known_hosts, or make a pattern of it.
_NOT_IN_A_NAME = re.compile(r"[^\w.:%\[\]-]")


@dataclass(frozen=True, slots=True)
class Key:
    """A host key: its type (`ssh-ed25519`) and its wire form."""

    type: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """The fingerprint as OpenSSH shows it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")


def address_name(host: str, port: int, *, via: str = "") -> str:
    """A device's name in known_hosts: `host`, or `[host]:port` if the port is not 22 (sshd(8)).

    Behind the bastions `via`, the last one first, it is `[host%via]:port`: private networks overlap, so an
    address says who it is only together with the bastion, as a link-local one only with its interface.
    """
    host = host.lower()
    if via:
        return f"[{host}%{_NOT_IN_A_NAME.sub('_', via.lower())}]:{port}"
    return host if port == 22 else f"[{host}]:{port}"


@dataclass
class _Entries:
    """A parsed file: plain names in a dict, so that a look-up costs the same with 10,000 entries."""

    plain: dict[str, list[Key]] = field(default_factory=dict)
    hashed: list[tuple[bytes, bytes, Key]] = field(default_factory=list)
    patterns: list[tuple[list[str], Key]] = field(default_factory=list)
    revoked: set[bytes] = field(default_factory=set)

    def add(self, line: str) -> None:
        fields = line.split()
        marker = fields.pop(0) if fields and fields[0].startswith("@") else ""
        if len(fields) < 3 or fields[0].startswith("#"):
            return
        # OpenSSH ignores a line that makes no sense too.
        with suppress(ValueError):
            key = Key(fields[1], base64.b64decode(fields[2], validate=True))
            if marker == "@revoked":
                self.revoked.add(key.blob)
            elif not marker:
                self._place(fields[0], key)

    def _place(self, names: str, key: Key) -> None:
        if names.startswith("|1|"):
            salt, digest = (base64.b64decode(part) for part in names[3:].split("|", 1))
            self.hashed.append((salt, digest, key))
        elif any(mark in names for mark in "*?!"):
            self.patterns.append((names.lower().split(","), key))
        else:
            for name in names.lower().split(","):
                self.plain.setdefault(name, []).append(key)

    def find(self, name: str) -> list[Key]:
        found = list(self.plain.get(name, ()))
        found += [key for names, key in self.patterns if _matches(names, name)]
        for salt, digest, key in self.hashed:
            if hmac.compare_digest(hmac.digest(salt, name.encode(), "sha1"), digest):
                found.append(key)
        return found


def _matches(patterns: list[str], name: str) -> bool:
    # Square brackets are literal in known_hosts, and a set in fnmatch.
    def hit(pattern: str) -> bool:
        return fnmatchcase(name, pattern.replace("[", "[[]"))

    if any(hit(pattern[1:]) for pattern in patterns if pattern.startswith("!")):
        return False
    return any(hit(pattern) for pattern in patterns if not pattern.startswith("!"))


def _lock_for_a_moment(file: FileIO) -> None:
    """Locks the file, or goes on without a lock: a line is appended in one write, so none is lost.

    A process that holds the lock for long, perhaps because it is stopped, must not hold up every session.
    """
    until = time.monotonic() + LOCK_WAIT
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() >= until:
            return
        time.sleep(0.02)


class KnownHosts:
    """One known_hosts file; safe to share between threads, and between processes through a file lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._entries = _Entries()
        # The file's inode, and how many of its bytes were read; other processes append after them.
        self._read: tuple[int, int] | None = None
        # Each session asks twice, and each hashed name in the file costs a digest.
        self._found: dict[str, list[Key]] = {}

    def find(self, name: str, *, again: bool = False) -> list[Key]:
        """The keys that were stored for a device; `name` as `address_name` gives it.

        Args:
            name: the device.
            again: read what was added to the file since.

        Raises:
            OSError: the file exists but cannot be read.
        """
        with self._lock:
            if again or self._read is None:
                self._load()
            if name not in self._found:
                self._found[name] = self._entries.find(name)
            return self._found[name]

    def is_revoked(self, key: Key) -> bool:
        """Whether the part of the file read so far marks the key `@revoked`."""
        with self._lock:
            return key.blob in self._entries.revoked

    def store(self, name: str, key: Key) -> list[Key]:
        """Adds a key seen for the first time, and gives what is now stored for the device.

        If a parallel session or run met the device first, that is the key it stored, and nothing is added.

        Raises:
            OSError: the file cannot be written.
        """
        line = f"{name} {key.type} {base64.b64encode(key.blob).decode()}\n".encode()
        with self._lock:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "rb", buffering=0) as file:
                _lock_for_a_moment(file)
                self._read_on(file)
                if found := self._entries.find(name):
                    return found
                _append(file, line)
                self._read_on(file)
        return [key]

    def _load(self) -> None:
        try:
            with self.path.open("rb", buffering=0) as file:
                self._read_on(file)
        except FileNotFoundError:
            self._entries, self._read = _Entries(), (0, 0)
            self._found.clear()

    def _read_on(self, file: FileIO) -> None:
        """Reads what was appended since the last read, or all of a file that was replaced or shortened."""
        status = os.fstat(file.fileno())
        number, size = self._read or (0, 0)
        if number != status.st_ino or status.st_size < size:
            self._entries, size = _Entries(), 0
        file.seek(size)
        new = file.readall()
        for line in new.decode("utf-8", "replace").split("\n"):
            self._entries.add(line)
        self._read = status.st_ino, size + len(new)
        self._found.clear()


def _append(file: FileIO, line: bytes) -> None:
    descriptor = file.fileno()
    size = os.fstat(descriptor).st_size
    # A last line without a line end would swallow ours.
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        line = b"\n" + line
    if os.write(descriptor, line) < len(line):
        # Half a key would be a wrong key.
        os.ftruncate(descriptor, size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


_opened: dict[Path, KnownHosts] = {}
_opening = threading.Lock()


def _fresh_lock() -> None:
    global _opening  # noqa: PLW0603 (a forked child may inherit a lock that nobody will release)
    _opening = threading.Lock()
    _opened.clear()


os.register_at_fork(after_in_child=_fresh_lock)


def known_hosts(path: str | None) -> KnownHosts:
    """The file, read once per process however many sessions ask; None stands for the user's own."""
    where = Path(path or USER_FILE).expanduser().absolute()
    with _opening:
        return _opened.setdefault(where, KnownHosts(where))


def known_types(known: KnownHosts, host: str, port: int, policy: HostKeys, *, via: str = "") -> list[str]:
    """The types of the keys that are stored for a device.

    Raises:
        DeviceError: `host_key_unknown`: the file cannot be read.
    """
    if HostKeys(policy) is HostKeys.OFF:
        return []
    try:
        stored = known.find(address_name(host, port, via=via)) or known.find(address_name(host, port))
        return [key.type for key in stored]
    except OSError as error:
        raise _unusable(f"{known.path} cannot be read", error) from None


def check(known: KnownHosts, host: str, port: int, key: Key, policy: HostKeys, *, via: str = "") -> None:
    """Accepts the key before any credential is sent, and stores it if the policy says so.

    Behind bastions the key counts as known, too, if it is stored for the address alone, as OpenSSH does it.

    Raises:
        DeviceError: `host_key_changed` or `host_key_unknown`.
    """
    # A library user may pass the plain word.
    policy = HostKeys(policy)
    if policy is HostKeys.OFF:
        return
    name = address_name(host, port, via=via)
    try:
        # Look again before calling a key unknown or changed: the user or another run may have added it.
        stored = known.find(name, again=key not in known.find(name))
        if not stored and key in known.find(address_name(host, port)):
            stored = [key]
    except OSError as error:
        raise _unusable(f"{known.path} cannot be read", error) from None
    if known.is_revoked(key):
        message = f"{name} shows the key {key.fingerprint}, which {known.path} marks @revoked"
        hint = "do not log in until the device's owner has explained it"
        raise DeviceError(ErrorKind.HOST_KEY_CHANGED, message, hint)
    if not stored and policy is HostKeys.ACCEPT_NEW:
        try:
            stored = known.store(name, key)
        except OSError as error:
            raise _unusable(f"the key of {name} cannot be stored in {known.path}", error) from None
    if key not in stored:
        raise _not_trusted(known, name, key, is_changed=bool(stored))


def _not_trusted(known: KnownHosts, name: str, key: Key, *, is_changed: bool) -> DeviceError:
    shown = f"{name} shows the {key.type} key {key.fingerprint}"
    if is_changed:
        return DeviceError(
            ErrorKind.HOST_KEY_CHANGED,
            f"{shown}, but {known.path} holds another",
            f"was the device replaced? then ssh-keygen -R '{name}' -f {known.path}; if not, do not log in",
        )
    return DeviceError(
        ErrorKind.HOST_KEY_UNKNOWN,
        f"{shown}, which {known.path} does not hold",
        "add it there after checking it on the device's console, or use --host-keys accept-new",
    )


def _unusable(what: str, error: OSError) -> DeviceError:
    return DeviceError(
        ErrorKind.HOST_KEY_UNKNOWN,
        f"{what}: {error.strerror}",
        "fix the file, name another with --known-hosts, or use --host-keys off",
    )
