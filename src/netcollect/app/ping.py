"""The use case: whether the devices answer, by TCP (behind bastions too) or by the system's `ping`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial

from netcollect.errors import DeviceError, ErrorKind, InputError
from netcollect.executors import EXECUTORS, Pool
from netcollect.jump import bastions_of
from netcollect.model import Device, Failure, Reachability, SessionOptions
from netcollect.session.clock import Clock
from netcollect.session.dial import dial
from netcollect.text import listed, plural

#: What a bastion may take to log somebody in, beside the time to connect to it (seconds).
_PATIENCE = 30.0


def ping(
    devices: Sequence[Device],
    *,
    seconds: float,
    workers: int,
    icmp: bool = False,
    options: SessionOptions | None = None,
) -> Iterator[Reachability]:
    """One `Reachability` a device, in the devices' order; each is given up after `seconds`.

    A device behind bastions is asked through them. What `options` say of logging in holds for the bastions;
    reaching them is no part of the device's time.

    Raises:
        InputError: ICMP was asked for, and the system has no `ping`, or a device is behind a bastion.
    """
    session = options or SessionOptions()
    probe: Callable[[Device], Reachability] = partial(_tcp, seconds=seconds, options=session)
    if icmp:
        _check_direct(devices)
        program = shutil.which("ping")
        if program is None:
            raise InputError.of("icmp", "this system has no `ping`", "install iputils-ping, or use TCP")
        probe = partial(_icmp, program=program, seconds=seconds)
    with EXECUTORS["thread"](Pool(workers=workers)) as executor:
        yield from executor.map(probe, devices)


def for_the_bastions(device: Device) -> Device:
    """The device with no more of its login than its bastions are given: a ping needs no other."""
    bastions = bastions_of(device.jump)
    if any(each.password is None and not each.private_key for each in bastions):
        return replace(device, secret=None)
    return replace(device, password=None, secret=None, private_key=None, passphrase=None)


def _check_direct(devices: Sequence[Device]) -> None:
    behind = [device.name for device in devices if bastions_of(device.jump)]
    if behind:
        what = plural(len(behind), "device is", "devices are")
        message = f"{what} behind a bastion ({listed(behind)}), and no echo request goes through one"
        raise InputError.of("icmp", message, "use TCP, or leave them out")


def _tcp(device: Device, *, seconds: float, options: SessionOptions) -> Reachability:
    if options.ssh_config or bastions_of(device.jump):
        return _through_bastions(device, seconds=seconds, options=options)
    clock = Clock(seconds)
    try:
        with dial(device.host, device.port, seconds, clock) as sock:
            address = str(sock.getpeername()[0])
    except DeviceError as error:
        # With one limit for everything the clock may end a moment before the connection attempt does.
        kind = ErrorKind.CONNECT_TIMEOUT if error.kind is ErrorKind.DEADLINE else error.kind
        return _row(device, Failure(kind, error.message, error.hint), None, None)
    return _row(device, None, seconds - clock.left(), address)


def _through_bastions(device: Device, *, seconds: float, options: SessionOptions) -> Reachability:
    # Both import paramiko, which most pings can do without.
    from netcollect.session.bastions import BASTIONS  # noqa: PLC0415
    from netcollect.session.route import route  # noqa: PLC0415

    timed = replace(options, connect_timeout=seconds)
    try:
        path = route(replace(device, connect_timeout=None), timed)
        with BASTIONS.reached(path.hops, timed, Clock(_PATIENCE + seconds * len(path.hops))):
            clock = Clock(seconds)
            with BASTIONS.way(path.hops, path.device, timed, clock) as sock, closing(sock):
                spent = seconds - clock.left()
    except DeviceError as error:
        return _row(device, Failure(error.kind, error.message, error.hint), None, None)
    return _row(device, None, spent, path.device.host)


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
