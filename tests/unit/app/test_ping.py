"""Reachability; the system's ping is the one boundary that is not ours."""

from __future__ import annotations

import subprocess

import pytest
from pytest_mock import MockerFixture

from netcollect.app.ping import ping
from netcollect.errors import DeviceError, ErrorKind, InputError
from netcollect.model import Reachability
from unit.fakes import device


def run(mocker: MockerFixture, status: int, out: str = "", err: str = "") -> Reachability:
    done = subprocess.CompletedProcess([], status, out, err)
    mocker.patch("netcollect.app.ping.shutil.which", autospec=True, return_value="/bin/ping")
    called = mocker.patch("netcollect.app.ping.subprocess.run", autospec=True, return_value=done)
    (row,) = ping([device()], seconds=2, workers=1, icmp=True)
    assert called.call_args.args[0] == ["/bin/ping", "-n", "-c", "1", "-W", "2", "--", "r1.example.net"]
    return row


def test_an_echo_reply(mocker: MockerFixture) -> None:
    row = run(mocker, 0)
    assert (row.status, row.error) == ("ok", None)


@pytest.mark.parametrize(
    ("status", "err", "kind"),
    [
        (1, "", ErrorKind.UNREACHABLE),
        (2, "ping: r1: Name or service not known", ErrorKind.DNS),
        (2, "ping: socket: Operation not permitted", ErrorKind.UNREACHABLE),
        (2, "", ErrorKind.UNREACHABLE),
    ],
)
def test_no_reply(mocker: MockerFixture, status: int, err: str, kind: ErrorKind) -> None:
    row = run(mocker, status, err=err)
    assert row.error
    assert (row.status, row.error.kind) == ("failed", kind)


def test_a_ping_that_hangs(mocker: MockerFixture) -> None:
    mocker.patch("netcollect.app.ping.shutil.which", autospec=True, return_value="/bin/ping")
    mocker.patch(
        "netcollect.app.ping.subprocess.run", autospec=True, side_effect=subprocess.TimeoutExpired("ping", 4)
    )
    (row,) = ping([device()], seconds=2, workers=1, icmp=True)
    assert row.status == "failed"


def test_a_system_without_ping(mocker: MockerFixture) -> None:
    mocker.patch("netcollect.app.ping.shutil.which", autospec=True, return_value=None)
    with pytest.raises(InputError, match="no `ping`"):
        list(ping([device()], seconds=2, workers=1, icmp=True))


def test_order_is_the_devices_and_a_deadline_is_a_timeout(mocker: MockerFixture) -> None:
    mocker.patch(
        "netcollect.app.ping.dial", autospec=True, side_effect=DeviceError(ErrorKind.DEADLINE, "time", "hint")
    )
    rows = list(ping([device(f"R{number}") for number in range(20)], seconds=1, workers=5))
    assert [row.device for row in rows] == [f"R{number}" for number in range(20)]
    assert {row.error.kind for row in rows if row.error} == {ErrorKind.CONNECT_TIMEOUT}
