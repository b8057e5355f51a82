"""The jobs that wait: who may start now, and when somebody may again."""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from netcollect.errors import ErrorKind
from netcollect.limits.breaker import (
    PATIENCE,
    Breaker,
    Credential,
    credential_of,
    credentials_of,
    keys_of,
)
from netcollect.limits.caps import Caps
from netcollect.model import Job

#: Failures that may be gone a moment later; everything else is certain, or dangerous to repeat.
TRANSIENT = frozenset(
    {
        ErrorKind.DNS,
        ErrorKind.REFUSED,
        ErrorKind.UNREACHABLE,
        ErrorKind.CONNECT_TIMEOUT,
        ErrorKind.CLOSED,
        ErrorKind.NOT_SSH,
        ErrorKind.AUTH_TIMEOUT,
        ErrorKind.NO_SESSION,
        ErrorKind.NO_PROMPT,
        ErrorKind.READ_TIMEOUT,
        ErrorKind.INCOMPLETE,
        ErrorKind.WORKER_LOST,
    }
)

#: Of these, what a device says to whom it has no room for, before it has heard a login.
_BEFORE_LOGIN = frozenset({ErrorKind.REFUSED, ErrorKind.CLOSED, ErrorKind.NOT_SSH, ErrorKind.CONNECT_TIMEOUT})

