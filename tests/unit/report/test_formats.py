"""What stdout carries, format by format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netcollect.document import CommandEntry, encode
from netcollect.errors import ErrorKind
from netcollect.model import Failure
from netcollect.report import FORMATS
from netcollect.report.formats import Summary
from unit.report.samples import ENTRY, Pipe, Terminal, document, refused_command, row

#: A device's words with everything in them that has gone wrong somewhere.
WORDS = Failure(ErrorKind.REJECTED, "\x1b[2J % ungültig → ::error::", "siehe oben")


def test_the_formats_are_the_contracts() -> None:
    assert list(FORMATS) == ["summary", "text", "json", "jsonl"]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-16"])
def test_json_is_the_manifest_to_the_byte_whatever_the_locale(encoding: str) -> None:
    result = document(row(), row("R2", "failed", WORDS))
    with Pipe(encoding) as pipe:
        reporter = FORMATS["json"](pipe, color=False)
        for each in result.devices:
            reporter.device(each)
        assert pipe.bytes() == b""
        reporter.finish(result, Path())
        assert pipe.bytes() == b"".join(encode(result))


def test_json_lines_reach_the_reader_as_each_device_finishes() -> None:
    with Pipe("ascii") as pipe:
        reporter = FORMATS["jsonl"](pipe, color=False)
        for number, each in enumerate([row("R2", "failed", WORDS), row("R1")], 1):
            reporter.device(each)
            assert pipe.reached.getvalue().count(b"\n") == number
        reporter.finish(document(row()), Path())
        lines = [json.loads(line) for line in pipe.bytes().decode().splitlines()]
    assert [line["device"] for line in lines] == ["R2", "R1"]
    assert lines[0] == json.loads(b"".join(encode(document(row("R2", "failed", WORDS)))))["devices"][0]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_goes_to_a_stream_of_text_as_well(form: str) -> None:
    stream = Terminal()
    reporter = FORMATS[form](stream, color=True)
    reporter.device(row())
    reporter.finish(document(row()), Path())
    assert json.loads(stream.getvalue())


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_drives_no_terminal_and_says_the_same(form: str) -> None:
    said = "\x1b]0;x\x07\x7f\x9b2J\u202e\u2028\ufeff\U000e0041 ü 東"
    odd = row("R1", "failed", Failure(ErrorKind.REJECTED, said))
    with Pipe() as pipe:
        reporter = FORMATS[form](pipe, color=False)
        reporter.device(odd)
        reporter.finish(document(odd), Path())
        text = pipe.bytes().decode()
    assert {char for char in said if char in text} == {"]", "0", ";", "x", "2", "J", " ", "ü", "東"}
    found = json.loads(text)
    assert (found if form == "jsonl" else found["devices"][0])["error"]["message"] == said


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of which R1 was stored in layout `device`, R2 in layout `command`; R3 gave nothing."""
    (tmp_path / "R1.txt").write_bytes(b"R1#sh ip int br\none\x1b[2J\r\xe9\nR1#show a\n")
    (tmp_path / "R2").mkdir()
    (tmp_path / "R2" / "show_a.txt").write_bytes(b"two\n")
    (tmp_path / "R2" / "show_b.txt").write_bytes("::error::\n##[x]drei ü\n".encode())
    return tmp_path


def entry(command: str, file: str) -> CommandEntry:
    return CommandEntry(command=command, status="ok", file=file, offset=0, bytes=4, sha256="x", seconds=0.1)


RESULT = document(
    row(commands=(ENTRY, refused_command("shw", "% no"), entry("show a", "R1.txt"))),
    row("R2", commands=(entry("show a", "R2/show_a.txt"), entry("show b", "R2/show_b.txt"))),
    row("R3", "failed", WORDS, commands=(CommandEntry(command="show a", status="not_run", seconds=0),)),
)


VARIABLES = ("CI", "TF_BUILD", "TEAMCITY_VERSION")


@pytest.mark.parametrize("variable", VARIABLES)
def test_text_in_a_pipe_of_a_ci_is_for_its_log(
    run: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "true")
    with Pipe() as pipe:
        FORMATS["text"](pipe, color=False).finish(RESULT, run)
        assert b"\n\\::error::\n##\\[x]" in pipe.bytes()
        assert b"one\\x1b[2J\\x0d\\xe9\n" in pipe.bytes()


def test_text_in_a_file_is_the_very_bytes_in_a_ci_too(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with (run / "kept").open("w") as file:
        FORMATS["text"](file, color=False).finish(RESULT, run)
    assert b"one\x1b[2J\r\xe9\n" in (run / "kept").read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_text_in_a_pipe_is_the_very_bytes_in_inventory_order(
    run: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    with Pipe(encoding) as pipe:
        pipe.write("before\n")
        reporter = FORMATS["text"](pipe, color=False)
        for each in reversed(RESULT.devices):
            reporter.device(each)
        reporter.finish(RESULT, run)
        assert pipe.bytes() == (
            b"before\n"
            b"R1#sh ip int br\none\x1b[2J\r\xe9\nR1#show a\n"
            b"\nR2: show a\ntwo\n"
            b"\nR2: show b\n::error::\n##[x]drei \xc3\xbc\n"
        )


def test_text_on_a_terminal_is_shown_not_sent(run: Path) -> None:
    stream = Terminal()
    FORMATS["text"](stream, color=True).finish(RESULT, run)
    assert stream.getvalue() == (
        "R1#sh ip int br\none\\x1b[2J\\x0d\\xe9\nR1#show a\n"
        "\nR2: show a\ntwo\n"
        "\nR2: show b\n\\::error::\n##\\[x]drei ü\n"
    )


def test_a_command_on_a_terminal_is_shown_not_sent(run: Path) -> None:
    stream = Terminal()
    odd = document(row("R2", commands=(entry("show \x1b[2J", "R2/show_a.txt"),)))
    FORMATS["text"](stream, color=False).finish(odd, run)
    assert stream.getvalue() == "R2: show \\x1b[2J\ntwo\n"


def test_the_summary_is_safe_on_any_stream() -> None:
    with Pipe("ascii") as pipe:
        reporter = Summary(pipe, color=False, width=80)
        reporter.device(row("R1", "failed", WORDS))
        assert pipe.bytes() == b""
        reporter.finish(document(row("R1", "failed", WORDS, commands=())), Path("out"))
        assert pipe.bytes() == (
            b"1 device: rejected  \\x1b[2J % ung\\xfcltig \\u2192 ::error::\n"
            b"    -> siehe oben\n"
            b"    R1\n"
            b"\n"
            b"!! 1 failed of 1 device in 1.9 s\n"
            b"  -> out\n"
        )


def test_the_summary_takes_the_terminals_width(monkeypatch: pytest.MonkeyPatch) -> None:
    error = Failure(ErrorKind.DNS, "word " * 60)
    longest = []
    for columns in ("10", "80", "500"):
        monkeypatch.setenv("COLUMNS", columns)
        stream = Terminal()
        Summary(stream, color=False).finish(document(row("R1", "failed", error, commands=())), Path("x"))
        longest.append(max(map(len, stream.getvalue().splitlines())))
    assert [35 < longest[0] <= 40, 75 < longest[1] <= 80, 115 < longest[2] <= 120] == [True] * 3
