"""From files to rows of the records: read, outlined, cut into passages and words.

A little plain text is prepared where it is wanted; much text, and every format that a library reads, in processes of
their own, which may be ended (see `workers`).
"""

import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence

from knowledge import readers
from knowledge.adding.files import File, stored
from knowledge.base import Added
from knowledge.errors import Unreadable
from knowledge.head import read_head
from knowledge.passages import make_report
from knowledge.rows import Rows, digest, rows_of

# So many bytes of files are worth one more process: starting one takes as long as preparing 1 MB (0.4 s).
_WORTH = 1_000_000

# A longer text is no report (this is 12 MB), and one of more passages none that anybody wrote. The index over such a
# text is built by the process that adds, in 10 seconds or less.
_MOST_CHARACTERS = 4_000_000
_MOST_PASSAGES = 60_000


# So much of what a library says of a file is told.
_LONGEST_REASON = 200

_Prepare = Callable[[File, str, bytes], Rows | Added]


def prepare(file: File, key: str, data: bytes) -> Rows | Added:
    """Make the rows of a report from its file's bytes, or say why not; `key` is the file's own path. Pure."""
    try:
        return _rows(file, key, data)
    except Unreadable as error:
        return _failed(file, error)
    except MemoryError:
        raise
    except Exception as error:  # a damaged file can lead a library anywhere; the others are to be added all the same
        said = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
        return _failed(file, Unreadable(file.path, f"读的时候出错（{said}）", f"reading it went wrong ({said})"))


def _rows(file: File, key: str, data: bytes) -> Rows:
    document = readers.decode(file.path, data)
    if len(document.text) > _MOST_CHARACTERS:
        most = _MOST_CHARACTERS // 10_000
        raise Unreadable(file.path, f"超过 {most} 万字，请拆成几份", f"more than {most}0,000 characters; split it")
    report = make_report(
        document.text,
        read_head(document.text, file.name, document.told),
        path=file.name,
        source=key,
        encoding=document.encoding,
        notes=(*document.missing, *document.notes),
        marks=document.marks,
        pages=document.pages,
    )
    if len(report.passages) > _MOST_PASSAGES:
        most = _MOST_PASSAGES // 10_000
        raise Unreadable(file.path, f"超过 {most} 万段，请拆成几份", f"more than {most}0,000 passages; split it")
    return rows_of(report, digest(data), document.missing)


def prepared(files: Sequence[File], known: Mapping[str, str]) -> Generator[Rows | Added, None, None]:
    """Yield the rows of each file in order; or what became of it: unchanged, where `known` has its hash, or failed."""
    count = _processes(files)
    if not count:
        yield from (_prepared(file, known, prepare) for file in files)
        return
    from knowledge.adding.workers import Workers  # often not needed, and slow to import

    with Workers(count) as workers:
        yield from workers.each(lambda file: _prepared(file, known, workers.prepare), files)


def _prepared(file: File, known: Mapping[str, str], prepare: _Prepare) -> Rows | Added:
    try:
        data = readers.load(file.path, file.folder)
        key = stored(os.path.realpath(file.path))
        return Added(file.name, "unchanged") if known.get(key) == digest(data) else prepare(file, key, data)
    except Unreadable as error:
        return _failed(file, error)


def _processes(files: Sequence[File]) -> int:
    """Return how many processes these files are worth: none where they are a little plain text."""
    worth = sum(map(_size, files)) // _WORTH
    if not sys.executable:  # Python inside another program: there is nothing to start
        return 0
    if worth < 2 and not any(readers.by_a_library(file.path) for file in files):
        return 0
    return max(1, min(_processors(), worth, len(files)))


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _failed(file: File, error: Unreadable) -> Added:
    return Added(file.name, "failed", zh=error.zh, en=error.en)


def _size(file: File) -> int:
    try:
        return os.path.getsize(file.path)
    except (OSError, ValueError):
        return 0  # reading it will say why
