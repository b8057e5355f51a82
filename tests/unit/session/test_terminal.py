"""The proof of an end, against a device that is a function: no network, no clock."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.line import LineClosedError, LineStuckError
from netcollect.session.prompt import Prompt
from netcollect.session.terminal import Terminal

PROMPT = b"R1#"


class Device:
    """A line whose reads come from a script; None is a silence that outlasts any wait.

    Once its script is used up it behaves as an idle device does: one prompt for each empty line,
    also for those that were typed while it was busy.
    """

    pace = 0.0

    def __init__(self, *script: bytes | Exception | None, eats_lines: int = 0) -> None:
        self.script = list(script)
        self.typed: list[bytes] = []
        self.owed = 0
        self.eats_lines = eats_lines

    def read(self, seconds: float) -> bytes:
        if self.script:
            step = self.script.pop(0)
            if isinstance(step, Exception):
                raise step
            return step or b""
        if self.owed:
            self.owed -= 1
            return b"\r\n" + PROMPT
        return b""

    def write(self, data: bytes, seconds: float) -> None:
        self.typed.append(data)
        empty = data.count(b"\n") - data.startswith(b"show")
        eaten = min(self.eats_lines, empty)
        self.eats_lines -= eaten
        self.owed += empty - eaten

    def close(self) -> None:
        """A terminal closes nothing."""

    def leave(self) -> None:
        raise AssertionError("a terminal does not end its session")


def run(device: Device, command: str = "show x", preludes: tuple[bytes, ...] = ()) -> bytes:
    terminal = Terminal(device, Prompt(PROMPT, frozenset(preludes)), enter=b"\n", read_timeout=9)
    return terminal.run(command)


def test_output_is_what_stands_between_echo_and_prompt() -> None:
    assert run(Device(b"show x\r\none\r\ntwo\r\nR1#")) == b"one\ntwo\n"


def test_an_empty_output_is_empty() -> None:
    assert run(Device(b"show x\r\nR1#")) == b""


# Two prompts in consecutive lines with a pause behind them are beyond the proof: docs/architecture.md.
BODY = b"one\r\nR1#\r\nx\r\nR1#two\r\nR1# \r\n\r\n%LOG: R1# x\r\nthree #\r\nlast\r\n"


@given(st.lists(st.integers(0, len(BODY) + 11), max_size=6), st.data())
def test_an_answer_cut_anywhere_and_paused_comes_back_whole(cuts: list[int], data: st.DataObject) -> None:
    answer = b"show x\r\n" + BODY + b"R1#"
    pieces: list[bytes | Exception | None] = []
    edges = sorted({0, *cuts, len(answer)})
    for start, end in pairwise(edges):
        pieces.append(answer[start:end])
        # The last piece holds the real end: what the device owes comes behind it.
        if end < len(answer) and data.draw(st.booleans()):
            pieces.append(None)
    outcome: bytes | ErrorKind
    try:
        outcome = run(Device(*pieces))
    except DeviceError as error:
        outcome = error.kind
    # Here a silence outlasts every wait: then a read timeout is right. A short success never is.
    assert outcome in (BODY.replace(b"\r\n", b"\n"), ErrorKind.READ_TIMEOUT)


@pytest.mark.parametrize("cut", range(1, len(BODY) + 8))
def test_every_single_cut_with_a_pause_in_front_of_the_rest(cut: int) -> None:
    answer = b"show x\r\n" + BODY + b"R1#"
    device = Device(answer[:cut], answer[cut:])
    assert run(device) == BODY.replace(b"\r\n", b"\n")


def test_a_decoy_prompt_with_a_long_silence_behind_it() -> None:
    device = Device(b"show x\r\none\r\nR1#", None, b"\r\ntwo\r\nR1#")
    assert run(device) == b"one\nR1#\ntwo\n"


def test_a_log_line_behind_the_prompt() -> None:
    device = Device(b"show x\r\none\r\nR1#\r\n%LINK-3-UPDOWN: down\r\n", None)
    assert run(device) == b"one\nR1#\n%LINK-3-UPDOWN: down\n"


def test_a_device_that_threw_the_first_empty_line_away_is_asked_again() -> None:
    assert run(Device(b"show x\r\none\r\nR1#", eats_lines=2)) == b"one\n"


def test_a_device_that_takes_one_line_at_a_time_gets_no_more() -> None:
    device = Device(b"show x\r\none\r\nR1#", eats_lines=1)
    terminal = Terminal(device, Prompt(PROMPT), enter=b"\n", read_timeout=9)
    assert terminal.run("show x") == b"one\n"
    device.script = [b"show x\r\ntwo\r\nR1#"]
    assert terminal.run("show x") == b"two\n"
    # Two prompts are the proof all the same: the second line is sent when the first has brought its own.
    assert device.typed == [b"show x\n", b"\n\n", b"\n", b"show x\n", b"\n", b"\n"]


def test_two_prompts_in_consecutive_lines_with_a_silence_behind_the_second() -> None:
    """It looks like a device that throws the second empty line away."""
    device = Device(b"show x\r\none\r\nR1#", b"\r\nR1#", None, b"\r\ntwo\r\nR1#")
    assert run(device) == b"one\nR1#\nR1#\ntwo\n"


@pytest.mark.parametrize("rest", [b"\r\ntwo", b"show y\r\ntwo", b" \r\ntwo"])
def test_two_prompts_in_consecutive_lines_with_a_pause_behind_each(rest: bytes) -> None:
    device = Device(b"show x\r\none\r\nR1#", b"\r\nR1#", rest + b"\r\nR1#")
    outputs = run(device)
    assert outputs.startswith(b"one\nR1#\nR1#")
    assert outputs.endswith(b"\ntwo\n")


LATE = b"\r\nR1#\r\nR1#"


@pytest.mark.parametrize("silence", [(), (None,)], ids=["at-once", "later"])
def test_prompts_of_earlier_lines_are_no_answer_to_the_empty_ones(silence: tuple[None, ...]) -> None:
    """They stand in front of the echo: until it has come, an end must stay quiet to be believed."""
    device = Device(b"\r\nR1#", *silence, LATE, b"show x\r\none\r\nR1#")
    assert run(device) == b"one\n"


def test_an_end_that_was_false_once_must_stay_quiet() -> None:
    device = Device(b"show x\r\none\r\nR1#", b"\r\ntwo\r\nR1#", LATE, b"\r\nthree\r\nR1#")
    assert run(device) == b"one\nR1#\ntwo\nR1#\nR1#\nR1#\nthree\n"


def test_lines_above_the_prompt_are_none_of_the_output() -> None:
    device = Device(b"show x\r\none\r\n\r\n{master:0}\r\nR1#", b"\r\n{master:0}\r\nR1#")
    assert run(device, preludes=(b"{master:0}",)) == b"one\n"


def test_a_page_is_turned_and_its_mark_removed() -> None:
    device = Device(b"show x\r\none\r\n --More-- ", None, b"\r         \rtwo\r\nR1#")
    assert run(device) == b"one\ntwo\n"
    assert device.typed[1] == b" "


@pytest.mark.parametrize(
    "erase",
    [
        b"\x08" * 10 + b" " * 10 + b"\x08" * 10,
        b"\r          \r",
        b"\r\x1b[K",
        b"\x1b[16D          \x1b[16D",
        b"\r\n",
    ],
)
@pytest.mark.parametrize("rest", [b" ip address\r\nend\r\n", b"\r\n ip address\r\n"])
def test_what_follows_an_erased_mark_keeps_its_blanks(erase: bytes, rest: bytes) -> None:
    device = Device(b"show x\r\nint a\r\n --More-- ", None, erase, rest + b"R1#")
    assert run(device) == b"int a\n" + rest.replace(b"\r", b"")


def test_text_in_front_of_a_mark_is_kept() -> None:
    device = Device(b"show x\r\none\x1b[7m--More--\x1b[27m", None, b"\r\x1b[K", b"two\r\nR1#")
    assert run(device) == b"onetwo\n"


def test_a_mark_that_arrives_in_pieces_is_one_mark() -> None:
    class Slow(Device):
        """A packet is lost inside each mark, and sent again 0.2 s later."""

        def read(self, seconds: float) -> bytes:
            return b"" if self.script[:1] == [b"-- "] and seconds < 0.2 else super().read(seconds)

    again = (b"\r          \rtwo\r\n --More", b"-- ", None, b"\r          \rthree\r\nR1#")
    device = Slow(b"show x\r\none\r\n --More", b"-- ", None, *again)
    assert run(device) == b"one\ntwo\nthree\n"
    assert device.typed[1:3] == [b" ", b" "]


def test_a_page_that_is_not_turned_at_once_gets_no_empty_line() -> None:
    """The line that is the prompt looks as if a log line had talked over it."""
    device = Device(b"show x\r\nR1#\r\n\x1b[7m--More--", None, b"\x1b[27m", None)
    with pytest.raises(DeviceError, match="read_timeout"):
        run(device)
    assert device.typed == [b"show x\n", b" "]


def test_a_page_mark_inside_the_text_with_a_silence_behind_it_is_kept() -> None:
    """The device is sent a blank, which it does not mind; nothing of its text is lost."""
    assert run(Device(b"show x\r\nsay --More--", None, b" and go on\r\nR1#")) == b"say --More-- and go on\n"


def test_a_question_that_looks_like_a_pager_gets_no_key() -> None:
    device = Device(b"show x\r\n--More-- (y/n)", None)
    with pytest.raises(DeviceError, match="question"):
        run(device)
    assert device.typed == [b"show x\n"]


def test_a_page_mark_inside_the_text_is_no_page() -> None:
    device = Device(b"show x\r\nsay --More--", b" and go on\r\nR1#")
    assert run(device) == b"say --More-- and go on\n"
    assert b" " not in device.typed


@pytest.mark.parametrize(
    "question",
    [
        b"Proceed with reload? [confirm]",
        b"Continue? [y/n]: ",
        b"Are you sure (yes/no)? ",
        b"Password: ",
        b"Destination filename [startup-config]? ",
        b"Do you want to overwrite? [yes/no]: ",
        b"Proceed? [confirm]\x07",
        b"Password: \x1b[0m \x1b[K",
        b"Are you sure? (y or n) [n] ",
        b"Save? [yes/no/cancel]:",
        b"Do you want to log out (y/n/^C)?",
        b"reset saved configuration? (y/n): [n]",
        b"[Y]es/[N]o? ",
        b"Passcode:",
    ],
)
def test_a_question_is_never_answered(question: bytes) -> None:
    device = Device(b"show x\r\n" + question, None)
    with pytest.raises(DeviceError) as caught:
        run(device)
    assert caught.value.kind is ErrorKind.QUESTION
    assert device.typed == [b"show x\n"]


def test_a_question_with_a_line_end_gets_no_empty_line() -> None:
    """The prompt further up looks as if a log line had talked over it."""
    device = Device(b"show x\r\nR1#\r\nSave? [yes/no]:\r\n", None)
    with pytest.raises(DeviceError, match="read_timeout"):
        run(device)
    assert device.typed == [b"show x\n"]


def test_words_of_a_question_inside_the_text_are_text() -> None:
    assert run(Device(b"show x\r\nPassword:", b" not set\r\nR1#")) == b"Password: not set\n"


def test_silence_is_a_read_timeout() -> None:
    with pytest.raises(DeviceError, match=r"read_timeout.*half a li"):
        run(Device(b"show x\r\nhalf a li", None))


def test_a_lost_connection_is_incomplete() -> None:
    with pytest.raises(DeviceError) as caught:
        run(Device(b"show x\r\nhalf\r\n", LineClosedError("closed")))
    assert caught.value.kind is ErrorKind.INCOMPLETE


def test_a_connection_lost_during_the_proof_is_incomplete() -> None:
    with pytest.raises(DeviceError) as caught:
        run(Device(b"show x\r\nall\r\nR1#", LineClosedError("closed")))
    assert caught.value.kind is ErrorKind.INCOMPLETE


def test_a_prompt_that_takes_no_input_is_no_end() -> None:
    with pytest.raises(DeviceError, match="takes no input"):
        run(Device(b"show x\r\nall\r\nR1#", eats_lines=100))


def test_a_device_that_takes_no_data_is_a_read_timeout() -> None:
    class Stuck(Device):
        def write(self, data: bytes, seconds: float) -> None:
            raise LineStuckError("the device took no data for 9 s")

    with pytest.raises(DeviceError, match="took no data"):
        run(Stuck())


def test_an_endless_flood_of_prompts_is_given_up() -> None:
    class Flood(Device):
        def read(self, seconds: float) -> bytes:
            # Something is said on every empty line, and nothing in between.
            return b"\r\nlog\r\nR1#" if self.typed and self.typed.pop() else b""

    with pytest.raises(DeviceError, match="never settled"):
        run(Flood())


@pytest.mark.parametrize(
    ("echo", "command"),
    [
        (b"show x\r\n", "show x"),
        (b"\r\nR1#show x\r\n", "show x"),
        (b"show \x08\x08 x\r\n", "show x"),
        (b"show interfaces Gigabit\r\nEthernet0/1\r\n", "show interfaces GigabitEthernet0/1"),
        (b"\x1b[Kshow x\x1b[K\r\n", "show x"),
        (b"R1#sho\rR1#show x\r\n", "show x"),
        (b"s\x08show x\r\n", "show x"),
        (b"\r\n%LOG: " + b"long " * 100 + b"\r\nshow x\r\n", "show x"),
    ],
)
def test_the_echo_is_none_of_the_output(echo: bytes, command: str) -> None:
    assert run(Device(echo + b"out\r\nR1#"), command) == b"out\n"


def test_a_device_without_echo_loses_nothing() -> None:
    assert run(Device(b"one\r\ntwo\r\nR1#")) == b"one\ntwo\n"
    # The command inside the text is no echo.
    assert run(Device(b"alias exec sx show x\r\ntwo\r\nR1#")) == b"alias exec sx show x\ntwo\n"
    assert run(Device(b"Invalid command: show x\r\nR1#")) == b"Invalid command: show x\n"


def test_output_without_a_final_newline_is_kept() -> None:
    assert run(Device(b"show x\r\nabcR1#")) == b"abc\n"


@pytest.mark.parametrize("drawn", [b"R1#\rR1#", b"\r\r\r\rR1#       \rR1# ", b"R1#\r"])
def test_a_prompt_that_is_drawn_twice_is_one_prompt(drawn: bytes) -> None:
    device = Device(b"show x\r\none\r\n" + drawn, b"\r\n" + drawn + b"\r\n" + drawn, None)
    assert run(device) == b"one\n"


def test_text_in_front_of_a_prompt_on_the_same_line_is_kept() -> None:
    assert run(Device(b"show x\r\n 99%\r100%\rR1#", None)) == b" 99%\r100%\n"


def test_carriage_returns_become_plain_line_ends() -> None:
    assert run(Device(b"show x\n\rone\n\rtwo\n\rR1#")) == b"one\ntwo\n"
    assert run(Device(b"show x\r\none\r\r\ntwo\r\n\r\nR1#")) == b"one\ntwo\n"


def _cost(pieces: int) -> float:
    line = b"GigabitEthernet0/0/1 is up, line protocol is up\r\n" * 20
    device = Device(b"show x\r\n", *[line] * pieces, b"R1#")
    # Popping from the front of a list would be quadratic by itself.
    script = iter(device.script)
    device.script = []
    idle = device.read
    device.read = lambda seconds: next(script, None) or idle(seconds)  # type: ignore[method-assign, assignment, return-value]
    started = time.thread_time()
    assert len(run(device)) == pieces * len(line.replace(b"\r", b""))
    return time.thread_time() - started


@pytest.mark.soak
def test_the_cost_is_linear_in_the_bytes() -> None:
    """Processor time of this thread: linear would be 8 times as much, and quadratic 64 times."""
    assert _cost(8000) < 24 * _cost(1000)
