"""The records: reports, sections and passages in SQLite. They are the truth; the index follows from them."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from knowledge import words
from knowledge.base import Summary
from knowledge.errors import Damaged, KnowledgeError, Missing, Unwritable
from knowledge.model import Field, Head, Passage, Report, Section
from knowledge.text import fold

FORMAT = 1

# How long a writer waits for another one, in seconds.
_PATIENCE = 60

_SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE report (
      id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, source TEXT NOT NULL UNIQUE,
      source_hash TEXT NOT NULL, encoding TEXT NOT NULL, head TEXT NOT NULL, notes TEXT NOT NULL,
      text TEXT NOT NULL, text_hash TEXT NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL)""",
    """CREATE TABLE section (
      report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL, parent INTEGER,
      level INTEGER NOT NULL, label TEXT NOT NULL, title TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
      heading_start INTEGER NOT NULL, heading_end INTEGER NOT NULL, PRIMARY KEY (report, ordinal)) WITHOUT ROWID""",
    # `words` is the passage cut by jieba, kept so that the index can be built anew without cutting again.
    """CREATE TABLE passage (
      id INTEGER PRIMARY KEY AUTOINCREMENT, report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
      ordinal INTEGER NOT NULL, section INTEGER NOT NULL, role TEXT NOT NULL, start INTEGER NOT NULL,
      end INTEGER NOT NULL, lead INTEGER NOT NULL, text TEXT NOT NULL, words TEXT NOT NULL,
      UNIQUE (report, ordinal))""",
)

_SUMMARY = "SELECT id, path, source, encoding, text_hash, characters, passages, head, notes FROM report"
_PASSAGE = "ordinal, section, role, start, end, lead"
_SECTION = "ordinal, parent, level, label, title, start, end, heading_start, heading_end"


def digest(data: bytes) -> str:
    """Return the hash that stands beside every stored text and file."""
    return hashlib.sha256(data).hexdigest()


def text_digest(text: str) -> str:
    """Return the hash of a text; surrogates, which a UTF-16 file can hold, are hashed as they are."""
    return digest(text.encode("utf-8", "surrogatepass"))


