"""The one writer's place in a knowledge base: a lock of SQLite's, portable, and gone with the process that held it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from knowledge.errors import Busy, KnowledgeError, Unwritable
from knowledge.local.database import is_file

_LOCK = "writer.lock"

# How long a writer waits for another one to finish all it adds, in seconds.
PATIENCE = 600


@contextmanager
def writing(folder: str, patience: int | None = None) -> Iterator[None]:
    """Hold the writer's place, once it is free. Raises Busy when it is not after so many seconds, Unwritable."""
    path = os.path.join(folder, _LOCK)
    try:
        if os.path.lexists(path):
            is_file(path)
        lock = _locked(path, PATIENCE if patience is None else patience)
    except KnowledgeError as error:
        raise Unwritable(error.zh, error.en) from error
    except sqlite3.Error as error:
        if "locked" in str(error):
            zh, en = "另一个进程正在添加报告，请稍后再试", "another process is adding reports; try again later"
            raise Busy(f"{folder}：{zh}", f"{folder}: {en}") from error
        raise Unwritable(f"{folder}：写不进去（{error}）", f"{folder}: cannot write there ({error})") from error
    with closing(lock):
        yield


def _locked(path: str, patience: int) -> sqlite3.Connection:
    """Return a connection that holds the lock. Waits a second at a time, so that Ctrl-C is heard."""
    lock = sqlite3.connect(path, timeout=min(patience, 1), isolation_level=None)
    for left in range(patience, -1, -1):
        try:
            lock.execute("BEGIN EXCLUSIVE")
            break
        except sqlite3.Error as error:
            if not left or "locked" not in str(error):
                lock.close()
                raise
    return lock
