"""The questions asked in the chat, kept from one session to the next; QA_HISTORY=off keeps none."""

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress

from knowledge.folders import data_folder
from qa.render import one_line

# So many questions are recalled; the file is cut back to them when it holds twice as many.
_MOST = 1000

# Of a file that grew longer by other hands the end is read; a thousand of the longest questions fit.
_MOST_BYTES = 16_000_000

# How long a question waits for another chat to write its own, in seconds.
_PATIENCE = 2.0


class History:
    """The questions in one file, each a line that `qa ask --batch` could read.

    Several chats may hold it at once and lose nothing. A file that cannot be read or written is as if it were empty.
    """

    def __init__(self, path: str | None = None) -> None:
        """Keep the questions in the file `path`, else in the user's own, or nowhere where QA_HISTORY says so."""
        self._path = os.path.realpath(path or _own_path()) if path or _wanted() else ""

    def entries(self) -> list[str]:
        """Return the questions, oldest first."""
        return [text for line in self._lines() if (text := _question(line))][-_MOST:]

    def add(self, text: str) -> None:
        """Keep a question, once where it is asked twice in a row; what is too long to be asked is not kept."""
        from qa.question import too_long  # by now the bot is there, which brings it

        text = one_line(text)
        if text and not too_long(text):
            self._change(lambda: self._keep(text))

    def clear(self) -> None:
        """Forget all questions."""
        self._change(lambda: os.remove(self._path))

    def _change(self, change: Callable[[], None]) -> None:
        """Change the file in the one writer's place (a lock of SQLite's, as in `knowledge.local`)."""
        if not self._path:
            return
        import sqlite3

        with suppress(OSError, sqlite3.Error):
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            with closing(sqlite3.connect(f"{self._path}.lock", _PATIENCE, isolation_level=None)) as lock:
                lock.execute("BEGIN EXCLUSIVE")
                change()

    def _keep(self, text: str) -> None:
        lines = self._lines()
        if lines and _question(lines[-1]) == text:
            return
        line = json.dumps({"question": text}, ensure_ascii=False).encode() + b"\n"
        if len(lines) < 2 * _MOST:
            self._append(line)
        else:
            self._replace(b"\n".join([*lines[1 - _MOST :], line]))

    def _lines(self) -> list[bytes]:
        if not self._path:
            return []
        try:
            with open(self._path, "rb", opener=_opened) as file:
                skipped = file.seek(max(0, file.seek(0, os.SEEK_END) - _MOST_BYTES))
                lines = file.read(_MOST_BYTES).split(b"\n")[1 if skipped else 0 :]
        except OSError:
            return []
        return [line for line in lines if line]

    def _append(self, line: bytes) -> None:
        with open(self._path, "a+b", opener=_opened) as file:
            # What was cut off while it was written stays a damaged line of its own.
            if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n":
                line = b"\n" + line
            file.write(line)

    def _replace(self, content: bytes) -> None:
        descriptor, written = tempfile.mkstemp(dir=os.path.dirname(self._path))
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
            os.replace(written, self._path)
        except OSError:
            os.remove(written)
            raise


def _opened(path: str, flags: int) -> int:
    """Open a file that only its owner may read; a pipe in its place is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)


def _question(line: bytes) -> str:
    """Return the question of a line, made safe to show; '' where the line is damaged."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    text = row.get("question") if isinstance(row, dict) else None
    return one_line(text) if isinstance(text, str) else ""


def _wanted() -> bool:
    return os.environ.get("QA_HISTORY", "").strip().lower() not in ("off", "no", "false", "0")


def _own_path() -> str:
    return os.path.join(data_folder(), "history.jsonl")
