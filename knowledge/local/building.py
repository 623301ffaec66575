"""Building the search index.

An index is built beside the old one and moved into place whole, so readers never see half of one. The folder's
name is its stamp: the generation of the records, and the versions of what made it.

Where reports were only added, and not more than were there, it goes on from the index there is: that one's segments are
linked into the new folder, and stay as they are. Otherwise it is built whole, reports by path, passages by position, and
where the first reports of all are added, while others are still being read. Scores do not depend on which it was: what
tantivy counts, it counts over all segments, but for what was deleted, and nothing ever is. (431 questions about 297
reports got the same replies to the last digit, whether these were added at once or shuffled, in ten parts.)
"""

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from typing import Any

import tantivy

from knowledge import words
from knowledge.errors import Unwritable
from knowledge.local import digest, durable
from knowledge.local.database import guarded, strangers, uri
from knowledge.local.generations import GOING, PREFIX, discard, latest, remove, stamp, there
from knowledge.local.index import WORDS, WORDS_DB, unwatched
from knowledge.local.records import Records
from knowledge.rows import checked
from knowledge.terms import FIELDS, Terms
from knowledge.text import fold

# Bytes that tantivy's writer may take before it writes a segment: of 100,000 passages. Fewer segments are searched
# faster (100,000 passages in 1: 1.15 ms, in 5: 1.55 ms), and fewer are merged.
_HEAP = 256 * 1024 * 1024

_WORDS = FIELDS.index("words")


