"""The processors that may be used, on systems that can say so and on others."""

from __future__ import annotations

import os

import pytest

from netcollect.processors import usable_processors


@pytest.fixture
def cannot_say(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A system as macOS with Python 3.11: it only counts its processors."""
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    return monkeypatch


def test_a_system_that_only_counts_them(cannot_say: pytest.MonkeyPatch) -> None:
    assert usable_processors() == 8
    cannot_say.setattr(os, "cpu_count", lambda: None)
    assert usable_processors() == 1


def test_those_that_the_process_is_bound_to(cannot_say: pytest.MonkeyPatch) -> None:
    cannot_say.setattr(os, "sched_getaffinity", lambda _pid: {0, 3, 5}, raising=False)
    assert usable_processors() == 3


def test_python_s_own_count_comes_first(cannot_say: pytest.MonkeyPatch) -> None:
    cannot_say.setattr(os, "sched_getaffinity", lambda _pid: {0, 3, 5}, raising=False)
    cannot_say.setattr(os, "process_cpu_count", lambda: 2, raising=False)
    assert usable_processors() == 2
    cannot_say.setattr(os, "process_cpu_count", lambda: None)
    assert usable_processors() == 1
