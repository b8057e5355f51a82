"""One worker process, as the run sees it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from queue import SimpleQueue

from netcollect.executors.child import serve
from netcollect.executors.shield import shielded
from netcollect.text import signal_name

#: How long a process that is gone may take to be reported so (seconds).
REPORT = 1.0
#: What the processes have in common and need not import each: half a second for netmiko.
_PRELOAD = ["netcollect.session.show", "netcollect.executors.child"]
_starting = threading.Lock()


def _started(threads: int) -> tuple[BaseProcess, Connection]:
    """A new process and the line to it.

    Forking a process that has threads can deadlock the child; a fork server has none.
    """
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    # Nobody but the process may hold its end, or the line would outlive it.
    with _starting, theirs:
        context.set_forkserver_preload(_PRELOAD)
        with shielded():
            ensure_running()
        process = context.Process(target=serve, args=(theirs, threads), daemon=True)
        process.start()
    return process, ours


class Worker:
    """A process with threads, started at once and in the background; no method waits for it.

    The kernel closes a process's line when it dies, however it dies: its end is noticed at once.

    Args:
        threads: how many jobs it can do at a time.
        answered: called with the job's number, the answer's word and its body.
        ended: called once, when the process is gone or could not be started, with the reason and whether it
            had been started.
    """

    def __init__(
        self,
        threads: int,
        answered: Callable[[Worker, int, str, bytes], None],
        ended: Callable[[Worker, str, bool], None],
    ) -> None:
        self._threads = threads
        self._answered = answered
        self._ended = ended
        self._outbox: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._unwanted = False
        self._keeper = threading.Thread(target=self._keep, name="netcollect-worker", daemon=True)
        self._keeper.start()

    def send(self, number: int, call: bytes) -> None:
        """Gives it a job: a pickled call."""
        self._outbox.put((number, call))

    def leave(self) -> None:
        """Lets it end after what was sent; it must have answered all of that, or it takes it along."""
        self._outbox.put(None)

    def kill(self) -> None:
        """Ends it, whatever it is doing."""
        with self._lock:
            self._unwanted = True
            if self._process is not None and self._process.is_alive():
                self._process.kill()

    def join(self, seconds: float) -> None:
        """Waits until `ended` was called, but no longer than this."""
        self._keeper.join(seconds)

    def _keep(self) -> None:
        try:
            process, line = _started(self._threads)
        except Exception as error:  # noqa: BLE001 (no memory, no files, no processes: the system's own words)
            self._ended(self, f"no worker process could be started: {error!r}", False)
            return
        with self._lock:
            self._process = process
            unwanted = self._unwanted
        if unwanted:
            self.kill()
        writer = threading.Thread(target=self._write, args=(line,), name="netcollect-outbox", daemon=True)
        writer.start()
        try:
            self._read(line)
        finally:
            self.kill()
            self._outbox.put(None)
            # Whoever closes a line that another thread writes to may close somebody else's file.
            writer.join()
            line.close()
            process.join(REPORT)
            self._ended(self, _reason(process.exitcode), True)

    def _read(self, line: Connection) -> None:
        # Its end, or no memory for an answer: either way it is of no more use.
        with suppress(Exception):
            while True:
                number, word = line.recv()
                self._answered(self, number, word, line.recv_bytes())

    def _write(self, line: Connection) -> None:
        """A thread of its own: a process that is stopped takes nothing, and must not stop the run too."""
        with suppress(OSError):
            while (job := self._outbox.get()) is not None:
                number, call = job
                line.send(number)
                line.send_bytes(call)
            line.send(None)


def _reason(exit_code: int | None) -> str:
    """How a process ended, in words."""
    if exit_code is not None and exit_code < 0:
        return f"killed by {signal_name(-exit_code)}"
    # 255 is what multiprocessing gives when nobody can say (popen_forkserver.py, `poll`).
    return "it ended" if exit_code in (None, 255) else f"exit status {exit_code}"
