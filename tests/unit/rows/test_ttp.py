"""Templates of TTP: rows of their results, and what they must not do."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from netcollect.errors import InputError
from netcollect.rows import Rows, Templates, parse
from netcollect.rows.ttp import _ONE_AT_A_TIME, checked
from unit.rows.texts import PORTS, directory

PLAIN = "{{ port }} is {{ state }}\n"
GROUPS = """\
<group name="switch">
switch {{ switch }}
<group name="ports*">
{{ port }} is {{ state }}
</group>
</group>
"""
MACRO = """\
<macro>
def fail(data):
    raise ValueError("what is this\\x1b[7m")
</macro>
<group name="ports*" macro="fail">
{{ port }} is {{ state }}
</group>
"""
TEXT = "switch 1\nGi0/1 is up\nGi0/2 is down\n"


def parsed(path: Path, template: str, text: str) -> Rows:
    where = directory(path, "acme_show_ports.ttp, .*, acme|cisco_ios, show ports\n")
    (where / "acme_show_ports.ttp").write_text(template)
    return parse("cisco_ios", "show ports", text, templates=where)


def test_results_are_rows(tmp_path: Path) -> None:
    found = parsed(tmp_path / "acme", PLAIN, TEXT)
    assert (found.state, found.table, found.template) == ("parsed", "show_ports", "acme_show_ports.ttp")
    assert found.rows == ({"port": "Gi0/1", "state": "up"}, {"port": "Gi0/2", "state": "down"})
    assert (found.keys, found.keys_found, found.unmatched) == (("port",), True, 0)
    assert found.package is not None
    assert found.package.startswith("acme ")


def test_groups_in_groups_are_made_flat(tmp_path: Path) -> None:
    assert [tuple(row.values()) for row in parsed(tmp_path, GROUPS, TEXT).rows] == [
        ("1", "Gi0/1", "up"),
        ("1", "Gi0/2", "down"),
    ]


def test_a_text_that_nothing_matches_is_empty(tmp_path: Path) -> None:
    assert parsed(tmp_path, PLAIN, "what\n").state == "empty"


def test_a_macro_that_fails_is_told(tmp_path: Path) -> None:
    found = parsed(tmp_path, MACRO, TEXT)
    assert (found.state, found.rows) == ("template_error", ())
    assert found.reason == "TTP failed: ValueError: what is this\\x1b[7m"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (
            "<macro>\ndef f(x:\n    return x\n</macro>\n" + PLAIN,
            "TTP does not take it: .*'\\(' was never closed",
        ),
        ("<input load='json'>\nno json\n</input>\n" + PLAIN, "TTP does not take it: "),
    ],
)
def test_a_template_of_which_ttp_leaves_out_a_part_is_refused(
    tmp_path: Path, template: str, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match=rf"acme_show_ports\.ttp: {told}"):
        parsed(tmp_path, template, TEXT)
    assert capfd.readouterr() == ("", "")


def test_what_ttp_says_of_a_text_does_not_reach_the_terminal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """It logs what the device printed as it is."""
    template = '<group name="ports*">\n{{ port }} has {{ speed | to_int }}\n</group>\n'
    text = "Gi0/1 has \x1b[7mauto\nGi0/2 has what\n"
    assert parsed(tmp_path, template, text).rows[0]["port"] == "Gi0/1"
    assert capfd.readouterr() == ("", "")
    (told,) = caplog.messages
    assert "acme_show_ports.ttp: TTP says: " in told
    assert told.endswith("failed to convert value '\\x1b[7mauto' to integer (and 1 error more)")


def test_a_template_with_which_ttp_gives_up_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr("netcollect.rows.ttp._parser", give_up)
    with pytest.raises(InputError, match=r"acme_show_ports\.ttp: TTP does not take it: it gives up"):
        parsed(tmp_path, PLAIN, TEXT)


def test_a_formatter_that_gives_up_is_told_and_ends_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says why in its log, and would have the whole program end."""
    monkeypatch.setitem(sys.modules, "yaml", None)
    found = parsed(tmp_path, PLAIN + '<output format="yaml" returner="self"/>\n', TEXT)
    assert (found.state, found.rows) == ("template_error", ())
    assert found.reason is not None
    assert found.reason.startswith("TTP failed: output.yaml_formatter: yaml not installed")


def test_a_thread_that_never_ends_with_ttp_holds_up_nobody_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcollect.rows.ttp._PATIENCE", 0.01)
    assert parsed(tmp_path, PLAIN, TEXT).state == "parsed"
    templates = Templates(tmp_path)
    with _ONE_AT_A_TIME:  # as such a thread holds it
        for attempt in (
            lambda: parse("cisco_ios", "show ports", TEXT, templates=templates),
            lambda: checked(tmp_path / "acme_show_ports.ttp"),
        ):
            with pytest.raises(InputError, match="another thread has been using it"):
                attempt()
    assert parse("cisco_ios", "show ports", TEXT, templates=templates).state == "parsed"


def test_an_output_that_names_a_file_does_not_open_it(tmp_path: Path) -> None:
    """TTP takes a text that is a path for what stands there."""
    secret = tmp_path / "secret"
    secret.write_text(TEXT)
    found = parsed(tmp_path / "templates", PLAIN, str(secret))
    assert (found.state, found.rows) == ("empty", ())


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("<group name='a'\n{{ x }}\n", ":2: is no XML: not well-formed"),
        ("<group>\n{{ x }}\n</groop>\n", ":3: is no XML: mismatched tag"),
    ],
)
def test_a_template_that_is_none_is_told_with_its_line(tmp_path: Path, template: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"acme_show_ports.ttp{told}")):
        parsed(tmp_path, template, "")


def test_a_template_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.ttp: cannot be read: No such file"):
        Templates(directory(tmp_path, "a.ttp, .*, cisco_ios, show x\n"))


def test_without_ttp_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ttp", None)
    with pytest.raises(InputError, match=r"TTP is not installed \(pip install 'netcollect\[ttp\]'\)"):
        parsed(tmp_path, PLAIN, TEXT)


def test_it_cannot_be_joined(tmp_path: Path) -> None:
    where = directory(tmp_path, "a.textfsm:b.ttp, .*, cisco_ios, show x\n", a=PORTS)
    with pytest.raises(InputError, match=r"a\.textfsm:b\.ttp: TTP templates cannot be joined"):
        Templates(where)
