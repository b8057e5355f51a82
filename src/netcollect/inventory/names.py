"""Which names a device or group may have: names become file names, on any file system."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable

from netcollect.errors import InputError, Problem
from netcollect.secretkeys import without_password

MAX_CHARACTERS = 100
#: File systems count bytes, mostly 255; the rest is for suffixes.
MAX_BYTES = 200

# Microsoft, "Naming Files, Paths, and Namespaces": also with an extension, and with superscript digits.
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\..*)?\Z", re.IGNORECASE
)
# Unicode, Default_Ignorable_Code_Point, as far as `str.isprintable` lets it pass: joiners, fillers and
# variation selectors, which nobody sees and which file systems that fold case leave out.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
#: `-` begins an option, `.` hides a file, and the others mean something in `--limit` and its files.
_BEGINNINGS = (".", "-", "!", "@", "#", "~")
#: A run directory has this file beside the devices' own.
_TAKEN = frozenset({"manifest.json"})


def name_objection(name: str) -> str | None:
    """Why a device or group may not have this name, or None."""
    name = without_password(name)
    if not name or name != name.strip(" "):
        return f"the name {name[:20]!r} is empty, or begins or ends with a space"
    # str.isprintable: no control, format (bidi, zero width), surrogate or unassigned character, and no
    # separator but the blank.
    if not name.isprintable() or _UNSEEN.search(name):
        return f"the name {name[:20]!a} contains an invisible character"
    if len(name) > MAX_CHARACTERS or len(name.encode()) > MAX_BYTES:
        return f"the name {name[:20]!r}… is longer than {MAX_CHARACTERS} characters or {MAX_BYTES} bytes"
    return _beginning(name) or _content(name)


def _beginning(name: str) -> str | None:
    if name.startswith(_BEGINNINGS) or name.endswith("."):
        return f"the name {name!r} begins with one of {' '.join(_BEGINNINGS)} or ends with a dot"
    return None


def _content(name: str) -> str | None:
    if (found := _FORBIDDEN.search(name)) and not _is_ipv6(name):
        return f"the name {name!r} contains {found.group()!r}"
    if name.casefold() in _TAKEN or _RESERVED.match(name):
        return f"the name {name!r} is reserved, by a file of every run or by Windows"
    return None


def _is_ipv6(name: str) -> bool:
    """Whether a name is an IPv6 address; a device without a name goes by its address."""
    try:
        ipaddress.IPv6Address(name)
    except ValueError:
        return False
    return "%" not in name


def folded(name: str) -> str:
    """The form in which two names must differ: file systems fold case and Unicode forms."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def check_names(names: Iterable[str]) -> None:
    """Refuses device names, from any source, that could not be file names side by side.

    Raises:
        InputError: with every name that may not be, or that another one is already.
    """
    problems: list[Problem] = []
    taken: dict[str, str] = {}
    for name in names:
        if objection := name_objection(name):
            problems.append(Problem("devices", objection, "give the device a `name` that can be a file name"))
        elif (same := folded(name)) in taken:
            message = f"{name!r} and {taken[same]!r} would share a file"
            problems.append(Problem("devices", message, "give each device its own `name`"))
        else:
            taken[same] = name
    if problems:
        raise InputError(tuple(problems))
