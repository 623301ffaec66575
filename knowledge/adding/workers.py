"""Processes that prepare reports: each a Python of its own, given one job at a time through a pipe, within limits.

A file may be built to harm what reads it. It costs its process alone: one that takes too much memory or time, or that
crashes, is replaced. What a process sends back is taken for data: never for code, and not beyond a size.

Not multiprocessing: that keeps sockets in the shared temp folder, runs the caller's main module again, and gives up
the work of all processes where one is killed.
"""

import io
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge.adding import limits
from knowledge.base import Added
from knowledge.errors import Unreadable
from knowledge.rows import Rows

if TYPE_CHECKING:
    from knowledge.adding.files import File

_Job = TypeVar("_Job")
_Done = TypeVar("_Done")

# What a worker runs: with the caller's import path, so that it finds the caller's packages and no others.
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from knowledge.adding.workers import serve; serve()"


# The largest reply, in bytes; that of a report of 4,000,000 characters has 57 MB.
_LARGEST_REPLY = 128 * 1024 * 1024
_LENGTH = 8  # bytes before each reply that tell its length

_CLASSES = {(one.__module__, one.__name__): one for one in (Rows, Added)}


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

    def prepare(self, file: "File", key: str, data: bytes) -> Rows | Added:
        """Let a process do what `prepared.prepare` does. Raises Unreadable where the process does not finish."""
        process = self._take()
        patience, begun = limits.patience(len(data)), monotonic()
        timer = Timer(patience, process.kill)
        timer.start()
        try:
            pickle.dump((file, key, data), process.stdin, pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
            process.stdin.flush()  # type: ignore[union-attr]
            done, again = _received(process)
        except Exception as error:  # whatever its reply is, if it comes from somebody else's program
            code = self._end(process)
            raise Unreadable(file.path, *_why(code, len(data), late=monotonic() - begun >= patience)) from error
        finally:
            timer.cancel()
        if again:
            self._idle.append(process)
        else:
            self._end(process)
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

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        """End a process that will do no more, and return what it ended with."""
        process.kill()
        _bury(process)
        with self._lock:
            self._all.remove(process)
        return process.returncode


def serve() -> None:
    """Do the jobs that come through standard input until it ends."""
    from knowledge.adding.prepared import prepare

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the caller's business, who ends this
    jobs, replies = sys.stdin.buffer, sys.stdout.buffer
    limits.confine()
    again = True
    while again:
        limits.allow(limits.seconds(0))
        try:
            file, key, data = pickle.load(jobs)  # from the process that started this one
            limits.allow(limits.seconds(len(data)))
            done = prepare(file, key, data)
            again = not limits.spent()
            reply = pickle.dumps((done, again), pickle.HIGHEST_PROTOCOL)
        except EOFError:
            return
        except MemoryError:
            os._exit(limits.OUT_OF_MEMORY)
        if len(reply) > _LARGEST_REPLY:
            os._exit(limits.OUT_OF_MEMORY)
        replies.write(len(reply).to_bytes(_LENGTH, "big"))
        replies.write(reply)
        replies.flush()


class _Data(pickle.Unpickler):
    """Reads plain values and rows of reports, and nothing that would run."""

    def find_class(self, module: str, name: str) -> type[Any]:
        """Return a class that a reply may hold."""
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name}") from None


def _received(process: subprocess.Popen[bytes]) -> tuple[Rows | Added, bool]:
    """Return what a process made of a report, and whether it takes another. Raises EOFError, UnpicklingError."""
    replies: Any = process.stdout
    length = int.from_bytes(replies.read(_LENGTH), "big")
    if length > _LARGEST_REPLY:
        raise pickle.UnpicklingError(length)
    reply = replies.read(length)
    if not length or len(reply) < length:
        raise EOFError
    done, again = _Data(io.BytesIO(reply)).load()
    return done, again


def _why(code: int, size: int, *, late: bool) -> tuple[str, str]:
    """Return why a process that ended with `code` did not finish a file of `size` bytes, in Chinese and English."""
    if late or code == -getattr(signal, "SIGXCPU", 0):
        most = limits.seconds(size)
        return f"{most} 秒还没读完", f"not read within {most} s"
    if code == limits.OUT_OF_MEMORY:
        most = limits.MEMORY >> 20
        return f"读它要用的内存超过 {most} MB", f"reading it takes more than {most} MB of memory"
    return "处理它的进程中断了（内存不够？）", "the process that read it ended (out of memory?)"


def _bury(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was killed, and close its pipes."""
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was not sent any more
            pipe.close()  # type: ignore[union-attr]
