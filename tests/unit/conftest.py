"""What holds for every unit test: it does not matter where it runs."""

from __future__ import annotations

import pytest

from netcollect.report.screen import CI_VARIABLES


@pytest.fixture(autouse=True)
def no_ci_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output that goes to a pipe is for a program, also where a CI job runs the tests."""
    for name in CI_VARIABLES:
        monkeypatch.delenv(name, raising=False)
