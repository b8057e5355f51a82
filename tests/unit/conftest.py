"""What holds for every unit test: it does not matter where it runs."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest

from netcollect.report.screen import CI_VARIABLES


@pytest.fixture(autouse=True)
def no_ci_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output that goes to a pipe is for a program, also where a CI job runs the tests."""
    for name in CI_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def no_disk_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is lost with the machine is only a test; those that are about syncing see the calls."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture(autouse=True)
def no_handler_stays() -> Iterator[None]:
    """What a command sets up of the log writes to its own streams, which are gone after the test."""
    log = logging.getLogger("netcollect")
    before = log.handlers[:], log.level, log.propagate
    yield
    log.handlers[:], log.level, log.propagate = before
