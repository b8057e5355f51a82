"""Where templates come from: directories of the user's own, then netcollect's few, then ntc-templates."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from netcollect.errors import InputError, Problem
from netcollect.rows import ttp
from netcollect.rows.index import Entry, read_index
from netcollect.rows.machine import Machine, compiled
from netcollect.text import release_of

#: How many commands are remembered with their templates: those of a fleet are few.
_MOST = 4096
#: When a line of an index fits a command, the surest first.
_FITS: tuple[Callable[[Entry, str], object], ...] = (
    lambda entry, command: entry.typed.match(command) or entry.is_named(command),
    lambda entry, command: entry.any_case.match(command),
)


class Directory(NamedTuple):
    """A directory with an index; `package` names it with the version of its content."""

    path: Path
    package: str
    entries: tuple[Entry, ...]
    own: bool

    def entry(self, platform: str, command: str, *, has_filter: bool) -> Entry | None:
        """The first line of the index that fits a command as it is typed, or else in any case of letters."""
        fit = [each for each in self.entries if each.is_for(platform) and has_filter <= each.has_filter]
        for fits in _FITS:
            for each in fit:
                if fits(each, command):
                    return each
        return None


class Found(NamedTuple):
    """The templates for a command, and where they are."""

    directory: Directory
    entry: Entry

    @property
    def paths(self) -> tuple[Path, ...]:
        """Their files."""
        return tuple(self.directory.path / name for name in self.entry.files)


class _Machines(threading.local):
    """A dictionary for each thread."""

    def __init__(self) -> None:
        self.here: dict[Path, Machine] = {}


class Library:
    """What `Templates` is to the rest of this room: it finds templates, and keeps them compiled."""

    def __init__(self, *directories: str | Path) -> None:
        self.own = tuple(_own(Path(each)) for each in directories)
        self._found: dict[tuple[str, str, bool], Found | None] = {}
        self._covered: dict[tuple[str, ...], bool] = {}
        self._machines = _Machines()

    def find(self, platforms: tuple[str, ...], command: str, *, has_filter: bool = False) -> Found | None:
        """The templates for a command: as it is typed, or else in any case of letters.

        Args:
            platforms: the names under which it is looked for, the most particular first.
            command: with one blank between two words.
            has_filter: only a template of the user's own that names a filter fits.
        """
        wanted = platforms[0], command, has_filter
        if wanted not in self._found:
            if len(self._found) >= _MOST:
                self._found.clear()
            self._found[wanted] = self._search(platforms, command, has_filter)
        return self._found[wanted]

    def covers(self, platforms: tuple[str, ...]) -> bool:
        """Whether there is any template under one of these names."""
        if platforms not in self._covered:
            entries = [entry for each in (*self.own, _ours(), _installed()) for entry in each.entries]
            self._covered[platforms] = any(entry.is_for(name) for entry in entries for name in platforms)
        return self._covered[platforms]

    def machine(self, path: Path) -> Machine:
        """This thread's machine of a template: textfsm's keep what they are about to record.

        Raises:
            InputError: the template is not as textfsm wants it.
        """
        machines = self._machines.here
        if path not in machines:
            machines[path] = compiled(path)
        return machines[path]

    def _search(self, platforms: tuple[str, ...], command: str, has_filter: bool) -> Found | None:
        directories = (*self.own, _ours()) if has_filter else (*self.own, _ours(), _installed())
        for directory in directories:
            for platform in platforms:
                entry = directory.entry(platform, command, has_filter=has_filter)
                if entry:
                    return Found(directory, entry)
        return None


class Templates(Library):
    r"""Templates by platform and command: directories of the user's own first, then ntc-templates.

    A directory has an `index` as ntc-templates has one. Environment and home directory are not looked at.
    Several threads may use it at a time. It can be pickled; a worker process opens the directories again.

    Raises:
        InputError: an index or a template of a directory is not as it should be; each place is named.

    Examples:
        >>> clock = "*15:11:00.123 UTC Mon Nov 23 2026\n"
        >>> found = parse("cisco_ios", "show clock", clock, templates=Templates())
        >>> found.template, found.rows[0]["timezone"]
        ('cisco_ios_show_clock.textfsm', 'UTC')
    """

    def __reduce__(self) -> tuple[Callable[..., Templates], tuple[Path, ...]]:
        return _once, tuple(each.path for each in self.own)

    @cached_property
    def version(self) -> str:
        """A short text that changes with any template, what reads them, and what netcollect knows of rows."""
        ours = Path(__file__).parent
        known = [*ours.glob("*.py"), *(ours.parent / "platforms" / "data").glob("*.yaml")]
        packages = filter(None, map(_place_of, ("textfsm", "ttp", "ntc_templates")))
        parts = (
            *map(_release_in, packages),
            _seen(_installed_in()),
            _digest((ours / "data").iterdir()),
            _digest(known),
            *(each.package for each in self.own),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def opened(templates: Templates | str | Path | None) -> Templates:
    """Templates, whichever way they were given; a directory is read again only when it has changed.

    Raises:
        InputError: as `Templates`.
    """
    if isinstance(templates, Templates):
        return templates
    if templates is None:
        return _standard()
    path = Path(templates)
    try:
        seen = tuple((each.name, each.stat().st_mtime_ns) for each in sorted(path.iterdir()))
    except OSError:
        seen = ()
    return _opened(path, seen)


@lru_cache(maxsize=16)
def _once(*paths: Path) -> Templates:
    """The same for all the work that a process is sent."""
    return Templates(*paths)


@lru_cache(maxsize=16)
def _opened(path: Path, _seen: tuple[tuple[str, int], ...]) -> Templates:
    return Templates(path)


@cache
def _standard() -> Templates:
    return Templates()


@cache
def _ours() -> Directory:
    """What netcollect brings for commands that ntc-templates has no template for, or one that loses rows."""
    path = Path(__file__).parent / "data"
    digest = _digest(path.iterdir())
    return Directory(path, f"netcollect {digest[:12]}", read_index(path / "index", trusted=True), own=False)


@cache
def _installed() -> Directory:
    """What ntc-templates brings."""
    path = _installed_in()
    entries = read_index(path / "index", trusted=True)
    return Directory(path, release_of("ntc-templates"), entries, own=False)


def _installed_in() -> Path:
    """The directory of ntc-templates; found without its `NTC_TEMPLATES_DIR`."""
    place = _place_of("ntc_templates")
    if place is None:
        raise InputError.of("ntc-templates", "is not installed", "pip install ntc-templates")
    return place / "templates"


def _place_of(package: str) -> Path | None:
    """The directory of a package, which is not imported; None when it is not installed."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


