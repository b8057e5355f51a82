"""The credential breaker: one wrong password must not lock an account on five hundred devices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from netcollect.errors import ErrorKind
from netcollect.jump import bastions_of, name_of, with_login
from netcollect.model import Bastion, Device, Job
from netcollect.options import LimitOptions
from netcollect.platforms import platform_of

#: After so many rejections in a row a credential is not tried any more.
REJECTIONS = LimitOptions().max_rejections
#: A credential's first device may be dead: after so long (seconds) another one is tried beside it.
PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Credential:
    """What logs in somewhere; only ever compared. `bastion` is the one that it is for, if not for devices.

    A password and the keys beside it are two: a password locks accounts, and it is one password, whatever
    keys are tried before it; where a key was taken the password is still unknown.
    """

    username: str | None
    password: str | None = field(repr=False)
    private_key: str | None
    bastion: str = ""


_NONE = Credential(None, None, None)


def credential_of(device: Device) -> Credential:
    """What logs in to a device."""
    return _credential(device)


def keys_of(job: Job) -> Credential | None:
    """The keys that may log in to a job's device without the password that it has too; None without both."""
    device = job.device
    key = device.private_key or ("an agent's" if job.options.use_agent else None)
    if key is None or device.password is None or platform_of(device.platform).transport != "ssh":
        return None
    return Credential(device.username, None, key)


def credentials_of(device: Device, keys: Credential | None = None) -> list[Credential]:
    """What a session with a device needs: the bastions' own logins, and its own, which is the last.

    With `keys` these alone are its own.
    """
    own = credential_of(device)
    found = []
    for bastion in bastions_of(device.jump):
        each = _credential(with_login(bastion, device))
        if each != own:
            found.append(replace(each, bastion=name_of(bastion)))
    return [*found, keys or own]


def _credential(login: Device | Bastion) -> Credential:
    key = login.private_key if login.password is None else None
    return Credential(login.username, login.password, key)


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

    A session may go with `keys` alone, without the device's password, as of `may_go_with`.
    """

    most: int = REJECTIONS
    _states: dict[Credential, _State] = field(init=False, default_factory=dict)

    def may_go_with(self, keys: Credential, device: Device) -> bool:
        """Whether a device is to be tried with its keys alone, while nobody has taken its password yet."""
        return not (self.is_open(keys) or self.is_free(credential_of(device)))

    def is_proven(self, credential: Credential) -> bool:
        """Whether a device has taken a credential."""
        return self._of(credential).proven

    def refused(self, device: Device, keys: Credential | None = None) -> Credential | None:
        """The credential that the device needs and that was rejected too often, or None."""
        return next(filter(self.is_open, credentials_of(device, keys)), None)

    def busy(self, device: Device, now: float, keys: Credential | None = None) -> Credential | None:
        """The credential that the device has to wait for before its login may be tried, or None."""
        return next((each for each in credentials_of(device, keys) if not self.may_start(each, now)), None)

    def is_open(self, credential: Credential) -> bool:
        """Whether a credential was rejected too often."""
        return bool(self.most) and self._of(credential).rejected >= self.most

    def may_start(self, credential: Credential, now: float) -> bool:
        """Whether a login with a credential may be tried now."""
        state = self._of(credential)
        if not state.in_flight or self.is_free(credential):
            return True
        waited = now - state.last_start >= PATIENCE
        return waited and state.in_flight + state.rejected < self.most

    def is_free(self, credential: Credential) -> bool:
        """Whether any number of logins with a credential may be tried."""
        if not self.most or credential == _NONE:
            return True
        state = self._of(credential)
        return state.proven and not state.rejected

    def started(self, device: Device, now: float, keys: Credential | None = None) -> None:
        """A login begins."""
        for credential in credentials_of(device, keys):
            state = self._of(credential)
            state.in_flight += 1
            state.last_start = now

    def accepted(self, device: Device, keys: Credential | None = None) -> None:
        """A credential was sent and taken, and those of the bastions before it; nothing less proves one."""
        for credential in credentials_of(device, keys):
            self._prove(credential, keys)

    def ended(
        self,
        device: Device,
        kind: ErrorKind | None,
        keys: Credential | None = None,
        *,
        bastion: str = "",
        hung_up: bool = False,
    ) -> None:
        """A session has ended, with this failure or without; only a refused login says something here.

        Args:
            device: whose session it was.
            kind: how it failed.
            bastion: the one that it failed at, with a login of the bastion's own.
            keys: what it went with alone; once they are proven, no device that refuses them is counted.
            hung_up: the login was refused without a word. With a credential that is proven, that is the
                device's own trouble, and is not counted.
        """
        credentials = credentials_of(device, keys)
        for credential in credentials:
            self._of(credential).in_flight -= 1
        if kind is ErrorKind.AUTH_REJECTED:
            for credential in credentials:
                if credential.bastion == bastion:
                    state = self._of(credential)
                    state.rejected += not ((hung_up or credential == keys) and state.proven)
                elif not bastion:
                    self._prove(credential, keys)

    def _prove(self, credential: Credential, keys: Credential | None) -> None:
        """Once open it stays open, as what was in flight may still succeed; keys beside a password do not."""
        state = self._of(credential)
        state.proven = True
        state.rejected = state.rejected if self.is_open(credential) and credential != keys else 0

    def _of(self, credential: Credential) -> _State:
        return self._states.setdefault(credential, _State())
