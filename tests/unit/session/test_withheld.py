"""Session logs with `--redact`: no secret of a configuration, however it comes; the rest byte for byte."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from netcollect.errors import ErrorKind
from netcollect.model import Failure
from netcollect.redaction import MASK, without_run
from netcollect.session.clock import Clock
from netcollect.session.sessionlog import SessionLog
from netcollect.session.withheld import Row, Withheld
from unit import fakes
from unit.configurations import MASKED

KEY = b"-----BEGIN RSA PRIVATE KEY-----\r\nHUNTER\r\nHUNTER\r\nHUNTER==\r\n-----END RSA PRIVATE KEY-----\r\n"
#: What a device says, with secrets that begin with HUNT, and what must be left of it.
SAID = [
    (b"enable secret 9 HUNTER\r\nhostname R1\r\n", b"enable secret 9 <redacted>\r\nhostname R1\r\n"),
    (b"before\r\n" + KEY + b"after\r\n", KEY.split(b"HUNTER", 1)[0] + b"<redacted>\r\n\r\n\r\n-----END"),
    (
        b"a\r\n--More-- \x08\x08\x08   \x08\x08\x08enable secret HUNTER\r\n",
        b"\x08enable secret <redacted>\r\n",
    ),
    (b"a\r\n--More--\r        \renable password HUNTER\r\n", b"\r        \renable password <redacted>\r\n"),
    (
        b"\x1b[1msnmp-server community \x1b[7mHUNTER\x1b[0m RO\r\nb",
        b"snmp-server community <redacted> RO\r\nb",
    ),
    (b"name\x1b[5;1Henable secret HUNTER\x1b[6;1Hb", b"name\x1b[5;1Henable secret <redacted>\x1b[6;1Hb"),
    (b"enable secret HUNTER", b"enable secret <redacted>"),
    (b"\x1b[2Jplain \xff\xc3\xa9\0\x07\r\rR1#", b"\x1b[2Jplain \xff\xc3\xa9\0\x07\r\rR1#"),
]


def left_of(chunks: list[bytes], platform: str = "cisco_ios") -> bytes:
    withheld = Withheld(fakes.device(platform=platform), b"key")
    for chunk in chunks:
        withheld.add("0", "<-", chunk)
    data = b"".join(row.data for row in withheld.rows())
    assert not list(withheld.rows())
    return without_run(data.decode("latin-1")).encode("latin-1")


@pytest.mark.parametrize(("said", "wanted"), SAID)
def test_no_secret_is_left_and_the_rest_stays(said: bytes, wanted: bytes) -> None:
    assert b"HUNT" not in left_of([said])
    assert wanted in left_of([said])


@pytest.mark.parametrize(("said", "wanted"), SAID)
def test_wherever_a_chunk_ends_the_same_is_left(said: bytes, wanted: bytes) -> None:
    whole = left_of([said])
    for at in range(1, len(said)):
        assert left_of([said[:at], said[at:]]) == whole
    assert left_of([said[at : at + 1] for at in range(len(said))]) == whole


@pytest.mark.parametrize("platform", MASKED)
def test_what_is_masked_in_outputs_is_masked_here(platform: str) -> None:
    pairs = [line.rpartition("|")[::2] for line in MASKED[platform].splitlines()]
    said = "\r\n".join(before for before, _ in pairs).encode()
    choose = random.Random(3)
    cuts = sorted(choose.sample(range(1, len(said)), 30))
    chunks = [said[a:b] for a, b in zip([0, *cuts], [*cuts, len(said)], strict=True)]
    wanted = "\r\n".join(after.replace("•", "<redacted>") for _, after in pairs)
    assert left_of(chunks, platform).decode() == wanted


def test_keys_that_are_pressed_in_an_output_keep_their_place() -> None:
    withheld = Withheld(fakes.device(), b"key")
    begin, end = KEY[:45], KEY[45:]
    for row in (Row("1", "<-", b"a\r\n" + begin), Row("2", "->", b" "), Row("3", "<-", end + b"R1#")):
        withheld.add(*row)
    rows = list(withheld.rows())
    assert [(row.seconds, row.way) for row in rows] == [("1", "<-"), ("2", "->"), ("3", "<-")]
    assert not any(b"HUNT" in row.data or b"NTER" in row.data for row in rows)
    assert rows[-1].data.endswith(b"-----END RSA PRIVATE KEY-----\r\nR1#")


def log_of(folder: Path, said: bytes, mask_key: bytes | None) -> tuple[str, bytes]:
    """Both files of a session that shows this as a configuration, ten bytes a read."""
    noted = SessionLog(fakes.device(password="canary-1"), Clock(60).now)
    noted.open(str(folder), 1, mask_key)
    noted.event("==", "line open")
    noted.chunk("<-", b"R1#")
    noted.chunk("->", b"show run\n")
    for at in range(0, len(said), 10):
        noted.chunk("<-", said[at : at + 10])
    noted.chunk("->", b" ")
    noted.chunk("<-", b"password canary-1\r\nR1#")
    noted.failed(Failure(ErrorKind.REJECTED, "show run: % Bad line: enable secret HUNTER", ""))
    noted.close()
    return (folder / "R1.1.log").read_text("utf-8", "surrogateescape"), (folder / "R1.1.raw").read_bytes()


def test_neither_file_has_a_secret(tmp_path: Path) -> None:
    said = b"".join(each for each, _ in SAID) + b"\r\n"
    text, raw = log_of(tmp_path / "redacted", said, b"key")
    assert "HUNT" not in text.replace('"', "")
    assert "NTER" not in text
    assert b"NTER" not in raw
    assert "canary" not in text
    assert re.search(r"== rejected: show run: % Bad line: enable secret <redacted:....>\n", text)
    assert [line.split()[1] for line in text.splitlines() if '"' in line][:2] == ["<-", "->"]
    plain, plain_raw = log_of(tmp_path / "plain", said, None)
    assert "NTER" in plain
    assert said in plain_raw
    assert plain_raw.count(b"\n") == raw.count(b"\n")


def test_equal_secrets_have_equal_masks_in_a_run(tmp_path: Path) -> None:
    said = b"enable secret HUNTER\r\n"
    masks = [
        MASK.findall(log_of(tmp_path / str(n), said, key)[0]) for n, key in enumerate((b"a", b"a", b"b"))
    ]
    assert masks[0] == masks[1] != masks[2]
