"""A family's file is read strictly, and adds to the family it extends or replaces what that one has."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.errors import InputError
from netcollect.inventory.files import read
from netcollect.inventory.source import Source
from netcollect.inventory.tree import MappingNode, Node, SequenceNode
from netcollect.platforms import Ask, Catalogue, Family, Greeting, shipped
from netcollect.platforms.catalogue import DATA
from netcollect.platforms.sheet import LISTS, family_from, phrases, read_sheet

FILES = sorted(DATA.glob("*.yaml"))


def sheet_error(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("erors: []\n", "unknown field `erors`"),
        ("errors:\n  - patterns: [x]\n", "missing required field `source` - at `$.errors[0]`"),
        ("errors:\n  - {source: '', patterns: [x]}\n", "at `$.errors[0].source`"),
        ("errors:\n  - {source: a, patterns: [x], word: y}\n", "unknown field `word` - at `$.errors[0]`"),
        ("errors:\n  - {source: a, patterns: x}\n", "at `$.errors[0].patterns`"),
        ("reads:\n  - {source: a, words: [show]}\n", "at `$.reads[0].words`"),
        ("grammar: basic\n", "at `$.grammar`"),
        ("shell: maybe\n", "at `$.shell`"),
        ("members: {udp: x}\n", "unknown field `udp` - at `$.members`"),
        ("secrets:\n  - {source: a, line: b, words: [c], form: d}\n", "at `$.secrets[0].form`"),
        ("replaces: reeds, pipes\n", "`replaces` names no list: reeds"),
        ("shell: true\nmembers: {ssh: x}\n", "stand in front of every other key"),
        ("errors: [\n", "not valid YAML"),
        ("- x\n", "Expected `object`"),
    ],
)
def test_what_is_not_in_the_form_is_refused_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "site.yaml"
    message = sheet_error(path, text)
    assert message.startswith(f"{path}: ")
    assert said in message


def test_lists_are_added_to_the_parents_and_values_win(tmp_path: Path) -> None:
    path = tmp_path / "child.yaml"
    path.write_text(
        "shell: true\nreads:\n  - {source: here, words: 'show,  tell   me , list'}\n"
        "errors:\n  - {source: here, patterns: [worse]}\n"
    )
    parent = Family(name="parent", reads=("list",), errors=("bad",), described="so")
    child = family_from("child", read_sheet(path), parent)
    assert child.reads == ("list", "show", "tell me")
    assert child.errors == ("bad", "worse")
    assert (child.name, child.shell, child.described) == ("child", True, "so")


def test_a_list_is_replaced_where_the_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "child.yaml"
    path.write_text("replaces: reads, errors\nerrors:\n  - {source: here, patterns: [worse]}\n")
    child = family_from("child", read_sheet(path), Family(name="parent", reads=("list",), errors=("bad",)))
    assert (child.reads, child.errors) == ((), ("worse",))


def test_what_a_family_is_asked_is_no_matter_of_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "child.yaml"
    path.write_text("asks:\n  - {source: here, question: arp, command: show x, columns: mac = mac}\n")
    asks = (Ask("there", "arp", "show arp", "mac = mac"),)
    parent = Family(name="parent", asks=asks, interface_names=("Ethernet",))
    child = family_from("child", read_sheet(path), parent)
    assert ([ask.command for ask in child.asks], child.interface_names) == (["show x"], ())
    joined = family_from("parent", read_sheet(path), parent)
    assert [ask.command for ask in joined.asks] == ["show arp", "show x"]


def test_every_section_reaches_the_family(tmp_path: Path) -> None:
    path = tmp_path / "full.yaml"
    groups = {
        "greetings": "{source: a, seen: Press any key, press: x}",
        "secrets": "{source: a, line: username, words: [secret]}",
        "secret_tables": "{source: a, heading: '(?P<s>Community) +View'}",
        "volatile": "{source: a, patterns: [uptime]}",
        "banners": "{source: a, begins: 'banner (.)', ends: '{mark}'}",
        "unordered": "{source: a, commands: show x}",
        "row_keys": "{source: a, command: show x, keys: interface}",
        "asks": "{source: a, question: neighbors, command: show x, columns: interface = port}",
        "marks": "{source: a, marks: [x]}",
        **dict.fromkeys(
            (
                "reads",
                "acts",
                "pipes",
                "writing_pipes",
                "path_reads",
                "path_acts",
                "unasked",
                "interface_names",
            ),
            "{source: a, words: x}",
        ),
        "probes": "{source: a, verb: ping, waits: -t}",
        "refusals": "{source: a, why: b, patterns: [x]}",
    }
    rows = (f"{name}:\n  - {groups.get(name, '{source: a, patterns: [x]}')}\n" for name in LISTS)
    path.write_text("".join(rows))
    family = family_from("full", read_sheet(path), Family(name=""))
    assert [name for name in LISTS if len(getattr(family, name)) != 1] == []
    assert family.secrets[0].form == "word"


def test_beginnings_of_acting_words_fill_a_reading_pattern() -> None:
    family = Family(name="", path_acts=("add", "set"), reading_patterns=("(?!(?:{path_acts})/)[a-z]+/print",))
    assert family.pattern
    assert not any(family.pattern.fullmatch(f"{word}/print") for word in ("a", "ad", "add", "s", "se", "set"))
    assert family.pattern.fullmatch("sets/print")


def test_a_family_without_marks_of_pagers_and_questions_knows_none() -> None:
    family = Family(name="")
    assert family.error is None
    assert not family.pager.search(b"--More--")
    assert not family.question.search(b"[confirm]")


def test_commas_separate_phrases() -> None:
    assert phrases(" show,\n terminal   length,, dir ") == ("show", "terminal length", "dir")
    assert phrases("") == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_says_everything_once_and_compiles(path: Path) -> None:
    source, root = read(path)
    assert root is not None
    walk(source, root, "")
    assert source.problems == []
    family = shipped().family(path.stem)
    assert family.pager.pattern
    assert family.question.pattern
    _ = family.pattern, family.refusal("x"), family.error
    words = (*family.reads, *family.acts, *family.pipes, *family.writing_pipes)
    assert [word for word in words if word != word.lower()] == []
    assert set(family.reads) & set(family.acts) == set()


def walk(source: Source, node: Node, key: str) -> None:
    """Notes keys that are there twice, which a plain YAML reader would not see."""
    if isinstance(node, MappingNode):
        for name, value in source.items(node, key):
            walk(source, value, f"{key}.{name}")
    if isinstance(node, SequenceNode):
        for value in node.value:
            walk(source, value, key)


def test_acting_words_of_other_families_act_on_a_platform_nobody_described() -> None:
    acts = set(shipped().family("common").acts)
    families = "cisco_ios", "juniper_junos", "huawei_vrp", "nokia_sros", "fortinet", "paloalto_panos", "vyos"
    missing = {
        name: sorted(word for word in shipped().family(name).acts if " " not in word and word not in acts)
        for name in families
    }
    assert {name: words for name, words in missing.items() if words} == {}


def test_a_family_of_each_file_is_what_its_name_says() -> None:
    catalogue = Catalogue(FILES)
    assert catalogue.names == tuple(path.stem for path in FILES)
    assert all(catalogue.family(name).name == name for name in catalogue.names)


@pytest.mark.parametrize(
    ("press", "keys"),
    [
        ("Enter", "\r"),
        ("N Enter", "N\r"),
        ("ctrl-y", "\x19"),
        ("Ctrl-C", "\x03"),
        ("Space", " "),
        ("Esc a", "\x1ba"),
        ("yes enter", "yes\r"),
    ],
)
def test_keys_of_a_greeting_are_named(press: str, keys: str) -> None:
    assert Greeting(source="here", seen="x", press=press).keys == keys
