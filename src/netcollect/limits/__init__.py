"""Who may start when: order, caps, ramp, retries, the credential breaker; no threads, no clock of its own."""

from netcollect.limits.breaker import REJECTIONS, Breaker
from netcollect.limits.caps import Caps, check_caps, values
from netcollect.limits.queue import TRANSIENT, Attempt, Queue, longest_first
from netcollect.limits.sizing import choose_workers, make_room

__all__ = [
    "REJECTIONS",
    "TRANSIENT",
    "Attempt",
    "Breaker",
    "Caps",
    "Queue",
    "check_caps",
    "choose_workers",
    "longest_first",
    "make_room",
    "values",
]
