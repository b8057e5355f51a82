"""The summary: who failed, why, and what to do, at a glance."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.document import CommandEntry, DeviceResult
from netcollect.errors import ErrorKind
from netcollect.model import Failure
from netcollect.report.summary import Page, summary
from unit.report.samples import ENTRY, document, failed, refused_command, row

PLACE = Path("output/runs/x")


def told(*rows: DeviceResult, width: int = 80, color: bool = False, interrupted: bool = False) -> str:
    page = Page(width=width, color=color, encoding="UTF-8")
    return summary(document(*rows, interrupted=interrupted), PLACE, page)


def test_all_well_is_two_lines() -> None:
    assert told(row(), row("R2")) == "✓ 2 ok of 2 devices in 1.9 s\n  → output/runs/x\n"


def test_the_same_cause_is_told_once_with_its_remedy_and_the_first_of_its_devices() -> None:
    rows = [failed(f"R{n}", ErrorKind.AUTH_REJECTED, "refused", "check the password") for n in range(37)]
    assert told(*rows, row()) == (
        "37 devices: auth_rejected  refused\n"
        "    → check the password\n"
        "    R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11 … and 25 more (see\n"
        "    manifest.json)\n"
        "\n"
        "✓ 1 ok, ✗ 37 failed of 38 devices in 1.9 s\n"
        "  → output/runs/x\n"
    )


def test_twelve_names_are_all_told() -> None:
    assert "more" not in told(*(failed(f"R{n}", ErrorKind.DNS, "no") for n in range(12)))
    assert "R11 … and 1 more" in told(*(failed(f"R{n}", ErrorKind.DNS, "no") for n in range(13)))


def test_every_ending_is_counted() -> None:
    words = Failure(ErrorKind.BREAKER, "not tried")
    text = told(row(), row("R2", "partial", words), row("R3", "failed", words), row("R4", "skipped", words))
    assert "✓ 1 ok, ✗ 1 partial, ✗ 1 failed, ✗ 1 skipped of 4 devices" in text


def test_the_most_frequent_cause_comes_first() -> None:
    text = told(
        failed("A", ErrorKind.DNS, "no"),
        *(failed(name, ErrorKind.REFUSED, "no") for name in "BCD"),
        *(failed(name, ErrorKind.CLOSED, "no") for name in "EF"),
    )
    places = [text.index(label) for label in ("3 devices: refused", "2 devices: closed", "1 device: dns")]
    assert places == sorted(places)


def test_a_cause_stands_in_front_of_who_was_spared_for_it() -> None:
    spared = [failed(name, ErrorKind.BREAKER, "not tried") for name in "BCDEF"]
    text = told(*spared, failed("A", ErrorKind.AUTH_REJECTED, "no"))
    assert text.index("1 device: auth_rejected") < text.index("5 devices: breaker")


def test_a_lone_devices_message_is_told_as_it_is() -> None:
    text = told(failed("R1", ErrorKind.REFUSED, "{host} port 22 refused {name}", "ask '{host}'"))
    assert text.startswith("1 device: refused  192.0.2.1 port 22 refused R1\n    → ask '192.0.2.1'\n    R1\n")


def test_names_addresses_and_keys_do_not_split_a_cause() -> None:
    rows = [
        failed(
            f"R{n}",
            ErrorKind.HOST_KEY_CHANGED,
            f"{{host}} port 22 shows SHA256:{n}abc, not that of {{name}}",
            "ssh-keygen -R '[{host}]:22' for {name}.",
            number=n,
        )
        for n in (1, 2, 3)
    ]
    assert told(*rows).startswith(
        "3 devices: host_key_changed  <host> port 22 shows <fingerprint>, not that of\n"
        "    <device>\n"
        "    → ssh-keygen -R '<host>' for <device>.\n"
        "    R1, R2, R3\n"
    )


def test_ports_that_differ_do_not_split_a_cause() -> None:
    rows = [
        row(
            f"R{port}",
            "failed",
            Failure(ErrorKind.REFUSED, f"no answer, port {port}"),
            port=port,
            commands=(),
        )
        for port in (2201, 2202)
    ]
    assert told(*rows).startswith("2 devices: refused  no answer, port <port>\n")


def test_several_messages_of_a_cause_are_counted_and_the_rare_ones_cut() -> None:
    texts = ["a", "b", "b", "b", "c", "c", "d", "e"]
    rows = [failed(f"R{n}", ErrorKind.NO_PROMPT, text, "look") for n, text in enumerate(texts)]
    assert told(*rows).startswith(
        "8 devices: no_prompt\n"
        "    3 x b\n"
        "    2 x c\n"
        "    1 x a\n"
        "    … and 2 more (see manifest.json)\n"
        "    → look\n"
        "    R0, R1, R2, R3, R4, R5, R6, R7\n"
    )


def test_three_messages_are_all_told_and_a_long_one_hangs_under_its_count() -> None:
    rows = [failed(f"R-{text[0]}", ErrorKind.NO_PROMPT, text) for text in ("a" + " word" * 16, "b", "c")]
    assert told(*rows).startswith(
        "3 devices: no_prompt\n"
        "    1 x a word word word word word word word word word word word word word word\n"
        "        word word\n"
        "    1 x b\n"
        "    1 x c\n"
        "    R-a, R-b, R-c\n"
    )
    assert "\n    … and 1 more (see manifest.json)\n" in told(*rows, failed("R-d", ErrorKind.NO_PROMPT, "d"))


def test_different_remedies_are_different_causes() -> None:
    text = told(
        failed("A", ErrorKind.CLOSED, "closed", "one"), failed("B", ErrorKind.CLOSED, "closed", "two")
    )
    assert text.count("1 device: closed") == 2


def test_rejected_commands_are_grouped_by_command_and_words() -> None:
    rows = [
        row(f"R{n}", "partial", Failure(ErrorKind.REJECTED, "x"), commands=(ENTRY, *entries))
        for n, entries in enumerate(
            [
                (refused_command("shw x", "% Invalid"), refused_command("shw y", "% Invalid")),
                (refused_command("shw x", "% Invalid"),),
                (refused_command("shw x", "% Ambiguous"),),
            ]
        )
    ]
    text = told(*rows)
    assert text.startswith(
        "2 devices: rejected  shw x: % Invalid\n    → the platform does not take this command\n    R0, R1\n"
    )
    assert "1 device: rejected  shw y: % Invalid\n" in text
    assert "1 device: rejected  shw x: % Ambiguous\n" in text
    assert text.endswith("✗ 3 partial of 3 devices in 1.9 s\n  → output/runs/x\n")


def test_a_command_that_failed_is_named() -> None:
    silent = Failure(ErrorKind.READ_TIMEOUT, "30 s without a byte")
    entries = (
        ENTRY,
        CommandEntry(command="show tech", status="failed", error=silent, seconds=30.0),
        CommandEntry(command="show c", status="not_run", seconds=0.0),
    )
    text = told(row("R1", "partial", silent, commands=entries))
    assert text.startswith("1 device: read_timeout  show tech: 30 s without a byte\n    R1\n")
    assert text.count("read_timeout") == 1


def test_two_commands_that_failed_alike_are_one_device() -> None:
    silent = Failure(ErrorKind.READ_TIMEOUT, "silence")
    entries = [CommandEntry(command=f"show {n}", status="failed", error=silent, seconds=1.0) for n in "ab"]
    text = told(row("R1", "failed", silent, commands=tuple(entries)))
    assert text.startswith(
        "1 device: read_timeout\n    1 x show a: silence\n    1 x show b: silence\n    R1\n"
    )


def test_an_interrupted_run_says_so() -> None:
    assert "of 1 device in 1.9 s (interrupted)\n" in told(row(), interrupted=True)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_page_and_no_name_is_torn(width: int) -> None:
    names = [f"core-switch-{n:03d}.a-site-with-hyphens" for n in range(11)]
    rows = [failed(name, ErrorKind.CLOSED, "word " * 40, "hint " * 40) for name in names]
    text = told(*rows, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert all(name in text for name in names)


def test_a_path_or_command_to_copy_is_never_torn() -> None:
    path = "/a-very-long/path-with-hyphens" * 6
    assert path in told(failed("R1", ErrorKind.CLOSED, "x", f"see {path}"), width=40)


@pytest.mark.parametrize("color", [True, False])
def test_colour_only_where_asked(color: bool) -> None:
    text = told(row(), row("R2", "failed", Failure(ErrorKind.DNS, "no")), color=color)
    assert ("\x1b[31;1m1 device: dns\x1b[0m" in text) is color
    assert ("\x1b[32m✓ 1 ok\x1b[0m" in text) is color
    assert ("\x1b" in text) is color


@pytest.mark.parametrize("color", [True, False])
def test_what_a_device_says_never_drives_the_terminal_or_the_ci(color: bool) -> None:
    words = "\x1b]0;owned\x07 \u202e " + "x" * 70 + " ::error::y ##[group]"
    bad = row("R\x9b1", "failed", Failure(ErrorKind.REJECTED, words, words), commands=())
    text = told(bad, color=color)
    for byte in ("\x1b]", "\x07", "\u202e", "\x9b"):
        assert byte not in text
    assert r"\x1b]0;owned\x07 \u202e" in text
    assert r"R\x9b1" in text
    assert r"##\[group]" in text
    assert "\n    \\::error::y " in text


def test_what_cannot_be_seen_counts_as_it_is_shown() -> None:
    text = told(failed("R1", ErrorKind.REJECTED, "a\x07b " * 40))
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", None])
def test_signs_that_the_stream_lacks_are_plain(encoding: str | None) -> None:
    rows = [failed(f"R{n}", ErrorKind.CLOSED, f"{n}", "hint") for n in range(20)]
    text = summary(document(*rows), PLACE, Page(width=80, color=False, encoding=encoding))
    assert text.isascii()
    assert "    1 x 0\n" in text
    assert "    -> hint\n" in text
    assert "... and 8 more" in text
    assert "!! 20 failed of 20 devices in 1.9 s\n  -> output" in text
    assert summary(document(row()), PLACE, Page(width=80, color=False, encoding=encoding)).startswith(
        "+ 1 ok"
    )
