"""Problems of devices that matter only if the device is selected: those of other programs' inventories.

Such an inventory has servers too, and nobody rewrites it for a tool that collects from network devices.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from netcollect.errors import Problem
from netcollect.inventory.source import Source
from netcollect.text import listed

#: As many devices are named one by one, each with its place.
_FEW = 3
_SHOWN = 5


def put_off(unselected: Container[str], sources: Iterable[Source]) -> Iterator[Problem]:
    """The problems that were put off, but for those of devices that are not selected; many alike are one.

    A device that could not be made of what is said counts as selected: nobody could leave it out.
    """
    for source in sources:
        alike: dict[tuple[str, str, str], dict[str, Problem]] = {}
        for name, problem in source.put_off:
            if name not in unselected:
                alike.setdefault(_kind(source, name, problem), {})[name] = problem
        for (key, message, hint), found in alike.items():
            if len(found) <= _FEW:
                yield from found.values()
            else:
                said = f"{len(found)} devices ({listed(found, _SHOWN)}): {key}{message}"
                yield Problem(source.path, said, hint.replace("leave it out", "leave them out"))


def _kind(source: Source, name: str, problem: Problem) -> tuple[str, str, str]:
    """The key inside the device with a colon, the message and the hint."""
    _, _, key = problem.where.removeprefix(source.path).partition(f": {name}.")
    return f"{key}: " if key else "", problem.message, problem.hint
