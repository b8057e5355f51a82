"""The executors are plain ones of the standard library."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from netcollect.executors import EXECUTORS, abandon
from unit.fakes import InlineExecutor


@pytest.mark.parametrize(("name", "kind"), [("thread", ThreadPoolExecutor), ("process", ProcessPoolExecutor)])
def test_by_name(name: str, kind: type) -> None:
    executor = EXECUTORS[name](2)
    try:
        assert type(executor) is kind
    finally:
        executor.shutdown()


def test_abandoning_an_executor_without_processes_is_a_shutdown() -> None:
    abandon(InlineExecutor())
