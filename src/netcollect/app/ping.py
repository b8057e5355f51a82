"""The use case: whether the devices answer, by TCP or by ICMP through the system's `ping`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from netcollect.errors import DeviceError, ErrorKind, InputError
from netcollect.executors import EXECUTORS, Pool
from netcollect.model import Device, Failure, Reachability
from netcollect.session.clock import Clock
from netcollect.session.dial import dial


def ping(
    devices: Sequence[Device], *, seconds: float, workers: int, icmp: bool = False
) -> Iterator[Reachability]:
    """One `Reachability` a device, in the devices' order; each is given up after `seconds`.

    Raises:
        InputError: ICMP was asked for and the system has no `ping`.
    """
    probe: Callable[[Device], Reachability] = partial(_tcp, seconds=seconds)
    if icmp:
        program = shutil.which("ping")
        if program is None:
            raise InputError.of("icmp", "this system has no `ping`", "install iputils-ping, or use TCP")
        probe = partial(_icmp, program=program, seconds=seconds)
    with EXECUTORS["thread"](Pool(workers=workers)) as executor:
        yield from executor.map(probe, devices)


def _tcp(device: Device, *, seconds: float) -> Reachability:
    clock = Clock(seconds)
    try:
        with dial(device.host, device.port, seconds, clock) as sock:
            address = str(sock.getpeername()[0])
    except DeviceError as error:
        # With one limit for everything the clock may end a moment before the connection attempt does.
        kind = ErrorKind.CONNECT_TIMEOUT if error.kind is ErrorKind.DEADLINE else error.kind
        return _row(device, Failure(kind, error.message, error.hint), None, None)
    return _row(device, None, seconds - clock.left(), address)


def _icmp(device: Device, *, program: str, seconds: float) -> Reachability:
    clock = Clock(seconds + 2)
    # `--` and the inventory's checks keep a host from being read as an option.
    argv = [program, "-n", "-c", "1", "-W", str(max(1, round(seconds))), "--", device.host]
    try:
        done = subprocess.run(argv, capture_output=True, timeout=seconds + 2, check=False, text=True)
    except subprocess.TimeoutExpired:
        return _row(device, _silent(device, seconds), None, None)
    if done.returncode == 0:
        return _row(device, None, seconds + 2 - clock.left(), device.host)
    if done.returncode == 1:
        return _row(device, _silent(device, seconds), None, None)
    said = (done.stderr or done.stdout).strip().splitlines()
    reason = said[-1] if said else f"ping ended with status {done.returncode}"
    kind = ErrorKind.DNS if "not known" in reason or "resolution" in reason else ErrorKind.UNREACHABLE
    return _row(device, Failure(kind, reason, "check name, address and route"), None, None)


def _silent(device: Device, seconds: float) -> Failure:
    message = f"no echo reply from {device.host} within {seconds:g} s"
    return Failure(ErrorKind.UNREACHABLE, message, "is the device up, and ICMP permitted?")


def _row(device: Device, error: Failure | None, seconds: float | None, address: str | None) -> Reachability:
    return Reachability(
        device=device.name,
        host=device.host,
        port=device.port,
        platform=device.platform,
        status="failed" if error else "ok",
        error=error,
        seconds=None if seconds is None else round(seconds, 6),
        address=address,
    )
