"""Which section of a configuration a line stands in: by indentation, by braces, or below a menu's path."""

from __future__ import annotations

from collections.abc import Sequence

#: Between the headings of nested sections.
JOINED = " > "


def headings(lines: Sequence[str]) -> list[str]:
    """For each line the headings of the sections around it, the outermost first; empty for a line outside.

    >>> headings(["router bgp 1", " address-family ipv4", "  network 10.0.0.0", "end"])
    ['', 'router bgp 1', 'router bgp 1 > address-family ipv4', '']
    """
    if any(line[:1] in (" ", "\t") for line in lines):
        return _by_indentation(lines)
    if any(line.endswith("{") for line in lines):
        return _by_braces(lines)
    return _by_menus(lines)


def _by_indentation(lines: Sequence[str]) -> list[str]:
    above: list[tuple[int, str]] = []
    found = []
    for line in lines:
        depth = len(line) - len(line.lstrip(" \t"))
        while above and above[-1][0] >= depth:
            above.pop()
        found.append(above[-1][1] if above else "")
        above.append((depth, inside(found[-1], line)))
    return found


def _by_braces(lines: Sequence[str]) -> list[str]:
    above = [""]
    found = []
    for line in lines:
        if line.startswith("}") and len(above) > 1:
            above.pop()
        found.append(above[-1])
        if line.endswith("{"):
            above.append(inside(above[-1], line))
    return found


def _by_menus(lines: Sequence[str]) -> list[str]:
    """RouterOS: `/ip address` above lines that begin with `add` or `set`."""
    menu, found = "", []
    for line in lines:
        if line.startswith("/"):
            menu = line
            found.append("")
        else:
            found.append(menu)
    return found


def inside(outer: str, line: str) -> str:
    """The heading of what stands below a line, which itself stands below `outer`."""
    own = line.strip().removesuffix("{").rstrip()
    return f"{outer}{JOINED}{own}" if outer else own
