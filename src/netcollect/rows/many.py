"""Many outputs: their rows one after the other, made here or by workers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

from netcollect.rows.parsing import parse
from netcollect.rows.result import Rows
from netcollect.rows.templates import Templates, opened

#: How many outputs, and about how many characters, a worker is given at a time; how many such lots wait.
_LOT, _CHARACTERS, _AHEAD = 64, 500_000, 8

Item = tuple[str, str, str]


def parse_many(
    items: Iterable[Item],
    *,
    templates: Templates | str | Path | None = None,
    executor: Executor | None = None,
) -> Iterator[Rows]:
    r"""The rows of many outputs, in their order; only a few of them are in memory at a time.

    Args:
        items: platform, command and text of each.
        templates: as for `parse`.
        executor: whose workers do it; processes make use of every processor. None does it here.

    Raises:
        InputError: as `parse`, before the first output is read.

    Examples:
        >>> clock = "15:11:00.123 UTC Mon Nov 23 2026\n"
        >>> [found.state for found in parse_many([("cisco_ios", "sh clock", clock), ("a10", "sh x", "")])]
        ['parsed', 'no_template']
    """
    source = opened(templates)
    if executor is None:
        return (parse(*item, templates=source) for item in items)
    return _by_workers(items, source, executor)


def _by_workers(items: Iterable[Item], source: Templates, executor: Executor) -> Iterator[Rows]:
    waiting: deque[Future[list[Rows]]] = deque()
    try:
        for lot in _lots(items):
            waiting.append(executor.submit(_parsed, lot, source))
            if len(waiting) >= _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _lots(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items by the lot: neither so few that sending costs more than the work, nor too many characters."""
    rest = iter(items)
    lot: list[Item] = []
    size = 0
    for item in rest:
        lot.append(item)
        size += len(item[2])
        if len(lot) >= _LOT or size >= _CHARACTERS:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot


def _parsed(lot: list[Item], source: Templates) -> list[Rows]:
    return [parse(*item, templates=source) for item in lot]
