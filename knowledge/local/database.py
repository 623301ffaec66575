"""The file of the records: an SQLite database, whole from its first moment, opened as if a stranger had made it."""

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress

from knowledge.errors import Damaged, KnowledgeError, Missing, Unwritable
from knowledge.local import durable

# How long SQLite waits for another writer, in seconds.
PATIENCE = 60

# A value longer than this is none of ours: a file may have 64 MB, and its text in UTF-8 three bytes for two.
_LONGEST = 256 * 1024 * 1024

# What SQLite says where the place is read-only or full.
_NO_ROOM = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL")

# SQLite's own; it stands in every database that has AUTOINCREMENT.
_SEQUENCE = "CREATE TABLE sqlite_sequence(name,seq)"


def translate(error: Exception, path: str) -> KnowledgeError:
    """Turn an error of SQLite, or of decoding what it holds, into one of ours."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, sqlite3.OperationalError):
        if "unable to open" in said:
            return Missing(f"打不开知识库：{path}", f"cannot open the knowledge base: {path}")
        if "locked" in said or "busy" in said:
            return Unwritable(
                f"{path}：另一个进程正在写，等了 {PATIENCE} 秒",
                f"{path}: another process is writing ({PATIENCE} s)",
            )
        if "readonly" in said or "read-only" in said:
            return Unwritable(f"{path}：只读，写不进去", f"{path}: read-only")
        if "full" in said or "disk I/O" in said:
            return Unwritable(f"{path}：磁盘写不进去（{said}）", f"{path}: cannot write to the disk ({said})")
    return Damaged(
        f"{path}：知识库已损坏（{said}），请用 qa check 检查，或删除后重新添加报告",
        f"{path}: the knowledge base is damaged ({said}); run qa check, or delete it and add the reports again",
    )


@contextmanager
def guarded(path: str) -> Iterator[None]:
    """Let only our own errors out of a block that reads or writes the records."""
    try:
        yield
    except (
        sqlite3.Error, ValueError, TypeError, KeyError, IndexError, OverflowError, MemoryError, RecursionError,
    ) as error:  # fmt: skip
        raise translate(error, path) from error


def create(path: str, tables: Sequence[str], meta: Mapping[str, int]) -> None:
    """Make the database where there is none: beside its place, and moved into it when all is on the disk.

    So none is ever there in part, whoever is killed, and of several that make it at once the first wins.
    """
    making = f"{path}.{os.getpid()}.tmp"
    try:
        with guarded(path), closing(sqlite3.connect(making, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = OFF")  # it is brought to the disk as a whole
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("BEGIN")
            for table in tables:
                db.execute(table)
            db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            db.execute("COMMIT")
        durable.sync(making)
        _move(making, path)
        durable.sync(os.path.dirname(path) or ".")
    except OSError as error:
        raise Unwritable(f"{path}：建不了（{error.strerror}）", f"cannot make {path}: {error.strerror}") from error
    finally:
        for left in (making, f"{making}-wal", f"{making}-shm"):
            with suppress(OSError):
                os.unlink(left)


def _move(made: str, path: str) -> None:
    """Give a file its name, unless another has it: renaming would take it from that one."""
    try:
        os.link(made, path)
    except OSError:  # it is there, or the disk has no links
        if not os.path.lexists(path):
            os.rename(made, path)


def sweep(path: str) -> None:
    """Remove what is left of databases that were not finished. Only for the one writer."""
    folder, name = os.path.split(path)
    for left in os.listdir(folder or "."):
        if left.startswith(f"{name}.") and ".tmp" in left:
            with suppress(OSError):
                os.unlink(os.path.join(folder, left))


def connect(path: str) -> sqlite3.Connection:
    """Open the database. Raises Missing, Damaged."""
    is_file(path)
    with guarded(path):
        db = _connected(path)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        # temp_store: else it sorts texts in the shared temp folder
        for pragma in (
            "foreign_keys = ON", "synchronous = FULL", "trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY",
        ):  # fmt: skip
            db.execute(f"PRAGMA {pragma}")
    return db


def is_file(path: str) -> None:
    """Make sure that the database is a file: a pipe would be waited for, a link can lead anywhere."""
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError) as error:
        raise Missing(f"没有知识库：{path}", f"no knowledge base: {path}") from error
    if not stat.S_ISREG(mode):
        raise Damaged(f"{path}：不是普通文件，不打开", f"{path}: not a regular file, and not opened")


def _connected(path: str) -> sqlite3.Connection:
    """Connect; where SQLite can put nothing beside the file, not even its own log, it is read as one that stands still.

    Not where there is a log already: what it holds would be left out.
    """
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
        return db
    except sqlite3.OperationalError as error:
        db.close()
        logged = os.path.exists(f"{path}-wal") and os.path.getsize(f"{path}-wal")
        if logged or not error.sqlite_errorname.startswith(_NO_ROOM):
            raise
    return sqlite3.connect(uri(path, "immutable=1"), uri=True, isolation_level=None, check_same_thread=False)


def uri(path: str, how: str) -> str:
    """Return the URI by which SQLite opens a file in another way than usual."""
    place = os.path.abspath(path).replace(os.sep, "/")
    for character in "%?#":
        place = place.replace(character, f"%{ord(character):02x}")
    return f"file://{'' if place.startswith('/') else '/'}{place}?{how}"


def strangers(db: sqlite3.Connection, tables: Iterable[str]) -> set[str]:
    """Return the names of all in a database that is not one of these tables as they were made.

    A view in a table's place can be without end, a trigger writes what nobody asked for.
    """
    ours = {*tables, _SEQUENCE}
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {str(name) for name, sql in rows if sql not in ours}
