"""The inside of a worker process: jobs come down a line, each runs in a thread, answers go back.

A job is its number and, as a message of its own, the pickled call. An answer is the job's number with a
word, and its pickled body. The number of an answer can thus be read even if its body cannot. None instead of
a number asks the process to leave.
"""

from __future__ import annotations

import os
import pickle
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from netcollect.executors.callback import telling

#: The words that end a job, and the one that may come before: news of a job that goes on, with a key.
VALUE, ERROR, NEWS = "value", "error", "news"
_sending = threading.Lock()
#: A job's number, and the pickled call.
_Call = tuple[int, bytes]


class WorkerTraceback(Exception):
    """The traceback of an exception as it was in the worker process: text, since frames do not pickle."""


def serve(line: Connection, threads: int) -> None:
    """Does the jobs that come down the line, up to `threads` at a time, until told to leave.

    A single job at a time runs in the main thread, the only one that an alarm can interrupt. A line that is
    closed means that the run is gone: so is, at once, whatever was done for it. Without room for another
    thread the process is of no more use either, and what it was on is tried elsewhere.
    """
    if threads == 1:
        jobs: SimpleQueue[_Call | None] = SimpleQueue()
        threading.Thread(target=_listen, args=(line, jobs.put), name="collect-line", daemon=True).start()
        while (job := jobs.get()) is not None:
            _do(line, job)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="collect") as crew:
        _listen(line, lambda job: job and crew.submit(_do, line, job))


def _listen(line: Connection, take: Callable[[_Call | None], object]) -> None:
    """Hands on the jobs that come down the line; None when it is time to leave."""
    try:
        while (number := line.recv()) is not None:
            take((number, line.recv_bytes()))
    except (EOFError, OSError, RuntimeError):
        os._exit(1)
    take(None)


def _do(line: Connection, job: _Call) -> None:
    number, call = job

    def say(word: str, body: bytes) -> None:
        # With nobody at the other end, `_listen` is about to end the process.
        with _sending, suppress(OSError):
            line.send((number, word))
            line.send_bytes(body)

    with telling(lambda key: say(NEWS, key.encode())):
        word, body = answer(call)
    say(word, body)


def answer(call: bytes) -> tuple[str, bytes]:
    """What a job comes to: a word and its body."""
    try:
        fn, args, kwargs = pickle.loads(call)
        return VALUE, pickle.dumps(fn(*args, **kwargs))
    except BaseException as error:  # noqa: BLE001 (whatever it is, the run settles it)
        return ERROR, _packed(error)


def _packed(error: BaseException) -> bytes:
    """An exception and its traceback, pickled; one that does not survive that is replaced by its text."""
    text = "".join(traceback.format_exception(error))
    with suppress(Exception):
        body = pickle.dumps((error, text))
        pickle.loads(body)
        return body
    return pickle.dumps((RuntimeError(text.rstrip().rpartition("\n")[2]), text))


def unpacked(word: str, body: bytes) -> tuple[Any, BaseException | None]:
    """In the run: a job's value, or its exception with the worker's traceback as the cause."""
    try:
        content = pickle.loads(body)
    except Exception as error:  # noqa: BLE001 (the job's own class raises it)
        return None, RuntimeError(f"the worker's answer cannot be read: {type(error).__name__}: {error}")
    if word == VALUE:
        return content, None
    raised: BaseException
    raised, text = content
    raised.__cause__ = WorkerTraceback(f"\n{text}")
    return None, raised
