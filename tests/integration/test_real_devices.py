"""The main job on real routers: FRRouting behind OpenSSH, over threads, over processes, and as a command."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from integration.real.frr import PATIENCE, Router, Triangle
from netcollect import CommandResult, Device, DeviceError, send_show

pytestmark = pytest.mark.real_device

ROUTE, NEIGHBOUR, RUNNING = "show ip route", "show ip ospf neighbor", "show running-config"
COMMANDS = (ROUTE, NEIGHBOUR, RUNNING)

#: netmiko's drivers that get on with vtysh.
PLATFORMS = ("cisco_ios", "cisco_xe", "cisco_nxos", "generic")


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(max_workers=5) as executor:
        yield executor


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    # Spawned, because a fork is not safe where an earlier test's threads may still live.
    with ProcessPoolExecutor(max_workers=3, mp_context=get_context("spawn")) as executor:
        yield executor


def _check_routes(router: Router, output: str) -> None:
    assert re.search(rf"^C>\* {router.router_id}/32 is directly connected, lo", output, re.MULTILINE)
    assert re.search(rf"^C>\* {router.lan} is directly connected, lo", output, re.MULTILINE)
    for number in router.neighbours:
        other = Router(number, router.directory)
        hop = rf"via {other.address(router.number)}, to-r{number},"
        assert re.search(rf"^O>\* {other.router_id}/32 \[110/10\] {hop}", output, re.MULTILINE)
        assert re.search(
            rf"^B>  {other.lan} \[200/0\] via {other.router_id} \(recursive\)", output, re.MULTILINE
        )


def _check_neighbours(router: Router, output: str) -> None:
    rows = [line.split() for line in output.splitlines() if "Full/" in line]
    seen = {(row[0], row[5], row[6]) for row in rows}
    assert seen == {
        (f"192.0.2.{number}", Router(number, router.directory).address(router.number), _link(router, number))
        for number in router.neighbours
    }


def _link(router: Router, neighbour: int) -> str:
    return f"to-r{neighbour}:{router.address(neighbour)}"


def _check_configuration(router: Router, output: str) -> None:
    assert output == router.vtysh(RUNNING)
    assert f"\nhostname {router.name}\n" in output
    assert output.endswith("\n!\nend\n")


CHECKS = {ROUTE: _check_routes, NEIGHBOUR: _check_neighbours, RUNNING: _check_configuration}


def _without_timers(output: str) -> str:
    """Up times and dead times are of another moment in each collection; their columns are padded."""
    return re.sub(r" +", " ", re.sub(r"\b\d\d:\d\d:\d\d\b|\b(?:\d+[wdhm])*[\d.]+s\b", "TIME", output))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_router_answers_every_command(triangle: Triangle, platform: str, threads: Executor) -> None:
    futures = {
        threads.submit(send_show, triangle.arguments(router, platform), command): (router, command)
        for router in triangle.routers
        for command in COMMANDS
    }
    outputs = {futures[future]: future.result() for future in as_completed(futures)}
    assert len(outputs) == 9
    for (router, command), output in outputs.items():
        CHECKS[command](router, output)


@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_map_keeps_the_order_of_the_devices(
    triangle: Triangle, executor: str, request: pytest.FixtureRequest
) -> None:
    asked = [*reversed(triangle.routers), *triangle.routers]
    devices = [_device(triangle, router) for router in asked]
    outputs = list(request.getfixturevalue(executor).map(send_show, devices, repeat(RUNNING)))
    for router, output in zip(asked, outputs, strict=True):
        _check_configuration(router, output)


def _device(triangle: Triangle, router: Router) -> Device:
    account = triangle.sshd.account
    return Device(
        name=router.name,
        host=router.host,
        port=triangle.sshd.port,
        platform="cisco_ios",
        username=account.name,
        private_key=str(account.key),
    )


def test_threads_and_processes_bring_the_same(
    triangle: Triangle, threads: Executor, processes: Executor
) -> None:
    by_executor = [_collect(triangle, executor) for executor in (threads, processes)]
    assert by_executor[0] == by_executor[1]
    assert [prompt for prompt, *_ in by_executor[0]] == [f"{router.name}#" for router in triangle.routers]


def _collect(triangle: Triangle, executor: Executor) -> list[list[str]]:
    """A row for each router: its prompt, then its outputs, all from one session."""
    devices = [triangle.arguments(router) for router in triangle.routers]
    found: list[list[CommandResult]] = list(executor.map(send_show, devices, repeat(list(COMMANDS))))
    return [
        [results[0].prompt.strip(), *(_without_timers(result.output) for result in results)]
        for results in found
    ]


def test_a_rejected_command_is_told_from_an_output_and_loses_no_other(triangle: Triangle) -> None:
    router = triangle.routers[0]
    results = send_show(triangle.arguments(router), [NEIGHBOUR, "show nonsense", RUNNING])
    assert [result.status for result in results] == ["ok", "rejected", "ok"]
    assert results[1].output == "% Unknown command: show nonsense\n"
    _check_neighbours(router, results[0].output)
    _check_configuration(router, results[2].output)
    with pytest.raises(DeviceError) as caught:
        send_show(triangle.arguments(router), "show nonsense")
    assert caught.value.kind == "rejected"


def test_a_link_that_goes_down_shows_in_the_next_collection(triangle: Triangle, threads: Executor) -> None:
    devices = [triangle.arguments(router) for router in triangle.routers]

    def collect(command: str) -> list[str]:
        return list(threads.map(send_show, devices, repeat(command)))

    before = collect(ROUTE)
    with triangle.cut(1, 2):
        first, second, third = _collect_until(collect, ROUTE, _goes_round)
        assert "to-r3" in first
        assert "to-r3" in second
        _check_routes(triangle.routers[2], third)
        neighbours = [re.findall(r"^192\.0\.2\.\d", text, re.MULTILINE) for text in collect(NEIGHBOUR)]
        assert neighbours == [["192.0.2.3"], ["192.0.2.3"], ["192.0.2.1", "192.0.2.2"]]
    for outputs in (before, collect(ROUTE)):
        for router, output in zip(triangle.routers, outputs, strict=True):
            _check_routes(router, output)


def _goes_round(outputs: Sequence[str]) -> bool:
    """R1 and R2 reach each other by R3 only: twice the cost, and both BGP and OSPF have seen it."""
    return all(
        f"O>* 192.0.2.{other}/32 [110/20] via" in routes and f"to-r{other}" not in routes
        for other, routes in ((2, outputs[0]), (1, outputs[1]))
    )


def _collect_until(
    collect: Callable[[str], list[str]], command: str, holds: Callable[[Sequence[str]], bool]
) -> list[str]:
    deadline = time.monotonic() + PATIENCE
    while not holds(outputs := collect(command)):
        assert time.monotonic() < deadline, outputs
        time.sleep(0.2)
    return outputs


@pytest.fixture
def inventory(triangle: Triangle, tmp_path: Path) -> Path:
    """An inventory of the routers, each of another platform; the list shape, and JSON is YAML."""
    devices = [
        {"name": router.name, **triangle.arguments(router, platform)}
        for router, platform in zip(triangle.routers, PLATFORMS, strict=False)
    ]
    path = tmp_path / "devices.yaml"
    path.write_text(json.dumps(devices))
    return path


@pytest.mark.parametrize(("executor", "layout"), [("thread", "device"), ("process", "command")])
def test_a_whole_run_leaves_files_and_a_manifest(
    triangle: Triangle, inventory: Path, executor: str, layout: str
) -> None:
    output = inventory.parent / "output"
    options = ["--executor", executor, "--layout", layout, "--format", "json", "--output", str(output)]
    commands = [word for command in COMMANDS for word in ("--command", command)]
    done = subprocess.run(
        [Path(sysconfig.get_path("scripts"), "collect"), "--inventory", inventory, *options, *commands],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    directory = (output / "latest").resolve()
    assert json.loads(directory.joinpath("manifest.json").read_text()) == document
    assert document["counts"] == {"devices": 3, "ok": 3, "partial": 0, "failed": 0, "skipped": 0}
    assert [entry["device"] for entry in document["devices"]] == ["R1", "R2", "R3"]
    assert [entry["platform"] for entry in document["devices"]] == list(PLATFORMS[:3])
    for router, entry in zip(triangle.routers, document["devices"], strict=True):
        assert [command["command"] for command in entry["commands"]] == list(COMMANDS)
        if layout == "command":
            _check_command_files(router, directory, entry)
        else:
            _check_device_file(router, directory / f"{router.name}.txt")


def test_a_link_that_goes_down_is_told_as_rows(triangle: Triangle, inventory: Path) -> None:
    """The routers print JSON themselves: what changed is one row, and one column of it."""

    def collect(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sysconfig.get_path("scripts"), "collect"), *words, "--output", inventory.parent / "output"],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    run = ("run", "--inventory", inventory, "--command", "show interface brief json")
    assert collect(*run).returncode == 0
    assert collect("diff").returncode == 2  # there is nothing to compare yet
    with triangle.cut(1, 2):
        assert collect(*run).returncode == 0
    told = collect("diff", "--limit", "R1")
    assert told.returncode == 1
    assert "  R1: to-r2 status: up → down\n" in told.stdout
    (device,) = json.loads(collect("diff", "--limit", "R1", "--format", "json").stdout)["devices"]
    (command,) = device["commands"]
    changed = {"change": "changed", "key": {"key": "to-r2"}, "columns": {"status": ["up", "down"]}}
    assert command["rows"] == [changed]
    # When the link is back nothing has changed since before.
    assert collect(*run).returncode == 0
    assert collect("diff", "latest~2", "latest", "--limit", "R1").returncode == 0


def _check_command_files(router: Router, directory: Path, entry: dict[str, Any]) -> None:
    for command in entry["commands"]:
        data = directory.joinpath(command["file"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (command["sha256"], command["bytes"])
        CHECKS[command["command"]](router, data.decode())


def _check_device_file(router: Router, file: Path) -> None:
    """For each command its prompt line, then its output."""
    _, *parts = re.split(rf"^{router.name}# ?(show .*)\n", file.read_text(), flags=re.MULTILINE)
    assert parts[::2] == list(COMMANDS)
    for command, output in zip(parts[::2], parts[1::2], strict=True):
        CHECKS[command](router, output)
