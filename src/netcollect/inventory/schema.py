"""JSON Schemas of inventories and job files, made from the tables of readers that read these files.

A schema says what an editor can check while you write. What spans several places, such as names that are
there twice, is said when the file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from netcollect.connecthandler import EXTRAS, FIELDS, REFUSED
from netcollect.inventory.jobs import COMMANDS, JUMP, SCOPES, SECRETS
from netcollect.inventory.logins import BASTION, Jump, login
from netcollect.inventory.native import OTHER_WORDS, OWN
from netcollect.inventory.readers import Choice, Choices, Number, Reader, patterns
from netcollect.inventory.records import READERS
from netcollect.inventory.source import Source
from netcollect.options import EVENTS
from netcollect.platforms import known_platforms
from netcollect.references import SOURCES

Schema: TypeAlias = dict[str, Any]

#: Which editors understand best.
_DIALECT = "http://json-schema.org/draft-07/schema#"
#: YAML makes a number of `0123` and a flag of `yes`; here they are the text as typed.
_TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
_TEXTS: Schema = {
    "anyOf": [_TEXT, {"type": "array", "items": {"type": ["string", "number", "boolean"], "minLength": 1}}]
}
_SOME: Schema = {
    "anyOf": [
        {"type": ["string", "number", "boolean"], "minLength": 1},
        {"type": "array", "items": {"type": ["string", "number", "boolean"], "minLength": 1}, "minItems": 1},
    ]
}
_LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_IPV6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*"
_NAME = r"""(?![.!@#~ -])[^\u0000-\u001f/\\:*?"<>|]{0,99}"""
_NAME_END = r"""[^\u0000-\u001f/\\:*?"<>|. ]"""
_HOP = r"\s*([^@:,\s]+@)?(\[[^\],]+\]|[^:@,\s]+)(:[0-9]{1,5})?\s*"
#: What the readers take, by the reader.
_READ: Mapping[Reader, Schema] = {
    Source.text: _TEXT,
    Source.texts: _TEXTS,
    patterns: _TEXTS,
    Source.boolean: {"enum": [True, False, None, "true", "false"]},
    Source.seconds: {
        "type": ["number", "string", "null"],
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 10**9,
        "pattern": r"^[0-9]{1,10}(\.[0-9]{1,9})?$",
    },
    Source.size: {
        "type": ["integer", "string", "null"],
        "minimum": 1,
        "pattern": r"^\s*[0-9]{1,12}\s*[kKmMgG]?[bB]?\s*$",
    },
    login: {**_TEXT, "pattern": r"^[^\u0000-\u001f\u007f]*$"},
}
#: What is read as text, and still has a form: as `host_objection` and `name_objection` have it.
_FORMS: Mapping[str, Schema] = {
    "host": {**_TEXT, "pattern": rf"^({_LABEL}(\.{_LABEL})*\.?|{_IPV6}(%[A-Za-z0-9_.]{{1,15}})?)$"},
    "name": {**_TEXT, "pattern": rf"^({_NAME}{_NAME_END}|{_IPV6})$"},
}
#: What each key of a device means, for the editor to show.
_MEANINGS: Mapping[str, str] = {
    "name": "The device's name, and that of its output file. Default: the host.",
    "host": "A name or an address (IPv4 or IPv6). Default: the name.",
    "platform": "netmiko's device_type; it is never guessed.",
    "port": "Default: 22, or 23 for telnet.",
    "username": "The login's user name, or a reference to it (env:NAME, prompt, …).",
    "password": "Where the password is (env:NAME, file:PATH, cmd:PROGRAM …, keyring:SERVICE/USER, prompt).",
    "secret": "The enable secret, or a reference to it.",
    "private_key": "A key file.",
    "passphrase": "The key file's passphrase, or a reference to it.",
    "groups": "Groups that the device is a member of.",
    "jump": "Bastions in the order they are passed: user@host:port, or mappings with logins of their own.",
    "connect_timeout": "Seconds for name, TCP and key exchange.",
    "read_timeout": "Seconds without a single new byte.",
    "device_timeout": "Seconds for the whole session.",
    "max_output": "The most that one command may give, such as 64M.",
    "accept_banner": "Accept the terms that the device shows before its prompt.",
}
_EXTRA_TYPES = {bool: "boolean", str: "string", int: "number", float: "number", dict: "object"}
#: A job file only says where a secret is.
_ELSEWHERE = [word for word in SOURCES if word != "plain"]
_REFERENCE: Schema = {"type": "string", "pattern": f"^({'|'.join(_ELSEWHERE)})(:|$)"}
_NEVER: Schema = {"not": {}}
_NOTIFIER: Schema = {
    "type": "object",
    "properties": {
        "run": {
            "type": "array",
            "items": {"type": ["string", "number", "boolean"]},
            "minItems": 1,
            "description": "The program and its arguments; no shell reads them.",
        },
        "when": {
            "anyOf": [{"enum": [*EVENTS]}, {"type": "array", "items": {"enum": [*EVENTS]}}],
            "description": "What the run has to bring. Default: any of these.",
        },
    },
    "required": ["run"],
    "additionalProperties": False,
}
_NOTIFY: Schema = {"anyOf": [_NOTIFIER, {"type": ["array", "null"], "items": _NOTIFIER}]}


def inventory_schema() -> Schema:
    """The schema of an inventory in one of our own two forms."""
    return {
        "$schema": _DIALECT,
        "title": "netcollect: an inventory",
        "type": ["object", "array"],
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/definitions/mapping"}, "minItems": 1},
        "else": {"$ref": "#/definitions/native"},
        "definitions": {
            "mapping": _mapping(),
            "native": _native(),
            "device": {**_with_connect(_device(READERS)), **_needs("host", "ip", "name")},
            "named": _with_connect(_device(READERS)),
            "defaults": _with_connect({**_shared(), **dict.fromkeys(OWN, _NEVER)}),
            "group": _group(),
        },
    }


def job_schema(known: Mapping[str, Reader], meanings: Mapping[str, str]) -> Schema:
    """The schema of a job file.

    Args:
        known: the options that it may set, and how each is read.
        meanings: what each option means.
    """
    properties = {name: _described(_of(reader), meanings.get(name, "")) for name, reader in known.items()}
    commands = _described(_SOME, "Commands to run; all of a device's share one session.")
    scoped: Schema = {
        "anyOf": [
            _SOME,
            {
                "type": "object",
                "properties": dict.fromkeys(COMMANDS, commands),
                "additionalProperties": False,
            },
        ]
    }
    properties |= dict.fromkeys(COMMANDS, commands)
    properties |= dict.fromkeys(
        SECRETS, _described(_REFERENCE, "Where it is: env:NAME, file:PATH, prompt, …")
    )
    properties["jump"] = _described(_of(JUMP), "Bastions to devices of which the inventory names none.")
    properties["notify"] = _described(_NOTIFY, "Programs that get a digest of the run on stdin, and when.")
    for scope in SCOPES:
        names = {"propertyNames": _platform()} if scope == "platforms" else {}
        meaning = f"Commands by {scope.removesuffix('s')}."
        properties[scope] = {
            "type": ["object", "null"],
            "description": meaning,
            "additionalProperties": scoped,
            **names,
        }
    dashed = {f"^{name.replace('_', '-')}$": each for name, each in properties.items() if "_" in name}
    return {
        "$schema": _DIALECT,
        "title": "netcollect: a job file",
        "type": "object",
        "properties": properties,
        "patternProperties": dashed,
        "additionalProperties": False,
    }


def _of(reader: Reader) -> Schema:
    """What a reader takes."""
    match reader:
        case Number(low, high):
            return {
                "type": ["integer", "string", "null"],
                "minimum": low,
                "maximum": high,
                "pattern": "^[-+]?[0-9]+$",
            }
        case Choice(words):
            return {"enum": [*words, None]}
        case Choices(words):
            return {"anyOf": [{"enum": [*words, None]}, {"type": "array", "items": {"enum": [*words]}}]}
        case Jump(referring):
            return _jump(_REFERENCE if referring else _READ[login])
        case _:
            return _READ[reader]


def _jump(secret: Schema) -> Schema:
    """Bastions, whose secrets have this form."""
    keys = {name: _described(_of(reader), _MEANINGS[name]) for name, reader in BASTION.items()}
    keys |= {name: {**keys[name], **secret} for name in ("password", "passphrase")}
    keys["host"] = {**_FORMS["host"], "description": "The bastion's name or address."}
    mapping = {"type": "object", "properties": keys, "required": ["host"], "additionalProperties": False}
    entry = {"anyOf": [{"type": "string", "pattern": f"^{_HOP}$"}, mapping]}
    text = {**_TEXT, "pattern": rf"^{_HOP}(,{_HOP})*$"}
    return {"anyOf": [text, mapping, {"type": "array", "items": entry}]}


def _described(schema: Schema, meaning: str) -> Schema:
    return {**schema, "description": meaning} if meaning else schema


def _platform() -> Schema:
    return {"enum": sorted(known_platforms() - {"autodetect"})}


def _device(readers: Mapping[str, Reader]) -> Schema:
    """The keys of a device that these readers read, and ConnectHandler's names for them."""
    fields = {name: _described(_of(reader), _MEANINGS[name]) for name, reader in readers.items()}
    fields["platform"] = _described(_platform(), _MEANINGS["platform"])
    fields |= {name: _described(form, _MEANINGS[name]) for name, form in _FORMS.items() if name in readers}
    others = {name: fields[field] for name, field in FIELDS.items() if field in fields}
    return fields | others


def _shared() -> Schema:
    return _device({name: reader for name, reader in READERS.items() if name not in OWN})


def _extras() -> Schema:
    return {
        name: {"type": [*sorted({_EXTRA_TYPES[each] for each in types}), "null"]}
        for name, types in EXTRAS.items()
    }


def _with_connect(properties: Schema) -> Schema:
    """A mapping of our own form: its further arguments are under `connect`, and other keys are facts."""
    connect = {"type": ["object", "null"], "properties": _extras(), "additionalProperties": False}
    return {"type": ["object", "null"], "properties": {**properties, "connect": connect}}


def _needs(*keys: str) -> Schema:
    """One of these keys has to be there."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def _group() -> Schema:
    """A group's values, and groups in it."""
    never = {name: _NEVER for name in (*OWN, *OTHER_WORDS) if name != "groups"}
    return _with_connect({**_shared(), **never, "groups": _groups()})


def _groups() -> Schema:
    return {"type": ["object", "null"], "additionalProperties": {"$ref": "#/definitions/group"}}


def _native() -> Schema:
    device = {"$ref": "#/definitions/device"}
    return {
        "type": "object",
        "properties": {
            "defaults": {"$ref": "#/definitions/defaults"},
            "groups": _groups(),
            "devices": {
                "type": ["array", "object"],
                "items": device,
                "minItems": 1,
                "minProperties": 1,
                "additionalProperties": {"$ref": "#/definitions/named"},
            },
        },
        "required": ["devices"],
        "additionalProperties": False,
    }


def _mapping() -> Schema:
    """A mapping of ConnectHandler's arguments, with our own keys beside them; other keys are facts."""
    others: Schema = dict.fromkeys(REFUSED, _NEVER)
    return {
        "type": "object",
        "properties": {**_device(READERS), **_extras(), **others},
        "allOf": [_needs("device_type", "platform"), _needs("host", "ip", "name")],
    }
