"""What a lab is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netcollect.lab.recording import Recording
from netcollect.lab.remembered import Remembered

PLATFORMS = ("cisco_ios", "cisco_nxos", "arista_eos", "juniper_junos", "huawei_vrp")

#: How a device can misbehave, and what that looks like.
FAULTS: Mapping[str, str] = {
    "refuse": "nothing listens on its port",
    "hang": "takes the connection, then says nothing",
    "reject": "refuses every password",
    "cut": "loses the connection inside an output",
    "freeze": "falls silent inside an output",
    "slow": "takes `slow_seconds` for every command",
    "no_shell": "logs in, but gives no terminal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabOptions:
    """A lab's size and temper; latencies in seconds, `faults` as fractions of the devices.

    `day` counts from 1. `base_port` 0 takes free ports; another number takes consecutive ones. `rtt` holds
    bytes back for half of it each way. `output_bytes` is the length of the support outputs. `authorized_keys`
    is the text of such a file. With `recordings` the lab plays those back, with `remembered`
    it serves what a run stored, and it has no other devices.
    """

    devices: int = 20
    platforms: tuple[str, ...] = PLATFORMS
    host: str = "127.0.0.1"
    base_port: int = 0
    username: str = "lab"
    password: str = "lab"
    secret: str = "lab"
    login_latency: float = 0.0
    command_latency: float = 0.0
    slow_seconds: float = 5.0
    rtt: float = 0.0
    output_bytes: int = 0
    faults: Mapping[str, float] = field(default_factory=dict)
    authorized_keys: str = ""
    seed: int = 1
    day: int = 1
    recordings: tuple[Recording, ...] = ()
    remembered: tuple[Remembered, ...] = ()
