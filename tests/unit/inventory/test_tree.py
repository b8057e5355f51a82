"""YAML text becomes a tree that keeps what was typed and where."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from netcollect.inventory import tree
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, SequenceNode, compose, is_null, kind


def plain(node: Node | None) -> Any:
    """The tree without places."""
    if isinstance(node, MappingNode):
        return {plain(key): plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plain(part) for part in node.value]
    return node.value if isinstance(node, ScalarNode) else None


def test_scalars_are_the_text_that_was_typed_and_know_their_place() -> None:
    root, flaws = compose("ü: [no, '0123']\n  \nb: 22:22\n")
    assert not flaws
    assert isinstance(root, MappingNode)
    (_, values), (key, value) = root.value
    assert isinstance(values, SequenceNode)
    assert values.value == [ScalarNode(1, 5, "no", True), ScalarNode(1, 9, "0123", False)]
    assert (key, value) == (ScalarNode(3, 1, "b", True), ScalarNode(3, 4, "22:22", True))


def test_merge_keys_bring_in_what_is_not_said() -> None:
    text = "- &a {x: 1, y: 2}\n- &b {x: 5, z: 6}\n- {y: 3, <<: *a}\n- {<<: [*b, *a], y: 4}\n- {'<<': 1}\n"
    root, flaws = compose(text)
    assert not flaws
    assert plain(root)[2:] == [{"y": "3", "x": "1"}, {"y": "4", "x": "5", "z": "6"}, {"<<": "1"}]


def test_an_alias_is_what_it_stands_for() -> None:
    root, flaws = compose("a: &x [1]\nb: *x\nc: &x 2\nd: *x\n")
    assert (plain(root), flaws) == ({"a": ["1"], "b": ["1"], "c": "2", "d": "2"}, [])


def test_aliases_may_expand_as_far_as_an_honest_file_needs() -> None:
    text = "d: &d {a: 1, b: 2, c: 3}\ndevices:\n" + "- *d\n" * 20_000
    assert compose(text)[1] == []


def test_nesting_up_to_the_bound_is_read() -> None:
    root, flaws = compose("[" * tree.MAX_DEPTH + "x" + "]" * tree.MAX_DEPTH)
    assert root is not None
    assert not flaws


@pytest.mark.parametrize(
    ("text", "null"),
    [
        ("", True),
        ("~", True),
        ("null", True),
        ("NULL", True),
        ("'null'", False),
        ("nULL", False),
        ("[]", False),
    ],
)
def test_what_counts_as_nothing(text: str, null: bool) -> None:
    root, _ = compose(f"a: {text}\n")
    assert isinstance(root, MappingNode)
    assert is_null(root.value[0][1]) is null


def test_kinds_have_words() -> None:
    root, _ = compose("- a\n- [b]\n- {c: d}\n")
    assert isinstance(root, SequenceNode)
    assert [kind(node) for node in root.value] == ["text", "a list", "a mapping"]


_VALUES = st.recursive(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc<", min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_VALUES, st.booleans())
def test_what_yaml_writes_is_read_back(value: Any, flow: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
    root, flaws = compose(text)
    assert not flaws
    assert plain(root) == value


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    root, flaws = compose(text)
    lines = text.count("\n") + text.count("\r") + sum(map(text.count, "\x85\u2028\u2029")) + 1
    assert all(1 <= flaw.line <= lines + 1 and flaw.column >= 1 for flaw in flaws)
    assert root is None or isinstance(root, Node)