def _release_in(place: Path) -> str:
    """The release of an installed package: the name of what pip keeps beside it, which is fast to find."""
    return ", ".join(sorted(each.name for each in place.parent.glob(f"{place.name}-*-info")))


def _own(path: Path) -> Directory:
    """A user's directory, with every template compiled once: what is wrong is told at once.

    Raises:
        InputError: what is wrong with the index, or else with all templates.
    """
    entries = read_index(path / "index")
    files = sorted({name for entry in entries for name in entry.files})
    problems = [*_wrongly_joined(path / "index", entries), *_wrong(path / name for name in files)]
    if problems:
        raise InputError(tuple(problems))
    digest = _digest([path / "index", *(path / name for name in files)])
    return Directory(path, f"{path.resolve().name} {digest[:12]}", entries, own=True)


def _wrongly_joined(index: Path, entries: Iterable[Entry]) -> Iterator[Problem]:
    for entry in entries:
        if entry.is_ttp and len(entry.files) > 1:
            message = f"{':'.join(entry.files)}: TTP templates cannot be joined"
            yield Problem(str(index), message, "give each a line of its own")


def _wrong(templates: Iterable[Path]) -> Iterator[Problem]:
    for path in templates:
        try:
            (ttp.checked if path.suffix == ttp.SUFFIX else compiled)(path)
        except InputError as error:
            yield from error.problems


def _seen(directory: Path) -> str:
    """What changes when a file of an installed package does; reading a thousand takes as long as a query."""
    with os.scandir(directory) as entries:
        files = sorted((each.name, each.stat()) for each in entries if each.is_file())
    return repr([(name, seen.st_size, seen.st_mtime_ns) for name, seen in files])


def _digest(files: Iterable[Path]) -> str:
    """What changes when the name or content of a file does."""
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
