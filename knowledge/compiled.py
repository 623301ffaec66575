"""Patterns as they were compiled, kept from one run to the next: compiling them takes a quarter of a cold question.

Python compiles a pattern into numbers (`re._compiler`), of which `_sre.compile` makes the pattern. Neither is a public part
of Python, and wrong numbers can end it. So they are kept for the very Python that made them, under a checksum, in a file that
is the user's alone, and where anything is otherwise than expected, patterns are compiled as ever.
"""

import json
import os
import re
import sys
import zlib
from array import array
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from knowledge.folders import cache_folder

_FORMAT = 2  # of the file
_CHECKSUM = 4  # bytes
_LENGTH = 8  # bytes that tell how long the table of contents is

# The program has some 200 patterns. Where more are kept, most are of versions that are gone.
_MOST = 1000


class Numbers(NamedTuple):
    """What a pattern is compiled into: its flags, code, how many groups it has, and the numbers of those with names."""

    flags: int
    code: list[int]
    groups: int
    names: dict[str, int]


_new: dict[str, Numbers] = {}


def compiled(pattern: str) -> re.Pattern[str]:
    """Return what `re.compile` returns. Only for patterns of the program itself: they are kept."""
    with suppress(Exception):  # whatever another Python does otherwise
        numbers = _kept().get(pattern) or _new.get(pattern)
        if numbers is None:
            numbers = _new[pattern] = _numbers(pattern)
        return _made(pattern, numbers)
    return re.compile(pattern)


def keep() -> None:
    """Keep what was compiled since the program began; where that cannot be, it will be compiled again."""
    if not _new:
        return
    with suppress(Exception):  # an answer was given: nothing here is worth an error
        place, known = _place(), _kept()
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        making = f"{place}.{os.getpid()}.tmp"
        try:
            with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_written({**(known if len(known) < _MOST else {}), **_new}))
            os.replace(making, place)
        except BaseException:
            os.unlink(making)
            raise
        _new.clear()


def _numbers(pattern: str) -> Numbers:
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(pattern)
    return Numbers(parsed.state.flags, _compiler._code(parsed, 0), parsed.state.groups - 1, parsed.state.groupdict)


def _made(pattern: str, numbers: Numbers) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    flags, code, groups, names = numbers
    numbered: list[str | None] = [None] * (groups + 1)
    for name, number in names.items():
        numbered[number] = name
    made: re.Pattern[str] = _sre.compile(pattern, flags, code, groups, names, tuple(numbered))
    return made


def _place() -> str:
    python = zlib.crc32(f"{_FORMAT} {sys.version} {sys.byteorder}".encode())
    return os.path.join(cache_folder(), f"patterns-{python:08x}")


@cache
def _kept() -> dict[str, Numbers]:
    """Return what earlier runs have kept; nothing where it is not as it was written, or others can write it."""
    with suppress(Exception), open(_place(), "rb") as file:
        if _of_the_user_alone(os.fstat(file.fileno())):
            return _read(file.read())
    return {}


def _of_the_user_alone(stat: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or (stat.st_uid == os.getuid() and not stat.st_mode & 0o022)


def _written(patterns: dict[str, Numbers]) -> bytes:
    codes, contents = array("I"), {}
    for pattern, (flags, code, groups, names) in patterns.items():
        contents[pattern] = (flags, len(codes), len(codes) + len(code), groups, names)
        codes.extend(code)
    told = json.dumps(contents).encode()
    data = len(told).to_bytes(_LENGTH, "big") + told + codes.tobytes()
    return zlib.crc32(data).to_bytes(_CHECKSUM, "big") + data


def _read(written: bytes) -> dict[str, Numbers]:
    """Undo `_written`. Raises ValueError where it is not what that wrote."""
    checksum, data = int.from_bytes(written[:_CHECKSUM], "big"), memoryview(written)[_CHECKSUM:]
    if zlib.crc32(data) != checksum:
        raise ValueError("patterns are not as they were kept")
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
    codes = array("I")
    codes.frombytes(data[end:])
    contents: dict[str, Any] = json.loads(bytes(data[_LENGTH:end]))
    return {
        pattern: Numbers(flags, codes[begin:stop].tolist(), groups, names)
        for pattern, (flags, begin, stop, groups, names) in contents.items()
    }
