"""What a device says to one command: where it may have ended, and what of it is the output."""

from __future__ import annotations

import re

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import MAX_OUTPUT
from netcollect.platforms import Family
from netcollect.session.echo import PART, end_of_echo
from netcollect.session.pages import Pages
from netcollect.session.platforms import BASE
from netcollect.session.prompt import Likeness, Prompt
from netcollect.session.screen import BLANKS, Screen, last_line, last_words, plain

#: Empty lines that are sent at once. With one, an output that holds the bare prompt in two consecutive
#: lines, and pauses behind each, would look as if it had ended; the second costs no further round trip.
EMPTY_LINES = 2
#: An end that is never proven is given up after so many empty lines.
PROBES = 100
#: And earlier where they have brought the same wrong answer so many times in a row.
SAME = 10

#: A log line that a device writes behind its prompt (RFC 5424, RFC 3164, Cisco's facility-severity-mnemonic).
_LOG = re.compile(
    rb"\s*(?:(?P<time><\d{1,3}>|[*.]?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d|\d{4}[-/]\d\d[-/]\d\d[T ]))"
    rb"|(?:%\S{1,40} )?%%?[\w-]{2,40}[-/]\d[-/]\w+)"
)
#: What a device that does not show what is typed says to Enter.
_ENTERED = re.compile(rb"\r*\n")
_LINE_END = (bytearray(b"\r"), bytearray(b"\n"))


