"""What a session log holds: every byte, both ways, and no secret, however it is cut."""

from __future__ import annotations

import logging
import os
import random
import re
import stat
from itertools import pairwise
from pathlib import Path

import pytest

from netcollect.errors import DeviceError, ErrorKind, OutputError
from netcollect.lab.recording import hidden
from netcollect.model import SessionOptions
from netcollect.session import sessionlog
from netcollect.session.clock import Clock
from netcollect.session.line import LineClosedError
from netcollect.session.masking import Masker, shown
from netcollect.session.sessionlog import SessionLog, TappedLine, make_folder
from unit import fakes

SECRET = b"hunter2-canary"


class Script:
    """A line that gives what it is told to, a chunk a read, and hangs up behind it."""

    pace = 0.01

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = list(chunks)
        self.written = b""
        self.left = False

    def read(self, seconds: float) -> bytes:
        if not self.chunks:
            raise LineClosedError("the device closed the session")
        return self.chunks.pop(0)

    def write(self, data: bytes, seconds: float) -> None:
        self.written += data

    def close(self) -> None:
        """A terminal closes nothing."""

    def leave(self) -> None:
        self.left = True


def masked(*chunks: bytes, secrets: tuple[bytes, ...] = (SECRET,)) -> bytes:
    masker = Masker(secrets)
    return b"".join(map(masker.take, chunks)) + masker.flush()


@pytest.mark.parametrize("at", range(1, len(SECRET) + 20))
def test_a_secret_is_masked_wherever_the_stream_is_cut(at: int) -> None:
    text = b"Password: " + SECRET + b"\r\nR1#"
    assert masked(text[:at], text[at:]) == b"Password: ***\r\nR1#"


def test_a_secret_that_comes_a_byte_at_a_time_is_masked() -> None:
    text = b"hunter hunter2 x" + SECRET + SECRET + b"hunt"
    assert masked(*(bytes([each]) for each in text)) == b"hunter hunter2 x******hunt"


@pytest.mark.parametrize(
    ("secrets", "text", "wanted"),
    [
        ((b"abc", b"abcdef"), b"-abcdef-abc-abcd-", b"-***-***-***d-"),
        ((b"abab",), b"ababab!", b"***ab!"),
        ((b"aab",), b"aaab", b"a***"),
        ((b"#1",), b"R1#\r\nR1#1", b"R1#\r\nR1***"),
        ((), b"nothing", b"nothing"),
        ((b"",), b"nothing", b"nothing"),
    ],
)
def test_cut_anywhere_the_mask_is_the_same(secrets: tuple[bytes, ...], text: bytes, wanted: bytes) -> None:
    assert masked(text, secrets=secrets) == wanted
    for at in range(1, len(text)):
        assert masked(text[:at], text[at:], secrets=secrets) == wanted


@pytest.mark.no_cover
def test_however_a_stream_is_cut_the_mask_is_that_of_the_whole() -> None:
    dice = random.Random(7)
    for _ in range(3000):
        secrets = tuple(bytes(dice.choices(b"ab", k=dice.randint(2, 5))) for _ in range(dice.randint(1, 3)))
        text = bytes(dice.choices(b"abc", k=dice.randint(0, 30)))
        cuts = sorted(dice.choices(range(len(text) + 1), k=dice.randint(0, 6)))
        parts = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
        assert masked(*parts, secrets=secrets) == masked(text, secrets=secrets)
        assert not any(each in masked(*parts, secrets=secrets) for each in secrets)


def test_at_the_end_half_a_secret_is_masked_and_the_beginning_of_one_is_not() -> None:
    assert masked(b"R1:hunter2") == b"R1:***"
    assert masked(b"R1:hun") == b"R1:hun"


def test_a_secret_that_was_begun_before_a_flush_goes_on_masked_behind_it() -> None:
    for at in range(1, len(SECRET)):
        masker = Masker([SECRET])
        parts = [masker.take(b"x" + SECRET[:at]), masker.flush(), masker.take(SECRET[at:] + b"y")]
        seen = b"".join(parts)
        assert SECRET[at:] + b"y" not in seen
        assert seen.endswith(b"***y")
        assert seen.startswith(b"x***" if 2 * at >= len(SECRET) else b"x" + SECRET[:at])


