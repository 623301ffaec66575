"""Building the search index.

An index is built beside the old one and moved into place whole, so readers never see half of one. The folder's
name is its stamp: the generation of the records, and the versions of what made it.

It is built whole each time, reports by path, passages by position: the same records give the same answers, in whatever
order they were added. Where the first reports of all are added, it is written while others are still being read. (Adding
to an old index would put passages into other segments of tantivy's. 120 searches over 1, 2 and 7 segments gave the same
scores to the last bit, but tantivy does not promise it.)
"""

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import Any

import tantivy

from knowledge import words
from knowledge.errors import Unwritable
from knowledge.local import digest, durable
from knowledge.local.database import guarded
from knowledge.local.generations import GOING, PREFIX, discard, remove, stamp, there
from knowledge.local.index import WORDS, unwatched
from knowledge.local.records import Records
from knowledge.terms import FIELDS, Terms

# Bytes that tantivy's writer may take before it writes a segment: of 100,000 passages. Fewer segments are searched
# faster (100,000 passages in 1: 1.15 ms, in 5: 1.55 ms), and fewer are merged.
_HEAP = 256 * 1024 * 1024


class Draft:
    """An index being written: reports are put in one by one. `reports` are those that are in it."""

    def __init__(self, folder: str, records: Records) -> None:
        self._records = records
        self._counts: Counter[str] = Counter()
        self.reports: list[int] = []
        self.folder = os.path.join(folder, f"{PREFIX}{os.getpid()}{GOING}")
        self._passages = os.path.join(self.folder, "passages")
        self._writer: Any = None
        try:
            remove(self.folder)  # of a process that had the same number and was ended
            os.makedirs(self._passages)
            index = tantivy.Index(_schema(), path=self._passages)
            # One thread: the same records give the same index.
            self._writer = index.writer(heap_size=_HEAP, num_threads=1)
        except BaseException:
            self.discard()
            raise

    def put(self, report: int) -> None:
        """Index the passages of one report. Raises Damaged where its records do not fit together."""
        for document in self._documents(report):
            self._writer.add_document(document)
        self.reports.append(report)

    def _documents(self, report: int) -> Iterator[tantivy.Document]:
        with guarded(self._records.path):
            yield from self._fitting(report)

    def _fitting(self, report: int) -> Iterator[tantivy.Document]:
        terms = Terms(self._records.summary(report), self._records.sections(report))
        for number, section, text, cut in self._records.cut_passages(report):
            self._counts.update(cut.split())
            document = tantivy.Document(**terms.of(section, text, cut))
            document.add_unsigned("report", report)
            document.add_unsigned("passage", number)
            yield document

    def finish(self, place: str) -> None:
        """Bring the index to the disk, and then to its place."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        for name in (".managed.json", "meta.json"):  # whoever may read the records may read the index
            shutil.copymode(os.path.join(self._passages, ".tantivy-writer.lock"), os.path.join(self._passages, name))
        _write_words(os.path.join(self.folder, "words.db"), self._counts, unwatched(self._passages).searcher())
        digest.write(self.folder)
        durable.sync_tree(self.folder)
        remove(place)  # what is no index
        os.rename(self.folder, place)
        durable.sync(os.path.dirname(place))

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
            if draft is None or draft.reports != order:
                if draft is not None:
                    draft.discard()
                draft = Draft(folder, records)
                for report in order:
                    draft.put(report)
            draft.finish(target)
        except (OSError, ValueError, sqlite3.OperationalError) as error:
            full = any(words in str(error) for words in ("No space left", "is full", "too large"))
            zh, en = ("磁盘满了", "the disk is full") if full else (str(error), str(error))
            raise Unwritable(
                f"{folder}：报告已存下，但建不了索引（{zh}）", f"{folder}: reports are stored, but not the index ({en})"
            ) from error
        finally:
            if draft is not None:
                draft.discard()
    discard(folder, name)
    return name


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("report", indexed=True)
    builder.add_unsigned_field("passage", fast=True)
    return builder.build()


def _write_words(path: str, counts: Counter[str], searcher: tantivy.Searcher) -> None:
    # Not a record: no journal, and the folder is moved into place only when all is written.
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA temp_store = MEMORY")  # else it sorts in the shared temp folder
    for table in WORDS[:2]:
        db.execute(table)
    db.execute("BEGIN")
    db.execute("INSERT INTO size VALUES (?, ?)", (searcher.num_docs, counts.total()))
    db.executemany(
        "INSERT INTO word VALUES (?,?,?,?)",
        ((text, words.sound(text), searcher.doc_freq("words", text), counts[text]) for text in sorted(counts)),
    )
    db.execute("COMMIT")
    db.execute(WORDS[2])
    db.close()
