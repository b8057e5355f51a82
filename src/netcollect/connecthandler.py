"""A device as netmiko's ConnectHandler takes it: a mapping of arguments."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from netcollect.addresses import host_objection
from netcollect.errors import InputError, Problem
from netcollect.jump import jump_objection, parse_bastion
from netcollect.model import Bastion, Device
from netcollect.platforms import platform_of
from netcollect.references import is_plain, placeholder, reference_objection, secret_objection
from netcollect.secretkeys import Path, secrets_in

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

#: Arguments that the driver still gets as they are, and the types that netmiko takes for them.
EXTRAS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "allow_auto_change": (bool,),
        "default_enter": (str,),
        "disable_lf_normalization": (bool,),
        "disabled_algorithms": (dict,),
        "encoding": (str,),
        "fast_cli": (bool,),
        "global_cmd_verify": (bool,),
        "global_delay_factor": (int, float),
        "response_return": (str,),
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
        "serial_settings": "reach serial lines over TCP, with the console server's host and port",
        "_legacy_mode": "netmiko's own",
    }
)

#: What a mapping may say: the arguments, and the bastion, which would be dangerous to pass over.
_TAKEN: Mapping[str, str] = MappingProxyType({**FIELDS, "jump": "jump"})
_KNOWN = frozenset({*_TAKEN, *EXTRAS, *IGNORED, *REFUSED, "name"})
_LOGIN = ("username", "password", "secret", "passphrase")

#: What may be said of a bastion.
BASTION = ("host", "port", "username", "password", "private_key", "passphrase")

_TYPE_WORDS = {bool: "true or false", str: "text", dict: "a mapping", int: "a number", float: "a number"}


def device_from_mapping(mapping: Mapping[str, Any]) -> Device:
    """The device that a mapping of ConnectHandler arguments describes.

    `name` may stand beside the arguments and defaults to the host; keys that ConnectHandler does not
    know are facts, but none that announces a secret. None is as good as absent.

    Raises:
        InputError: with every key that is missing or wrong.
    """
    problems: list[Problem] = []
    fields = _fields(mapping, problems)
    facts = {key: value for key, value in mapping.items() if key not in _KNOWN}
    problems += [*_fact_problems(facts), *_login_problems(fields), *_place_problems(fields)]
    if problems:
        raise InputError(tuple(problems))
    fields.setdefault("port", platform_of(fields["platform"]).port)
    fields.update({part: fields[part].removeprefix("plain:") for part in _LOGIN if part in fields})
    return Device(
        name=str(mapping.get("name") or fields["host"]),
        facts=facts,
        extras={key: value for key, value in mapping.items() if key in EXTRAS and value is not None},
        **fields,
    )


def _fields(mapping: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The device's fields; what is wrong or missing is added to the problems."""
    fields: dict[str, Any] = {}
    for key, value in mapping.items():
        if key == "jump":
            _put(fields, key, _jump(value, problems), problems)
        elif key in _TAKEN:
            _put(fields, key, _checked(key, value, problems), problems)
        elif key in REFUSED and value is not None:
            problems.append(Problem(key, "this ConnectHandler argument is not supported", REFUSED[key]))
        elif key in EXTRAS and (objection := extra_objection(key, value)):
            problems.append(Problem(key, objection))
    for key in ("device_type", "host"):
        if not fields.get(_TAKEN[key]):
            problems.append(Problem(key, "is missing", "ConnectHandler needs it too"))
    return fields


def _fact_problems(facts: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(_spelt(secret.path), "unknown argument: as a fact it would be shown", secret.hint)
        for key, value in facts.items()
        for secret in secrets_in(str(key), value)
    ]


def _login_problems(fields: Mapping[str, Any], owner: str = "") -> list[Problem]:
    """What is wrong with the login of the device, or of `owner`; as written, it would only be refused."""
    problems = []
    for part in (f"{owner}{part}" for part in _LOGIN):
        text = fields.get(part.removeprefix(owner)) or ""
        if instead := placeholder(text):
            hint = f"give the text itself{_variable(instead)}"
            problems.append(Problem(part, "is a placeholder that was never filled in", hint))
        elif not is_plain(text):
            variable = "" if reference_objection(text) else _variable(text)
            hint = f"give the text itself{variable}; if this is the text itself, write plain: before it"
            # What follows the colon is not shown: it may be a password that begins like a reference.
            message = f"is a reference ({text.partition(':')[0]}), and those are followed only in files"
            problems.append(Problem(part, message, hint))
        elif objection := secret_objection(text):
            problems.append(Problem(part, f"cannot be sent: {objection}"))
    return problems


