"""From files to rows of the records: read, outlined, cut into passages and words; many files in several processes."""

import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

from knowledge import readers
from knowledge.base import Added
from knowledge.errors import Unreadable
from knowledge.head import read_head
from knowledge.local.records import Rows, digest, rows_of
from knowledge.passages import make_report

# So many bytes of files are worth one more process: starting one takes as long as preparing 1 MB (0.4 s).
_WORTH = 1_000_000


@dataclass(frozen=True, slots=True)
class File:
    """A file to add: the report's name, and where the file lies as it was told."""

    name: str
    path: str


_Prepare = Callable[[File, str, bytes], Rows | Added]


def prepare(file: File, key: str, data: bytes) -> Rows | Added:
    """Make the rows of a report from its file's bytes, or say why not; `key` is the file's own path. Pure."""
    try:
        document = readers.decode(file.path, data)
    except Unreadable as error:
        return _failed(file, error)
    report = make_report(
        document.text,
        read_head(document.text, file.name, document.told),
        path=file.name,
        source=key,
        encoding=document.encoding,
        notes=document.notes,
        marks=document.marks,
        pages=document.pages,
    )
    return rows_of(report, digest(data))


def prepared(files: Sequence[File], known: Mapping[str, str]) -> Generator[Rows | Added, None, None]:
    """Yield the rows of each file in order; or what became of it: unchanged, where `known` has its hash, or failed."""
    count = min(_processors(), sum(map(_size, files)) // _WORTH, len(files))
    if count < 2:
        yield from (_prepared(file, known, prepare) for file in files)
        return
    from knowledge.local.workers import Workers  # seldom needed, and slow to import

    with Workers(count) as workers:
        yield from workers.each(lambda file: _prepared(file, known, workers.prepare), files)


def _prepared(file: File, known: Mapping[str, str], prepare: _Prepare) -> Rows | Added:
    try:
        data = readers.load(file.path)
        key = stored(os.path.realpath(file.path))
        return Added(file.name, "unchanged") if known.get(key) == digest(data) else prepare(file, key, data)
    except Unreadable as error:
        return _failed(file, error)


def _processors() -> int:
    """Return how many processors this process may use."""
    if not sys.executable:  # Python inside another program: there is nothing to start
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stored(name: str) -> str:
    """Write a file's name so that it can be stored: one that is not UTF-8 shows its odd bytes as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def _failed(file: File, error: Unreadable) -> Added:
    return Added(file.name, "failed", zh=error.zh, en=error.en)


def _size(file: File) -> int:
    try:
        return os.path.getsize(file.path)
    except (OSError, ValueError):
        return 0  # reading it will say why
