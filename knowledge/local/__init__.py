"""The local knowledge base: records in SQLite, an index derived from them, both in one folder."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from knowledge.base import Added, Clause, Found, Summary, Word
from knowledge.errors import Damaged, KnowledgeError, Missing, Unreadable, Unwritable
from knowledge.local import index as indexes
from knowledge.local.records import Records, digest
from knowledge.model import Passage, Report, Section
from knowledge.outline import section_path
from knowledge.text import fold_plain

_RECORDS = "records.db"
_LOCK = "writer.lock"


class LocalKnowledgeBase:
    """A folder with reports' records and their index."""

    def __init__(self, folder: str, *, create: bool = False) -> None:
        """Open the knowledge base in `folder`; with `create`, make it where there is none. Raises KnowledgeError."""
        self.folder = folder
        if create:
            _make_folder(folder)
        self._records = Records(os.path.join(folder, _RECORDS), create=create)
        self._index: indexes.Index | None = None
        self._summaries: dict[int, Summary] | None = None
        self._sections: dict[int, tuple[Section, ...]] = {}

    def close(self) -> None:
        """Close the records."""
        self._records.close()

    # Reading

    def reports(self) -> Sequence[Summary]:
        """Return all reports by path."""
        return list(self._by_id().values())

    def report(self, report_id: int) -> Report:
        """Return one report, its text verified."""
        return self._records.report(report_id)

    def text(self, report_id: int) -> str:
        """Return one report's text, verified."""
        return self._records.text(report_id)

    def find(self, name: str) -> Summary:
        """Return the one report called `name`: its path, its file's name, else a part of its title or path."""
        summaries = self.reports()
        asked = fold_plain(name.strip())
        exact = [s for s in summaries if name in (s.path, s.source, os.path.basename(s.path))]
        close = exact or [s for s in summaries if asked and (asked in fold_plain(s.head.title) or asked in fold_plain(s.path))]
        if not close:
            raise Missing(f"没有叫“{name}”的报告（qa list 列出全部）", f"no report called '{name}' (qa list shows all)")
        if len(close) > 1:
            some = "、".join(s.path for s in close[:3])
            raise Missing(
                f"“{name}”指哪一份？有 {len(close)} 份：{some}{'…' if len(close) > 3 else ''}",
                f"which report is '{name}'? There are {len(close)}: {some}{'...' if len(close) > 3 else ''}",
            )
        return close[0]

    def words(self, texts: Iterable[str]) -> Mapping[str, Word]:
        """Look words up."""
        return self._opened().words(texts)

    def words_that_sound(self, sounds: Iterable[str]) -> Mapping[str, Sequence[Word]]:
        """Look words up by toneless pinyin."""
        return self._opened().words_that_sound(sounds)

    def size(self) -> tuple[int, int]:
        """Return (passages, words)."""
        return self._opened().size

    def search(self, clauses: Sequence[Clause], limit: int, within: Sequence[int] | None = None) -> Sequence[Found]:
        """Return the best passages, best first."""
        scored = self._opened().search(clauses, limit, within)
        rows = self._records.passages([number for number, _ in scored])
        summaries = self._by_id()
        found = []
        for number, score in scored:
            # A passage can have gone since the index was built, while another process writes.
            if number in rows and rows[number][0] in summaries:
                report, passage, text = rows[number]
                path = section_path(self._sections_of(report), passage.section)
                found.append(Found(number, summaries[report], path, passage, text, score))
        found.sort(key=lambda hit: (-hit.score, hit.report.path, hit.report.id, hit.passage.ordinal))
        return found

    def neighbours(self, report_id: int, first: int, last: int) -> Sequence[tuple[Passage, str]]:
        """Return some passages of a report in order."""
        return self._records.stretch(report_id, first, last)

    # Writing

    def add(self, paths: Sequence[str]) -> Iterator[Added]:
        """Add files and folders; a bad file is reported and the rest goes on. The index is built at the end."""
        with self._writing():
            known = self._records.known()
            try:
                for name, source in _expand(paths):
                    yield self._add_one(name, source, known)
            finally:
                self._refresh()

    def _add_one(self, name: str, source: str, known: Mapping[str, tuple[int, str]]) -> Added:
        # Only adding reads files and outlines them.
        from knowledge import readers
        from knowledge.head import read_head
        from knowledge.passages import make_report

        try:
            data, document = readers.read(source)
            key, hashed = os.path.realpath(source), digest(data)
            if key in known and known[key][1] == hashed:
                return Added(name, "unchanged")
            head = read_head(document.text, name)
            report = make_report(
                document.text, head, path=name, source=key, encoding=document.encoding, notes=document.notes
            )
            _, replaced = self._records.put(report, hashed)
        except Unreadable as error:
            return Added(name, "failed", zh=error.zh, en=error.en)
        status = "updated" if replaced else "added"
        return Added(name, status, len(report.passages), len(report.sections) - 1, report.notes)

    def remove(self, report_id: int) -> None:
        """Remove a report and build the index anew."""
        with self._writing():
            self._records.delete(report_id)
            self._refresh()

    def check(self) -> Sequence[tuple[str, str]]:
        """Verify SQLite's structure and every text's hash and spans; build the index anew where it cannot be opened."""
        faults: list[tuple[str, str]] = []
        verdict = self._records.integrity()
        if verdict != "ok":
            faults.append((f"记录库结构有误：{verdict}", f"the records are damaged: {verdict}"))
        for summary in self.reports():
            try:
                _check_report(self._records, summary)
            except KnowledgeError as error:
                faults.append((error.zh, error.en))
        try:
            self._opened().words(["的"])
        except (Damaged, sqlite3.Error):
            with self._writing():
                indexes.discard(self.folder)
                self._refresh()
        return faults

    # Inside

    def _by_id(self) -> dict[int, Summary]:
        if self._summaries is None:
            self._summaries = {summary.id: summary for summary in self._records.summaries()}
        return self._summaries

    def _sections_of(self, report: int) -> tuple[Section, ...]:
        if report not in self._sections:
            self._sections[report] = self._records.sections(report)
        return self._sections[report]

    def _refresh(self) -> None:
        indexes.build(self.folder, self._records)
        self._index = None
        self._summaries = None
        self._sections.clear()

    def _opened(self) -> indexes.Index:
        """Return the index over the records as they stand; builds it where it is missing or stale.

        While another process adds reports, the newest index there is serves: an answer need not wait for them.
        """
        if self._index is None:
            path = os.path.join(self.folder, indexes.stamp(self._records.generation()))
            if not os.path.isdir(path):
                path = self._build_or_latest()
            self._index = indexes.Index(path)
        return self._index

    def _build_or_latest(self) -> str:
        latest = indexes.existing(self.folder)
        try:
            with self._writing(wait=not latest):
                latest = [indexes.build(self.folder, self._records)]
        except Unwritable:
            if not latest:
                raise
        return os.path.join(self.folder, latest[0])

    @contextmanager
    def _writing(self, *, wait: bool = True) -> Iterator[None]:
        """Hold the one writer's place. A lock of SQLite's: portable, and gone with the process that held it."""
        lock = sqlite3.connect(os.path.join(self.folder, _LOCK), timeout=600 if wait else 0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            lock.close()
            reason = ("另一个进程正在添加报告", "another process is adding reports") if "locked" in str(error) else ("写不进去", str(error))
            raise Unwritable(f"{self.folder}：{reason[0]}", f"{self.folder}: {reason[1]}") from error
        try:
            yield
        finally:
            lock.close()


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise Unwritable(f"建不了知识库 {folder}：{error.strerror}", f"cannot make the knowledge base {folder}: {error.strerror}") from error


def _expand(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (name, file) for each file named and each readable file in each folder named, in order.

    Links inside a folder are not followed: they can lead out of it.
    """
    from knowledge import readers

    for path in paths:
        if not os.path.isdir(path):
            yield os.path.basename(path) or path, path
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                file = os.path.join(folder, name)
                if readers.readable(name) and not name.startswith(".") and not os.path.islink(file):
                    yield os.path.relpath(file, path).replace(os.sep, "/"), file


def _check_report(records: Records, summary: Summary) -> None:
    report = records.report(summary.id)
    for passage, text in records.stretch(summary.id, 0, summary.passages):
        if report.text[passage.lead : passage.end] != text:
            raise Damaged(
                f"{summary.path}：段落 {passage.ordinal} 与正文不符，请重新添加这份报告",
                f"{summary.path}: passage {passage.ordinal} is not the text's; add the report again",
            )