class Draft:
    """An index being written: reports are put in one by one. `reports` are those that are in it."""

    def __init__(self, folder: str, records: Records, base: str | None = None) -> None:
        """Begin anew, or go on from the index in the folder `base`. Raises OSError, ValueError and sqlite3.Error."""
        self._records = records
        self._counts: Counter[str] = Counter()
        self.reports: list[int] = []
        self.folder = os.path.join(folder, f"{PREFIX}{os.getpid()}{GOING}")
        self._passages = os.path.join(self.folder, "passages")
        self._writer: Any = None
        try:
            remove(self.folder)  # of a process that had the same number and was ended
            os.makedirs(self._passages)
            if base:
                if not digest.intact(base):  # all of it, whatever its size: no damage is handed on, nor met by tantivy
                    raise ValueError(f"{base} has changed")
                self.reports = _held(base)
                shutil.copy(os.path.join(base, WORDS_DB), self.folder)
                _take_over(os.path.join(base, "passages"), self._passages)
            index = unwatched(self._passages) if base else tantivy.Index(_schema(), path=self._passages)
            # One thread: the same records give the same index.
            self._writer = index.writer(heap_size=_HEAP, num_threads=1)
        except BaseException:
            self.discard()
            raise

    def put(self, report: int, terms: Iterable[Sequence[str]]) -> None:
        """Index the passages of one report, given their terms. Raises Damaged where its records do not fit together."""
        for document in self._documents(report, terms):
            self._writer.add_document(document)
        self.reports.append(report)

    def _documents(self, report: int, terms: Iterable[Sequence[str]]) -> Iterator[tantivy.Document]:
        with guarded(self._records.path):
            # A process that was broken by what it read may have made them: what is no text is Damaged.
            made = checked(terms, (str,) * len(FIELDS))
            for (number, cut), held in zip(self._records.words(report), made, strict=True):
                if held[_WORDS] != cut:
                    raise ValueError(f"the words of passage {number}")
                self._counts.update(cut.split())
                document = tantivy.Document(**dict(zip(FIELDS, held, strict=True)))
                document.add_unsigned("report", report)
                document.add_unsigned("passage", number)
                yield document

    def finish(self, place: str) -> None:
        """Bring the index to the disk, and then to its place."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        for name in (".managed.json", "meta.json"):  # whoever may read the records may read the index
            shutil.copymode(os.path.join(self._passages, ".tantivy-writer.lock"), os.path.join(self._passages, name))
        self._write_words(unwatched(self._passages).searcher())
        digest.write(self.folder)
        durable.sync_tree(self.folder)
        remove(place)  # what is no index
        os.rename(self.folder, place)
        durable.sync(os.path.dirname(place))

    def _write_words(self, searcher: tantivy.Searcher) -> None:
        path = os.path.join(self.folder, WORDS_DB)
        begun = os.path.exists(path)
        # Not a record: no journal, and the folder is moved into place only when all is written.
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA temp_store = MEMORY")  # else it sorts in the shared temp folder
            if not begun:
                for table in WORDS[:-1]:
                    db.execute(table)
                db.execute("INSERT INTO size VALUES (0, 0)")
            db.execute("BEGIN")
            db.execute("UPDATE size SET passages = ?, words = words + ?", (searcher.num_docs, self._counts.total()))
            db.execute("DELETE FROM report")
            db.executemany("INSERT INTO report VALUES (?)", ((number,) for number in sorted(self.reports)))
            db.executemany(
                "INSERT INTO word VALUES (?1, ?2, ?3, ?4)"
                " ON CONFLICT (text) DO UPDATE SET passages = ?3, count = count + ?4",
                (
                    (text, words.sound(text), searcher.doc_freq("words", text), self._counts[text])
                    for text in sorted(self._counts)
                ),
            )
            db.execute("COMMIT")
            if not begun:
                db.execute(WORDS[-1])

    def discard(self) -> None:
        """Remove what was written; what was finished stays."""
        self._writer = None  # which ends its thread: it would go on writing
        shutil.rmtree(self.folder, ignore_errors=True)


def build(folder: str, records: Records, draft: Draft | None = None) -> str:
    """Build the index over the records as they stand; returns its folder's name. Removes older ones.

    A draft is finished where it holds all reports in their order.
    """
    with records.snapshot():
        name = stamp(records)
        target = os.path.join(folder, name)
        try:
            if there(target):
                return name
            order = records.order()
            if draft is not None and draft.reports != order:
                draft.discard()
                draft = None
            draft = draft or _gone_on(folder, records, order) or _whole(folder, records, order)
            draft.finish(target)
        except (OSError, ValueError, sqlite3.OperationalError) as error:
            zh, en = _why(str(error))
            raise Unwritable(
                f"{folder}：报告已存下，但建不了索引（{zh}）", f"{folder}: reports are stored, but not the index ({en})"
            ) from error
        finally:
            if draft is not None:
                draft.discard()
    discard(folder, name)
    return name


def _why(said: str) -> tuple[str, str]:
    """Return why an index could not be written, in Chinese and English."""
    if any(words in said for words in ("No space left", "is full", "too large")):
        return "磁盘满了", "the disk is full"
    return ("磁盘写不进去", "cannot write to the disk") if "disk I/O" in said else (said, said)


def _whole(folder: str, records: Records, order: Sequence[int]) -> Draft:
    return _filled(Draft(folder, records), records, order)


def _gone_on(folder: str, records: Records, order: Sequence[int]) -> Draft | None:
    """Return a draft that goes on from the newest index there is; None where that would not do, or goes wrong."""
    newest = latest(folder, records)
    if newest is None:
        return None
    base = os.path.join(folder, newest)
    with suppress(OSError, ValueError, sqlite3.Error):
        known = set(_held(base))
        fresh = [report for report in order if report not in known]
        if len(known) + len(fresh) == len(order) and len(fresh) <= len(known):
            return _filled(Draft(folder, records, base), records, fresh)
    return None


def _filled(draft: Draft, records: Records, reports: Sequence[int]) -> Draft:
    try:
        for report in reports:
            draft.put(report, _terms(records, report))
    except BaseException:
        draft.discard()
        raise
    return draft


def _terms(records: Records, report: int) -> Iterator[tuple[str, ...]]:
    """Yield the terms of each passage of a report, whose words its records hold."""
    terms = Terms(records.summary(report), records.sections(report))
    for section, text, cut in records.cut_passages(report):
        yield terms.of(section, fold(text).text, cut)


def _held(index: str) -> list[int]:
    """Return the numbers of the reports that an index holds. Raises OSError, ValueError and sqlite3.Error."""
    with closing(sqlite3.connect(uri(os.path.join(index, WORDS_DB), "immutable=1"), uri=True)) as table:
        if strange := strangers(table, WORDS):
            raise ValueError(f"{strange} in {WORDS_DB}")
        return [int(number) for (number,) in table.execute("SELECT id FROM report")]


def _take_over(old: str, new: str) -> None:
    """Let a new folder have the files of an old one: tantivy never changes them, but for those that it replaces."""
    for entry in os.scandir(old):
        if entry.name.endswith(".lock") or not entry.is_file(follow_symlinks=False):
            continue
        place = os.path.join(new, entry.name)
        if entry.name.endswith(".json") or not _linked(entry.path, place):
            shutil.copy(entry.path, place)


def _linked(old: str, new: str) -> bool:
    try:
        os.link(old, new)
    except OSError:  # not every disk can
        return False
    return True


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("report", indexed=True)
    builder.add_unsigned_field("passage", fast=True)
    return builder.build()
