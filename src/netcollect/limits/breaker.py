"""The credential breaker: one wrong password must not lock an account on five hundred devices."""

from __future__ import annotations

from dataclasses import dataclass, field

from netcollect.errors import ErrorKind
from netcollect.model import Device
from netcollect.options import LimitOptions

#: After so many rejections in a row a credential is not tried any more.
REJECTIONS = LimitOptions().max_rejections
#: A credential's first device may be dead: after so long (seconds) another one is tried beside it.
PATIENCE = 1.0

#: Failures in front of the login, or without its answer: they say nothing about the credential.
_UNDECIDED = frozenset(
    {
        ErrorKind.DNS,
        ErrorKind.REFUSED,
        ErrorKind.UNREACHABLE,
        ErrorKind.CONNECT_TIMEOUT,
        ErrorKind.CLOSED,
        ErrorKind.NOT_SSH,
        ErrorKind.SSH_NEGOTIATION,
        ErrorKind.HOST_KEY_UNKNOWN,
        ErrorKind.HOST_KEY_CHANGED,
        ErrorKind.AUTH_TIMEOUT,
        ErrorKind.NO_CREDENTIAL,
        ErrorKind.DEADLINE,
        ErrorKind.CANCELLED,
        ErrorKind.WORKER_LOST,
        ErrorKind.INTERNAL,
    }
)


@dataclass(frozen=True, slots=True)
class Credential:
    """What logs in somewhere; only ever compared."""

    username: str | None
    password: str | None = field(repr=False)
    private_key: str | None


def credential_of(device: Device) -> Credential:
    """What logs in to a device."""
    return Credential(device.username, device.password, device.private_key)


@dataclass
class _State:
    """What is known of one credential."""

    proven: bool = False
    rejected: int = 0
    in_flight: int = 0
    last_start: float = float("-inf")


@dataclass
class Breaker:
    """Counts rejected logins by credential.

    The first device of a credential goes alone. Until a login has succeeded, and again after a rejection,
    logins that are under way and rejections together are at most `most`; 0 switches all of it off.
    """

    most: int = REJECTIONS
    _states: dict[Credential, _State] = field(init=False, default_factory=dict)

    def is_open(self, device: Device) -> bool:
        """Whether the device's credential was rejected too often."""
        return bool(self.most) and self._of(device).rejected >= self.most

    def may_start(self, device: Device, now: float) -> bool:
        """Whether a login with the device's credential may be tried now."""
        state = self._of(device)
        if not state.in_flight or self.is_free(device):
            return True
        waited = now - state.last_start >= PATIENCE
        return waited and state.in_flight + state.rejected < self.most

    def is_free(self, device: Device) -> bool:
        """Whether any number of logins with the device's credential may be tried."""
        if not self.most or credential_of(device) == Credential(None, None, None):
            return True
        state = self._of(device)
        return state.proven and not state.rejected

    def started(self, device: Device, now: float) -> None:
        """A login begins."""
        state = self._of(device)
        state.in_flight += 1
        state.last_start = now

    def accepted(self, device: Device) -> None:
        """A login was accepted. Once open it stays open: what was in flight may still succeed."""
        state = self._of(device)
        state.proven = True
        state.rejected = state.rejected if self.is_open(device) else 0

    def ended(self, device: Device, kind: ErrorKind | None, *, told: bool = False) -> None:
        """A session has ended, with this failure or without; `told` if its login was `accepted` before."""
        state = self._of(device)
        state.in_flight -= 1
        if kind is ErrorKind.AUTH_REJECTED:
            state.rejected += 1
        elif not told and kind not in _UNDECIDED:
            self.accepted(device)

    def _of(self, device: Device) -> _State:
        return self._states.setdefault(credential_of(device), _State())
