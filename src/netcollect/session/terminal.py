"""One command at a time, and for each the proof that its output is whole.

An output has ended when the device's whole prompt stands at the end, and empty input lines then bring
exactly one more prompt each: a device that is still busy cannot do that. Text that only looks like the end
is followed by something else, and reading goes on.
"""

from __future__ import annotations

from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import MAX_OUTPUT
from netcollect.platforms import Family
from netcollect.session.line import Line, LineClosedError, LineStuckError
from netcollect.session.platforms import BASE
from netcollect.session.prompt import Answer, Prompt
from netcollect.session.reply import EMPTY_LINES, Reply

#: Quiet times (seconds): in front of the key for a pager's mark that is known; in front of calling something
#: a question; before an end in doubt is believed; before an empty line is tried where the prompt was talked
#: over.
PAGER_QUIET = 0.05
QUESTION_QUIET = 1.0
DOUBT_QUIET = 0.3
STALE_QUIET = 1.0
#: After this a busy device is asked again (seconds); it may have thrown the first empty line away.
PROBE_AGAIN = 3.0
#: Ends that may be the prompt's, see `Reply.ending`.
_MAY_BE = ("inline", "talked over", "marked", "alike")


class Terminal:
    """A device that waits at its prompt; `pace` is what it needs to say anything at all (seconds)."""

    def __init__(
        self,
        line: Line,
        prompt: Prompt,
        *,
        enter: bytes,
        read_timeout: float,
        pace: float = 0.0,
        max_output: int = MAX_OUTPUT,
        family: Family = BASE,
    ) -> None:
        self._line = line
        self.prompt = prompt
        self._enter = enter
        self._read_timeout = read_timeout
        self._max_output = max_output
        self._family = family
        #: Whether the device stands at its prompt: true until an output's end could not be proven.
        self.waits = True
        #: The shortest time that a command took (seconds).
        self.quickest = float("inf")
        self._doubt_quiet = max(DOUBT_QUIET, 3 * pace)
        self._empty_lines = EMPTY_LINES

    def run(self, command: str) -> bytes:
        """The command's whole output, without echo and prompts; lines end with a newline.

        Raises:
            DeviceError: `read_timeout`, `incomplete`, `question` or `deadline`; the terminal is of no
                further use then.
        """
        answer = Reply(self.prompt, command, self._max_output, self._family)
        self.waits = False
        self._send(command.encode() + self._enter)
        seen = 0
        while True:
            if answer.size == seen:
                self._take(answer)
            seen = answer.size
            candidate = self._seems_to_wait(answer)
            rounds = EMPTY_LINES // self._empty_lines if not answer.hidden else EMPTY_LINES
            if candidate and all(self._proven(answer, candidate) for _ in range(rounds)):
                self.waits = True
                self.prompt = answer.renewed
                return answer.output()

    def _take(self, answer: Reply) -> None:
        """Adds the next data; gives up after `read_timeout` without any."""
        if self._quiet(answer, self._read_timeout):
            raise DeviceError(
                ErrorKind.READ_TIMEOUT,
                f"{self._read_timeout:g} s without a byte, and no prompt {self.prompt.shown!r}; "
                f"last line: {answer.last_words()!r}",
                "raise --read-timeout if the command needs longer",
            )

    def _quiet(self, answer: Reply, seconds: float) -> bool:
        """Whether nothing arrives for a while; what arrives is added."""
        try:
            data = self._line.read(seconds)
        except LineClosedError as error:
            raise DeviceError(
                ErrorKind.INCOMPLETE,
                f"the connection was lost inside the output ({error}), after {answer.size} bytes",
                "the device or something in between ended the session; run it again",
            ) from None
        answer.add(data)
        return not data

    def _seems_to_wait(self, answer: Reply) -> Prompt | None:
        """The prompt at which the device may be waiting: the one that is known, or what it may be now."""
        ending = answer.ending()
        answer.hidden = ending == "talked over"
        if ending == "prompt":
            return None if answer.doubt and not self._quiet(answer, self._doubt_quiet) else self.prompt
        if ending in _MAY_BE:
            return self._may_wait(answer, ending)
        if ending == "pager":
            # A mark may arrive in pieces, and each of them look like a mark.
            if self._quiet(answer, PAGER_QUIET if answer.knows_page() else self._doubt_quiet):
                self._send(answer.turn_page())
        elif ending == "question" and self._quiet(answer, QUESTION_QUIET):
            raise DeviceError(
                ErrorKind.QUESTION,
                f"the device asks: {answer.last_words()}",
                "nothing was answered; use a form of the command that does not ask",
            )
        return None

    def _may_wait(self, answer: Reply, ending: str) -> Prompt | None:
        """The prompt at which the device may be waiting, if it stays quiet at what may not be one."""
        answer.doubt = True
        line = answer.last_line()
        short = ending in ("inline", "marked")
        if not self._quiet(answer, self._doubt_quiet if short else STALE_QUIET):
            return None
        return self.prompt.at(line) if ending in ("marked", "alike") else self.prompt

    def _proven(self, answer: Reply, candidate: Prompt) -> bool:
        """Whether empty lines bring exactly one such prompt each."""
        start, waited = answer.size, 0.0
        wanted = self._probe(answer)
        while True:
            pause = min(max(PROBE_AGAIN, self._doubt_quiet), self._read_timeout)
            quiet = self._quiet(answer, pause)
            verdict = candidate.judge(answer.since(start), wanted)
            if verdict is Answer.OTHER:
                each = self._learn_enter(candidate, answer, start, wanted)
                if quiet or each in (Answer.BARE, Answer.OTHER):
                    answer.refute(answer.since(start))
                    return False
            if verdict is Answer.BARE:
                answer.renewed = self.prompt.proven(candidate, answer.since(start), wanted)
                return not answer.doubt or self._quiet(answer, self._doubt_quiet)
            if quiet and verdict is Answer.FEWER:
                # The device throws lines away that come too fast: it is asked with one after the other.
                self._empty_lines = 1
                answer.took_one_each_time()
                return self._proven(answer, candidate)
            if quiet:
                waited += pause
                wanted += self._ask_again(answer, waited)

    def _learn_enter(self, candidate: Prompt, answer: Reply, start: int, wanted: int) -> Answer:
        """Sends one character for Enter from now on, where the device takes each of a line end's for one."""
        characters = len(self._enter)
        if characters == 1:
            return Answer.OTHER
        verdict = candidate.judge(answer.since(start), characters * wanted)
        if verdict is Answer.BARE:
            self._enter = self._enter[:1]
            answer.took_each(characters)
        return verdict

    def _probe(self, answer: Reply) -> int:
        """Sends the empty lines; gives how many."""
        answer.probe(self._empty_lines)
        self._send(self._enter * self._empty_lines)
        return self._empty_lines

    def _ask_again(self, answer: Reply, waited: float) -> int:
        """Sends further empty lines where the first ones brought nothing for so long (seconds)."""
        if waited >= self._read_timeout:
            raise DeviceError(
                ErrorKind.READ_TIMEOUT,
                f"the prompt stands there, but the device takes no input for {waited:g} s",
                "raise --read-timeout if the command needs longer",
            )
        answer.doubt = True
        return self._probe(answer)

    def _send(self, data: bytes) -> None:
        try:
            self._line.write(data, self._read_timeout)
        except LineClosedError as error:
            raise DeviceError(
                ErrorKind.INCOMPLETE, f"the connection was lost ({error})", "run it again"
            ) from None
        except LineStuckError as error:
            raise DeviceError(ErrorKind.READ_TIMEOUT, str(error), "the device hangs; look at it") from None
