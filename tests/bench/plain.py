"""Other engines on the same work: the same words of the same passages in one field, ranked by BM25, the best `K`.

Each is a function from a records file and a folder to a search over words; `None` where it is not installed.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from qa.retrieve import CANDIDATES as K

Search = Callable[[Sequence[str]], Sequence[Any]]


def passages(records: Path) -> Iterator[str]:
    """Yield each passage as words with spaces between."""
    with closing(sqlite3.connect(records)) as db:
        for (words,) in db.execute("SELECT words FROM passage ORDER BY id"):
            yield words


def plain_tantivy(records: Path, folder: Path) -> Search | None:
    """One text field, the words or-ed."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=64 << 20, num_threads=1)
    for words in passages(records):
        writer.add_document(tantivy.Document(words=words))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(words: Sequence[str]) -> Sequence[Any]:
        terms = [tantivy.Query.term_query(schema, "words", word, index_option="freq") for word in words]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return searcher.search(query, K, count=False).hits

    return search


def bm25s(records: Path, folder: Path) -> Search | None:
    """All scores in memory, numpy alone."""
    try:
        import bm25s as library
    except ImportError:
        return None
    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(word, len(vocabulary)) for word in words.split()] for words in passages(records)]
    retriever = library.BM25()
    retriever.index((rows, vocabulary), show_progress=False)
    retriever.save(str(folder), show_progress=False)
    most = min(K, len(rows))
    del rows

    def search(words: Sequence[str]) -> Sequence[Any]:
        known = [word for word in words if word in vocabulary]
        return retriever.retrieve([known], k=most, show_progress=False).documents[0] if known else ()

    return search


def fts5(records: Path, folder: Path) -> Search | None:
    """SQLite's own full text search, without a copy of the texts."""
    db = sqlite3.connect(folder / "fts.db")
    db.execute("CREATE VIRTUAL TABLE passage USING fts5(words, content='')")
    with db:
        db.executemany("INSERT INTO passage (words) VALUES (?)", ((words,) for words in passages(records)))

    def search(words: Sequence[str]) -> Sequence[Any]:
        wanted = " OR ".join('"{}"'.format(word.replace('"', '""')) for word in words)
        query = "SELECT rowid, rank FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?"
        return db.execute(query, (wanted, K)).fetchall()

    return search


ENGINES = {"plain tantivy": plain_tantivy, "bm25s": bm25s, "SQLite FTS5": fts5}
