"""The end of a statement that looks at no clock."""

from __future__ import annotations

import threading

import pytest

from netcollect.query import watch

LONG = 60.0


def test_what_ends_in_time_is_left_alone() -> None:
    told: list[str] = []
    with watch.watched(LONG, lambda: told.append("interrupt"), lambda: told.append("stuck")):
        pass
    assert told == []


def test_what_takes_longer_is_interrupted_and_told_if_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "PARTING", 0.0)
    told: list[str] = []
    stuck = threading.Event()
    with watch.watched(0.0, lambda: told.append("interrupt"), stuck.set):
        assert stuck.wait(LONG)
    assert told == ["interrupt"]
