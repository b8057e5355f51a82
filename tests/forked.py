"""A program, imported once and forked for each call: a process of its own without a second of imports.

`forking` starts it and is its other end. Each call is a connection to its socket: the request and the child's
files go in, the child's exit status comes out.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import NoReturn

#: The largest request (bytes): arguments and an environment.
LARGEST = 1 << 20


def wait_for_call(listener: socket.socket) -> None:
    """Forks for each call, and returns in the child; ends when its stdin does, and its children with it."""
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    callers: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([listener, woken, sys.stdin], [], [])
        if sys.stdin in ready:
            end(callers)
        if woken in ready:
            woken.recv(100)
            tell_who_ended(callers)
        if listener in ready:
            caller, _ = listener.accept()
            request, files, _, _ = socket.recv_fds(caller, LARGEST, 3, socket.MSG_WAITALL)
            pid = os.fork()
            if pid == 0:
                break
            callers[pid] = caller
            for file in files:
                os.close(file)
    for mine in (listener, woken, wake, caller, *callers.values()):
        mine.close()
    become(request, files)


def end(callers: Iterable[int]) -> NoReturn:
    """Ends, and first the children that still run."""
    for pid in callers:
        os.kill(pid, signal.SIGKILL)
    sys.exit()


def tell_who_ended(callers: dict[int, socket.socket]) -> None:
    """Sends each status as `subprocess` gives it, and forgets the child."""
    for pid in tuple(callers):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with callers.pop(pid) as caller:
                caller.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def become(request: bytes, files: list[int]) -> None:
    """Makes the child what a program is that somebody starts: its files, environment and directory."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    wanted = json.loads(request)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.chdir(wanted["directory"])
    os.umask(wanted["umask"])
    sys.argv = wanted["arguments"]


if __name__ == "__main__":
    _, its_socket, entry, *names = sys.argv
    modules = {name: import_module(name) for name in (entry, *names)}
    # A child copies what its garbage collection looks at: the imports are none of that, even at its end.
    gc.freeze()
    with socket.socket(fileno=int(its_socket)) as calls:
        wait_for_call(calls)
    modules[entry].main()