def _place_problems(fields: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with platform, address and bastions."""
    problems = []
    if objections := platform_objection(fields.get("platform") or ""):
        problems.append(Problem("device_type", *objections))
    if fields.get("host") and (objection := host_objection(fields["host"])):
        problems.append(Problem("host", objection))
    return problems


def _jump(value: Any, problems: list[Problem]) -> str | tuple[Bastion, ...] | None:
    """The bastions, as text or as mappings; notes what is wrong with them."""
    if value is None or isinstance(value, str):
        if value and (objection := jump_objection(value)):
            problems.append(Problem("jump", *objection))
        return value
    entries = value if isinstance(value, list | tuple) else [value]
    found = [_bastion(each, f"jump[{at}]", problems) for at, each in enumerate(entries)]
    return tuple(filter(None, found))


def _bastion(value: Any, key: str, problems: list[Problem]) -> Bastion | None:
    """One bastion; None where something is wrong with it."""
    if isinstance(value, Bastion):
        return value
    if isinstance(value, str):
        if objection := jump_objection(value):
            problems.append(Problem(key, *objection))
        return parse_bastion(value)
    if isinstance(value, Mapping):
        return _bastion_of(value, key, problems)
    problems.append(Problem(key, f"{type(value).__name__} where a mapping or text is expected"))
    return None


def _bastion_of(mapping: Mapping[str, Any], key: str, problems: list[Problem]) -> Bastion | None:
    hint = f"known here: {', '.join(BASTION)}"
    wrong = [Problem(f"{key}.{name}", "unknown key", hint) for name in mapping if name not in BASTION]
    said = {name: _checked(name, each, wrong, key) for name, each in mapping.items() if name in BASTION}
    if odd := host_objection(said["host"]) if said.get("host") else "is missing":
        wrong.append(Problem(f"{key}.host", odd))
    wrong += _login_problems(said, f"{key}.")
    problems += wrong
    texts = {part: said[part].removeprefix("plain:") for part in _LOGIN if said.get(part)}
    return None if wrong else Bastion(**{**said, **texts})


def _variable(instead: str) -> str:
    source, _, name = instead.partition(":")
    return f', as os.environ["{name}"]' if source == "env" else ""


def _spelt(path: Path) -> str:
    """`credential.password`, `users[0].token`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def platform_objection(platform: str) -> tuple[str, str] | None:
    """Why a device_type that netmiko accepts is refused here, and what to do; or None."""
    if platform != "autodetect":
        return None
    return (
        "the platform is never guessed",
        "name it, for example cisco_ios; `show version` on the device tells which",
    )


def extra_objection(name: str, value: Any) -> str | None:
    """Why the driver would refuse this value for an argument in `EXTRAS`, or None."""
    wanted = EXTRAS[name]
    fits = isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))
    return None if value is None or fits else f"{_TYPE_WORDS[wanted[0]]} is expected"


def _put(fields: dict[str, Any], key: str, value: Any, problems: list[Problem]) -> None:
    """Sets a field; two arguments for the same field must agree."""
    field = _TAKEN[key]
    if value is None:
        return
    if fields.get(field, value) != value:
        hint = "remove one of the two"
        problems.append(Problem(key, f"contradicts another argument for the {field}", hint))
    fields[field] = value


def _checked(key: str, value: Any, problems: list[Problem], owner: str = "") -> Any:
    """The value converted to its field's type; notes a problem if it cannot be. `owner` is a bastion."""
    word, convert = _CONVERTERS.get(_TAKEN.get(key, key), ("str", str))
    place = f"{owner}.{key}" if owner else key
    if value is None:
        return None
    if isinstance(value, bool | bytes | Mapping | list | tuple):
        problems.append(Problem(key, f"{type(value).__name__} where {word} is expected"))
        return None
    try:
        return convert(value)
    except (TypeError, ValueError):
        # Only numbers get here, so that no password is shown.
        problems.append(Problem(place, f"{value!r} is not a usable {word}"))
        return None


def _port(value: Any) -> int:
    port = int(value)
    if not 1 <= port <= 65535 or port != float(value):
        raise ValueError
    return port


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError
    return seconds


_CONVERTERS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "port": ("int", _port),
    "connect_timeout": ("float", _seconds),
    "read_timeout": ("float", _seconds),
}
