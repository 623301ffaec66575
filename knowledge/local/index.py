"""The search index, derived from the records: a tantivy index and a table of words, read only."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import tantivy
from tantivy import Occur

from knowledge.base import Clause, Word
from knowledge.errors import Damaged
from knowledge.local import digest
from knowledge.local.database import strangers, uri

# So many passages more than asked for are looked at first, for equals of the last one.
_EQUALS = 8

# Passages of one of so many reports are sought by as many terms: half the time that a set of them takes, which first lists
# all of its passages. Of some hundred reports the set is as fast.
_FEW = 64

# So many texts that were looked up are kept (3 MB).
_MOST_KNOWN = 1 << 15

# The words, and which reports they are of. The index of the words is made when all are in.
WORDS_DB = "words.db"
WORDS = (
    "CREATE TABLE word (text TEXT PRIMARY KEY, sound TEXT, passages INTEGER, count INTEGER) WITHOUT ROWID",
    "CREATE TABLE size (passages INTEGER, words INTEGER)",
    "CREATE TABLE report (id INTEGER PRIMARY KEY)",
    "CREATE INDEX word_sound ON word (sound)",
)


class Broken(Damaged):
    """The index in `folder` cannot be read; the records can still give a new one."""

    def __init__(self, folder: str, said: object) -> None:
        super().__init__(f"{folder}：索引读不了（{said}）", f"{folder}: cannot read the index ({said})")
        self.folder = folder


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
            table = uri(os.path.join(folder, WORDS_DB), "immutable=1")
            self._words = sqlite3.connect(table, uri=True, check_same_thread=False)
            if strange := strangers(self._words, WORDS):
                raise ValueError(f"{strange} in {WORDS_DB}")
            passages, count = self._words.execute("SELECT passages, words FROM size").fetchone()
            self.size = (int(passages), int(count))
        # An index does not change. Most of what is looked up was looked up a question or a keystroke ago.
        self._known: dict[str, Word | None] = {}

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
        if len(self._known) + len(asked) > _MOST_KNOWN:
            self._known.clear()
        fresh = [text for text in asked if text not in self._known]
        for at in range(0, len(fresh), 500):
            part = fresh[at : at + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT text, passages, count FROM word WHERE text IN ({marks})"
            with _reading(self.folder):
                found = {row[0]: Word(*row) for row in self._words.execute(query, part)}
            self._known.update((text, found.get(text)) for text in part)
        return {text: word for text in asked if (word := self._known[text])}

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

    def search(
        self, clauses: Sequence[Clause], limit: int, reports: Sequence[int] | None, *, every: bool = False
    ) -> list[tuple[int, float]]:
        """Return (passage id, score) of the best passages, and of all that score as much as the last of them.

        Which of equals tantivy returns depends on how the index lies on the disk; the caller ranks them.
        """
        if not clauses or limit < 1:
            return []
        with _reading(self.folder):  # a damaged index may have lost a field, too
            query = self._query(clauses, reports, Occur.Must if every else Occur.Should)
            asked = limit + _EQUALS
            hits = self._searcher.search(query, asked, count=False).hits
            while len(hits) == asked and hits[-1][0] == hits[limit - 1][0]:
                asked *= 2
                hits = self._searcher.search(query, asked, count=False).hits
            least = hits[limit - 1][0] if len(hits) >= limit else 0.0
            hits = [hit for hit in hits if hit[0] >= least]
            numbers: list[Any] = self._searcher.fast_field_values("passage", [address for _, address in hits])
            return [(int(number), float(score)) for (score, _), number in zip(hits, numbers, strict=True)]

    def _query(self, clauses: Sequence[Clause], reports: Sequence[int] | None, occur: Occur) -> tantivy.Query:
        query, schema = tantivy.Query, self._schema
        terms = ((query.term_query(schema, c.field, c.term, index_option="freq"), c.weight) for c in clauses)
        wanted = query.boolean_query([(occur, query.boost_query(*term)) for term in terms])
        if reports is None:
            return wanted
        only = query.const_score_query(self._any_of(reports), 0.0)
        return query.boolean_query([(Occur.Must, wanted), (Occur.Must, only)])

    def _any_of(self, reports: Sequence[int]) -> tantivy.Query:
        query, schema = tantivy.Query, self._schema
        if len(reports) > _FEW:
            return query.term_set_query(schema, "report", list(reports))
        return query.boolean_query([(Occur.Should, query.term_query(schema, "report", report)) for report in reports])


def _opened(folder: str) -> tantivy.Index:
    """Open the index, which is there: tantivy's other way would make one that is not.

    Tantivy writes a lock beside the files that it opens. Where it cannot, it is shown them in a folder where it can.
    """
    if os.access(folder, os.W_OK):
        return unwatched(folder)
    from tempfile import TemporaryDirectory  # seldom needed, and slow to import

    with TemporaryDirectory() as shown:
        for name in os.listdir(folder):
            if not name.endswith(".lock"):
                os.symlink(os.path.join(os.path.abspath(folder), name), os.path.join(shown, name))
        return unwatched(shown)


def unwatched(folder: str) -> tantivy.Index:
    """Open an index that does not change. Else a thread of tantivy's opens its files once more, as if they had.

    Where a file was cut short meanwhile, that ended the whole process (SIGBUS), and no error could be caught.
    """
    index = tantivy.Index.open(folder)
    index.config_reader(reload_policy="manual")
    return index
