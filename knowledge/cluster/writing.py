"""The one writer: stores reports unseen, then tells them all as one new generation.

What is stored is not seen before it is told. A writer that is ended in between loses nothing: the next one finds its
reports whole (a report's own document is written last) and tells them with its own.
"""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from knowledge import rows, terms
from knowledge.cluster import documents, schema, state
from knowledge.cluster.bulk import Bulk
from knowledge.cluster.client import Client
from knowledge.cluster.state import Lease, Retired, State
from knowledge.cluster.vocabulary import Counts, Vocabulary
from knowledge.errors import Damaged
from knowledge.model import Section
from knowledge.rows import Rows

# How long a report that was replaced stays, in seconds: a question that is being answered may still cite it.
GRACE = 60

# After so many generations the words are counted as a whole: looking one up then reads one document again.
_GENERATIONS = 16

_WORDS = terms.FIELDS.index("words")

_DERIVED: Mapping[str, Callable[[int], dict[str, Any]]] = {"passages": schema.passages, "words": schema.vocabulary}


@dataclass(frozen=True, slots=True)
class Stored:
    """A report that is stored: its number, its file's hash, and the generation it was born at."""

    id: int
    source_hash: str
    born: int


class Writer:
    """Writes one generation. Only for who holds the lease."""

    def __init__(self, client: Client, lease: Lease) -> None:
        self._client, self._lease = client, lease
        self._state, self._version = state.read(client)
        self.born = self._state.generation + 1
        self._bulk = Bulk(client)
        self.due = False  # whether it is time to flush
        self._waiting: list[documents.Document] = []  # reports whose passages and text are on their way
        self._counts, self._passages = Counts(), 0
        self._retired: set[int] = set()
        self._sources: dict[int, str] = {}  # of all reports that were ever found, those displaced too
        self._vocabulary = Vocabulary(client)
        self._stored = self._found()

    def known(self) -> dict[str, str]:
        """Return, for each source file, the hash of the file as it was read."""
        return {source: stored.source_hash for source, stored in self._stored.items()}

    def has(self, report: Rows) -> bool:
        """Whether a report is stored as it is."""
        stored = self._stored.get(report.source)
        return stored is not None and stored.source_hash == report.source_hash

    def _found(self) -> dict[str, Stored]:
        """Return what is stored: seen, or left by a writer that was ended before it could tell."""
        self._refresh("reports", "passages")
        gone = set(self._state.gone)
        found: dict[str, Stored] = {}
        for hit in self._client.each(self._name("reports"), {"match_all": {}}, ["born", "id"]):
            with documents.sound(self._client.address):
                source = hit["_source"]
                one = Stored(int(source["id"]), str(source["source_hash"]), int(source["born"]))
            if one.id not in gone or one.born == self.born:
                self._sources[one.id] = source["source"]
                self._displace(found.get(source["source"]))
                found[source["source"]] = one
                if one.born == self.born:
                    self._count(one.id)
        return found

    # Storing

    def put(self, report: Rows) -> bool:
        """Store a report in the place of the one of the same source; returns whether there was one."""
        number = documents.number_of(report)
        document = documents.report_document(report, self.born)
        with documents.sound(self._client.address):
            summary = documents.summary_of(document)
            sections = tuple(Section(*row) for row in report.sections)
            places = rows.passages_of(row[: len(rows.PASSAGE)] for row in report.passages)
        before = self._stored.get(report.source)
        self._displace(before)
        self._sources[number] = report.source
        self._bulk.put(self._name("texts"), str(number), documents.text_document(report))
        for key, passage in documents.passage_documents(
            summary, self.born, report.report[6], sections, places, report.terms
        ):
            self._bulk.put(self._name("passages"), key, passage, alias=True)
            if self._bulk.full:
                self._send()
                self.due = True
        self.due = self.due or self._bulk.full
        for made in report.terms:
            self._counts.add(made[_WORDS])
        self._passages += len(report.terms)
        self._waiting.append(document)
        self._stored[report.source] = Stored(number, report.source_hash, self.born)
        return before is not None

    def remove(self, number: int) -> None:
        """Let a report be seen no more, if it is; nor what a writer that was ended would have put in its place."""
        self._displace(self._stored.pop(self._sources.get(number, ""), None))

    def flush(self) -> None:
        """Bring all that was put to the cluster: passages and texts first, then the reports themselves."""
        self._send()
        for document in self._waiting:
            self._bulk.put(self._name("reports"), str(document["id"]), document)
        self._waiting = []
        self._send()
        self.due = False

    def _send(self) -> None:
        self._lease.renew()
        self._bulk.send()

    def _displace(self, before: Stored | None) -> None:
        """Take a report out of the place that another one has now."""
        if before is None:
            return
        if before.born < self.born:
            self._retired.add(before.id)
            self._count(before.id, -1)
        else:  # nobody has seen it
            self.flush()
            self._refresh("passages")
            self._count(before.id, -1)
            self._delete(before.id)

    def _count(self, number: int, sign: int = 1) -> None:
        """Count a stored report's words and passages, or take them away."""
        self._lease.renew()
        query = {"term": {"report": number}}
        for hit in self._client.each(self._name("passages"), query, ["ordinal"], _source=["terms.words"]):
            with documents.sound(self._client.address):
                self._counts.add(hit["_source"]["terms"]["words"], sign)
            self._passages += sign

    # Telling

    def tell(self) -> None:
        """Make all that is stored the reports that are seen. Raises Busy where another writer has told meanwhile."""
        self.flush()
        kept, old = self._all_retired()
        if not (self._passages or self._counts.count or self._retired or old or self._new()):
            return
        self._lease.renew(sure=True)  # what follows deletes
        self._refresh("reports", "passages")
        self._drop_halves()
        self._write_counts()
        for one in old:
            self._lease.renew()
            self._delete(one.report)
        told = replace(
            self._state,
            generation=self.born,
            passages=self._state.passages + self._passages,
            words=self._state.words + self._counts.total(),
            retired=kept,
        )
        self._lease.renew()
        state.tell(self._client, told, self._version)
        if self.born - told.compacted >= _GENERATIONS:
            self._compact()
        self._go_on()

    def _go_on(self) -> None:
        """Be ready to write the next generation."""
        self._state, self._version = state.read(self._client)
        self.born = self._state.generation + 1
        self._counts, self._passages, self._retired = Counts(), 0, set()

    def _new(self) -> bool:
        return any(stored.born == self.born for stored in self._stored.values())

    def _drop_halves(self) -> None:
        """Delete passages that a writer was ended over: their report was never stored."""
        whole = [stored.id for stored in self._stored.values() if stored.born == self.born]
        born = {"term": {"born": self.born}}
        self._client.drop_all(
            self._name("passages"), {"bool": {"filter": [born], "must_not": [{"terms": {"report": whole}}]}}
        )

    def _write_counts(self) -> None:
        words = self._vocabulary.index
        self._refresh("words")
        self._client.drop_all(words, {"term": {"born": self.born}})  # of a writer that was ended
        self._vocabulary.write(self._bulk, words, self._counts, self.born)
        self._refresh("words")

    def _all_retired(self) -> tuple[tuple[Retired, ...], list[Retired]]:
        """Return the retired reports that stay for a while, and those whose time is over."""
        back = {stored.id for stored in self._stored.values()}  # the same file, removed and added again
        now = time.time()
        before = [one for one in self._state.retired if one.report not in back]
        kept = [one for one in before if now - one.at < GRACE]
        new = [Retired(number, self.born, now) for number in sorted(self._retired - back)]
        return (*kept, *new), [one for one in before if now - one.at >= GRACE]

    def _compact(self) -> None:
        """Write the sums of the words into a new index, and put it in the place of the old one."""
        fresh = make(self._client, "words", self.born, self._state.shards)
        self._vocabulary.write_sums(self._bulk, fresh)
        _serve(self._client, {"words": fresh})
        told, version = state.read(self._client)
        state.tell(self._client, replace(told, compacted=told.generation), version)

    def rebuild(self) -> None:
        """Make passages and words of all that is stored anew from its texts; what does not match its hash is left out."""
        passages, words = (make(self._client, kind, self.born, self._state.shards) for kind in _DERIVED)
        counts, total = Counts(), 0
        for stored in self._stored.values():
            with suppress(Damaged):  # `check` tells of it
                cuts = self._anew(passages, stored)
                for cut in cuts:
                    counts.add(cut)
                total += len(cuts)
        self._send()
        self._vocabulary.write(self._bulk, words, counts, 0)
        self._lease.renew(sure=True)
        kept, old = self._all_retired()
        _serve(self._client, {"passages": passages, "words": words})
        told = State(self.born, total, counts.total(), schema.TERMS, self.born, self._state.shards, (*kept, *old))
        state.tell(self._client, told, self._version)
        self._go_on()

    def _anew(self, index: str, stored: Stored) -> list[str]:
        """Write the passages of one report into an index; returns their words. Raises Damaged."""
        found = self._client.get(self._name("reports"), str(stored.id))
        with documents.sound(self._client.address):
            document = dict(found["_source"]) if found else {}
            summary = documents.summary_of(document)
            report = documents.parts_of(self._text(stored.id), summary, document["head"])
            made = list(terms.of_report(report))
            put = documents.passage_documents(summary, stored.born, report.text, report.sections, report.passages, made)
        for key, passage in put:
            self._bulk.put(index, key, passage)
            if self._bulk.full:
                self._send()
        return [one[_WORDS] for one in made]

    def _text(self, number: int) -> Mapping[str, Any]:
        found = self._client.get(self._name("texts"), str(number))
        if found is None:
            raise KeyError(number)
        return dict(found["_source"])

    # Inside

    def _name(self, kind: str) -> str:
        return f"{self._client.address.name}-{kind}"

    def _refresh(self, *kinds: str) -> None:
        self._client.refresh(*map(self._name, kinds))

    def _delete(self, number: int) -> None:
        """Delete a report, its own document first: what has none is no report."""
        for kind in ("reports", "texts"):
            self._client.drop(self._name(kind), str(number))
        self._client.drop_all(self._name("passages"), {"term": {"report": number}})


