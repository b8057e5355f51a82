"""Rows in threads and in processes: the same as one after the other."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest

from netcollect.executors import EXECUTORS, Pool
from netcollect.rows import Rows, Templates, parse, parse_many
from unit.rows.texts import ARP, BRIEF, CLOCK, PORTS, directory

THREADS = 16


def outputs(number: int) -> list[tuple[str, str, str]]:
    """Outputs of several templates that differ from each other, one in nine of which stops its template."""
    address = f"192.0.2.{number % 250}"
    line = f"GigabitEthernet0/{number}  {address}  YES NVRAM  up  up\n"
    return [
        ("cisco_ios", "sh ip int br", BRIEF + line * (number % 5)),
        ("cisco_xe", "show ip arp", ARP.replace("192.0.2.9", address) + ("x\n" if number % 3 == 0 else "")),
        ("cisco_ios", "show clock", CLOCK.replace("23 2026", f"{number % 28 + 1} 2026")),
        ("cisco_ios", "show ports", f"Gi0/{number} is up\nwhat\n"),
    ]


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    return Templates(directory(tmp_path, "a.textfsm, .*, cisco_ios, show ports\n", a=PORTS))


def test_sixteen_threads_get_what_one_gets(templates: Templates) -> None:
    """All with the same templates at the same time, each in an order of its own."""
    items = [item for number in range(60) for item in outputs(number)]
    alone = {item: parse(*item, templates=templates) for item in items}
    start = threading.Barrier(THREADS)

    def wrong(seed: int) -> list[tuple[str, str, str]]:
        mine = random.Random(seed).sample(items, len(items))
        start.wait()
        return [item for item in mine if parse(*item, templates=templates) != alone[item]]

    with ThreadPoolExecutor(THREADS) as pool:
        assert [item for found in pool.map(wrong, range(THREADS)) for item in found] == []
    assert {found.state for found in alone.values()} == {"parsed", "template_error"}


def in_threads() -> Executor:
    return ThreadPoolExecutor(4)


def in_processes() -> Executor:
    return EXECUTORS["process"](Pool(workers=2))


@pytest.mark.parametrize("executor", [in_threads, in_processes])
def test_workers_give_what_one_process_gives(executor: Callable[[], Executor], templates: Templates) -> None:
    items = [item for number in range(90) for item in outputs(number)]
    with executor() as workers:
        found = list(parse_many(items, templates=templates, executor=workers))
    assert found == [parse(*item, templates=templates) for item in items]
    assert all(isinstance(each, Rows) for each in found)
