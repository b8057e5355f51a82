"""The JSON Schema of rule files, made from the tables of readers that read them.

It says what an editor can check while you write. What spans several places, such as an id that is there
twice, and whether SQL and patterns are right, is said when the file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from netcollect.audit import readers
from netcollect.audit.expectations import CHECK_READERS, MAIN, OF_ALL, SECTIONS, checks
from netcollect.audit.loading import RULE_READERS, WAIVER_READERS
from netcollect.inventory.readers import Choice, Number, Reader
from netcollect.inventory.source import Source
from netcollect.platforms import OTHER_NAMES, QUESTIONS, known_platforms

Schema: TypeAlias = dict[str, Any]


def _without(*names: str) -> Schema:
    return {"not": {"anyOf": [{"required": [name]} for name in names]}}


#: Which editors understand best.
_DIALECT = "http://json-schema.org/draft-07/schema#"
_SCALAR: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
_SOME: Schema = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}
_COUNT: Schema = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": [name]} for name in ("min", "max", "equals")],
    "dependencies": {"equals": _without("min", "max")},
}
#: What the readers take, by the reader.
_READ: Mapping[Reader, Schema] = {
    Source.text: _SCALAR,
    Source.texts: _SOME,
    Source.boolean: {"enum": [True, False]},
    readers.rule_id: {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"},
    readers.block: {"type": "string"},
    readers.day: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    readers.devices: _SOME,
    readers.patterns: _SOME,
    readers.line_patterns: _SOME,
    readers.only: _SCALAR,
    readers.condition: _SCALAR,
    readers.statement: {"type": "string", "minLength": 1},
    readers.question: {"enum": sorted((*QUESTIONS, *OTHER_NAMES))},
    checks: {"type": "array", "items": {"$ref": "#/definitions/check"}, "minItems": 1},
}
_MEANINGS: Mapping[str, str] = {
    "id": "The rule's name: letters, digits, - . _",
    "title": "What the rule wants, in a few words.",
    "severity": "How bad a violation is. Default: medium.",
    "devices": "Patterns as of --limit: R*, group:core, platform:cisco_ios, !R7. Default: all.",
    "command": "What is looked at: one command, or one for each platform.",
    "ask": "A question to every vendor, whose rows are looked at.",
    "when": "Patterns of lines that the output has, or behind ! has not, for the rule to apply.",
    "expect": "What must hold; all of it.",
    "sql": "A SELECT with a column `device`; each row of its answer is a violation.",
    "why": "Why the rule is there.",
    "fix": "What to do about a violation.",
    "reference": "Where the rule is from.",
    "passes": "An output that holds.",
    "fails": "An output that does not.",
    "rule": "The id of the rule.",
    "until": "The last day of the waiver (UTC), as 2027-01-31.",
    "reason": "Why it is granted.",
    "contains": "Texts that stand in it.",
    "lacks": "Texts that do not.",
    "matches": "Regular expressions that are found in it; ^ and $ are those of a line.",
    "lacks_match": "Regular expressions that are not.",
    "lines": "Whole lines that it has.",
    "no_lines": "Whole lines that it has not.",
    "under": "Patterns of headings, each inside the one before; every such section is checked.",
    "where": "Only sections with lines that these patterns match, or behind ! do not match.",
    "only": "true, or a pattern: no other lines than `lines`, among those that it matches.",
    "ordered": "true: `lines` stand in this order.",
    "no_row": "An SQL condition that no row fulfils.",
    "some_row": "An SQL condition that a row fulfils.",
    "every_row": "An SQL condition that every row fulfils.",
    "count": "How many rows there are: {where: CONDITION, min: N, max: N}, or equals: N.",
    "unchanged": "A run: the output is what it was there, without what is volatile.",
    "same_by": "Keys: the output is that of most devices with the same values of them.",
}


def rules_schema() -> Schema:
    """The schema of a rule file."""
    return {
        "$schema": _DIALECT,
        "title": "netcollect: rules",
        "type": "object",
        "properties": {
            "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
            "waivers": {"type": "array", "items": {"$ref": "#/definitions/waiver"}},
        },
        "anyOf": [{"required": ["rules"]}, {"required": ["waivers"]}],
        "additionalProperties": False,
        "definitions": {
            "rule": {
                **_object(RULE_READERS, ("id",)),
                "oneOf": [{"required": ["expect"]}, {"required": ["sql"]}],
                "dependencies": {"when": _without("sql", "ask")},
            },
            "check": {
                **_object(CHECK_READERS, ()),
                "anyOf": [{"required": [name]} for name in MAIN],
                "dependencies": dict.fromkeys(SECTIONS, _without(*OF_ALL)),
            },
            "waiver": _object(WAIVER_READERS, ("rule", "until", "reason")),
        },
    }


def _object(table: Mapping[str, Reader], needed: tuple[str, ...]) -> Schema:
    properties = {name: {**_of(reader), "description": _MEANINGS[name]} for name, reader in table.items()}
    required = {"required": [*needed]} if needed else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **required}


def _of(reader: Reader) -> Schema:
    """What a reader takes."""
    if reader == readers.command:
        return {"anyOf": [_SCALAR, _by_platform()]}
    if reader == readers.count:
        return {**_COUNT, "properties": {name: _of(each) for name, each in readers.COUNT_READERS.items()}}
    match reader:
        case Choice(words):
            return {"enum": [*words]}
        case Number(low, high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case _:
            return _READ[reader]


def _by_platform() -> Schema:
    """A command for each platform, or for those that a pattern matches."""
    return {
        "type": "object",
        "propertyNames": {
            "anyOf": [{"enum": sorted(known_platforms() - {"autodetect"})}, {"pattern": r"[*?\[]"}]
        },
        "additionalProperties": _SCALAR,
        "minProperties": 1,
    }
