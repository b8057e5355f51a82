"""The functions that a query has beside SQLite's own: regular expressions, and addresses."""

from __future__ import annotations

import ipaddress
import re
import sqlite3
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

#: The longest text that a regular expression is tried on (characters).
LONGEST = 1_000_000
#: How much of a pattern is shown (characters).
_SHOWN = 100

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FunctionError(Exception):
    """A function was given what it has no answer for; the message says what."""


def regexp(pattern: Any, text: Any) -> int | None:
    """Whether a regular expression is found in a text: `text REGEXP pattern`, as Python's `re.search`.

    Raises:
        FunctionError: the pattern is not one, or the text is too long.
    """
    if pattern is None or text is None:
        return None
    shown = str(text)
    if len(shown) > LONGEST:
        raise FunctionError(f"regexp: the text is longer than {LONGEST:,} characters")
    return int(_compiled(str(pattern)).search(shown) is not None)


def in_network(address: Any, network: Any) -> int | None:
    """Whether an address (`192.0.2.1`, `192.0.2.1/24`) is in a network; None where there is no address.

    Raises:
        FunctionError: the network is none.
    """
    if network is None:
        return None
    net, found = _network(str(network)), _address(address)
    return None if found is None else int(found in net)


def ip_key(address: Any) -> str | None:
    """A text by which addresses sort as numbers, IPv4 before IPv6; None where there is no address.

    >>> sorted(["192.0.2.10", "192.0.2.9"], key=ip_key)
    ['192.0.2.9', '192.0.2.10']
    """
    found = _address(address)
    if found is None:
        return None
    return f"{found.version}{int(found):032x}"


#: Name → how many arguments, and what it is.
FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "regexp": (2, regexp),
    "in_network": (2, in_network),
    "ip_key": (1, ip_key),
}


def add_functions(connection: sqlite3.Connection, errors: list[FunctionError]) -> None:
    """Gives a connection the functions; what they raise goes to `errors` too, because SQLite loses it."""
    for name, (arguments, function) in FUNCTIONS.items():
        connection.create_function(name, arguments, _telling(function, errors), deterministic=True)


def _telling(function: Callable[..., Any], errors: list[FunctionError]) -> Callable[..., Any]:
    def told(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except FunctionError as error:
            errors.append(error)
            raise

    return told


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        shown = pattern if len(pattern) <= _SHOWN else f"{pattern[:_SHOWN]}…"
        raise FunctionError(f"regexp: {shown!r} is not a valid regular expression: {error}") from None


@lru_cache(maxsize=1024)
def _network(text: str) -> _Network:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise FunctionError(f"in_network: {text!r} is no network such as 192.0.2.0/24") from None


@lru_cache(maxsize=65_536)
def _address(value: Any) -> _Address | None:
    if not isinstance(value, str):
        return None
    try:
        return ipaddress.ip_address(value.strip().partition("/")[0].partition("%")[0])
    except ValueError:
        return None
