"""What the fixtures put on the machine, each with its removal: directories, processes, logins.

Everything carries the number of the test process in its name (`nc<pid>…`), so that two test runs do not
meet, and that the remains of a killed one can be told from what is still in use.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from integration.real.requirements import program

#: The beginning of every name that this process gives.
MINE = f"nc{os.getpid()}"

_NAME = re.compile(r"nc(\d+)(-\w+|r\d+|u\d+|probe)")
_TMP = Path("/tmp")  # pytest's own paths are too long: a unix socket's has at most 107 bytes
_numbers = count(1)


class NotReadyError(Exception):
    """Something that was started did not get where it should; the message holds what it said."""


def run(*argv: str | Path, stdin: str = "", within: float = 30) -> str:
    """What a command prints; `within` is seconds.

    Raises:
        NotReadyError: the command failed; the message holds what it said.
    """
    words = [str(word) for word in argv]
    words[0] = program(words[0]) or words[0]
    done = subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=within, check=False)
    if done.returncode != 0:
        raise NotReadyError(f"{' '.join(words)}: status {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def wait_until(holds: Callable[[], object], *, within: float, what: Callable[[], str]) -> None:
    """Polls until something holds.

    Raises:
        NotReadyError: it did not within that many seconds; the message is `what()`.
    """
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise NotReadyError(f"not within {within} s: {what()}")
        time.sleep(0.1)


@contextmanager
def scratch_directory() -> Iterator[Path]:
    """A short path that other users may enter; removed afterwards, and what dead runs left is too."""
    sweep()
    path = Path(tempfile.mkdtemp(prefix=f"{MINE}-", dir=_TMP))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def running(argv: Sequence[str | Path], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program in the foreground, its output in `log`; stopped with all that it started."""
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for pytest; the program goes when the fixture does
        )
    try:
        yield process
    finally:
        _stop(process.pid)
        process.wait()


@dataclass(frozen=True, slots=True)
class Account:
    """A login on this machine: `password` or the private `key` opens it."""

    name: str
    home: Path
    key: Path
    password: str = field(repr=False)


@contextmanager
def unix_account(scratch: Path, *, groups: Sequence[str] = (), profile: str = "") -> Iterator[Account]:
    """A login with bash as its shell; `profile` is what the shell runs at login."""
    name = f"{MINE}u{next(_numbers)}"
    # Random, for the machine may have an sshd of its own that faces a network.
    account = Account(name, scratch / name, scratch / f"{name}.key", f"lab-{secrets.token_hex(8)}")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", account.key)
    try:
        _make_user(account, groups)
        account.home.joinpath(".ssh").mkdir(parents=True)
        public = account.key.with_name(f"{name}.key.pub")
        account.home.joinpath(".ssh", "authorized_keys").write_text(public.read_text())
        account.home.joinpath(".bash_profile").write_text(profile)
        account.home.joinpath(".hushlogin").touch()
        for path in (account.home, *account.home.rglob("*")):
            shutil.chown(path, name, name)
        yield account
    finally:
        _remove_user(name)


def _make_user(account: Account, groups: Sequence[str]) -> None:
    options = ["--system", "--user-group", "--no-create-home", "--shell", program("bash") or "/bin/bash"]
    if groups:
        options += ["--groups", ",".join(groups)]
    _run_soon("useradd", *options, "--home-dir", str(account.home), account.name)
    _run_soon("chpasswd", stdin=f"{account.name}:{account.password}\n")


def _remove_user(name: str) -> None:
    if any(entry.pw_name == name for entry in pwd.getpwall()):
        _run_soon("userdel", name)


def _run_soon(*argv: str, stdin: str = "") -> None:
    """Tries again for a while: another program may hold the user database, or a session be ending."""
    deadline = time.monotonic() + 15
    while True:
        try:
            run(*argv, stdin=stdin)
        except NotReadyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def sweep() -> None:
    """Removes what test processes left that are no more; what belongs to a living one stays."""
    turn = os.open(_TMP, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two would remove the same things under each other's hands
        _sweep()
    finally:
        os.close(turn)


def _sweep() -> None:
    found = [path for path in _TMP.glob("nc*-*") if _is_left_over(path.name)]
    dead = [path for path in found if path.stat().st_uid == os.geteuid()]
    for pid in (pid for path in dead for pid in _recorded(path)):
        _stop(pid)
    for namespace in Path("/run/netns").glob("nc*"):
        if _is_left_over(namespace.name):
            run("ip", "netns", "delete", namespace.name)
    for entry in pwd.getpwall():
        if _is_left_over(entry.pw_name):
            _remove_user(entry.pw_name)
    for path in dead:
        shutil.rmtree(path, ignore_errors=True)


def _is_left_over(name: str) -> bool:
    found = _NAME.fullmatch(name)
    return found is not None and not Path("/proc", found[1]).exists()


def _recorded(directory: Path) -> Iterator[int]:
    """The processes whose pid files lie there; one that does not name the directory is somebody else's."""
    for file in directory.rglob("*.pid"):
        with suppress(OSError, ValueError):
            pid = int(file.read_text())
            if os.fsencode(directory) in Path("/proc", str(pid), "cmdline").read_bytes():
                yield pid


def _stop(pid: int) -> None:
    """Ends a process and its descendants: an sshd's sessions outlive it otherwise."""
    family = [pid, *descendants(pid)]
    for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        for member in filter(_is_alive, family):
            with suppress(ProcessLookupError):
                os.kill(member, number)
        deadline = time.monotonic() + patience
        while any(map(_is_alive, family)) and time.monotonic() < deadline:
            time.sleep(0.02)


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    parents = {child: parent for child, (_, parent) in _processes()}
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found[1:]


def _is_alive(pid: int) -> bool:
    with suppress(OSError):
        return _state(Path("/proc", str(pid), "stat"))[0] not in "ZX"
    return False


def _processes() -> Iterator[tuple[int, tuple[str, int]]]:
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it may have ended since
            yield int(file.parent.name), _state(file)


def _state(file: Path) -> tuple[str, int]:
    """State and parent, see proc(5); the program's name before them may hold blanks and parentheses."""
    state, parent, *_ = file.read_text(errors="replace").rpartition(")")[2].split()
    return state, int(parent)