def test_what_was_flushed_and_is_no_secret_is_shown_once() -> None:
    masker = Masker([SECRET])
    assert [masker.take(b"R1 hun"), masker.flush(), masker.flush(), masker.take(b"gry#")] == [
        b"R1 ",
        b"hun",
        b"",
        b"gry#",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"plain text",
        b'R1#\r\n\t"quoted" \\n\\x41',
        "Gerät ünterwegs ☃".encode(),
        "Gerät".encode()[:4],
        b"\x1b[2J\x07\x00\xff\xfe",
        "\u202e\u200b\u2028\u0085".encode(),
        bytes(range(256)),
    ],
)
def test_what_is_shown_is_one_printable_line_and_says_every_byte(data: bytes) -> None:
    text = shown(data)
    assert text.isprintable()
    assert hidden(text) == data


def read_all(tapped: TappedLine) -> bytes:
    data = b""
    while True:
        try:
            data += tapped.read(1)
        except LineClosedError:
            return data


def session(folder: Path, line: Script, **login: str) -> tuple[str, bytes]:
    """What a log holds of a session that sends the password and reads to the end."""
    clock = Clock(60, fakes.Clock())
    device = fakes.device(**login)
    options = SessionOptions(session_log=str(folder))
    with sessionlog.session_log(device, options, clock) as noted:
        tapped = noted.tap(line)
        assert isinstance(tapped, TappedLine)
        assert tapped.pace == line.pace
        tapped.write((device.password or "").encode() + b"\r", 1)
        read_all(tapped)
        tapped.leave()
    assert line.left
    stem = folder / "R1.1"
    return stem.with_suffix(".1.log").read_text("utf-8"), stem.with_suffix(".1.raw").read_bytes()


@pytest.mark.parametrize(
    "password", ["hunter2-canary", 'back\\slash"quote', "Größe-☃", "with blank in it", "per%cent&more"]
)
def test_no_secret_reaches_either_file_and_everything_else_does(tmp_path: Path, password: str) -> None:
    echo = password.encode()
    line = Script(b"Password: ", echo[:3], echo[3:] + b"\r\n\x1b[1mR1", b"#")
    text, raw = session(tmp_path, line, password=password)
    assert line.written == echo + b"\r"
    assert raw == b"Password: ***\r\n\x1b[1mR1#"
    assert password not in text
    assert shown(echo) not in text
    said = b"".join(hidden(each) for each in re.findall(r'<- "(.*)"$', text, re.MULTILINE))
    assert said == raw
    assert '-> "***\\r"' in text
    assert text.endswith(" <- closed: the device closed the session\n")


def test_lines_carry_the_seconds_since_the_session_began(tmp_path: Path) -> None:
    now = fakes.Clock(1000.0)
    noted = SessionLog(fakes.device(), now)
    noted.open(str(tmp_path), 1)
    for seconds, way, data in ((1000.25, "<-", b"R1#"), (1002.5, "->", b"x\n"), (1063.0, "<-", b"y")):
        now.seconds = seconds
        noted.chunk(way, data)
    rows = [row for row in Path(noted.path).read_text().splitlines() if not row.startswith("#")]
    assert rows == ['    0.250 <- "R1#"', '    2.500 -> "x\\n"', '   63.000 <- "y"']
    noted.close()


def test_what_is_held_back_keeps_its_place_in_front_of_what_follows(tmp_path: Path) -> None:
    noted = SessionLog(fakes.device(password="#secret"), fakes.Clock())
    noted.open(str(tmp_path), 1)
    for way, data in (("<-", b"R1#"), ("->", b"show version\n"), ("<-", b"show version\r\n")):
        noted.chunk(way, data)
    noted.close()
    rows = Path(noted.path).read_text().splitlines()[-4:]
    assert [row.split(maxsplit=1)[1] for row in rows] == [
        '<- "R1"',
        '<- "#"',
        '-> "show version\\n"',
        '<- "show version\\r\\n"',
    ]


