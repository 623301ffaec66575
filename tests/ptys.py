"""A program in a pseudo-terminal of its own: what it writes is kept byte for byte, and read as rows of text."""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

# A busy machine is slow; what comes ends the wait at once.
PATIENCE = 60.0

_SEQUENCE = re.compile(r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b.")
# What begins another place on the screen: the cursor is put there, or a line ends.
_MOVE = re.compile(r"\x1b\[[0-9;]*H|\r|\n")


class Program:
    """A child with a terminal of `width` and `height`: a shell's foreground job, which the terminal sends signals."""

    def __init__(
        self,
        argv: Sequence[str],
        width: int = 80,
        height: int = 24,
        environment: Mapping[str, str] | None = None,
        streams: Mapping[str, Any] | None = None,
        *,
        foreground: bool = True,
    ) -> None:
        self.master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.before = termios.tcgetattr(self._slave)
        self.raw = bytearray()
        self._text: list[str] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        ends = {"stdin": self._slave, "stdout": self._slave, "stderr": self._slave, **(streams or {})}
        terminal = self._slave
        self.child = subprocess.Popen(
            argv,
            **ends,
            env=surroundings() | dict(environment or {}),
            start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)) if foreground else None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def write(self, data: str | bytes) -> None:
        """Type, or paste."""
        left = memoryview(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)
        while left:
            _, ready, _ = select.select([], [self.master], [], 1)
            left = left[os.write(self.master, left[:512]) :] if ready else left
            self.read(0)

    def read(self, seconds: float) -> bytes:
        """Take what comes within a time, up to one piece."""
        if self.master < 0 or not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        self.raw += data
        self._text.append(self._decoder.decode(data))
        return data

    @property
    def said(self) -> str:
        """Everything written until now, control sequences and all."""
        if len(self._text) > 1:
            self._text = ["".join(self._text)]
        return self._text[0] if self._text else ""

    def rows(self, since: int = 0) -> list[str]:
        """The pieces of text written since then, each in the place on the screen that it was put at."""
        return [row for piece in _MOVE.split(self.said[since:]) if (row := _SEQUENCE.sub("", piece)).strip()]

    def until(
        self, wanted: str | Callable[[str], bool], since: int = 0, patience: float = PATIENCE, quiet: float = 0.0
    ) -> str:
        """Wait for a text (spaces and rows aside) to be written since then, and then for `quiet` seconds of silence."""
        end = time.monotonic() + patience
        fits = (lambda text: squeezed(wanted) in text) if isinstance(wanted, str) else wanted
        while True:
            text = squeezed("".join(self.rows(since)))
            if fits(text):
                break
            if time.monotonic() > end or (self.child.poll() is not None and not self.read(0.05)):
                raise AssertionError(f"{wanted} never came; the last that was written:\n{text[-2000:]}")
            self.read(0.05)
        self.settle(quiet)
        return squeezed("".join(self.rows(since)))

    def settle(self, quiet: float, patience: float = 10.0) -> None:
        """Wait until nothing was written for `quiet` seconds."""
        end = time.monotonic() + patience
        while quiet and self.read(quiet) and time.monotonic() < end:
            pass

    def ended(self, patience: float = PATIENCE) -> int:
        """Wait for the end; return the exit code, as a shell tells it."""
        end = time.monotonic() + patience
        while (code := self.child.poll()) is None:
            self.read(0.02)
            if time.monotonic() > end:
                raise AssertionError(f"it does not end; the last that was written:\n{self.said[-2000:]}")
        while self.read(0.02):
            pass
        return code if code >= 0 else 128 - code

    def attributes(self) -> list[Any]:
        """The terminal's settings as they are now."""
        return termios.tcgetattr(self._slave)

    def hang_up(self) -> None:
        """Close the terminal as when its window is closed."""
        for end in (self.master, self._slave):
            if end >= 0:
                os.close(end)
        self.master = self._slave = -1

    def close(self) -> None:
        """End what still runs, and let go."""
        if self.child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
        self.hang_up()


def surroundings() -> dict[str, str]:
    """The environment of a program that is to speak Chinese to xterm, and to know nothing of who tests it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "TMUX", "QA_", "NO_COLOR"))}
    clean.pop("COLORTERM", None)
    return clean | {"LANG": "C.UTF-8", "TERM": "xterm-256color", "QA_HISTORY": "off"}


def qa(*arguments: str) -> list[str]:
    """The command `qa`."""
    return [sys.executable, "-m", "qa", *arguments]


def squeezed(text: str) -> str:
    """Return a text without its white space: how rows are broken does not matter then."""
    return "".join(text.split())
