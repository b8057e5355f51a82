"""What a login that failed is called: whether a credential was refused is what accounts depend on."""

from __future__ import annotations

import socket

import paramiko
import pytest
from pytest_mock import MockerFixture

from netcollect.errors import DeviceError
from netcollect.session.clock import Clock
from netcollect.session.internals import Transport
from netcollect.session.login import errors

LOST = paramiko.AuthenticationException("Authentication failed: transport shut down or saw EOF")


@pytest.mark.parametrize(
    "farewell", ["", "2 Timeout before authentication", "2 Too many authentication failures"]
)
@pytest.mark.parametrize(
    ("sent", "accepted", "kind"),
    [(False, False, "closed"), (True, False, "auth_rejected"), (True, True, "closed")],
    ids=["before the credential", "on the credential", "after it was accepted"],
)
def test_when_a_device_hangs_up_tells_what_became_of_the_credential(
    mocker: MockerFixture, *, sent: bool, accepted: bool, kind: str, farewell: str
) -> None:
    """One that accepts a login and leaves at once may be gone before anybody has looked for its answer."""
    ours, peer = socket.socketpair()
    with ours, peer:
        transport = Transport(ours)
        transport.credential_sent = sent
        transport.farewell = farewell
        transport.auth_handler = mocker.Mock(is_authenticated=lambda: accepted)
        with (
            pytest.raises(DeviceError) as caught,
            errors(transport, "lab", Clock(60), lambda: False),
        ):
            raise LOST
    if kind == "auth_rejected" and "Timeout" in farewell:
        kind = "auth_timeout"
    assert caught.value.kind == kind
    assert caught.value.hung_up == (kind == "auth_rejected" and not farewell)


@pytest.mark.parametrize(
    ("error", "farewell", "kind"),
    [
        (LOST, "2 Authentication failed: login timeout", "auth_rejected"),
        (paramiko.AuthenticationException("it asks again: Password (timeout 30 s): "), "", "auth_rejected"),
        (paramiko.AuthenticationException("Authentication timeout."), "", "auth_timeout"),
        (TimeoutError("timed out"), "", "auth_timeout"),
    ],
)
def test_a_refusal_may_speak_of_a_timeout(
    mocker: MockerFixture, error: Exception, farewell: str, kind: str
) -> None:
    ours, peer = socket.socketpair()
    with ours, peer:
        transport = Transport(ours)
        transport.credential_sent, transport.farewell = True, farewell
        transport.auth_handler = mocker.Mock(is_authenticated=lambda: False)
        with pytest.raises(DeviceError) as caught, errors(transport, "lab", Clock(60), lambda: False):
            raise error
    assert caught.value.kind == kind
