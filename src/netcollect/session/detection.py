"""Which platforms an output speaks for, by the table that netmiko's `SSHDetect` tells platforms by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any

from netmiko.ssh_autodetect import SSH_MAPPER_DICT

from netcollect.text import is_meant

#: How much of an output is looked at: who made a device is said at the beginning.
_LOOKED_AT = 20_000


def spoken_for(command: str, text: str) -> Set[str]:
    """The platforms whose words for this command stand in its output; several where one includes another.

    >>> sorted(spoken_for("sh ver", "Cisco Nexus Operating System (NX-OS) Software"))
    ['cisco_nxos']
    """
    head = text[:_LOOKED_AT]
    return {
        platform
        for platform, known in _TABLE.items()
        if known["cmd"] and is_meant(known["cmd"], command) and _has_any(known["search_patterns"], head)
    }


_TABLE: Mapping[str, Mapping[str, Any]] = SSH_MAPPER_DICT


def _has_any(patterns: list[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
