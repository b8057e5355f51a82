"""A login is known to be good as soon as the device has taken it, in every executor."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from netcollect import LimitOptions, RunOptions, StorageOptions, Watch, collect, load_inventory
from netcollect.executors import EXECUTORS, Pool
from netcollect.executors.callback import Callback
from netcollect.lab import LabOptions, running_lab
from netcollect.model import Job

#: So long that only a defect reaches it (seconds).
LONG = 60.0


def session(go_on: Path, logged_in: Callable[[], None]) -> str:
    """Logs in, and stays until it is told to go on."""
    logged_in()
    until = time.monotonic() + LONG
    while not go_on.exists() and time.monotonic() < until:
        time.sleep(0.01)
    return "done" if go_on.exists() else "nobody was told"


@pytest.mark.parametrize("executor", EXECUTORS)
def test_the_run_is_told_while_the_session_goes_on(executor: str, tmp_path: Path) -> None:
    known, go_on = Event(), tmp_path / "go on"
    with EXECUTORS[executor](Pool(workers=2)) as pool:
        future = pool.submit(session, go_on, logged_in=Callback(known.set))
        assert known.wait(LONG)
        assert not future.done()
        go_on.touch()
        assert future.result(LONG) == "done"


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_fleet_does_not_wait_for_the_first_session_to_end(executor: str, tmp_path: Path) -> None:
    """Until a login is proven few devices may try it, and with this latency a session takes long."""
    began: list[float] = []

    def started(_job: Job) -> None:
        began.append(time.monotonic())

    with running_lab(LabOptions(devices=4, platforms=("cisco_ios",), command_latency=2.0)) as lab:
        (tmp_path / "devices.yaml").write_text(lab.inventory_text())
        (tmp_path / "devices.yaml").chmod(0o600)
        options = RunOptions(
            executor=executor,
            storage=StorageOptions(output=tmp_path / "output"),
            limits=LimitOptions(workers=4),
        )
        devices = load_inventory(tmp_path / "devices.yaml")
        result = collect(devices, "show version", options, watch=Watch(started=started))
    assert result.status == "ok"
    # Without the news the others wait until the first session has ended.
    assert began[3] - began[0] < 0.5 * result.devices[0].seconds
