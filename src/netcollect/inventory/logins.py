"""Readers of logins: of the devices' own, and of the bastions on the way to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netcollect.addresses import host_objection
from netcollect.inventory.readers import Number, Reader
from netcollect.inventory.source import Source, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode
from netcollect.jump import jump_objection, parse_bastion
from netcollect.model import Bastion
from netcollect.references import Written, is_plain, parse_reference, placeholder, reference_objection

_PLAIN = "if this is the text itself, write plain: before it"


def login(source: Source, node: Node, key: str, hint: str = _PLAIN) -> str | None:
    """Part of a login: the text itself or a valid reference; `hint` goes with anything else.

    Another program's inventory has no references: there it is the text, whatever it looks like.
    """
    # YAML reads `{{ x }}` without quotes as a mapping whose key is a mapping.
    is_template = isinstance(node, MappingNode) and any(
        isinstance(each, MappingNode) for each, _ in node.value
    )
    value = "{{ }}" if is_template else source.text(node, key)
    if not value:
        return value
    if instead := placeholder(value):
        what_to_do = f"write {instead}; {hint}"
        if source.owner:
            what_to_do = (
                f"{source.owner.name} would send it as it is; fill it in, or leave it out and give -u, -k"
            )
        source.note(node, key, "is a placeholder that was never filled in", what_to_do)
        return None
    return _literal(value) if source.owner else _checked(source, node, key, value, hint)


def _literal(value: str) -> str:
    """Text that is no reference, even if it looks like one."""
    return f"plain:{value}" if parse_reference(value) else value


def _checked(source: Source, node: Node, key: str, value: str, hint: str) -> str | None:
    """Text, or a valid reference, which remembers its place."""
    if objection := reference_objection(value):
        source.note(node, key, objection, hint)
        return None
    return Written(value, source.place(node, key)) if parse_reference(value) else value


#: What may be said of a bastion, and how it is read.
BASTION: Mapping[str, Reader] = {
    "host": Source.text,
    "port": Number(1, 65535),
    "username": login,
    "password": login,
    "private_key": Source.text,
    "passphrase": login,
}
_SECRETS = ("password", "passphrase")
_SUCH = "for example gate.example.net"


@dataclass(frozen=True, slots=True)
class Jump:
    """Reads the bastions to a device: `user@host:port,...`, a mapping for one, or a list of either.

    With `referring` a secret must be a reference, as in job files.
    """

    referring: bool = False

    def __call__(self, source: Source, node: Node, key: str) -> str | tuple[Bastion, ...] | None:
        """The text, or the bastions; None for an empty value, and where something is wrong."""
        if isinstance(node, ScalarNode):
            return _text(source, node, key)
        if isinstance(node, MappingNode):
            found = [self._bastion(source, node, key)]
        else:
            entries = source.elements(node, key)
            found = [self._entry(source, each, f"{key}[{at}]") for at, each in enumerate(entries)]
        return tuple(each for each in found if each) if all(found) else None

    def _entry(self, source: Source, node: Node, key: str) -> Bastion | None:
        if not isinstance(node, ScalarNode):
            return self._bastion(source, node, key)
        text = source.text(node, key)
        found = parse_bastion(text or "")
        if found is None:
            objection = jump_objection(text or "")
            source.note(node, key, *(objection or ("is not one bastion", "write user@host:port")))
        return found

    def _bastion(self, source: Source, node: Node, key: str) -> Bastion | None:
        """The bastion of a mapping."""
        said: dict[str, Any] = {}
        before, where = len(source.problems), node
        for name, value in source.pairs(node, key):
            said[name.value] = self._value(source, name, value, join(key, name.value))
            where = value if name.value == "host" else where
        if not said.get("host") and len(source.problems) == before:
            source.note(node, join(key, "host"), "is missing", _SUCH)
        elif objection := host_objection(said.get("host") or "gate"):
            source.note(where, join(key, "host"), objection, _SUCH)
        return Bastion(**said) if len(source.problems) == before else None

    def _value(self, source: Source, name: ScalarNode, node: Node, key: str) -> Any:
        if name.value not in BASTION:
            source.unknown(name, key, BASTION)
            return None
        value = BASTION[name.value](source, node, key)
        if value and self.referring and name.value in _SECRETS and is_plain(value):
            hint = "say where it is, as env:NAME or file:PATH"
            source.note(node, key, "a job file must not hold credentials", hint)
        return value


def _text(source: Source, node: Node, key: str) -> str | None:
    """Bastions as text; an entry that holds a password is refused, because entries are shown."""
    value = source.text(node, key)
    if value and (objection := jump_objection(value)):
        source.note(node, key, *objection)
        return None
    return value


jump = Jump()
