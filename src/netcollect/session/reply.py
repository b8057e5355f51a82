"""What a device says to one command: where it may have ended, and what of it is the output."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.platforms import PAGER, QUESTION
from netcollect.session.prompt import Prompt, last_line, last_words, plain

#: An end that is never proven is given up after so many empty lines.
PROBES = 100

_ECHO_PART = 8192
#: What a screen puts between the characters that are typed.
_GAP = rb"(?:[\s\x08\0]|\x1b\[[0-9;?]*[A-Za-z]){0,200}"
_IN_FRONT = re.compile(_GAP + rb"\Z")
#: How a screen gets rid of a pager's mark: the cursor goes back, over blanks perhaps. Blanks that nothing
#: goes back over belong to the line that follows.
_ERASED = re.compile(rb"(?:[\x08\a]|\r(?!\n)|\x1b\[[0-9;?]*[A-Za-z]| +(?=\x08|\r(?!\n)|\x1b\[[0-9]*D))+")
#: A mark that was left standing in a line of its own.
_LEFT = re.compile(rb"\r*\n")
_LINE_END = (bytearray(b"\r"), bytearray(b"\n"))


@dataclass(frozen=True, slots=True)
class _Page:
    """Where a pager's mark stands, and what it looks like without its numbers."""

    start: int
    end: int
    mark: bytes


class Reply:
    """What has arrived since a command was sent."""

    def __init__(self, prompt: Prompt, command: str) -> None:
        self._prompt = prompt
        self._data = bytearray()
        self._echo = _echo_pattern(command)
        self._echo_end = 0
        self._probes = 0
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
        """Appends what was read."""
        # Past its first part the answer is not searched again and again for an echo that never came.
        early = len(self._data) < _ECHO_PART
        self._data += data
        if early and not self._echo_end:
            echoes = self._echo.finditer(self._data, 0, _ECHO_PART)
            self._echo_end = next((each.end() for each in echoes if self._is_typed(each.start())), 0)

    def _is_typed(self, at: int) -> bool:
        """Whether what stands at `at` stands behind the prompt, or begins its line as a screen has it.

        The command inside a text is no echo: not every device shows what is typed.
        """
        head = bytes(self._data[max(0, at - 400) : at])
        gap = _IN_FRONT.search(head)
        before = head[: gap.start()] if gap else head
        return not before or before.endswith(self._prompt.text) or bool(head[len(before) :].strip(b" \t\0"))

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
            raise DeviceError(
                ErrorKind.READ_TIMEOUT,
                f"the prompt came {PROBES} times, but never settled",
                "is the device's console flooded with log lines?",
            )

    def ending(self) -> str:
        """What the data ends with: prompt, inline, talked over, pager, question, or nothing of it."""
        line = self._last_line()
        if not line:
            # A mark whose key has not been answered yet is no line's end.
            return "talked over" if not last_line(self._data) and self._talked_over() else ""
        if line == self._prompt.text:
            # Without an echo this may be an older prompt.
            self.doubt = self.doubt or not self._echo_end
            return "prompt"
        if self._prompt.ends(line):
            self._inline = True
            return "inline"
        # What is both gets no key: it would be an answer.
        if QUESTION.search(line):
            return "question"
        return "pager" if PAGER.search(line) else ""

    def _last_line(self) -> bytes:
        """The unfinished last line, behind the last mark of a pager."""
        return last_line(self._data[max(self._page_end, len(self._data) - 4096) :])

    @property
    def _page_end(self) -> int:
        return self._pages[-1].end if self._pages else 0

    def _talked_over(self) -> bool:
        """Whether a log line may have hidden the prompt: it stands further up, or begins a line."""
        lines = plain(bytes(self._data[max(self._echo_end, len(self._data) - 4096) :])).split(b"\n")
        if QUESTION.search(next((line for line in reversed(lines) if line.strip()), b"")):
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
        return b"q" if self._pages[-1].mark.endswith(b"(END)") else b" "

    def _page(self) -> _Page:
        """The mark at the end; without the text that stands in front of it in the same line."""
        start = max(self._page_end, self._data.rfind(b"\n") + 1)
        line = plain(bytes(self._data[start:]))
        found = PAGER.search(line)
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
        end = len(self._data)
        for _ in range(self._probes + 1):
            start, line = self._line_before(end)
            if line != self._prompt.text:
                break
            end = self._above_preludes(start)
        else:
            return end
        start, line = self._line_before(end)
        if self._inline and self._prompt.ends(line):
            return start + self._data[start:end].rindex(self._prompt.text)
        return end

    def _line_before(self, end: int) -> tuple[int, bytes]:
        """Start and text of the last line in front of `end` that shows something."""
        line = b""
        while end > self._echo_end and not line:
            stop = end
            while stop > 0 and self._data[stop - 1 : stop] in _LINE_END:
                stop -= 1
            end = self._data.rfind(b"\n", 0, stop) + 1
            line = plain(bytes(self._data[end:stop])).strip(b" \t\x08")
        return end, line

    def _above_preludes(self, end: int) -> int:
        """`end`, moved above the lines that the platform prints over each prompt."""
        while end > self._echo_end:
            start, line = self._line_before(end)
            if line not in self._prompt.preludes:
                break
            end = start
        return max(end, self._echo_end)


@lru_cache(maxsize=1000)
def _echo_pattern(command: str) -> re.Pattern[bytes]:
    """The command as a terminal shows it, to the end of its line: wrapped, or redrawn."""
    typed = _GAP.join(re.escape(char.encode()) for char in command if not char.isspace())
    return re.compile(typed + rb"[ \t]*(?:[\r\a\x08\x1b\0][^\n]*)?\n")
