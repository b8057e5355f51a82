"""A function of the run that a job can call, wherever the job runs.

Functions of a run cross no process, and a job's news must not wait for its end. So what is pickled is only a
key: the worker tells that key to the run, by the way that whoever runs the job there has opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

#: In a worker: how a key is told to the run.
_tell: ContextVar[Callable[[str], object] | None] = ContextVar("tell", default=None)
#: In the run: what the keys stand for, as long as somebody has the job.
_here: WeakValueDictionary[str, Callback] = WeakValueDictionary()


class Callback:
    """Calls `function` in the run, in whatever thread the news comes; elsewhere nothing comes of the call.

    All callbacks are equal: which one a job has says nothing of what the job is.
    """

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function
        self._key = uuid4().hex
        _here[self._key] = self

    def __call__(self) -> None:
        """Calls the function."""
        self._function()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled, it is its key."""
        return _Elsewhere, (self._key,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Callback)

    def __hash__(self) -> int:
        return hash(Callback)


class _Elsewhere:
    """A callback in another process."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self) -> None:
        if tell := _tell.get():
            # A cluster may be unable to: what the job is for does not fail for that.
            with suppress(Exception):
                tell(self._key)


@contextmanager
def telling(tell: Callable[[str], object]) -> Iterator[None]:
    """In a worker: while this is open, callbacks of this thread tell their keys so."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def told(key: str) -> None:
    """In the run: calls what a key stands for, if anybody still waits for that."""
    if callback := _here.get(key):
        callback()