def begin(client: Client) -> None:
    """Make the indices of a knowledge base, where there are none; one at a time, who else begins it meanwhile waits."""
    name, shards = client.address.name, client.address.shards
    client.make(f"{name}-state", schema.state())
    if client.get(state.index(client), "state") is not None:
        return
    with state.writing(client):
        client.make(f"{name}-reports", schema.reports())
        client.make(f"{name}-texts", schema.texts(shards))
        for kind in _DERIVED:
            if not client.serving(f"{name}-{kind}"):
                _serve(client, {kind: make(client, kind, 0, shards)})
        state.begin(client)


def make(client: Client, kind: str, generation: int, shards: int) -> str:
    """Make an empty index of passages or words beside the one that serves; returns its name, which none had before."""
    name = f"{client.address.name}-{kind}-{generation}-{os.urandom(4).hex()}"
    client.make(name, _DERIVED[kind](shards))
    return name


def _serve(client: Client, fresh: Mapping[str, str]) -> None:
    """Let new indices serve, and remove the old ones, those too that a writer that was ended left behind."""
    client.refresh(*fresh.values())
    client.swap({f"{client.address.name}-{kind}": index for kind, index in fresh.items()})
    for kind, index in fresh.items():
        for left in client.made(f"{client.address.name}-{kind}-*"):
            if left != index:
                client.unmake(left)
