"""Other engines on the same work: the same words of the same passages in one field, ranked by BM25, the best `K`.

Each is a function from a records file and a folder to a search over words, which returns the passages' ids; `None` where
it is not installed.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.retrieve import CANDIDATES as K

Search = Callable[[Sequence[str]], Sequence[Any]]


def passages(records: Path) -> Iterator[tuple[int, str]]:
    """Yield the id of each passage, and its words with spaces between."""
    with closing(sqlite3.connect(records)) as db:
        yield from db.execute("SELECT id, words FROM passage ORDER BY id")


def with_texts(search: Search, records: Path) -> Search:
    """Return the search that reads the passages found, too: an answer needs them."""
    db = sqlite3.connect(records)

    def read(words: Sequence[str]) -> Sequence[Any]:
        found = [int(number) for number in search(words)]
        marks = ",".join("?" * len(found))
        return db.execute(f"SELECT id, text FROM passage WHERE id IN ({marks})", found).fetchall()

    return read


def plain_tantivy(records: Path, folder: Path) -> Search | None:
    """One text field, the words or-ed."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("passage", fast=True)
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=64 << 20, num_threads=1)
    for number, words in passages(records):
        document = tantivy.Document(words=words)
        document.add_unsigned("passage", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(words: Sequence[str]) -> Sequence[Any]:
        terms = [tantivy.Query.term_query(schema, "words", word, index_option="freq") for word in words]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = searcher.search(query, K, count=False).hits
        return searcher.fast_field_values("passage", [address for _, address in hits])

    return search


def bm25s(records: Path, folder: Path) -> Search | None:
    """All scores in memory, numpy alone."""
    try:
        import bm25s as library
    except ImportError:
        return None
    vocabulary: dict[str, int] = {}
    rows: list[list[int]] = []
    numbers: list[int] = []
    for number, words in passages(records):
        numbers.append(number)
        rows.append([vocabulary.setdefault(word, len(vocabulary)) for word in words.split()])
    retriever = library.BM25()
    retriever.index((rows, vocabulary), show_progress=False)
    retriever.save(str(folder), show_progress=False)
    most = min(K, len(rows))
    del rows

    def search(words: Sequence[str]) -> Sequence[Any]:
        known = [word for word in words if word in vocabulary]
        best = retriever.retrieve([known], k=most, show_progress=False).documents[0] if known else ()
        return [numbers[at] for at in best]

    return search


def fts5(records: Path, folder: Path) -> Search | None:
    """SQLite's own full text search, without a copy of the texts."""
    db = sqlite3.connect(folder / "fts.db")
    db.execute("CREATE VIRTUAL TABLE passage USING fts5(words, content='')")
    with db:
        db.executemany("INSERT INTO passage (rowid, words) VALUES (?, ?)", passages(records))

    def search(words: Sequence[str]) -> Sequence[Any]:
        wanted = " OR ".join('"{}"'.format(word.replace('"', '""')) for word in words)
        query = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?"
        return [number for (number,) in db.execute(query, (wanted, K))]

    return search


ENGINES = {"plain tantivy": plain_tantivy, "bm25s": bm25s, "SQLite FTS5": fts5}
