"""The terminal under the chat, as Textual drives it, but for a terminal that is gone and for bytes that are no text."""

import select
import signal
from codecs import getincrementaldecoder
from contextlib import suppress
from os import read
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

# What a shell reports of a program that a signal ended is 128 and its number.
SIGNALLED = 128
_HUNG_UP = SIGNALLED + 1  # SIGHUP

_LONGEST_WAIT = 0.1  # seconds, until an end is noticed


class TerminalDriver(LinuxDriver):
    """Textual's own would end the chat over a byte that is not UTF-8, and go round in circles without a terminal."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._file: Any = _Lasting(self._file)

    def run_input_thread(self) -> None:
        """Read keys, pastes and the mouse until the end, or until the terminal is gone."""
        parser, decoder = XTermParser(self._debug), getincrementaldecoder("utf-8")("replace")
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _LONGEST_WAIT)[0]:
                data = self._read()
                if not data:
                    self._app.call_later(self._app.exit, None, _HUNG_UP)
                    return
                for event in parser.feed(decoder.decode(data)):
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def _read(self) -> bytes:
        with suppress(OSError):
            return read(self.fileno, 4096)
        return b""


class _Lasting:
    """A file that takes what is written though nobody reads it any more; the thread that writes must not end."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return int(self._file.fileno())


def ending_signals() -> list[int]:
    """Return the signals that end a program and leave it time to put the terminal right."""
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)]
