"""The processors that this process may use."""

from __future__ import annotations

import os


def usable_processors() -> int:
    """How many processors this process may use: those it is bound to, where the system can say so.

    `os.process_cpu_count` came with Python 3.13, and macOS has no `os.sched_getaffinity`.
    """
    counted = getattr(os, "process_cpu_count", None)
    if counted is not None:
        return counted() or 1
    bound_to = getattr(os, "sched_getaffinity", None)
    return len(bound_to(0)) if bound_to is not None else os.cpu_count() or 1
