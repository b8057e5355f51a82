"""Shows the fields of structs and named tuples on the API page; those of dataclasses are shown anyway."""

from __future__ import annotations

from typing import Any

from griffe import Class, Extension, Function, Parameter, ParameterKind, Parameters

_WITH_FIELDS = {"msgspec.Struct", "typing.NamedTuple"}


class Fields(Extension):
    """Gives such a class the constructor that it has at run time."""

    def on_class(self, *, cls: Class, **_more: Any) -> None:
        """Adds it once the class's attributes are known."""
        if not _WITH_FIELDS & {getattr(base, "canonical_path", base) for base in cls.bases}:
            return
        kind = (
            ParameterKind.keyword_only if cls.keywords.get("kw_only") else ParameterKind.positional_or_keyword
        )
        fields = [
            Parameter(each.name, annotation=each.annotation, kind=kind, default=each.value)
            for each in cls.attributes.values()
            if "property" not in each.labels
        ]
        itself = Parameter("self", kind=ParameterKind.positional_or_keyword)
        cls.set_member("__init__", Function("__init__", parameters=Parameters(itself, *fields), parent=cls))
