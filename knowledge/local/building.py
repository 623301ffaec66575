"""Building the search index.

An index is built beside the old one and moved into place whole, so readers never see half of one. The folder's
name is its stamp: the generation of the records, and the versions of what made it.

It is built whole each time (297 reports: 4 s), passages by report path and position: the same records give the same
answers, in whatever order they were added. (Adding to an old index would put passages into other segments of
tantivy's. 120 searches over 1, 2 and 7 segments gave the same scores to the last bit, but tantivy does not promise it.)
"""

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import tantivy

from knowledge import words
from knowledge.errors import Unwritable
from knowledge.local import digest, durable
from knowledge.local.database import guarded
from knowledge.local.generations import GOING, discard, remove, stamp, there
from knowledge.local.index import FIELDS, WORDS, unwatched
from knowledge.local.records import Records
from knowledge.model import section_path
from knowledge.text import fold

_HEAP = 64 * 1024 * 1024  # bytes for tantivy's writer


def build(folder: str, records: Records) -> str:
    """Build the index over the records as they stand; returns its folder's name. Removes older ones."""
    with records.snapshot():
        name = stamp(records)
        target = os.path.join(folder, name)
        if there(target):
            return name
        making = f"{target}.{os.getpid()}{GOING}"
        try:
            os.makedirs(passages := os.path.join(making, "passages"))
            counts = _write_passages(passages, records)
            _write_words(os.path.join(making, "words.db"), counts, unwatched(passages).searcher())
            digest.write(making)
            durable.sync_tree(making)
            remove(target)  # what is no index
            os.rename(making, target)
            durable.sync(folder)
        except (OSError, ValueError, sqlite3.OperationalError) as error:
            full = any(words in str(error) for words in ("No space left", "is full", "too large"))
            zh, en = ("磁盘满了", "the disk is full") if full else (str(error), str(error))
            raise Unwritable(
                f"{folder}：报告已存下，但建不了索引（{zh}）", f"{folder}: reports are stored, but not the index ({en})"
            ) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
    discard(folder, name)
    return name


def _write_passages(folder: str, records: Records) -> Counter[str]:
    """Write the index of all passages; returns how often each word stands in them."""
    index = tantivy.Index(_schema(), path=folder)
    writer = index.writer(heap_size=_HEAP, num_threads=1)  # one thread: the same records give the same index
    counts: Counter[str] = Counter()
    for document in _documents(records, counts):
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    for name in (".managed.json", "meta.json"):  # whoever may read the records may read the index
        shutil.copymode(os.path.join(folder, ".tantivy-writer.lock"), os.path.join(folder, name))
    return counts


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("report", indexed=True)
    builder.add_unsigned_field("passage", fast=True)
    return builder.build()


def _documents(records: Records, counts: Counter[str]) -> Iterator[tantivy.Document]:
    """Yield all passages, counting their words. Raises Damaged where the records do not fit together."""
    with guarded(records.path):
        yield from _fitting(records, counts)


def _fitting(records: Records, counts: Counter[str]) -> Iterator[tantivy.Document]:
    summaries = {summary.id: summary for summary in records.summaries()}
    current = -1
    for number, report, section, text, cut in records.all_passages():
        if report != current:
            current = report
            summary = summaries[report]
            # A title such as 2024年政府工作报告 leaves the place to the file's name.
            stem = os.path.splitext(summary.path)[0]
            title = " ".join(_terms(summary.head.title, stem, summary.head.issuer))
            sections = records.sections(report)
            paths: dict[int, str] = {}
        if section not in paths:
            above = section_path(sections, section)
            paths[section] = " ".join(_terms(*(s.title for s in above)))
        counts.update(cut.split())
        characters, pairs, sounds = words.lines(fold(text).text)
        document = tantivy.Document(
            title=title, path=paths[section], words=cut, chars=characters, pairs=pairs, sounds=sounds
        )
        document.add_unsigned("report", report)
        document.add_unsigned("passage", number)
        yield document


def _terms(*texts: str) -> list[str]:
    """Words and pairs of short texts, for the fields that have no gram fields of their own."""
    pairs = words.grams(fold(" ".join(texts)).text)[1]
    return words.unique([*(word for text in texts for word in _cut(text)), *pairs])


@lru_cache(1 << 12)
def _cut(text: str) -> list[str]:
    """Cut a title, which stands in the path of every section below its own."""
    return words.cut_report(fold(text).text)


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