def translate(error: Exception, path: str) -> KnowledgeError:
    """Turn an error of SQLite, or of decoding what it holds, into one of ours."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, sqlite3.OperationalError):
        if "unable to open" in said:
            return Missing(f"打不开知识库：{path}", f"cannot open the knowledge base: {path}")
        if "locked" in said or "busy" in said:
            return Unwritable(
                f"{path}：另一个进程正在写，等了 {_PATIENCE} 秒", f"{path}: another process is writing ({_PATIENCE} s)"
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
    except (sqlite3.Error, UnicodeError, ValueError, TypeError, KeyError, IndexError) as error:
        raise translate(error, path) from error


class Records:
    """One connection to the records file; used by one thread at a time."""

    def __init__(self, path: str, *, create: bool = False) -> None:
        self.path = path
        if not create and not os.path.exists(path):
            raise Missing(f"没有知识库：{path}", f"no knowledge base: {path}")
        with guarded(path):
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA foreign_keys = ON")
            # A file from elsewhere may hold triggers and views; they must not run anything.
            self._db.execute("PRAGMA trusted_schema = OFF")
            if create:
                self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
        if create:
            self._create()
        with guarded(path):
            found = self._meta("format")
        if found != FORMAT:
            raise Damaged(
                f"{path}：知识库由别的版本建立（格式 {found}，本程序用 {FORMAT}），请删除后重新添加报告",
                f"{path}: made by another version (format {found}, this is {FORMAT}); delete it and add the reports",
            )

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def _create(self) -> None:
        with self._write() as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                for statement in _SCHEMA:
                    db.execute(statement)
                db.execute("INSERT INTO meta VALUES ('format', ?), ('generation', 0)", (FORMAT,))

    def _meta(self, key: str) -> int:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, all or nothing; waits for another writer."""
        with guarded(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with guarded(self.path):
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read within one transaction, so that all reads see the same state."""
        with guarded(self.path):
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    def generation(self) -> int:
        """Return the number of the last change; the index is stamped with it."""
        with guarded(self.path):
            return self._meta("generation")

    def known(self) -> dict[str, tuple[int, str]]:
        """Return, for each source file, the report's id and the hash of the file it was read from."""
        return {source: (number, hashed) for number, source, hashed in self._rows("SELECT id, source, source_hash FROM report")}

    def summaries(self) -> list[Summary]:
        """Return all reports, by path and then id: the order that breaks ties, whatever order they were added in."""
        rows = self._rows(_SUMMARY + " ORDER BY path, id")
        with guarded(self.path):
            return [_summary(row) for row in rows]

    def put(self, report: Report, source_hash: str) -> tuple[int, bool]:
        """Store a report in one transaction, in the place of the one of the same source; returns (id, replaced)."""
        values = (
            report.path, report.source, source_hash, report.encoding, json.dumps(asdict(report.head), ensure_ascii=False),
            json.dumps(report.notes, ensure_ascii=False), report.text, text_digest(report.text), len(report.text),
            len(report.passages),
        )  # fmt: skip
        sections = [(s.ordinal, s.parent, s.level, s.label, s.title, s.start, s.end, s.heading_start, s.heading_end) for s in report.sections]
        passages = []
        for p in report.passages:
            text = report.text[p.lead : p.end]
            cut = " ".join(words.cut_report(fold(report.text[p.start : p.end]).text))
            passages.append((p.ordinal, p.section, p.role, p.start, p.end, p.lead, text, cut))
        with self._write() as db:
            replaced = db.execute("DELETE FROM report WHERE source = ?", (report.source,)).rowcount > 0
            cursor = db.execute(
                "INSERT INTO report (path, source, source_hash, encoding, head, notes, text, text_hash, characters, passages)"
                " VALUES (?,?,?,?,?,?,?,?,?,?)", values,
            )  # fmt: skip
            number = cursor.lastrowid or 0
            db.executemany(f"INSERT INTO section (report, {_SECTION}) VALUES ({number},?,?,?,?,?,?,?,?,?)", sections)
            db.executemany(
                f"INSERT INTO passage (report, {_PASSAGE}, text, words) VALUES ({number},?,?,?,?,?,?,?,?)", passages
            )
            db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        return number, replaced

    def delete(self, number: int) -> None:
        """Remove a report with all that belongs to it."""
        with self._write() as db:
            db.execute("DELETE FROM report WHERE id = ?", (number,))
            db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")

    def text(self, number: int) -> str:
        """Return a report's text after comparing it with its hash. Raises Missing, Damaged."""
        rows = self._rows("SELECT text, text_hash, path FROM report WHERE id = ?", number)
        if not rows:
            raise Missing("这份报告已不在知识库里", "this report is no longer in the knowledge base")
        text, hashed, path = rows[0]
        if not isinstance(text, str) or text_digest(text) != hashed:
            raise Damaged(
                f"{path}：存下的正文与校验值不符，不予引用；请重新添加这份报告",
                f"{path}: the stored text does not match its hash and is not quoted; add the report again",
            )
        return text

    def report(self, number: int) -> Report:
        """Return a whole report, its text verified."""
        text = self.text(number)
        rows = self._rows(_SUMMARY + " WHERE id = ?", number)
        with guarded(self.path):
            summary = _summary(rows[0])
        passages = tuple(Passage(*row) for row in self._rows(f"SELECT {_PASSAGE} FROM passage WHERE report = ? ORDER BY ordinal", number))
        return Report(
            summary.path, summary.source, text, summary.encoding, summary.head,
            self.sections(number), passages, summary.notes,
        )  # fmt: skip

    def sections(self, number: int) -> tuple[Section, ...]:
        """Return a report's sections in order."""
        return tuple(
            Section(*row) for row in self._rows(f"SELECT {_SECTION} FROM section WHERE report = ? ORDER BY ordinal", number)
        )

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[int, Passage, str]]:
        """Return (report, passage, text) of each passage that still exists."""
        marks = ",".join("?" * len(ids))
        rows = self._rows(f"SELECT id, report, text, {_PASSAGE} FROM passage WHERE id IN ({marks})", *ids)
        return {row[0]: (row[1], Passage(*row[3:]), row[2]) for row in rows}

    def stretch(self, number: int, first: int, last: int) -> list[tuple[Passage, str]]:
        """Return the passages with ordinals first..last of a report."""
        rows = self._rows(
            f"SELECT text, {_PASSAGE} FROM passage WHERE report = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal",
            number, first, last,
        )  # fmt: skip
        return [(Passage(*row[1:]), row[0]) for row in rows]

    def all_passages(self) -> Iterable[tuple[int, int, int, str, str]]:
        """Yield (id, report, section, text, words) of every passage by report path and position."""
        with guarded(self.path):
            yield from self._db.execute(
                "SELECT p.id, p.report, p.section, p.text, p.words FROM passage p JOIN report r ON r.id = p.report"
                " ORDER BY r.path, r.id, p.ordinal"
            )

    def integrity(self) -> str:
        """Return SQLite's own verdict: 'ok', or its first complaint."""
        return str(self._rows("PRAGMA integrity_check(1)")[0][0])


def _summary(row: Sequence[Any]) -> Summary:
    head = json.loads(row[7])
    head["fields"] = tuple(Field(**field) for field in head["fields"])
    return Summary(*row[:7], Head(**head), tuple(json.loads(row[8])))
