"""An end for what has no clock of its own."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

import pytest

import netcollect.alarm as alarm_module
from netcollect.alarm import alarm


@pytest.fixture(autouse=True)
def nobody_s_alarm() -> Iterator[None]:
    """The test's own limit is an alarm too: it is put back afterwards."""
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    handler = signal.getsignal(signal.SIGALRM)
    yield
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, left)


def test_a_regular_expression_that_never_ends_is_ended() -> None:
    with pytest.raises(TimeoutError), alarm(0.05):
        re.match("(a+)+$", "a" * 60 + "b")
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def deaf(times: int) -> None:
    """What never ends, and catches so many errors."""
    for _ in range(times):
        with suppress(TimeoutError):
            re.match("(a+)+$", "a" * 60 + "b")
    re.match("(a+)+$", "a" * 60 + "b")


def test_what_catches_every_error_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcollect.alarm._AGAIN", 0.05)
    with pytest.raises(TimeoutError), alarm(0.05):
        deaf(times=3)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@contextmanager
def ringing(before: object) -> Iterator[list[str]]:
    """Rings in the alarm's own code while it is set, at each of the places at which Python looks for signals.

    Gives at which. Afterwards nothing is left of the alarm, and the signal has the handler from before.
    """
    rung: list[str] = []

    def ring(frame: FrameType, event: str, _argument: object) -> None:
        if frame.f_code.co_filename == alarm_module.__file__ and event in ("call", "c_return"):
            handler = signal.getsignal(signal.SIGALRM)
            if callable(handler) and any(signal.getitimer(signal.ITIMER_REAL)):
                rung.append(event)
                handler(signal.SIGALRM, frame)

    sys.setprofile(ring)
    try:
        yield rung
    finally:
        sys.setprofile(None)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_nothing_is_left_of_one_that_rings_just_when_its_work_ends() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with ExitStack() as stack:
        stack.enter_context(alarm(60))
        with ringing(before) as rung:
            stack.close()
    assert rung == ["call"]


def test_nothing_is_left_of_one_that_rings_as_it_is_set() -> None:
    with ringing(signal.getsignal(signal.SIGALRM)) as rung, pytest.raises(TimeoutError), alarm(60):
        pass
    assert rung == ["c_return"]


def test_what_ends_in_time_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with alarm(60):
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before


def test_an_alarm_of_somebody_else_stays() -> None:
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        with alarm(0.001):
            assert signal.getsignal(signal.SIGALRM) is signal.SIG_IGN
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
