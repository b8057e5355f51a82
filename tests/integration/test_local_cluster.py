"""The cluster of a run on this machine is that run's alone: jobs carry credentials, workers run anything."""

from __future__ import annotations

import pytest
from distributed import Client

from netcollect.executors.cluster import Cluster


def test_nobody_else_on_the_machine_can_talk_to_it() -> None:
    with Cluster(1, None, None) as cluster:
        assert cluster.submit(sum, (1, 2)).result(timeout=60) == 3
        assert cluster._local is not None
        address = cluster._local.scheduler_address
        assert address.startswith("tls://127.0.0.1:")
        with pytest.raises(OSError, match=r"imed out|reset|closed"):
            Client(address.replace("tls:", "tcp:"), timeout=2, set_as_default=False)  # type: ignore[no-untyped-call]
