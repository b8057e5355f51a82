"""What holds for every unit test: it does not matter where it runs."""

from __future__ import annotations

import os

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
