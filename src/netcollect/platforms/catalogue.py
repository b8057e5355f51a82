"""All families, and which platform belongs to which: the one rule for a platform's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from netcollect.errors import InputError
from netcollect.platforms.family import Family
from netcollect.platforms.sheet import Head, decode_own, family_from, phrases, read_head, read_sheet

Transport = Literal["ssh", "telnet", "serial"]
Own = tuple[tuple[str, str], ...]
"""A site's own files: the name of each, and its content as JSON. Plain text, so that it hashes and pickles.

Examples:
    >>> [family for family, content in load_platform_files("platforms")]
    ['cisco_ios']
"""

DATA = Path(__file__).parent / "data"
#: The family of a platform that is in no file: what a library user may have added to netmiko.
UNLISTED = "common"
_TRANSPORTS: tuple[Transport, ...] = ("ssh", "telnet", "serial")
_KINDS = (*_TRANSPORTS, "bare")
#: A serial console is reached over TCP, through the SSH or the raw port of a console server.
_PORTS: dict[Transport, int] = {"ssh": 22, "telnet": 23, "serial": 22}


class Platform(NamedTuple):
    """What the name of a platform says: `base` is the name without its transport."""

    name: str
    base: str
    family: str
    transport: Transport
    port: int


class Catalogue:
    """Families by name, each read when it is first asked for."""

    def __init__(self, files: Iterable[Path], own: Own = ()) -> None:
        """Reads how the files begin.

        Args:
            files: a file a family.
            own: what extends these families and adds others; a platform that they list moves to them.

        Raises:
            InputError: a file is not in its form, or a platform is in two of them.
        """
        self._files = {path.stem: path for path in files}
        self._own = {name: decode_own(name, text) for name, text in own}
        self._heads: dict[str, Head] = {name: read_head(path) for name, path in self._files.items()}
        self._families: dict[str, Family] = {}
        self._homes: dict[str, str] = {}
        self.platforms = frozenset(
            platform for name, head in self._heads.items() for platform in self._members(name, head)
        )
        for name, sheet in self._own.items():
            self._heads.setdefault(name, Head(sheet.extends, sheet.members))
            for kind in _KINDS:
                self._homes.update(dict.fromkeys(phrases(getattr(sheet.members, kind)), name))

    @property
    def names(self) -> tuple[str, ...]:
        """The families."""
        return tuple(sorted(self._heads))

    def home(self, base: str) -> str:
        """The family of a platform's name without its transport."""
        return self._homes.get(base, UNLISTED)

    def lists(self, base: str) -> bool:
        """Whether a file lists the platform."""
        return base in self._homes

    def family(self, name: str) -> Family:
        """A family, with what it inherits.

        Raises:
            InputError: its file, or one that it extends, is not as it should be.
        """
        if name not in self._families:
            parent = self._heads[name].extends
            family = self.family(parent) if parent else Family(name="")
            if name in self._files:
                family = family_from(name, read_sheet(self._files[name]), family)
            if name in self._own:
                family = family_from(name, self._own[name], family)
            self._families[name] = family
        return self._families[name]

    def _members(self, name: str, head: Head) -> Iterable[str]:
        """The platforms of a family; notes whose they are."""
        for kind in _KINDS:
            for base in phrases(getattr(head.members, kind)):
                if self._homes.setdefault(base, name) != name:
                    raise InputError.of(str(self._files[name]), f"{base} is in {self._homes[base]} already")
                if kind in ("ssh", "bare"):
                    yield base
                if kind != "bare":
                    yield f"{base}_{kind}"


@cache
def shipped() -> Catalogue:
    """The families that netcollect brings along."""
    return Catalogue(sorted(DATA.glob("*.yaml")))


@lru_cache(maxsize=16)
def _taught(own: Own) -> Catalogue:
    return Catalogue(sorted(DATA.glob("*.yaml")), own) if own else shipped()


#: The catalogue of the job that runs here: a thread or a process may work for several.
_CURRENT: ContextVar[Own] = ContextVar("own_platform_files", default=())


@contextmanager
def taught(own: Own) -> Iterator[None]:
    """Inside, families are what a site's own files make of them, in this thread."""
    token = _CURRENT.set(own)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def own_files() -> Own:
    """What is taught here."""
    return _CURRENT.get()


def current_catalogue() -> Catalogue:
    """The families as they are here: netcollect's, with what the files of the site add (see `taught`)."""
    return _taught(_CURRENT.get())


def platform_of(name: str) -> Platform:
    """What netmiko's `device_type` says: family, transport and default port.

    The last word of a name is its transport if it is one; what stands in front of it is in the file of one
    family, and of `common` if it is in none.
    """
    return _platform(name, current_catalogue())


@lru_cache(maxsize=2048)
def _platform(name: str, families: Catalogue) -> Platform:
    base, transport = name, _TRANSPORTS[0]
    for each in _TRANSPORTS:
        if name.endswith(f"_{each}"):
            base, transport = name.removesuffix(f"_{each}"), each
    return Platform(name, base, families.home(base), transport, _PORTS[transport])


def family_of(platform: str) -> Family:
    """The family of a platform, netmiko's `device_type`."""
    families = current_catalogue()
    return families.family(_platform(platform, families).family)


def known_platforms() -> frozenset[str]:
    """Every `device_type` that netmiko has a driver for, without importing it."""
    return shipped().platforms
