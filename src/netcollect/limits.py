"""Who may start now: order, window and retries, as a policy without threads or clocks of its own."""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from netcollect.errors import ErrorKind
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

#: The first retry waits this long (seconds); each further one twice as long, up to the second figure.
BACKOFF, BACKOFF_MAX = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a job; the first has number 1."""

    job: Job
    number: int = 1


@dataclass
class Queue:
    """The jobs that wait, in order; what failed for a transient reason comes back later.

    Times are seconds of whatever clock the caller passes in.
    """

    jobs: Iterable[Job]
    retries: int = 0
    random: random.Random = field(default_factory=random.Random)
    _fresh: deque[Attempt] = field(init=False)
    _later: list[tuple[float, int, Attempt]] = field(init=False, default_factory=list)
    _serial: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._fresh = deque(Attempt(job) for job in self.jobs)

    def __len__(self) -> int:
        return len(self._fresh) + len(self._later)

    def take(self, now: float) -> Attempt | None:
        """Who may start now; those who wait for a retry come after all that were never tried."""
        if self._fresh:
            return self._fresh.popleft()
        if self._later and self._later[0][0] <= now:
            return heapq.heappop(self._later)[2]
        return None

    def pause(self, now: float) -> float | None:
        """Seconds until somebody may start; None when nobody waits for time."""
        return max(0.0, self._later[0][0] - now) if self._later and not self._fresh else None

    def retry(self, attempt: Attempt, kind: ErrorKind, now: float) -> bool:
        """Takes a failed attempt back for another try, if its failure is transient and tries are left."""
        if kind not in TRANSIENT or attempt.number > self.retries:
            return False
        # Jitter keeps devices that failed together from coming back together.
        delay = min(BACKOFF_MAX, BACKOFF * 2 ** (attempt.number - 1)) * self.random.uniform(0.5, 1.5)
        self._serial += 1
        heapq.heappush(self._later, (now + delay, self._serial, Attempt(attempt.job, attempt.number + 1)))
        return True

    def drain(self) -> list[Attempt]:
        """Everyone who waits, in order; the queue is empty afterwards."""
        rest = [*self._fresh, *(entry[2] for entry in sorted(self._later, key=lambda entry: entry[:2]))]
        self._fresh.clear()
        self._later.clear()
        return rest
