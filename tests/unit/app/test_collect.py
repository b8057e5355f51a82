"""The main use case, with an executor that works at once and a worker that is not ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from netcollect import compare, executors
from netcollect.app import collect as module
from netcollect.app.collect import Collection, Watch, collect
from netcollect.archive import Run
from netcollect.document import RunResult
from netcollect.errors import DeviceError, ErrorKind, InputError
from netcollect.model import CommandResult, Device, Failure
from netcollect.options import ClusterOptions, LimitOptions, RunOptions, StorageOptions
from netcollect.plan import plan
from netcollect.store import RunDirectory
from unit.fakes import InlineExecutor, device, ok


def fleet(number: int) -> list[Device]:
    return [
        device(f"R{each}", username="lab", password="lab", facts={"site": "ams"}) for each in range(number)
    ]


def answer(asked: Device, commands: tuple[str, ...], **_options: Any) -> list[CommandResult]:
    if asked.name == "R1":
        raise DeviceError(ErrorKind.REFUSED, "nobody listens", "is it up?")
    return [ok(command) for command in commands]


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[executors.Pool]:
    """What executors were made of; they work at once, and devices answer, all but R1."""
    made: list[executors.Pool] = []

    def make(pool: executors.Pool) -> InlineExecutor:
        made.append(pool)
        return InlineExecutor()

    monkeypatch.setitem(executors.EXECUTORS, "inline", make)
    monkeypatch.setattr(module, "send_show", answer)
    return made


def options(tmp_path: Path, **more: Any) -> RunOptions:
    return RunOptions(
        executor="inline",
        limits=LimitOptions(ramp=None),
        storage=StorageOptions(output=tmp_path / "output"),
        **more,
    )


def test_a_run_from_devices_to_files(tmp_path: Path, pools: list[executors.Pool]) -> None:
    started, finished = list[str](), list[str]()
    watch = Watch(
        started=lambda job: started.append(job.device.name),
        finished=lambda row: finished.append(row.device),
    )
    result = collect(fleet(3), "show version", options(tmp_path, inventory=("a.yaml",)), watch=watch)
    assert [(row.device, row.status) for row in result.devices] == [
        ("R0", "ok"),
        ("R1", "failed"),
        ("R2", "ok"),
    ]
    assert (result.status, result.inventory) == ("failed", ("a.yaml",))
    assert sorted(started) == sorted(finished) == ["R0", "R1", "R2"]
    assert (tmp_path / "output/latest/R0.txt").read_text() == "R1#show version\none\n"
    assert [pool.workers for pool in pools] == [3]


def test_nothing_is_written_for_a_plan_that_is_wrong(tmp_path: Path, pools: list[executors.Pool]) -> None:
    with pytest.raises(InputError, match="'sight'"):
        collect(
            fleet(2),
            "show version",
            RunOptions(
                limits=LimitOptions(max_per={"sight": 1}), storage=StorageOptions(output=tmp_path / "output")
            ),
        )
    assert not (tmp_path / "output").exists()
    assert not pools


def test_a_run_that_is_stopped_before_it_begins_starts_nobody(
    tmp_path: Path, pools: list[executors.Pool]
) -> None:
    collection = Collection(plan(fleet(3), "show version", options(tmp_path)))
    assert collection.stop(Failure(ErrorKind.CANCELLED, "ended")) is False
    result = collection.run()
    assert (result.status, result.counts.skipped) == ("interrupted", 3)
    assert len(pools) == 1


def test_a_cluster_is_told_where_a_device_belongs(tmp_path: Path, pools: list[executors.Pool]) -> None:
    cluster = ClusterOptions(scheduler="tls://scheduler.example.net:8786", pin="site")
    collect(fleet(1), "show version", options(tmp_path, cluster=cluster))
    (pool,) = pools
    assert pool.scheduler == cluster.scheduler
    assert pool.resource(fleet(1)[0], ("show version",)) == "site-ams"
    assert pool.resource(device()) is None


def test_a_run_is_stored_even_where_it_cannot_tell_what_changed(
    tmp_path: Path, pools: list[executors.Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(*_args: object) -> None:
        raise IndexError("defect")

    judged = list[str]()

    def judge(result: RunResult, _directory: RunDirectory) -> RunResult:
        judged.append(result.run)
        return result

    planned = plan(fleet(1), "show version", options(tmp_path))
    Collection(planned).run()
    said = lambda _device, commands, **_options: [ok(each, "two\n") for each in commands]  # noqa: E731
    monkeypatch.setattr(module, "send_show", said)
    monkeypatch.setattr(compare, "changes", defect)
    with pytest.raises(IndexError, match="defect"):
        Collection(planned, judge=judge).run()
    run = Run((tmp_path / "output/latest").resolve())
    assert (run.name, run.document.changed, run.document.changes) == (judged[0], 1, ())
