"""A function of the run that a job can call from another process."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable

from netcollect.executors.callback import Callback, telling, told


def test_in_the_run_itself_it_is_the_function() -> None:
    calls: list[int] = []
    Callback(lambda: calls.append(1))()
    assert calls == [1]


def test_elsewhere_it_tells_a_key_that_the_run_knows() -> None:
    calls, keys = [], list[str]()
    here = [Callback(lambda number=number: calls.append(number)) for number in (1, 2)]  # type: ignore[misc]
    there: list[Callable[[], None]] = pickle.loads(pickle.dumps(here))
    with telling(keys.append):
        there[1]()
    assert calls == []
    told(keys[0])
    assert calls == [2]


def test_nothing_comes_of_it_where_nobody_tells_and_when_nobody_waits() -> None:
    keys: list[str] = []
    here: list[Callback] = [Callback(lambda: keys.append("called"))]
    there: Callable[[], None] = pickle.loads(pickle.dumps(here[0]))
    there()
    with telling(keys.append):
        there()
    here.clear()
    gc.collect()
    told(keys[0])
    assert len(keys) == 1


def test_news_that_cannot_be_told_do_no_harm() -> None:
    def unable(_key: str) -> None:
        raise RuntimeError("the cluster is gone")

    there: Callable[[], None] = pickle.loads(pickle.dumps(Callback(list)))
    with telling(unable):
        there()


def test_a_job_is_known_again_whatever_callback_it_has() -> None:
    one, other = Callback(list), Callback(dict)
    assert one == other
    assert hash(one) == hash(other)
    assert one != "a callback"
