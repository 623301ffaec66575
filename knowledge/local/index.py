"""The search index, derived from the records: a tantivy index and a table of words, in one folder a generation.

An index is built beside the old one and moved into place whole, so readers never see half of one. The folder's
name is its stamp: the generation of the records, and the versions of what made it.

It is built whole each time (297 reports: 4 s), passages by report path and position: the same records give the same
answers, in whatever order they were added. (Adding to an old index would put passages into other segments of
tantivy's. 120 searches over 1, 2 and 7 segments gave the same scores to the last bit, but tantivy does not promise it.)
"""

import os
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

import tantivy

from knowledge import words
from knowledge.base import Clause, Word
from knowledge.errors import Damaged, Unwritable
from knowledge.local import digest, durable
from knowledge.local.database import guarded, strangers, uri
from knowledge.local.records import Records
from knowledge.model import section_path
from knowledge.text import fold

# Change it when an index would come out differently from the same records.
VERSION = 3

# The fields of the index; each has its own BM25 statistics and its own weights in a query.
FIELDS = ("title", "path", "words", "chars", "pairs", "sounds")

_HEAP = 64 * 1024 * 1024  # bytes for tantivy's writer
_PREFIX = "index-"
_GOING = ".tmp"  # what ends so is no index yet, or none any more

# So many passages more than asked for are looked at first, for equals of the last one.
_EQUALS = 8

# The table of words; its index is made when all words are in.
_WORDS = (
    "CREATE TABLE word (text TEXT PRIMARY KEY, sound TEXT, passages INTEGER, count INTEGER) WITHOUT ROWID",
    "CREATE TABLE size (passages INTEGER, words INTEGER)",
    "CREATE INDEX word_sound ON word (sound)",
)


class Broken(Damaged):
    """The index in `folder` cannot be read; the records can still give a new one."""

    def __init__(self, folder: str, said: object) -> None:
        super().__init__(f"{folder}：索引读不了（{said}）", f"{folder}: cannot read the index ({said})")
        self.folder = folder


def stamp(records: Records) -> str:
    """Return the folder name of the index over these records as they stand."""
    return f"{_PREFIX}{records.identity():x}-{records.generation()}-{_versions()}"


def _versions() -> str:
    return f"{VERSION}.{words.VERSION}"


@contextmanager
def _reading(folder: str) -> Iterator[None]:
    """Turn whatever reading an index ends in, into Broken: SQLite's errors, tantivy's, and its panics."""
    try:
        yield
    except BaseException as error:
        # A panic is no Exception, and its class has no name that can be imported.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Broken(folder, error) from error


