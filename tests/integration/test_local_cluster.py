"""The cluster of a run on this machine is that run's alone: jobs carry credentials, workers run anything."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from distributed import Client
from pytest_mock import MockerFixture

from netcollect import ClusterOptions, Device, InputError, RunOptions, StorageOptions, collect
from netcollect.executors.cluster import Cluster


def test_a_library_call_sends_no_credential_in_the_clear_either(tmp_path: Path) -> None:
    options = RunOptions(
        executor="dask",
        storage=StorageOptions(output=tmp_path / "output"),
        cluster=ClusterOptions(scheduler="tcp://192.0.2.1:8786"),
    )
    with pytest.raises(InputError, match=r"unencrypted to 192\.0\.2\.1"):
        collect([Device(name="R1", host="127.0.0.1", platform="cisco_ios")], "show version", options)
    assert not (tmp_path / "output").exists()


def test_nobody_else_on_the_machine_can_talk_to_it() -> None:
    with Cluster(1) as cluster:
        assert cluster.submit(sum, (1, 2)).result(timeout=60) == 3
        assert cluster._local is not None
        address = cluster._local.scheduler_address
        assert address.startswith("tls://127.0.0.1:")
        with pytest.raises(OSError, match=r"imed out|reset|closed"):
            Client(address.replace("tls:", "tcp:"), timeout=2, set_as_default=False)  # type: ignore[no-untyped-call]


def test_it_listens_on_this_machine_alone_and_several_do_not_meet() -> None:
    before = listening()
    with Cluster(1) as one, Cluster(1) as other:
        assert one.submit(sum, (1, 2)).result(timeout=60) == other.submit(sum, (1, 2)).result(timeout=60) == 3
        assert {address for address, _ in listening() - before} == {"127.0.0.1"}


def listening() -> set[tuple[str, int]]:
    """The addresses and ports on which this process and its children listen."""
    run = psutil.Process()
    everybody = (run, *run.children(recursive=True))
    ports = [port for each in everybody for port in each.net_connections("inet")]
    return {port.laddr for port in ports if port.status == psutil.CONN_LISTEN}


@pytest.mark.parametrize("leave", [Cluster.shutdown, Cluster.terminate])
def test_leaving_it_ends_workers_that_do_not_answer_and_all_that_is_theirs(
    leave: Callable[[Cluster], None],
) -> None:
    """By itself dask gives up when its timeout is over, and leaves the scheduler and its threads behind."""
    run = psutil.Process()

    def theirs() -> set[int]:
        ports = run.net_connections("inet")
        return {port.laddr.port for port in ports if port.status == psutil.CONN_LISTEN}

    before = theirs()
    cluster = Cluster(1)
    assert cluster.submit(sum, (1, 2)).result(timeout=60) == 3
    assert cluster._local is not None
    workers = [psutil.Process(nanny.pid) for nanny in cluster._local.workers.values()]
    for worker in workers:
        os.kill(worker.pid, signal.SIGSTOP)
    assert theirs() - before
    try:
        leave(cluster)
    finally:
        gone = [worker for worker in workers if not worker.is_running() or worker.status() == "zombie"]
        for worker in set(workers) - set(gone):
            worker.kill()
    assert gone == workers
    assert theirs() == before


def test_a_cluster_that_nobody_reaches_is_closed_again(mocker: MockerFixture) -> None:
    run = psutil.Process()
    before = {port.laddr for port in run.net_connections("inet")}
    mocker.patch("distributed.Client", side_effect=OSError("timed out"))
    with pytest.raises(InputError, match="executor: a cluster of this machine does not answer: timed out"):
        Cluster(1)
    assert {port.laddr for port in run.net_connections("inet")} == before
