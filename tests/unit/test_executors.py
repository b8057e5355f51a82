"""The executors are plain ones of `concurrent.futures`."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from netcollect.errors import InputError
from netcollect.executors import EXECUTORS, Pool, abandon
from netcollect.executors.cluster import check_address
from netcollect.executors.processes import Processes
from unit.fakes import InlineExecutor


@pytest.mark.parametrize(("name", "kind"), [("thread", ThreadPoolExecutor), ("process", Processes)])
def test_by_name(name: str, kind: type) -> None:
    with EXECUTORS[name](Pool(workers=2)) as executor:
        assert type(executor) is kind
        assert isinstance(executor, Executor)


@pytest.mark.parametrize(
    ("address", "allow_plain"),
    [
        ("tls://scheduler.example.net:8786", False),
        ("tcp://127.0.0.1:8786", False),
        ("tcp://[::1]:8786", False),
        ("tcp://localhost:8786", False),
        ("tcp://scheduler.example.net:8786", True),
    ],
)
def test_a_scheduler_that_may_learn_credentials(address: str, allow_plain: bool) -> None:
    check_address(address, allow_plain=allow_plain)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("tcp://scheduler.example.net:8786", "unencrypted to scheduler.example.net"),
        ("tcp://192.0.2.1:8786", "--dask-allow-plaintext"),
        ("http://127.0.0.1:8786", "no scheduler's address"),
        ("127.0.0.1:8786", "write tcp://"),
    ],
)
def test_a_scheduler_that_may_not(address: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_address(address, allow_plain=False)


def test_abandoning_an_executor_without_processes_is_a_shutdown() -> None:
    abandon(InlineExecutor())
