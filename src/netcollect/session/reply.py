"""What a device says to one command: where it may have ended, and what of it is the output."""

from __future__ import annotations

import re
from functools import lru_cache

from netcollect.errors import DeviceError, ErrorKind
from netcollect.session.platforms import PAGER, QUESTION
from netcollect.session.prompt import Prompt, last_line, last_words, plain

#: An end that is never proven is given up after so many empty lines.
PROBES = 100

_ECHO_PART = 8192
_ERASED = rb"(?:[\x08 ]+|\r[ ]*\r|\r?\x1b\[[0-9;?]*[A-Za-z])*"
_LINE_END = (bytearray(b"\r"), bytearray(b"\n"))
_PAGE = b"\0page\0"


class Reply:
    """What has arrived since a command was sent."""

    def __init__(self, prompt: Prompt, command: str) -> None:
        self._prompt = prompt
        self._data = bytearray()
        self._echo = _echo_pattern(command)
        self._echo_end = 0
        self._probes = 0
        self._pages = 0
        self._mark = ""
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
        if early and not self._echo_end and (found := self._echo.match(self._data, 0, _ECHO_PART)):
            self._echo_end = found.end()

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
        line = last_line(self._data)
        if not line:
            return "talked over" if self._talked_over() else ""
        if line == self._prompt.text:
            # Without an echo this may be an older prompt.
            self.doubt = self.doubt or not self._echo_end
            return "prompt"
        if self._prompt.ends(line):
            self._inline = True
            return "inline"
        if PAGER.search(line):
            return "pager"
        return "question" if QUESTION.search(line) else ""

    def _talked_over(self) -> bool:
        """Whether a log line may have hidden the prompt: it stands further up, or begins a line."""
        lines = plain(bytes(self._data[max(self._echo_end, len(self._data) - 4096) :])).split(b"\n")
        return any(line.startswith(self._prompt.text) for line in lines)

    def last_words(self) -> str:
        """The last line with text in it, for error messages."""
        return self._mark if self._data.endswith(_PAGE) else last_words(self._data)

    def drop_page_mark(self) -> str:
        """Takes the pager's mark off the end and gives it; what erases it on a screen goes in `output`."""
        start = self._data.rfind(b"\n") + 1
        start = (
            max(start, self._data.rfind(_PAGE, start) + len(_PAGE)) if _PAGE in self._data[start:] else start
        )
        line = plain(bytes(self._data[start:]))
        found = PAGER.search(line)
        if found and line[: found.start()].strip() and (inside := PAGER.search(self._data, start)):
            # Text stands in front of the mark.
            start = inside.start()
        del self._data[start:]
        self._mark = line[found.start() :].decode("utf-8", "replace").strip() if found else ""
        self._data += _PAGE
        self._pages += 1
        return self._mark

    def output(self) -> bytes:
        """The output alone; every line ends with one newline, and an empty output is empty."""
        end = self._without_prompts()
        data = bytes(memoryview(self._data)[self._echo_end : end])
        self._data = bytearray()
        if self._pages:
            data = re.sub(re.escape(_PAGE) + _ERASED, b"", data)
        while b"\r\r\n" in data:
            data = data.replace(b"\r\r\n", b"\r\n")
        data = data.replace(b"\r\n", b"\n").rstrip(b"\r\n")
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
        """Start and text of the line that ends at `end`, its own line end left out."""
        stop = end
        while stop > 0 and self._data[stop - 1 : stop] in _LINE_END:
            stop -= 1
        start = self._data.rfind(b"\n", 0, stop) + 1
        return start, plain(bytes(self._data[start:stop])).strip(b" \t\x08")

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
    """The command as a terminal shows it: perhaps after old prompts, wrapped, or redrawn."""
    gap = rb"(?:[\s\x08\0]|\x1b\[[0-9;?]*[A-Za-z])*"
    typed = gap.join(re.escape(char.encode()) for char in command if not char.isspace())
    return re.compile(rb"[^\n]{0,200}?(?:\n[^\n]{0,200}?){0,20}?" + typed + rb"[^\n]*\n")
