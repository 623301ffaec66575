"""The records: reports, sections and passages in SQLite. They are the truth; the index follows from them."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from knowledge import rows, terms, words
from knowledge.base import Summary
from knowledge.errors import Damaged, KnowledgeError, Missing
from knowledge.local.database import PATIENCE, connect, create, guarded, strangers, translate
from knowledge.model import Passage, Report, Section
from knowledge.rows import Rows
from knowledge.seal import LENGTH
from knowledge.text import fold

FORMAT = 1

# A survey may want any number of passages, and SQLite takes only so many values in one query (32,766).
_AT_ONCE = 10_000

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

_REPORT, _PASSAGE, _SECTION = map(", ".join, (rows.REPORT, rows.PASSAGE, rows.SECTION))
_SUMMARY = f"SELECT {', '.join(rows.SUMMARY)} FROM report"


class Records:
    """One connection to the records file; used by one thread at a time."""

    def __init__(self, path: str) -> None:
        """Open the records. Raises Missing, Damaged."""
        self.path = path
        self._db = connect(path)
        try:
            self._look()
        except KnowledgeError:
            self._db.close()
            raise

    @staticmethod
    def begin(path: str) -> None:
        """Make records with no report in them, where there are none."""
        if not os.path.lexists(path):
            identity = int.from_bytes(os.urandom(6), "big")
            meta = {"format": FORMAT, "generation": 0, "identity": identity, "words": words.VERSION}
            create(path, _SCHEMA, meta)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def _look(self) -> None:
        """Make sure that these are records of ours and nothing else, before anything else is read of them."""
        with guarded(self.path):
            strange = strangers(self._db, _SCHEMA)
            found = 0 if "meta" in strange else self._meta("format")
        if "meta" in strange or (strange and found == FORMAT):
            raise Damaged(
                f"{self.path}：里面有本程序没有写过的东西，不予使用；请删除后重新添加报告",
                f"{self.path}: holds what this program did not put there; delete it and add the reports again",
            )
        if found != FORMAT:
            raise Damaged(
                f"{self.path}：知识库由别的版本建立（格式 {found}，本程序用 {FORMAT}），请删除后重新添加报告",
                f"{self.path}: made by another version (format {found}, this is {FORMAT}); delete it and add the reports",
            )

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
        """Read within one transaction, so that all reads see the same state; within another, that one's."""
        if self.held:
            yield
            return
        with guarded(self.path):
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            self.release()

    @property
    def held(self) -> bool:
        """Whether a snapshot is being read."""
        return self._db.in_transaction

    def release(self) -> None:
        """End the snapshot before its time: nothing can be written within it."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def generation(self) -> int:
        """Return the number of the last change; the index is stamped with it."""
        with guarded(self.path):
            return self._meta("generation")

    def identity(self) -> int:
        """Return the number drawn when these records were begun: an index of others is not taken for theirs."""
        with guarded(self.path):
            return self._meta("identity")

    def known(self) -> dict[str, str]:
        """Return, for each source file, the hash of the file as it was read."""
        return dict(self._rows("SELECT source, source_hash FROM report"))

    def summaries(self) -> list[Summary]:
        """Return all reports by path and source: the order that breaks ties, whatever order they were added in."""
        with guarded(self.path):
            return rows.summaries_of(self._rows(_SUMMARY + " ORDER BY path, source"))

    def order(self) -> list[int]:
        """Return the numbers of all reports in the same order."""
        return [row[0] for row in self._rows("SELECT id FROM report ORDER BY path, source")]

    def summary(self, number: int) -> Summary:
        """Return one report without its text."""
        with guarded(self.path):
            (summary,) = rows.summaries_of(self._rows(_SUMMARY + " WHERE id = ?", number))
            return summary

    def put(self, report: Rows) -> tuple[int, bool]:
        """Store a report in one transaction; returns its number, and whether it takes the place of one of its source."""
        with self._write() as db:
            replaced = db.execute("DELETE FROM report WHERE source = ?", (report.source,)).rowcount > 0
            stored = db.execute(f"INSERT INTO report ({_REPORT}) VALUES (?,?,?,?,?,?,?,?,?,?)", report.report)
            number = stored.lastrowid or 0
            db.executemany(
                f"INSERT INTO section (report, {_SECTION}) VALUES ({number},?,?,?,?,?,?,?,?,?)", report.sections
            )
            db.executemany(
                f"INSERT INTO passage (report, {_PASSAGE}, text, words) VALUES ({number},?,?,?,?,?,?,?,?)",
                report.passages,
            )
            db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        return number, replaced

    def delete(self, number: int) -> None:
        """Remove a report with all that belongs to it."""
        with self._write() as db:
            db.execute("DELETE FROM report WHERE id = ?", (number,))
            db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")

    def recut(self) -> None:
        """Cut every passage into words anew where another version of `words` cut them."""
        with guarded(self.path):
            if self._meta("words") == words.VERSION:
                return
        with self._write() as db:
            for report in db.execute("SELECT id FROM report").fetchall():
                texts = db.execute("SELECT text, start - lead, id FROM passage WHERE report = ?", report).fetchall()
                cut = [(terms.joined(fold(text[skip:]).text), number) for text, skip, number in texts]
                db.executemany("UPDATE passage SET words = ? WHERE id = ?", cut)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('words', ?)", (words.VERSION,))

    def text(self, number: int) -> str:
        """Return a report's text after comparing it with its hash. Raises Missing, Damaged."""
        found = self._rows("SELECT text, text_hash, path FROM report WHERE id = ?", number)
        if not found:
            raise Missing("这份报告已不在知识库里", "this report is no longer in the knowledge base")
        text, hashed, path = found[0]
        if not isinstance(text, str) or rows.text_digest(text) != hashed:
            raise Damaged(
                f"{path}：存下的正文与校验值不符，不予引用；请重新添加这份报告",
                f"{path}: the stored text does not match its hash and is not quoted; add the report again",
            )
        return text

    def report(self, number: int) -> Report:
        """Return a whole report, its text verified."""
        with self.snapshot():
            text = self.text(number)
            summary = self.summary(number)
            sections = self.sections(number)
            placed = self._rows(f"SELECT {_PASSAGE} FROM passage WHERE report = ? ORDER BY ordinal", number)
        with guarded(self.path):
            return rows.report_of(summary, text, sections, rows.passages_of(placed))

    def sections(self, number: int) -> tuple[Section, ...]:
        """Return a report's sections in order."""
        found = self._rows(f"SELECT {_SECTION} FROM section WHERE report = ? ORDER BY ordinal", number)
        head = self._rows(f"SELECT substr(head, 1, {LENGTH}) FROM report WHERE id = ?", number)
        with guarded(self.path):
            return rows.sections_of(found, head[0][0] if head else "")

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[int, Passage, str]]:
        """Return (report, passage, text) of each passage that still exists."""
        read: dict[int, tuple[int, Passage, str]] = {}
        for at in range(0, len(ids), _AT_ONCE):
            part = ids[at : at + _AT_ONCE]
            marks = ",".join("?" * len(part))
            found = self._rows(f"SELECT id, report, text, {_PASSAGE} FROM passage WHERE id IN ({marks})", *part)
            with guarded(self.path):
                placed = rows.passages_of(row[3:] for row in found)
            read |= {row[0]: (row[1], passage, row[2]) for row, passage in zip(found, placed, strict=True)}
        return read

    def stretch(self, number: int, first: int, last: int) -> list[tuple[Passage, str]]:
        """Return the passages with ordinals first..last of a report."""
        found = self._rows(
            f"SELECT text, {_PASSAGE} FROM passage WHERE report = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal",
            number, first, last,
        )  # fmt: skip
        with guarded(self.path):
            placed = rows.passages_of(row[1:] for row in found)
        return [(passage, row[0]) for row, passage in zip(found, placed, strict=True)]

    def words(self, number: int) -> list[tuple[int, str]]:
        """Return (id, words) of a report's passages in order."""
        return self._rows("SELECT id, words FROM passage WHERE report = ? ORDER BY ordinal", number)

    def cut_passages(self, number: int) -> list[tuple[int, str, str]]:
        """Return (section, text, words) of a report's passages in order."""
        query = "SELECT section, text, words FROM passage WHERE report = ? ORDER BY ordinal"
        with guarded(self.path):
            return [tuple(row) for row in rows.checked(self._rows(query, number), (int, str, str))]

    def settle(self) -> None:
        """Empty SQLite's log into the database, if nobody reads just now: a bit that flips in the log cuts it short."""
        if self.held:
            return
        with guarded(self.path):
            self._db.execute("PRAGMA busy_timeout = 0")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._db.execute(f"PRAGMA busy_timeout = {1000 * PATIENCE}")

    def verify(self) -> None:
        """Let SQLite look at its own structure. Raises Damaged with its first complaint."""
        verdict = str(self._rows("PRAGMA integrity_check(1)")[0][0])
        if verdict != "ok":
            raise translate(sqlite3.DatabaseError(" ".join(verdict.split())), self.path)
