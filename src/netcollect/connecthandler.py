"""A device as netmiko's ConnectHandler takes it: a mapping of arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from netcollect.errors import InputError, Problem
from netcollect.model import Device

#: ConnectHandler's name of what is a field of a device.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "device_type": "platform",
        "host": "host",
        "ip": "host",
        "port": "port",
        "username": "username",
        "password": "password",
        "secret": "secret",
        "key_file": "private_key",
        "passphrase": "passphrase",
        # netmiko's course material writes `timeout` and means the time to connect.
        "timeout": "connect_timeout",
        "conn_timeout": "connect_timeout",
        "read_timeout_override": "read_timeout",
    }
)

#: Arguments that the driver still gets as they are.
EXTRAS = frozenset(
    {
        "allow_auto_change",
        "default_enter",
        "disable_lf_normalization",
        "disabled_algorithms",
        "encoding",
        "fast_cli",
        "global_cmd_verify",
        "global_delay_factor",
        "response_return",
    }
)

#: Arguments that have no meaning here: the session has its own socket, clocks, logs and host-key policy.
IGNORED = frozenset(
    {
        "allow_agent",
        "alt_host_keys",
        "alt_key_file",
        "auth_timeout",
        "auto_connect",
        "banner_timeout",
        "blocking_timeout",
        "delay_factor_compat",
        "disable_sha2_fix",
        "keepalive",
        "session_log",
        "session_log_file_mode",
        "session_log_record_writes",
        "session_timeout",
        "ssh_config_file",
        "ssh_strict",
        "system_host_keys",
        "use_keys",
        "verbose",
    }
)

#: Arguments that would be wrong to ignore and cannot be honoured.
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "pkey": "give the key as a file: key_file",
        "sock": "the session dials its own socket",
        "sock_telnet": "the session dials its own socket",
        "serial_settings": "serial lines are reached over TCP: host and port of the console server",
        "_legacy_mode": "netmiko's own",
    }
)

_NUMBERS = frozenset({"port", "connect_timeout", "read_timeout"})


def device_from_mapping(mapping: Mapping[str, Any]) -> Device:
    """The device that a mapping of ConnectHandler arguments describes.

    `name` may stand beside the arguments and defaults to the host; keys that ConnectHandler does not
    know are facts.

    Raises:
        InputError: with every key that is missing or wrong.
    """
    problems: list[Problem] = []
    fields: dict[str, Any] = {}
    for key, value in mapping.items():
        if key in FIELDS:
            fields[FIELDS[key]] = _checked(key, value, problems)
        elif key in REFUSED:
            problems.append(Problem(key, "this ConnectHandler argument is not taken", REFUSED[key]))
    problems += [
        Problem(key, "is missing", "ConnectHandler needs it too")
        for key, field in (("device_type", "platform"), ("host", "host"))
        if not fields.get(field)
    ]
    if problems:
        raise InputError(tuple(problems))
    fields.setdefault("port", default_port(fields["platform"]))
    known = {*FIELDS, *EXTRAS, *IGNORED, *REFUSED, "name"}
    return Device(
        name=str(mapping.get("name") or fields["host"]),
        facts={key: value for key, value in mapping.items() if key not in known},
        extras={key: value for key, value in mapping.items() if key in EXTRAS},
        **fields,
    )


def default_port(platform: str) -> int:
    """Where a platform listens unless told otherwise."""
    return 23 if platform.endswith("_telnet") else 22


def _checked(key: str, value: Any, problems: list[Problem]) -> Any:
    """The value in the type of its field; anything else is a problem."""
    field = FIELDS[key]
    convert: Callable[[Any], Any] = str
    if field in _NUMBERS:
        convert = int if field == "port" else float
    if value is None:
        return None
    if isinstance(value, bool | Mapping | list | tuple):
        problems.append(Problem(key, f"{type(value).__name__} where {convert.__name__} is expected"))
        return None
    try:
        return convert(value)
    except (TypeError, ValueError):
        problems.append(Problem(key, f"{value!r} is no {convert.__name__}"))
        return None
