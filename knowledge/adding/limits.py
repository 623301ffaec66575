"""What a process may use for one report. It sets the limits on itself; who started it watches the clock as well."""

import os
import sys

try:
    import resource
except ImportError:  # Windows has none: there the clock alone limits
    resource = None  # type: ignore[assignment]

# Bytes of memory. 4,000,000 characters of text take 350 MB.
MEMORY = 700 * 1024 * 1024
# A process that has taken more memory than this is not given another report: it may not give that back.
_GROWN = 400 * 1024 * 1024

# Nor one that has used so many seconds of a processor. The system counts by its ticks what it limits, and otherwise what
# it tells: the two go apart (after 120 s by 6 s, and three of 11,905 reports were ended for nothing).
_WORN = 30

# Seconds of a processor: a megabyte of text takes 0.5 to 2.
_SECONDS = 6
_SECONDS_A_MB = 2
# On a busy machine a second of a processor can take so many on the clock.
_BUSY = 6

# What a process that needs more memory ends with.
OUT_OF_MEMORY = 86


def seconds(size: int) -> int:
    """Return how many seconds of a processor a file of `size` bytes may take."""
    return _SECONDS + _SECONDS_A_MB * size // 1_000_000


def patience(size: int) -> int:
    """Return how many seconds on the clock."""
    return _BUSY * seconds(size)


def confine() -> None:
    """Limit the memory of this process for good; a process that is ended leaves no image of its memory behind."""
    if resource is None:
        return
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_AS, MEMORY)
    if sys.platform == "darwin":  # takes the limit and does not keep it
        from threading import Thread

        Thread(target=_watch, daemon=True).start()


def allow(more: int) -> None:
    """Let this process use so many more seconds of a processor; then the system ends it (SIGXCPU)."""
    if resource is not None:
        _set(resource.RLIMIT_CPU, int(_used()) + more)


def spent() -> bool:
    """Whether this process has taken so much memory or time that another is to take its place."""
    return resource is not None and (_peak() > _GROWN or _used() > _WORN)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> int:
    """Return the most memory that this process has held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _set(kind: int, limit: int) -> None:
    """Set a limit, within what the system allows."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _watch() -> None:
    from time import sleep

    while _peak() < MEMORY:
        sleep(0.05)
    os._exit(OUT_OF_MEMORY)
