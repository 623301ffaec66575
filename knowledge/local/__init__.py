"""The local knowledge base: records in SQLite, an index derived from them, both in one folder."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from knowledge.base import Added, Clause, Found, Summary, Word
from knowledge.errors import Busy, Damaged, KnowledgeError, Unwritable, noting
from knowledge.local import durable, generations
from knowledge.local.database import guarded, sweep
from knowledge.local.index import Broken, Index
from knowledge.local.lock import writing
from knowledge.local.records import Records
from knowledge.model import Passage, Report, Section, section_path
from knowledge.naming import named
from knowledge.rows import Rows

if TYPE_CHECKING:
    from knowledge.local.building import Draft

_RECORDS = "records.db"

# How long a question waits for the first index of all while another process adds.
_BRIEFLY = 5

# How often an index may be taken away by a writer while it is being opened.
_ATTEMPTS = 5

# If the sections of more reports are kept (these take some 20 MB), the next question begins anew.
_OUTLINES_KEPT = 2000

_T = TypeVar("_T")


class LocalKnowledgeBase:
    """A folder with reports' records and their index."""

    def __init__(self, folder: str, *, create: bool = False) -> None:
        """Open the knowledge base in `folder`; with `create`, make it where there is none. Raises KnowledgeError."""
        self.folder = folder
        records = os.path.join(folder, _RECORDS)
        if create:
            _make_folder(folder)
            Records.begin(records)
        self._records = Records(records)
        self._index: Index | None = None
        self._summaries: dict[int, Summary] = {}
        self._reports: list[Summary] = []
        self._summarised = -1  # the generation of the records that the summaries are of
        self._looked = False  # whether they are known to be those of the snapshot that is being read
        self._sections: dict[int, tuple[Section, ...]] = {}

    def close(self) -> None:
        """Close the records and the index."""
        self._records.close()
        if self._index is not None:
            self._index.close()

    def untouched(self) -> bool:
        """Whether nothing has ever been added."""
        return self._records.generation() == 0

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reading within see one state; the index is opened first, and built where it is missing."""
        if self.reports():
            self.size()
        within = self._records.held
        with self._records.snapshot():
            try:
                yield
            finally:
                self._looked = self._looked and within

    def reports(self) -> Sequence[Summary]:
        """Return all reports by path: the same sequence for as long as they are the same."""
        self._by_id()
        return self._reports

    def report(self, report_id: int) -> Report:
        """Return one report, its text verified."""
        return self._records.report(report_id)

    def text(self, report_id: int) -> str:
        """Return one report's text, verified."""
        return self._records.text(report_id)

    def find(self, name: str) -> Summary:
        """Return the one report called `name`: its path, its file's name, else a part of its title or path."""
        return named(self.reports(), name)

    def words(self, texts: Iterable[str]) -> Mapping[str, Word]:
        """Look words up."""
        return self._indexed(lambda index: index.words(texts))

    def words_that_sound(self, sounds: Iterable[str]) -> Mapping[str, Sequence[Word]]:
        """Look words up by toneless pinyin."""
        return self._indexed(lambda index: index.words_that_sound(sounds))

    def words_short_as(self, short: str) -> Sequence[Word]:
        """Return the words that `short` may stand for."""
        return self._indexed(lambda index: index.words_short_as(short))

    def size(self) -> tuple[int, int]:
        """Return (passages, words)."""
        return self._indexed(lambda index: index.size)

    def search(
        self, clauses: Sequence[Clause], limit: int, within: Sequence[int] | None = None, *, every: bool = False
    ) -> Sequence[Found]:
        """Return the best passages, best first."""
        with self.snapshot():
            scored = self._indexed(lambda index: index.search(clauses, limit, within, every=every))
            rows = self._records.passages([number for number, _ in scored])
            summaries = self._by_id()
            if len(self._sections) > _OUTLINES_KEPT:
                self._sections.clear()
            found = []
            with guarded(self._records.path):  # a passage can be in a section that is none
                for number, score in scored:
                    # While another process writes, an older index serves: a passage in it can have gone.
                    if number in rows and rows[number][0] in summaries:
                        report, passage, text = rows[number]
                        path = section_path(self._sections_of(report), passage.section)
                        found.append(Found(number, summaries[report], path, passage, text, score))
        found.sort(key=lambda hit: (-hit.score, hit.report.path, hit.report.source, hit.passage.ordinal))
        return found[:limit]

    def neighbours(self, report_id: int, first: int, last: int) -> Sequence[tuple[Passage, str]]:
        """Return some passages of a report in order."""
        return self._records.stretch(report_id, first, last)

    # Writing

    def add(self, paths: Sequence[str]) -> Iterator[Added]:
        """Add files and folders; a bad file is reported and the rest goes on. The index is built at the end."""
        # Only adding reads files, outlines them and cuts them into words.
        from knowledge.adding.files import File, found
        from knowledge.adding.prepared import prepared

        with writing(self.folder):
            known = self._records.known()
            if generations.ahead(self.folder, self._records):
                self._refresh()
            draft = None
            try:
                listed = list(found(paths, self.folder))
                yield from (one for one in listed if isinstance(one, Added))
                files = [one for one in listed if isinstance(one, File)]
                if not known and _in_order([file.name for file in files]):
                    draft = _begun(self.folder, self._records)
                with closing(prepared(files, known)) as all_rows:
                    for number, rows in enumerate(all_rows, 1):
                        yield self._put(rows, known, draft)._replace(number=number, of=len(files))
            finally:
                # Who interrupts does not wait for an index; the next question builds it.
                if not isinstance(sys.exception(), KeyboardInterrupt):
                    self._refresh(draft)
                elif draft is not None:
                    draft.discard()

    def _put(self, rows: Rows | Added, known: dict[str, str], draft: "Draft | None") -> Added:
        if isinstance(rows, Added):
            return rows
        if known.get(rows.source) == rows.source_hash:  # named twice, and prepared before the first was stored
            return Added(rows.path, "unchanged")
        number, replaced = self._records.put(rows)
        known[rows.source] = rows.source_hash
        if draft is not None:
            # The report is stored all the same; building the index says what is wrong.
            with suppress(OSError, ValueError, KnowledgeError):
                draft.put(number, rows.terms)
        status = "updated" if replaced else "added"
        return Added(rows.path, status, len(rows.passages), len(rows.sections) - 1, rows.notes, rows.missing)

    def remove(self, report_id: int) -> None:
        """Remove a report and build the index anew."""
        with writing(self.folder):
            self._records.delete(report_id)
            self._refresh()

    def check(self) -> Sequence[tuple[str, str]]:
        """Verify SQLite's structure, every text's hash and spans, and the index, which is built anew where it differs."""
        faults: dict[tuple[str, str], None] = {}
        with noting(faults):
            self._records.verify()
        with noting(faults):
            for summary in self.reports():
                with noting(faults):
                    _check_report(self._records, summary)
        with noting(faults):
            try:
                self._look_ahead()
            except Damaged:
                with writing(self.folder):
                    self._refresh()
                raise
        with noting(faults):
            folder, intact = self._indexed(lambda index: (index.folder, index.intact()))
            if not intact:
                self._rebuild(folder)
        return list(faults)

    def drift(self) -> Sequence[tuple[str, str]]:
        """Read the reports' files again; return which have changed or gone."""
        from knowledge.adding.files import drifted  # only checking reads files again

        known = self._records.known()
        return list(
            drifted((summary.path, summary.source, known.get(summary.source, "")) for summary in self.reports())
        )

    # Inside

    def _by_id(self) -> dict[int, Summary]:
        if self._looked and self._records.held:
            return self._summaries
        generation = self._records.generation()  # another process may have added reports
        if self._summarised != generation:
            self._reports = self._records.summaries()
            self._summaries = {summary.id: summary for summary in self._reports}
            self._summarised = generation
        self._looked = self._records.held
        return self._summaries

    def _sections_of(self, report: int) -> tuple[Section, ...]:
        if report not in self._sections:
            self._sections[report] = self._records.sections(report)
        return self._sections[report]

    def _refresh(self, draft: "Draft | None" = None) -> str:
        """Bring words and index up to the records; returns the index's name. Only for the one writer."""
        from knowledge.local.building import build  # most questions find an index

        self._records.recut()
        name = build(self.folder, self._records, draft)
        self._records.settle()
        sweep(self._records.path)
        return name

    def _rebuild(self, broken: str) -> None:
        """Build the index anew in the place of one that is broken."""
        with writing(self.folder):
            generations.remove(broken)
            self._refresh()
        self._index = None  # the new one may have the old one's name

    def _indexed(self, read: Callable[[Index], _T]) -> _T:
        """Read the index; one that cannot be read is built anew, one that a writer took away is no loss."""
        for _ in range(_ATTEMPTS):
            try:
                return read(self._opened())
            except Broken as error:
                self._records.release()
                self._index, broken = None, error.folder
                if generations.there(broken):
                    break
        self._rebuild(broken)
        return read(self._opened())

    def _opened(self) -> Index:
        """Return the index over the records as they stand; builds it where it is missing or stale.

        While another process adds reports, the newest index there is serves: an answer need not wait for them.
        """
        if self._index is not None and self._records.held:
            return self._index
        path = os.path.join(self.folder, generations.stamp(self._records))
        if self._index is None or self._index.folder != path:
            if not generations.there(path):
                self._look_ahead()
                path = os.path.join(self.folder, self._build_or_latest())
            if self._index is None or self._index.folder != path:
                self._index = Index(path)
        return self._index

    def _look_ahead(self) -> None:
        """Raise Damaged where the records are older than an index of theirs."""
        if generations.ahead(self.folder, self._records):
            raise Damaged(
                f"{self.folder}：最近添加的报告丢失了（记录比索引旧），请重新添加；qa check 之后可照旧使用",
                f"{self.folder}: the reports added last are lost (older than the index); add them again, or run qa check",
            )

    def _build_or_latest(self) -> str:
        latest = generations.latest(self.folder, self._records)
        try:
            with writing(self.folder, _BRIEFLY if latest is None else 0):
                return self._refresh()
        except Busy:
            if latest is None:
                raise
            return latest


