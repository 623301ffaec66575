"""Processes that prepare reports: each a Python of its own, given one job at a time through a pipe.

Not multiprocessing: that keeps sockets in the shared temp folder, runs the caller's main module again, and gives up
the work of all processes where one is killed.
"""

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from knowledge.errors import Unreadable

if TYPE_CHECKING:
    from knowledge.base import Added
    from knowledge.local.prepared import File
    from knowledge.local.records import Rows

_Job = TypeVar("_Job")
_Done = TypeVar("_Done")

# What a worker runs: with the caller's import path, so that it finds the caller's packages and no others.
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from knowledge.local.workers import serve; serve()"


class Workers:
    """As many processes as given, started when they are first needed; a context manager that ends them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads = ThreadPoolExecutor(count)
        self._lock = Lock()
        self._all: list[subprocess.Popen[bytes]] = []
        self._idle: list[subprocess.Popen[bytes]] = []
        self._closed = False

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            for process in self._all:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            _bury(process)

    def each(self, do: Callable[[_Job], _Done], jobs: Iterable[_Job]) -> Iterator[_Done]:
        """Yield what `do` returns for each job, in order; it runs in threads, a few jobs ahead, and may call `prepare`."""
        ahead: deque[Future[_Done]] = deque()
        for job in jobs:
            ahead.append(self._threads.submit(do, job))
            if len(ahead) > 2 * self._count:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def prepare(self, file: "File", key: str, data: bytes) -> "Rows | Added":
        """Let a process do what `prepared.prepare` does. Raises Unreadable where the process ends before it is done."""
        process = self._take()
        done: Rows | Added | Exception
        try:
            pickle.dump((file, key, data), process.stdin, pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
            process.stdin.flush()  # type: ignore[union-attr]
            done = pickle.load(process.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            process.kill()
            raise Unreadable(
                file.path, "处理它的进程中断了（内存不够？）", "the process that read it ended (out of memory?)"
            ) from error
        if isinstance(done, Exception):
            raise done
        self._idle.append(process)
        return done

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise RuntimeError("these workers are closed")
            if self._idle:
                return self._idle.pop()
            process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._all.append(process)
            return process


def serve() -> None:
    """Do the jobs that come through standard input until it ends."""
    import signal

    from knowledge.local.prepared import prepare

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the caller's business, who ends this
    jobs, replies = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            job = pickle.load(jobs)  # from the process that started this one
        except EOFError:
            return
        done: object
        try:
            done = prepare(*job)
        except MemoryError:
            return
        except Exception as error:
            done = error
        pickle.dump(done, replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()


def _bury(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was killed, and close its pipes."""
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was not sent any more
            pipe.close()  # type: ignore[union-attr]