class Index:
    """An open index, read-only. What it raises is Broken."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        with _reading(folder):
            if not digest.intact(folder, opening=True):
                raise ValueError("its files have changed")
            index = _opened(os.path.join(folder, "passages"))
            self._searcher = index.searcher()
            self._schema = index.schema
            table = uri(os.path.join(folder, "words.db"), "immutable=1")
            self._words = sqlite3.connect(table, uri=True, check_same_thread=False)
            if strange := strangers(self._words, _WORDS):
                raise ValueError(f"{strange} in words.db")
            passages, count = self._words.execute("SELECT passages, words FROM size").fetchone()
            self.size = (int(passages), int(count))

    def close(self) -> None:
        """Close the table of words; the rest needs no closing."""
        self._words.close()

    def intact(self) -> bool:
        """Whether the index's files are those that were built. Reads all of them."""
        with _reading(self.folder):
            return digest.intact(self.folder)

    def words(self, texts: Iterable[str]) -> Mapping[str, Word]:
        """Look words up."""
        asked = list(texts)
        found: dict[str, Word] = {}
        for at in range(0, len(asked), 500):
            part = asked[at : at + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT text, passages, count FROM word WHERE text IN ({marks})"
            with _reading(self.folder):
                for row in self._words.execute(query, part):
                    found[row[0]] = Word(*row)
        return found

    def words_that_sound(self, sounds: Iterable[str]) -> Mapping[str, Sequence[Word]]:
        """Look words up by sound; the most frequent first."""
        asked = list(sounds)
        found: dict[str, list[Word]] = {}
        for at in range(0, len(asked), 500):
            part = asked[at : at + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT sound, text, passages, count FROM word WHERE sound IN ({marks}) ORDER BY count DESC, text"
            with _reading(self.folder):
                for row in self._words.execute(query, part):
                    found.setdefault(row[0], []).append(Word(*row[1:]))
        return found

    def words_short_as(self, short: str) -> Sequence[Word]:
        """Return longer words with the same first and last character, or of two halves that begin with them."""
        if len(short) != 2 or any(c in "*?[" or c.isascii() for c in short):
            return []
        first, last = short[0], short[1]
        query = (
            "SELECT text, passages, count FROM word WHERE text > ? AND text < ? AND length(text) BETWEEN 4 AND 6"
            " ORDER BY count DESC, text"
        )
        with _reading(self.folder):
            rows = self._words.execute(query, (first, chr(ord(first) + 1))).fetchall()
        return [Word(*row) for row in rows if row[0][-1] == last or (len(row[0]) == 4 and row[0][2] == last)][:3]

    def search(self, clauses: Sequence[Clause], limit: int, reports: Sequence[int] | None) -> list[tuple[int, float]]:
        """Return (passage id, score) of the best passages, and of all that score as much as the last of them.

        Which of equals tantivy returns depends on how the index lies on the disk; the caller ranks them.
        """
        if not clauses or limit < 1:
            return []
        with _reading(self.folder):  # a damaged index may have lost a field, too
            query = self._query(clauses, reports)
            asked = limit + _EQUALS
            hits = self._searcher.search(query, asked, count=False).hits
            while len(hits) == asked and hits[-1][0] == hits[limit - 1][0]:
                asked *= 2
                hits = self._searcher.search(query, asked, count=False).hits
            least = hits[limit - 1][0] if len(hits) >= limit else 0.0
            hits = [hit for hit in hits if hit[0] >= least]
            numbers: list[Any] = self._searcher.fast_field_values("passage", [address for _, address in hits])
            return [(int(number), float(score)) for (score, _), number in zip(hits, numbers, strict=True)]

    def _query(self, clauses: Sequence[Clause], reports: Sequence[int] | None) -> tantivy.Query:
        query, schema = tantivy.Query, self._schema
        terms = ((query.term_query(schema, c.field, c.term, index_option="freq"), c.weight) for c in clauses)
        wanted = query.boolean_query([(tantivy.Occur.Should, query.boost_query(*term)) for term in terms])
        if reports is None:
            return wanted
        only = query.const_score_query(query.term_set_query(schema, "report", list(reports)), 0.0)
        return query.boolean_query([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, only)])


def _opened(folder: str) -> tantivy.Index:
    """Open the index, which is there: tantivy's other way would make one that is not.

    Tantivy writes a lock beside the files that it opens. Where it cannot, it is shown them in a folder where it can.
    """
    if os.access(folder, os.W_OK):
        return _unwatched(folder)
    from tempfile import TemporaryDirectory  # seldom needed, and slow to import

    with TemporaryDirectory() as shown:
        for name in os.listdir(folder):
            if not name.endswith(".lock"):
                os.symlink(os.path.join(os.path.abspath(folder), name), os.path.join(shown, name))
        return _unwatched(shown)


def _unwatched(folder: str) -> tantivy.Index:
    """Open an index that does not change. Else a thread of tantivy's opens its files once more, as if they had.

    Where a file was cut short meanwhile, that ended the whole process (SIGBUS), and no error could be caught.
    """
    index = tantivy.Index.open(folder)
    index.config_reader(reload_policy="manual")
    return index


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("report", indexed=True)
    builder.add_unsigned_field("passage", fast=True)
    return builder.build()


def latest(folder: str, records: Records) -> str | None:
    """Return the name of the newest index in `folder` over some state of these records, or None."""
    found, now = _generations(folder, records), records.generation()
    return found[max(past)] if (past := [number for number in found if number <= now]) else None


def ahead(folder: str, records: Records) -> bool:
    """Whether there is an index over a later state of these records: then they have lost what came last."""
    found = _generations(folder, records)
    return max(found, default=0) > records.generation()  # read after the folder: a writer may just have built one


def _generations(folder: str, records: Records) -> dict[int, str]:
    ours = re.compile(rf"{_PREFIX}{records.identity():x}-(\d+)-{re.escape(_versions())}")
    return {int(match[1]): match[0] for name in os.listdir(folder) if (match := ours.fullmatch(name))}


def build(folder: str, records: Records) -> str:
    """Build the index over the records as they stand; returns its folder's name. Removes older ones."""
    with records.snapshot():
        name = stamp(records)
        target = os.path.join(folder, name)
        if os.path.isdir(target):
            return name
        making = f"{target}.{os.getpid()}{_GOING}"
        try:
            os.makedirs(passages := os.path.join(making, "passages"))
            counts = _write_passages(passages, records)
            _write_words(os.path.join(making, "words.db"), counts, _unwatched(passages).searcher())
            digest.write(making)
            durable.sync_tree(making)
            try:
                os.rename(making, target)
            except OSError:
                if not os.path.isdir(target):  # else another process was first, with the same result
                    raise
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
        characters, pairs = words.grams(fold(text).text)
        document = tantivy.Document(
            title=title, path=paths[section], words=cut, chars=" ".join(characters), pairs=" ".join(pairs),
            sounds=" ".join(words.pair_sounds(characters)),
        )  # fmt: skip
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
    for table in _WORDS[:2]:
        db.execute(table)
    db.execute("BEGIN")
    db.execute("INSERT INTO size VALUES (?, ?)", (searcher.num_docs, counts.total()))
    db.executemany(
        "INSERT INTO word VALUES (?,?,?,?)",
        ((text, words.sound(text), searcher.doc_freq("words", text), counts[text]) for text in sorted(counts)),
    )
    db.execute("COMMIT")
    db.execute(_WORDS[2])
    db.close()


def discard(folder: str, name: str) -> None:
    """Remove all indexes but `name`, and what is left of builds that were broken off."""
    for old in os.listdir(folder):
        if old.startswith(_PREFIX) and old != name:
            remove(os.path.join(folder, old))


def remove(index: str) -> None:
    """Remove an index: its name first, so that whoever opens it finds it whole or gone."""
    going = index if index.endswith(_GOING) else f"{index}.{os.getpid()}{_GOING}"
    with suppress(OSError):
        os.rename(index, going)
        if os.path.isdir(going) and not os.path.islink(going):
            shutil.rmtree(going, ignore_errors=True)
        else:
            os.unlink(going)
