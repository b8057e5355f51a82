"""What a device says to one command: where it may have ended, and what of it is the output."""

from __future__ import annotations

import re
from dataclasses import dataclass

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import MAX_OUTPUT
from netcollect.platforms import Family
from netcollect.session.echo import PART, end_of_echo
from netcollect.session.platforms import BASE
from netcollect.session.prompt import Likeness, Prompt
from netcollect.session.screen import BLANKS, Screen, last_line, last_words, plain

#: An end that is never proven is given up after so many empty lines.
PROBES = 100
#: And earlier where they have brought the same wrong answer so many times in a row.
SAME = 10

#: How a screen gets rid of a pager's mark: the cursor goes back, over blanks perhaps. Blanks that nothing
#: goes back over belong to the line that follows.
_ERASED = re.compile(rb"(?:[\x08\a]|\r(?!\n)|\x1b\[[0-9;?]*[A-Za-z]| +(?=\x08|\r(?!\n)|\x1b\[[0-9]*D))+")
_WANTS_ENTER = re.compile(rb"press <?enter>?", re.IGNORECASE)
#: A mark that was left standing in a line of its own.
_LEFT = re.compile(rb"\r*\n")
#: A log line that a device writes behind its prompt (RFC 5424, RFC 3164, Cisco's facility-severity-mnemonic).
_LOG = re.compile(
    rb"\s*(?:(?P<time><\d{1,3}>|[*.]?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d|\d{4}[-/]\d\d[-/]\d\d[T ]))"
    rb"|(?:%\S{1,40} )?%%?[\w-]{2,40}[-/]\d[-/]\w+)"
)
_LINE_END = (bytearray(b"\r"), bytearray(b"\n"))


@dataclass(frozen=True, slots=True)
class _Page:
    """Where a pager's mark stands, and what it looks like without its numbers."""

    start: int
    end: int
    mark: bytes


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
        self._pager, self._question = family.pager, family.question
        self._echo_end = 0
        self._probes = 0
        self._refuted, self._same = b"", 0
        self._pages: list[_Page] = []
        self._inline = False
        self._saw_prompt = False
        #: Set once something showed that an end may be false; from then on ends must stay quiet.
        self.doubt = False

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
            self._data = bytearray()
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
        self._probes += lines
        if self._probes > PROBES:
            brings = self._refuted.decode("utf-8", "replace")
            raise DeviceError(
                ErrorKind.READ_TIMEOUT,
                f"the prompt never settled: an empty line brings {brings!r}",
                "does the console show log lines?",
            )

    def took_each(self, characters: int) -> None:
        """Counts again: each line so far, the command's too, has brought a prompt for each of its ends."""
        self._probes = (self._probes + 1) * characters - 1

    def refute(self, answer: bytes) -> None:
        """Notes that empty lines brought something else than prompts: an end must stay quiet from now on.

        A device that brings the same each time will not bring anything else.
        """
        self.doubt = True
        shown = b" ".join(plain(answer).split())[-200:]
        self._same = self._same + 1 if shown == self._refuted else 0
        self._refuted = shown
        if self._same >= SAME:
            self._probes = PROBES

    def ending(self) -> str:
        """What the data ends with: prompt, marked, alike, inline, talked over, pager, question, or nothing.

        `marked` and `alike` are what the prompt may have become.
        """
        line = b"" if self._screen.held else self.last_line()
        if not line:
            # A mark whose key has not been answered yet is no line's end.
            return "talked over" if self._ends_a_line() and self._talked_over() else ""
        likeness = self._prompt.likeness(line)
        if likeness is Likeness.SAME:
            # Without an echo this may be an older prompt.
            self.doubt = self.doubt or not self._echo_end
        ends = self._prompt.ends(line)
        self._inline = self._inline or ends
        # What is a question too gets no key: it would be an answer.
        signs = {
            "prompt": likeness is Likeness.SAME,
            "marked": likeness is Likeness.MARKED,
            "inline": ends,
            "question": self._question.search(line),
            "pager": self._pager.search(line),
            "alike": likeness is Likeness.SHAPED,
        }
        return next((sign for sign, seen in signs.items() if seen), "")

    def _ends_a_line(self) -> bool:
        return not self._screen.held and not last_line(self._data)

    def last_line(self) -> bytes:
        """The unfinished last line, behind the last mark of a pager."""
        return last_line(self._data[max(self._page_end, len(self._data) - 4096) :])

    @property
    def _page_end(self) -> int:
        return self._pages[-1].end if self._pages else 0

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
        return bool(self._pages) and self._pages[-1].mark == self._page().mark

    def turn_page(self) -> bytes:
        """The key that turns the page; the mark and what erases it on a screen are left out of `output`."""
        self._pages.append(self._page())
        mark = self._pages[-1].mark
        if mark.endswith(b"(END)"):
            return b"q"
        return b"\r" if _WANTS_ENTER.match(mark) else b" "

    def _page(self) -> _Page:
        """The mark at the end; without the text that stands in front of it in the same line."""
        start = max(self._page_end, self._data.rfind(b"\n") + 1)
        line = plain(bytes(self._data[start:]))
        found = self._pager.search(line)
        mark = line[found.start() :].strip() if found else line
        if found and mark and line[: found.start()].strip():
            word = re.compile(rb"(?:\x1b\[[0-9;?]*[A-Za-z])*" + re.escape(mark.split()[0]))
            start = max((each.start() for each in word.finditer(self._data, start)), default=start)
        return _Page(start, len(self._data), re.sub(rb"\d+", b"", mark))

    def _drop_pages(self) -> None:
        """Takes the marks out, each with what erased it; a mark in the middle of a text is text."""
        kept, at = bytearray(), 0
        for page in self._pages:
            alone = self._data[page.start - 1 : page.start] == b"\n"
            erased = _ERASED.match(self._data, page.end) or (alone and _LEFT.match(self._data, page.end))
            if erased:
                kept += self._data[at : page.start]
                at = erased.end()
        if at:
            self._data = kept + self._data[at:]

    def output(self) -> bytes:
        """The output alone; every line ends with one newline, and an empty output is empty."""
        self._drop_pages()
        end = self._without_prompts()
        data = bytes(memoryview(self._data)[self._echo_end : end])
        self._data = bytearray()
        while b"\r\r\n" in data:
            data = data.replace(b"\r\r\n", b"\r\n")
        data = data.replace(b"\r\n", b"\n").replace(b"\n\r", b"\n").lstrip(b"\r").rstrip(b"\r\n")
        return data + b"\n" if data else b""

    def _without_prompts(self) -> int:
        """Where the output ends: in front of its own prompt and of those that the empty lines brought."""
        end, owed = len(self._data), self._probes + 1
        start, line = self._line_before(end)
        while owed and self._is_prompt(line):
            end, owed = self._above_preludes(start), owed - 1
            start, line = self._line_before(end)
        while self._is_logged(line, certain=not owed):
            end, owed = start, 0
            start, line = self._line_before(end)
        if owed and self._inline and self._prompt.ends(line):
            text = bytes(self._data[start:end]).rstrip(b"\r\n")
            return start + (self._prompt.start_in(text) or len(text))
        return end

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
