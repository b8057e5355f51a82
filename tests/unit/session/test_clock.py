"""Time inside a session."""

from __future__ import annotations

import threading

import pytest

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.clock import Clock, Watchdog
from unit.fakes import Clock as Now


def test_a_clock_counts_down_and_never_below_zero() -> None:
    now = Now()
    clock = Clock(10, now)
    now.seconds = 4
    assert clock.left() == 6
    assert clock.within(100) == 6
    assert clock.within(1) == 1
    now.seconds = 11
    assert clock.left() == 0
    with pytest.raises(DeviceError) as caught:
        clock.within(1)
    assert caught.value.kind is ErrorKind.DEADLINE
    assert "10 s" in caught.value.message


def test_the_watchdog_rings_for_what_takes_too_long() -> None:
    dog, rang = Watchdog(), threading.Event()
    with dog.guard(0.01, rang.set) as late:
        assert rang.wait(20)
        assert late()


def test_the_watchdog_is_silent_otherwise() -> None:
    dog, rang = Watchdog(), threading.Event()
    with dog.guard(60, rang.set) as late:
        pass
    assert not late()
    assert not rang.is_set()


def test_an_earlier_alarm_rings_in_front_of_a_later_one() -> None:
    dog, order, done = Watchdog(), list[str](), threading.Event()

    def second() -> None:
        order.append("second")
        done.set()

    late = dog.guard(60, lambda: order.append("late"))
    with late, dog.guard(0.05, second), dog.guard(0.01, lambda: order.append("first")):
        assert done.wait(20)
    assert order == ["first", "second"]


def test_a_callback_that_fails_does_not_end_the_watchdog() -> None:
    dog, rang = Watchdog(), threading.Event()

    def fail() -> None:
        raise OSError

    with dog.guard(0.01, fail), dog.guard(0.02, rang.set):
        assert rang.wait(20)
