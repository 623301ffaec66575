"""The terminal under the chat, as Textual drives it, but for three things that would end the chat or let others type.

A terminal that is gone, bytes that are no text, and pastes: Textual takes escape sequences in them for keys.
"""

import select
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from os import read
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Paste
from textual.message import Message

# What a shell reports of a program that a signal ended is 128 and its number.
SIGNALLED = 128
_HUNG_UP = SIGNALLED + 1  # SIGHUP

# The marks around what is pasted.
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"

_LONGEST_WAIT = 0.1  # seconds, until an end is noticed


class TerminalDriver(LinuxDriver):
    """Textual's own would end the chat over a byte that is not UTF-8, and go round in circles without a terminal."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._file: Any = _Lasting(self._file)

    def run_input_thread(self) -> None:
        """Read keys, pastes and the mouse until the end, or until the terminal is gone."""
        decoder, typed = getincrementaldecoder("utf-8")("replace"), _Typed(XTermParser(self._debug))
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], typed.patience)[0]:
                data = self._read()
                if not data:
                    self._app.call_later(self._app.exit, None, _HUNG_UP)
                    return
                events = typed.feed(decoder.decode(data))
            else:
                events = typed.tick()
            for event in events:
                self.process_message(event)

    def _read(self) -> bytes:
        with suppress(OSError):
            return read(self.fileno, 4096)
        return b""


class _Typed:
    """What comes from the terminal as events: keys and the mouse as the parser tells them, each paste as one text."""

    def __init__(self, parser: XTermParser) -> None:
        self._parser = parser
        self._begun = ""  # what may be the start of a paste's mark
        self._pasted: str | None = None

    @property
    def patience(self) -> float:
        """How long to wait for more, in seconds."""
        return _LONGEST_WAIT / 2 if self._begun else _LONGEST_WAIT

    def feed(self, text: str) -> Iterator[Message]:
        """Yield the events of what came."""
        text, self._begun = self._begun + text, ""
        while text:
            if self._pasted is None:
                keys, mark, text = text.partition(_PASTE)
                if mark:
                    self._pasted = ""
                else:
                    self._begun = next((_PASTE[:size] for size in range(5, 0, -1) if keys.endswith(_PASTE[:size])), "")
                    keys = keys.removesuffix(self._begun)
                yield from self._parser.feed(keys) if keys else ()
            else:
                pasted, mark, text = (self._pasted + text).partition(_PASTED)
                self._pasted = None if mark else pasted
                if mark:
                    yield Paste(pasted.replace("\0", ""))

    def tick(self) -> Iterator[Message]:
        """Yield the events of what was waited for in vain."""
        begun, self._begun = self._begun, ""
        yield from self._parser.feed(begun) if begun else ()
        yield from self._parser.tick()


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
