"""Programs that tests call often: each call is a process, forked from one that imported them before."""

from __future__ import annotations

import atexit
import io
import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import forked

#: Seconds that one call may take.
LONGEST = 120
#: What an interpreter reads once, when it starts.
_READ_AT_START = ("PYTHON", "LANG", "LC_")
_AT_START = dict(os.environ)
_STAND_IN = """\
import json, os, socket, sys
umask = os.umask(0o077)
os.umask(umask)
request = dict(arguments=sys.argv, environment=dict(os.environ), directory=os.getcwd(), umask=umask)
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({address!r})
    socket.send_fds(connection, [json.dumps(request).encode()], [0, 1, 2])
    connection.shutdown(socket.SHUT_WR)
    sys.exit(int(connection.recv(10)))
"""


def can_be_forked(environment: Mapping[str, str]) -> bool:
    """Whether a program that starts in this environment could as well have started in that of the tests."""
    changed = dict(environment.items() - _AT_START.items())
    return not any(name.startswith(_READ_AT_START) for name in changed)


def fork(
    modules: tuple[str, ...], arguments: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end, as `subprocess.run` does.

    `modules` are what is imported before; the first one's `main` is the program.
    """
    umask = os.umask(0o077)
    os.umask(umask)
    request = {
        "arguments": list(arguments),
        "environment": dict(environment),
        "directory": str(Path.cwd()),
        "umask": umask,
    }
    with Path(os.devnull).open() as nothing, socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(LONGEST)
        connection.connect(_imported(modules))
        out, its_out = os.pipe()
        err, its_err = os.pipe()
        files = [nothing.fileno(), its_out, its_err]
        socket.send_fds(connection, [json.dumps(request).encode()], files)
        connection.shutdown(socket.SHUT_WR)
        os.close(its_out)
        os.close(its_err)
        said = _read(out, err)
        return subprocess.CompletedProcess(arguments, int(connection.recv(10)), said[out], said[err])


def stand_in(program: Path, modules: tuple[str, ...]) -> None:
    """Writes a program that anybody may start, and that is forked all the same; `modules` as for `fork`."""
    program.write_text(f"#!{sys.executable} -IS\n{_STAND_IN.format(address=_imported(modules))}")
    program.chmod(0o700)


def _read(*pipes: int) -> dict[int, str]:
    """What comes out of pipes, each to its end."""
    found = {pipe: b"" for pipe in pipes}
    with selectors.DefaultSelector() as selector:
        for pipe in pipes:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(LONGEST)
            if not ready:
                raise TimeoutError(f"nothing for {LONGEST} seconds")
            for key, _ in ready:
                part = os.read(key.fd, 1 << 16)
                found[key.fd] += part
                if not part:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return {pipe: io.TextIOWrapper(io.BytesIO(said)).read() for pipe, said in found.items()}


@cache
def _imported(modules: tuple[str, ...]) -> str:
    """The address of the process that is forked; it ends with the tests."""
    directory = tempfile.TemporaryDirectory(prefix="forked-")
    address = f"{directory.name}/calls"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(16)
        process = subprocess.Popen(
            [sys.executable, forked.__file__, str(listener.fileno()), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=_AT_START,
            pass_fds=[listener.fileno()],
        )
    atexit.register(directory.cleanup)
    atexit.register(process.wait)
    assert process.stdin
    atexit.register(process.stdin.close)
    return address