class Reply:
    """What has arrived since a command was sent."""

    def __init__(self, prompt: Prompt, command: str, most: int = MAX_OUTPUT, family: Family = BASE) -> None:
        self._prompt = prompt
        #: What the prompt has become, where it changed during this command.
        self.renewed = prompt
        self._most = most
        self._screen = Screen()
        self._data = bytearray()
        self._command = command
        self._pages = Pages(self._data, family.pager)
        self._question = family.question
        self._echo_end = 0
        #: How many empty lines were sent, each time.
        self._probes: list[int] = []
        #: Whether only one of them was taken each time.
        self._one_each = False
        #: How many prompts the command's own line end brings.
        self._own = 1
        self._refuted, self._same = b"", 0
        self._inline = False
        self._saw_prompt = False
        #: Set once something showed that an end may be false; from then on ends must stay quiet.
        self.doubt = False
        #: Whether the device's own prompt stands further up, in front of a log line.
        self.hidden = False

    @property
    def size(self) -> int:
        """Bytes so far."""
        return len(self._data)

    def add(self, data: bytes) -> None:
        """Appends what was read.

        Raises:
            DeviceError: `incomplete`, when the output is longer than it may be.
        """
        data = self._screen.lines(data)
        if len(self._data) + len(data) > self._most:
            self._data.clear()
            raise DeviceError(
                ErrorKind.INCOMPLETE,
                f"the output is longer than {self._most} bytes",
                "does the command ever end? raise --max-output if it does",
            )
        # Past its first part the answer is not searched again and again for an echo that never came.
        early = len(self._data) < PART
        self._data += data
        if early and not self._echo_end:
            self._echo_end = end_of_echo(self._data, self._command, self._prompt.text)

    def since(self, start: int) -> bytes:
        """What came after the first `start` bytes."""
        return bytes(self._data[start:])

    def probe(self, lines: int) -> None:
        """Counts empty lines that were sent: each brings a prompt that is not part of the output.

        Raises:
            DeviceError: `read_timeout`, when this goes on without an end.
        """
        self._probes.append(lines)
        if sum(self._probes) > PROBES or self._same >= SAME:
            brings = self._refuted.decode("utf-8", "replace")
            raise DeviceError(
                ErrorKind.READ_TIMEOUT,
                f"the prompt never settled: an empty line brings {brings!r}",
                "does the console show log lines?",
            )

    def took_each(self, characters: int) -> None:
        """Counts again: each line so far, the command's too, has brought a prompt for each of its ends.

        Those that are sent from now on have one end.
        """
        self._own = characters
        self._probes = [lines * characters for lines in self._probes]

    def took_one_each_time(self) -> None:
        """Counts again: of the empty lines that are sent at once, the device takes only one."""
        self._one_each = True

    def refute(self, answer: bytes) -> None:
        """Notes that empty lines brought something else than prompts: an end must stay quiet from now on.

        A device that brings the same each time will not bring anything else.
        """
        self.doubt = True
        # What seemed to be thrown away was late.
        self._one_each = False
        shown = b" ".join(plain(answer).split())[-200:]
        self._same = self._same + 1 if shown == self._refuted else 0
        self._refuted = shown

    def ending(self) -> str:
        """What the data ends with: prompt, marked, alike, inline, talked over, pager, question, or nothing.

        `marked` and `alike` are what the prompt may have become.
        """
        line = b"" if self._screen.held else self.last_line()
        if not line:
            # A mark whose key has not been answered yet is no line's end.
            return "talked over" if self._ends_a_line() and self._talked_over() else ""
        if self._pages.mark_goes_on():
            return "pager"
        return self._sign(line)

    def _sign(self, line: bytes) -> str:
        """What a last line is."""
        likeness = self._prompt.likeness(line)
        ends = self._prompt.ends(line)
        # Without an echo this may be an older prompt.
        self.doubt = self.doubt or (likeness is Likeness.SAME and not self._echo_end)
        self._inline = self._inline or ends
        # What is a question too gets no key: it would be an answer.
        signs = {
            "prompt": likeness is Likeness.SAME,
            "marked": likeness is Likeness.MARKED,
            "inline": ends,
            "question": self._question.search(line),
            "pager": self._pages.looks_like_mark(line),
            "alike": likeness is Likeness.SHAPED,
        }
        return next((sign for sign, seen in signs.items() if seen), "")

    def _ends_a_line(self) -> bool:
        return not self._screen.held and not last_line(self._data)

    def last_line(self) -> bytes:
        """The unfinished last line, behind the last mark of a pager."""
        return last_line(self._data[max(self._pages.end, len(self._data) - 4096) :])

    def _talked_over(self) -> bool:
        """Whether a log line may have hidden the prompt: it stands further up, or begins a line."""
        lines = plain(bytes(self._data[max(self._echo_end, len(self._data) - 4096) :])).split(b"\n")
        if self._question.search(next((line for line in reversed(lines) if line.strip()), b"")):
            # The empty line with which this is found out would be an answer.
            return False
        return any(line.startswith(self._prompt.text) for line in lines)

    def last_words(self) -> str:
        """The last line with text in it, for error messages."""
        return last_words(self._data)

    def knows_page(self) -> bool:
        """Whether the mark at the end is one that was seen before, but for its numbers: then it is whole."""
        return self._pages.knows_mark()

    def turn_page(self) -> bytes:
        """The key that turns the page; the mark and what erases it on a screen are left out of `output`."""
        return self._pages.turn(len(self._probes))

    def output(self) -> bytes:
        """The output alone; every line ends with one newline, and an empty output is empty."""
        # A pager that waits for a key has read whatever was typed before: no prompt comes of that.
        probes = self._probes[self._pages.drop() :]
        end = self._end_of_output(probes)
        data = bytes(memoryview(self._data)[self._start() : end])
        self._data.clear()
        while b"\r\r\n" in data:
            data = data.replace(b"\r\r\n", b"\r\n")
        data = data.replace(b"\r\n", b"\n").replace(b"\n\r", b"\n").lstrip(b"\r").rstrip(b"\r\n")
        return data + b"\n" if data else b""

    def _start(self) -> int:
        """Where the output starts: behind the echo, or behind the line end that answered the command's."""
        if self._echo_end:
            return self._echo_end
        answered = _ENTERED.match(self._data)
        return answered.end() if answered else 0

    def _end_of_output(self, probes: list[int]) -> int:
        """Where the output ends: in front of its own prompt and of those that the empty lines brought."""
        end, below, owed = self._above_prompts(self._owed(probes))
        logged = self._above_log_lines(end, certain=not owed and not self.hidden)
        if logged is not None:
            return logged
        pairs = not self._one_each and not any(lines % EMPTY_LINES for lines in probes)
        # Lines that are sent at once are taken or thrown away together.
        amiss = owed % EMPTY_LINES == 1 if pairs else owed == 1
        return self._end_of_last_line(end, below, pairs) if amiss else end

    def _owed(self, probes: list[int]) -> int:
        """How many prompts must have come: those of the empty lines, and the output's own."""
        sent = len(probes) if self._one_each else sum(probes)
        if self.hidden:
            return sent
        # A pager that waited for a key has read what stood behind the command's first line end.
        return sent + (1 if self._pages.end else self._own)

    def _above_prompts(self, owed: int) -> tuple[int, int, int]:
        """Where the text above so many prompts ends, and its line, and how many prompts are missing."""
        end, below = len(self._data), 0
        start, line = self._line_before(end)
        while owed and self._is_prompt(line):
            below = start + len(self._data[start:end].rstrip(b"\r\n"))
            end, owed = self._above_preludes(start), owed - 1
            start, line = self._line_before(end)
        return end, below, owed

    def _end_of_last_line(self, end: int, below: int, pairs: bool) -> int:
        """Where the output ends if below the line that ends here one prompt fewer stands than expected.

        Its own prompt may stand behind the text of that line. Or one prompt was no answer but its last line,
        which ends at `below`; that is sure only where the lines were sent in pairs.
        """
        start, _shown = self._line_before(end)
        line = bytes(self._data[start:end]).rstrip(b"\r\n")
        if (pairs or self._inline) and self._prompt.ends(plain(line).strip(BLANKS)):
            return start + (self._prompt.start_in(line) or len(line))
        return below if pairs else end

    def _above_log_lines(self, end: int, *, certain: bool) -> int | None:
        """The start of the prompt line that the device wrote log lines behind, just above `end`."""
        above = None
        start, line = self._line_before(end)
        while self._is_logged(line, certain=certain):
            above, certain = start, True
            start, line = self._line_before(start)
        return above

    def _is_logged(self, line: bytes, *, certain: bool) -> bool:
        """Whether the device wrote a log line behind its prompt; where all prompts are there, with a time."""
        found = _LOG.match(line, len(self._prompt.text)) if line.startswith(self._prompt.text) else None
        return found is not None and (found["time"] is not None or not certain)

    def _line_before(self, end: int) -> tuple[int, bytes]:
        """Start and text of the last line in front of `end` that shows something."""
        line = b""
        while end > self._echo_end and not line:
            stop = end
            while stop > 0 and self._data[stop - 1 : stop] in _LINE_END:
                stop -= 1
            end = self._data.rfind(b"\n", 0, stop) + 1
            line = plain(bytes(self._data[end:stop])).strip(BLANKS)
        return end, line

    def _is_prompt(self, line: bytes) -> bool:
        return self._prompt.is_shown_by(line) or self.renewed.is_shown_by(line)

    def _above_preludes(self, end: int) -> int:
        """`end`, moved above the lines that the platform prints over each prompt."""
        while end > self._echo_end:
            start, line = self._line_before(end)
            if not self.renewed.stands_below(line):
                # An output without a last line end has the line above the prompt in its own last one.
                glued = next((above for above in self.renewed.preludes if line.endswith(above)), None)
                end = start + self._data[start:end].rindex(glued) if glued else end
                break
            end = start
        return max(end, self._echo_end)
