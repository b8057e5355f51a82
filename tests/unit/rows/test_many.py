"""Many outputs, one after the other; integration/test_rows.py has them in threads and processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from netcollect.errors import InputError
from netcollect.rows import parse, parse_many
from netcollect.rows.many import _AHEAD, Item, _lots
from unit.rows.texts import ARP, BRIEF, CLOCK

ITEMS: list[Item] = [
    ("cisco_ios", "sh ip int br", BRIEF),
    ("cisco_xe", "sh clock", CLOCK),
    ("cisco_ios", "sh ip arp", ARP + "x\n"),
    ("a10", "show x", ""),
]


class Here(Executor):
    """Does it at once; counts what has not been asked for."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.parametrize("executor", [None, Here()])
def test_each_is_as_it_would_be_alone(executor: Executor | None) -> None:
    assert list(parse_many(ITEMS * 60, executor=executor)) == [parse(*item) for item in ITEMS] * 60


def test_not_all_are_in_memory_at_a_time() -> None:
    taken = 0

    def items() -> Iterator[Item]:
        nonlocal taken
        for _ in range(100_000):
            taken += 1
            yield ITEMS[1]

    here = Here()
    found = parse_many(items(), executor=here)
    next(found)
    assert here.submitted == _AHEAD
    assert taken < 1000


def test_lots_are_bounded_in_number_and_size() -> None:
    assert [len(lot) for lot in _lots([ITEMS[1]] * 130)] == [64, 64, 2]
    assert [len(lot) for lot in _lots([("x", "y", "z" * 300_000)] * 5)] == [2, 2, 1]
    assert list(_lots([])) == []


def test_a_wrong_directory_is_told_before_anything_is_read() -> None:
    with pytest.raises(InputError):
        parse_many([], templates="nowhere")