def _in_order(names: Sequence[str]) -> bool:
    """Whether reports come in the order in which they are indexed."""
    return all(map(str.__le__, names, names[1:]))


def _begun(folder: str, records: Records) -> "Draft | None":
    """Begin an index, to be written while reports are still being read; None where that cannot be."""
    from knowledge.local.building import Draft

    with suppress(OSError, ValueError):
        return Draft(folder, records)
    return None


def _make_folder(folder: str) -> None:
    try:
        durable.make_folders(folder)
    except OSError as error:
        raise Unwritable(
            f"建不了知识库 {folder}：{error.strerror}",
            f"cannot make the knowledge base {folder}: {error.strerror}",
        ) from error


def _check_report(records: Records, summary: Summary) -> None:
    report = records.report(summary.id)
    if len(report.passages) != summary.passages:
        raise Damaged(
            f"{summary.path}：应有 {summary.passages} 段，只有 {len(report.passages)} 段，请重新添加这份报告",
            f"{summary.path}: {len(report.passages)} of {summary.passages} passages; add the report again",
        )
    for passage, text in records.stretch(summary.id, 0, summary.passages):
        if report.text[passage.lead : passage.end] != text:
            raise Damaged(
                f"{summary.path}：段落 {passage.ordinal} 与正文不符，请重新添加这份报告",
                f"{summary.path}: passage {passage.ordinal} is not the text's; add the report again",
            )
