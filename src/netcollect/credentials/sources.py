"""References → secrets: each distinct one is followed once, and all failures are reported together."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from netcollect.errors import InputError, Problem
from netcollect.references import Reference, secret_objection
from netcollect.text import listed, plural

#: How long a password manager may take (seconds), and how many are asked at a time.
CMD_TIMEOUT = 60.0
_AT_A_TIME = 8
#: A secret is short; this keeps a wrong path from being read into memory.
_LARGEST = 64 * 1024
#: Variables that hold secrets of ours; no program that we start gets them.
OURS = frozenset({"COLLECT_PASSWORD", "COLLECT_SECRET"})

Ask = Callable[[str], str]


class Need(NamedTuple):
    """The devices that need a secret, and where it was first requested, if known."""

    names: list[str]
    place: str = ""


#: A part of a login (`password`), and where it comes from.
Key = tuple[str, Reference]
#: What is to be followed, and who needs it.
Wanted = Mapping[Key, Need]


class MissingError(Exception):
    """A secret could not be obtained; carries what happened and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint


def follow(wanted: Wanted, ask: Ask | None) -> dict[Key, str]:
    """The secrets behind references.

    Args:
        wanted: by part of a login (`password`) and reference, the devices that need it.
        ask: asks a person and gives the answer; None when there is nobody.

    Raises:
        InputError: with every secret that cannot be had, and who needs it; nobody was asked then.
    """
    prompts = [key for key in wanted if key[1].source == "prompt"]
    outcomes = _outcomes(wanted)
    if ask is None:
        nobody = MissingError("there is no one to ask", "run it on a terminal, or name another source")
        outcomes |= dict.fromkeys(prompts, nobody)
    found = _found(outcomes, wanted)
    return found | {key: ask(_question(*key)) for key in prompts} if ask else found


def _found(outcomes: Mapping[Key, str | MissingError], wanted: Wanted) -> dict[Key, str]:
    """The secrets, if none is missing."""
    missing = ((key, outcome) for key, outcome in outcomes.items() if isinstance(outcome, MissingError))
    if problems := tuple(_problem(key, error, wanted[key]) for key, error in missing):
        raise InputError(problems)
    return {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, str)}


def _question(part: str, reference: Reference) -> str:
    return f"{part.capitalize()} for {reference.rest}" if reference.rest else part.capitalize()


def _outcomes(wanted: Wanted) -> dict[Key, str | MissingError]:
    """The result of following each reference, in order; never prompts."""
    environment = _environment(wanted)
    # Password managers take their time, and devices may each have their own call.
    pool = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="collect-secret")
    try:
        getters: dict[Key, Callable[[], str | MissingError]] = {}
        for key in wanted:
            _, reference = key
            if reference.source == "cmd":
                getters[key] = pool.submit(_tried, _from_command, reference.rest, environment).result
            elif reference.source in SOURCES:
                getters[key] = partial(_tried, SOURCES[reference.source], reference.rest)
        return {key: get() for key, get in getters.items()}
    finally:
        # Who is interrupted waits neither for those that run nor for those that have not begun.
        pool.shutdown(wait=False, cancel_futures=True)


def _environment(wanted: Wanted) -> dict[str, str]:
    """What a program that we start may know: our environment without the secrets in it."""
    secret = {reference.rest for _, reference in wanted if reference.source == "env"}
    return {name: value for name, value in os.environ.items() if name not in OURS | secret}


def _tried(get: Callable[..., str], *arguments: Any) -> str | MissingError:
    try:
        secret = get(*arguments)
    except MissingError as error:
        return error
    objection = secret_objection(secret)
    return MissingError(objection) if objection else secret


def _problem(key: Key, error: MissingError, need: Need) -> Problem:
    (part, reference), names = key, need.names
    where = f"{need.place}: {reference}" if need.place else f"{reference}"
    return Problem(where, f"{error.message}; it is the {part} of {called(names)}", error.hint)


def called(names: Sequence[str]) -> str:
    """Who needs a secret: a few devices by name, or their number and the first names."""
    return listed(names) if len(names) <= 3 else f"{plural(len(names), 'device')} ({listed(names)})"


def _from_environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise MissingError("the variable is not set" if value is None else "the variable is empty")
    return value


def _from_file(name: str) -> str:
    try:
        path = Path(name).expanduser()
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise MissingError("it is not a regular file")
            _check_mode(about, path)
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise MissingError(f"cannot be read: {error.strerror or error}") from None
    except (ValueError, RuntimeError) as error:
        raise MissingError(f"cannot be read: {error}") from None
    return _line(data, whole=True)


def _check_mode(about: os.stat_result, path: Path) -> None:
    """Refuses a file that others may use; one of root's, as on container platforms, may name a group."""
    mode = stat.S_IMODE(about.st_mode)
    if about.st_uid == os.geteuid():
        bad = mode & 0o077
    elif about.st_uid == 0:
        bad = mode & 0o027
    else:
        raise MissingError("it belongs to another user", f"chown {shlex.quote(str(path))}")
    if bad:
        raise MissingError(
            f"others may read or write it (mode {mode:04o})", f"chmod 600 {shlex.quote(str(path))}"
        )


def _from_command(line: str, environment: Mapping[str, str]) -> str:
    """The first line that a password manager prints; no shell is involved."""
    try:
        arguments = shlex.split(line)
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CMD_TIMEOUT,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise MissingError(f"it took longer than {CMD_TIMEOUT:.0f} s") from None
    except (OSError, ValueError) as error:
        raise MissingError(f"cannot be run: {getattr(error, 'strerror', None) or error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        raise MissingError(f"ended with status {done.returncode}{': ' if said else ''}{said}")
    return _line(done.stdout, whole=False)


def _from_keyring(rest: str) -> str:
    service, _, user = rest.rpartition("/")
    try:
        import keyring  # noqa: PLC0415 (an extra, and slow to import)
    except ImportError:
        raise MissingError(
            "the keyring package is not installed", "pip install 'netcollect[keyring]'"
        ) from None
    try:
        found = keyring.get_password(service, user)
    except Exception as error:  # noqa: BLE001 (each backend raises its own)
        raise MissingError(f"the keyring cannot be read: {type(error).__name__}") from None
    if not found:
        raise MissingError(
            "the keyring has no such entry", f"keyring set {shlex.quote(service)} {shlex.quote(user)}"
        )
    return str(found)


def _from_systemd(name: str) -> str:
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if not directory:
        raise MissingError("$CREDENTIALS_DIRECTORY is not set", f"LoadCredential={name}:… in the unit")
    try:
        # The directory is the service manager's own, and for this unit alone.
        with Path(directory, name).open("rb") as file:
            return _line(file.read(_LARGEST + 1), whole=True)
    except OSError as error:
        raise MissingError(f"cannot be read: {error.strerror or error}") from None


def _line(data: bytes, *, whole: bool) -> str:
    """The only line of the data, or its first, without the line break."""
    if len(data) > _LARGEST:
        raise MissingError(f"it is longer than {_LARGEST // 1024} kB: is it the right one?")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise MissingError("it is not UTF-8") from None
    line, _, rest = text.partition("\n")
    if whole and rest.strip():
        raise MissingError("it has more than one line")
    line = line.removesuffix("\r")
    if not line:
        raise MissingError("it is empty")
    return line


SOURCES: Mapping[str, Callable[[str], str]] = {
    "env": _from_environment,
    "file": _from_file,
    "keyring": _from_keyring,
    "systemd": _from_systemd,
    "plain": str,
}