#: The first retry waits this long (seconds); each further one twice as long, up to the second figure.
BACKOFF, BACKOFF_MAX = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a job; the first has number 1. `index` is the job's place in the queue.

    With `keys` these alone log in, and not the device's password; where they were refused, `needs_password`.
    """

    job: Job
    number: int = 1
    index: int = 0
    keys: Credential | None = None
    needs_password: bool = False

    @property
    def begun(self) -> bool:
        """Whether the device was contacted before."""
        return self.number > 1 or self.needs_password


@dataclass
class Queue:
    """The jobs that wait, in order; what may not start yet is set aside until there is room.

    `ramp` is the most new sessions a second, None for no such limit. Times are seconds of whatever clock
    the caller passes in.
    """

    jobs: Sequence[Job]
    retries: int = 0
    caps: Caps = field(default_factory=Caps)
    breaker: Breaker = field(default_factory=Breaker)
    ramp: float | None = None
    random: random.Random = field(default_factory=random.Random)
    #: The next job that was never looked at.
    _fresh: int = field(init=False, default=0)
    #: Those that were looked at before and may start now; what was tried already comes behind the rest.
    _again: list[tuple[int, int, Attempt]] = field(init=False, default_factory=list)
    #: Those that wait for a time, and those that wait for room, by what has none.
    _later: list[tuple[float, int, Attempt]] = field(init=False, default_factory=list)
    _aside: dict[Hashable, deque[Attempt]] = field(init=False, default_factory=dict)
    _refused: list[tuple[Attempt, Credential]] = field(init=False, default_factory=list)
    #: Those that a device has let in: what it refuses later is no login.
    _inside: set[int] = field(init=False, default_factory=set)
    _next_start: float = field(init=False, default=float("-inf"))
    _look_again: float | None = field(init=False, default=None)

    def __len__(self) -> int:
        aside = sum(map(len, self._aside.values()))
        return len(self.jobs) - self._fresh + len(self._again) + len(self._later) + aside + len(self._refused)

    def take(self, now: float) -> Attempt | None:
        """Who starts now; counts as running until `done`. None when nobody may."""
        if now < self._next_start:
            return None
        self._bring_back(now)
        while (candidate := self._candidate()) is not None:
            device, keys = candidate.job.device, self._keys(candidate)
            attempt = candidate if keys == candidate.keys else replace(candidate, keys=keys)
            if credential := self.breaker.refused(device, keys):
                self._refused.append((attempt, credential))
            elif slot := self.caps.full(device):
                self._set_aside(slot, attempt)
            elif credential := self.breaker.busy(device, now, keys):
                self._set_aside(credential, attempt)
                self._look_again = now + PATIENCE
            else:
                self._start(attempt, now)
                return attempt
            self._give_way(attempt.job, now)
        return None

    def _keys(self, attempt: Attempt) -> Credential | None:
        """What logs in without the password, where that might be wrong and the device may not need it."""
        keys = None if attempt.needs_password else keys_of(attempt.job)
        return keys if keys and self.breaker.may_go_with(keys, attempt.job.device) else None

    def done(
        self,
        attempt: Attempt,
        kind: ErrorKind | None,
        now: float,
        *,
        bastion: str = "",
        hung_up: bool = False,
    ) -> bool:
        """Counts an attempt that has ended with this failure, or without; whether it is tried again.

        `bastion` is the one at which it failed with a login of the bastion's own, and `hung_up` whether a
        login was refused without a word.
        """
        device = attempt.job.device
        self.breaker.ended(device, kind, attempt.keys, bastion=bastion, hung_up=hung_up)
        for slot in self.caps.release(device):
            self._come_back(slot, 1)
        self._release_credentials(attempt.job)
        if (
            attempt.keys
            and kind is ErrorKind.AUTH_REJECTED
            and not (bastion or attempt.index in self._inside)
        ):
            # Not at once: the device may take one session at a time, and this one has hardly ended.
            later = now + BACKOFF * self.random.uniform(0.5, 1.5)
            again = replace(attempt, keys=None, needs_password=True)
            heapq.heappush(self._later, (later, attempt.index, again))
            return True
        if kind is None or kind not in TRANSIENT or attempt.number > self._tries(attempt, kind):
            return False
        # Jitter keeps devices that failed together from coming back together: they may share a bastion, or
        # one of them may have killed the worker of all.
        delay = min(BACKOFF_MAX, BACKOFF * 2 ** (attempt.number - 1)) * self.random.uniform(0.5, 1.5)
        again = replace(attempt, number=attempt.number + 1)
        heapq.heappush(self._later, (now + delay, attempt.index, again))
        return True

    def logged_in(self, attempt: Attempt) -> None:
        """An attempt's login was accepted: others with its credential need not wait for its end."""
        self._inside.add(attempt.index)
        self.breaker.accepted(attempt.job.device, attempt.keys or self._taken(attempt))
        self._release_credentials(attempt.job)

    def _taken(self, attempt: Attempt) -> Credential | None:
        """The keys, where they may have been what a device took; a password that is known is not in doubt."""
        own = credential_of(attempt.job.device)
        return None if attempt.needs_password or self.breaker.is_proven(own) else keys_of(attempt.job)

    def refused(self) -> list[tuple[Attempt, Credential]]:
        """Those that will not be tried, with the credential of theirs that was rejected too often."""
        refused, self._refused = self._refused, []
        return refused

    def pause(self, now: float) -> float | None:
        """Seconds until somebody may start who may not now; None when nobody waits for time."""
        moments = [self._later[0][0]] if self._later else []
        if self._look_again is not None:
            moments.append(self._look_again)
        if self._again or self._fresh < len(self.jobs):
            moments.append(self._next_start)
        return max(0.0, min(moments) - now) if moments else None

    def drain(self) -> list[Attempt]:
        """Everyone who waits, in order; the queue is empty afterwards."""
        rest = [entry[2] for entry in (*self._again, *self._later)]
        rest += [attempt for attempt, _ in self.refused()]
        rest += [attempt for aside in self._aside.values() for attempt in aside]
        rest += [Attempt(job, 1, self._fresh + at) for at, job in enumerate(self.jobs[self._fresh :])]
        self._fresh = len(self.jobs)
        for waiting in (self._again, self._later, self._aside):
            waiting.clear()
        return sorted(rest, key=lambda attempt: attempt.index)

    def _tries(self, attempt: Attempt, kind: ErrorKind) -> int:
        """How often a failure of this kind is retried: a lost worker was none of the device's.

        Nor is it that it was visited twice: a second session may be one too many for it.
        """
        is_free = kind is ErrorKind.WORKER_LOST or (attempt.needs_password and kind in _BEFORE_LOGIN)
        return max(self.retries, is_free)

    def _candidate(self) -> Attempt | None:
        if self._again and (self._again[0][:2] < (1, self._fresh) or self._fresh == len(self.jobs)):
            return heapq.heappop(self._again)[2]
        if self._fresh == len(self.jobs):
            return None
        self._fresh += 1
        return Attempt(self.jobs[self._fresh - 1], 1, self._fresh - 1)

    def _start(self, attempt: Attempt, now: float) -> None:
        self.caps.take(attempt.job.device)
        self.breaker.started(attempt.job.device, now, attempt.keys)
        if self.ramp:
            self._next_start = max(now, self._next_start) + self.random.uniform(0.5, 1.5) / self.ramp

    def _set_aside(self, why: Hashable, attempt: Attempt) -> None:
        self._aside.setdefault(why, deque()).append(attempt)

    def _release_credentials(self, job: Job) -> None:
        keys, is_free = keys_of(job), self.breaker.is_free(credential_of(job.device))
        for credential in _waited_for(job):
            decided = self.breaker.is_free(credential) or self.breaker.is_open(credential)
            # With a password that is taken nobody waits for what the keys are worth.
            self._come_back(credential, len(self) if decided or (credential == keys and is_free) else 1)

    def _give_way(self, job: Job, now: float) -> None:
        """Lets the next ones have the room that a device was called for and cannot take."""
        for slot in self.caps.slots(job.device):
            if self.caps.has_room(slot):
                self._come_back(slot, 1)
        for credential in _waited_for(job):
            if self.breaker.may_start(credential, now):
                self._come_back(credential, 1)

    def _come_back(self, why: Hashable, count: int) -> None:
        aside = self._aside.get(why)
        if aside and isinstance(why, Credential):
            # Anybody may try a credential: neighbours in the inventory may all be dead.
            aside.rotate(self.random.randrange(len(aside)))
        while aside and count:
            attempt = aside.popleft()
            heapq.heappush(self._again, (attempt.number, attempt.index, attempt))
            count -= 1
        if aside is not None and not aside:
            del self._aside[why]

    def _bring_back(self, now: float) -> None:
        """Those whose time has come."""
        while self._later and self._later[0][0] <= now:
            attempt = heapq.heappop(self._later)[2]
            heapq.heappush(self._again, (attempt.number, attempt.index, attempt))
        if self._look_again is not None and self._look_again <= now:
            self._look_again = None
            for why in list(self._aside):
                self._come_back(why, 1)


