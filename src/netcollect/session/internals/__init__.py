"""Everything of netmiko and paramiko that is not public and that we rely on; nothing else touches it.

`transport` is paramiko's part; `driver` is netmiko's, on `event_driver` and `reading`; `authentication` is
where the two meet. pyproject.toml bounds the versions of both, and tests/unit/session/test_internals.py fails
when one of the names is gone.
"""

from importlib import import_module

from netcollect.session.internals.later import later

# A task runner, which takes a tenth of our start: paramiko runs the commands of `Match exec` in it.
with later("invoke"):
    import_module("paramiko.config")

from netcollect.session.internals.authentication import (
    Agent,
    authenticate_own_way,
    own_way,
    wants_new_password,
)
from netcollect.session.internals.driver import (
    driver_class,
    enable,
    make_driver,
    prepare,
    say_goodbye,
    types_password,
)
from netcollect.session.internals.event_driver import EventDriver
from netcollect.session.internals.transport import Transport, ask_for_terminal, lost_bastion

__all__ = [
    "Agent",
    "EventDriver",
    "Transport",
    "ask_for_terminal",
    "authenticate_own_way",
    "driver_class",
    "enable",
    "lost_bastion",
    "make_driver",
    "own_way",
    "prepare",
    "say_goodbye",
    "types_password",
    "wants_new_password",
]