def test_each_chunk_is_in_the_files_before_the_next_one_comes(tmp_path: Path) -> None:
    noted = SessionLog(fakes.device(), fakes.Clock())
    noted.open(str(tmp_path), 1)
    sizes = []
    for number in range(4):
        noted.chunk("<-", b"line %d\n" % number)
        sizes.append(tuple(path.stat().st_size for path in sorted(tmp_path.iterdir())))
    assert all(
        earlier < later
        for before, after in pairwise(sizes)
        for earlier, later in zip(before, after, strict=True)
    )
    noted.close()


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "logs"
    session(folder, Script(b"R1#"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600, 0o600]


def test_a_log_is_never_overwritten_nor_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (tmp_path / "R1.1.log").symlink_to(victim)
    (tmp_path / "R1.1-2.log").write_text("earlier")
    noted = SessionLog(fakes.device(), fakes.Clock())
    noted.open(str(tmp_path), 1)
    noted.close()
    assert Path(noted.path).name == "R1.1-3.log"
    assert not victim.exists()
    assert (tmp_path / "R1.1-2.log").read_text() == "earlier"


def test_attempts_and_devices_have_their_own_pairs(tmp_path: Path) -> None:
    for name, attempt in (("R1", 1), ("R1", 2), ("R1.1", 1)):
        noted = SessionLog(fakes.device(name), fakes.Clock())
        noted.open(str(tmp_path), attempt)
        noted.close()
    names = sorted(path.name for path in tmp_path.glob("*.log"))
    assert names == ["R1.1.1.log", "R1.1.log", "R1.2.log"]


@pytest.mark.parametrize("name", ["../R1", "/etc/R1", "a\0b"])
def test_a_name_that_could_leave_the_directory_has_no_log(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "logs"
    noted = SessionLog(fakes.device(name), fakes.Clock())
    noted.open(str(folder), 1)
    noted.chunk("<-", b"x")
    noted.close()
    assert list(tmp_path.rglob("*")) == [folder]
    assert "no session log" in caplog.text


def test_the_last_line_says_what_the_session_failed_with_and_no_secret(tmp_path: Path) -> None:
    options = SessionOptions(session_log=str(tmp_path))
    device = fakes.device(password="hunter2-canary")
    with (
        pytest.raises(DeviceError),
        sessionlog.session_log(device, options, Clock(60, fakes.Clock())),
    ):
        raise DeviceError(ErrorKind.AUTH_REJECTED, "no: hunter2-canary\nx")
    last = (tmp_path / "R1.1.log").read_text().splitlines()[-1]
    assert last == "    0.000 == auth_rejected: no: ***\\nx"
    assert not (tmp_path / "R1.1.raw").read_bytes()


@pytest.mark.parametrize("kind", list(ErrorKind))
@pytest.mark.parametrize("hint", ["is the platform right?", ""])
def test_the_hint_of_a_missing_prompt_names_the_log(tmp_path: Path, kind: ErrorKind, hint: str) -> None:
    shown = kind in ("no_prompt", "read_timeout")
    for folder, words in (
        (None, "--session-log DIR shows what was said"),
        (str(tmp_path), f"{tmp_path} holds what was said"),
    ):
        options, clock = SessionOptions(session_log=folder), Clock(60, fakes.Clock())
        with pytest.raises(DeviceError) as caught, sessionlog.session_log(fakes.device(), options, clock):
            raise DeviceError(kind, "nothing", hint)
        assert (caught.value.kind, caught.value.message) == (kind, "nothing")
        assert caught.value.hint == ("; ".join(filter(None, [hint, words])) if shown else hint)


def test_a_disk_that_is_full_ends_the_log_and_not_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    noted = SessionLog(fakes.device(), fakes.Clock())
    noted.open(str(tmp_path), 1)

    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    for _ in range(3):
        noted.chunk("<-", b"x")
    noted.close()
    assert caplog.text.count("No space left on device") == 1


def test_without_the_option_a_line_is_not_wrapped() -> None:
    line = Script()
    assert SessionLog(fakes.device(), fakes.Clock()).tap(line) is line


def test_steps_are_told_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "netcollect.session.steps")
    device = fakes.device(password="hunter2-canary")
    tapped = SessionLog(device, fakes.Clock()).tap(Script(b"x"))
    for data in (b"terminal length 0\n", b"hunter", b"2-canary\n"):
        tapped.write(data, 1)
    assert "R1: sending 'terminal length 0\\n'" in caplog.text
    assert "2-canary" not in caplog.text


def test_a_directory_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        make_folder(str(tmp_path / "file" / "logs"))
    with pytest.raises(OutputError):
        make_folder(str(tmp_path / "file"))