def _waited_for(job: Job) -> list[Credential]:
    """All that those who log in as a job's device does may have been set aside for."""
    keys = keys_of(job)
    return [*credentials_of(job.device), *(credentials_of(job.device, keys) if keys else ())]


def longest_first(jobs: Sequence[Job], seconds: Mapping[str, float], whole: Collection[str]) -> list[Job]:
    """The jobs with those in front that took longest the last time.

    A slow device that starts last makes a whole run wait for it. A device that is new goes in front too:
    it may be slow. Among equals the order stays. In front of all of them stands, for each credential, a
    device that answered quickly: it shows whether the credential is right.

    Args:
        jobs: in inventory order.
        seconds: what a device took the last time, by its name.
        whole: the names of those that gave everything then.
    """
    if not seconds:
        return list(jobs)
    quickest: dict[Hashable, Job] = {}
    for job in jobs:
        if job.device.name in whole:
            credential = credential_of(job.device)
            best = quickest.setdefault(credential, job)
            if seconds[job.device.name] < seconds[best.device.name]:
                quickest[credential] = job
    first = {job.device.name for job in quickest.values()}

    def place(job: Job) -> tuple[bool, float]:
        return job.device.name not in first, -seconds.get(job.device.name, float("inf"))

    return sorted(jobs, key=place)
