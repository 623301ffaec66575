"""The knowledge base on a cluster (OpenSearch): records and index behind the same door as the local one."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from knowledge.base import Added, Clause, Found, Summary, Word
from knowledge.cluster import address, documents, schema, state, writing
from knowledge.cluster.client import Client
from knowledge.cluster.documents import sound
from knowledge.cluster.state import State
from knowledge.cluster.vocabulary import Vocabulary
from knowledge.errors import Damaged, Missing, noting
from knowledge.model import Passage, Report
from knowledge.naming import named
from knowledge.rows import Rows

# OpenSearch takes 1,024 clauses; of a longer question those of the greatest weight are searched for.
_MOST_CLAUSES = 1000

# So many hits come at once. A survey asks for all that there are.
_PAGE = 2000

_ORDER = [{"_score": "desc"}, {"path": "asc"}, {"source": "asc"}, {"ordinal": "asc"}]

# So many texts are kept: an answer is cited, and often asked about again.
_TEXTS = 8


class ClusterKnowledgeBase:
    """A knowledge base on a cluster. Used by one thread at a time."""

    def __init__(self, place: str, *, create: bool = False) -> None:
        """Connect to the one at this address; with `create`, make it where there is none. Raises KnowledgeError."""
        self.address = address.parse(place)
        self._client = Client(self.address)
        self._state: State | None = None  # while a snapshot is read
        self._reports: list[Summary] = []
        self._summaries: dict[int, Summary] = {}
        self._heads: dict[int, str] = {}
        self._hashes: dict[int, str] = {}  # of the reports' files
        self._summarised = -1  # the generation that the summaries are of
        self._texts: dict[int, Report] = {}
        self._vocabulary = Vocabulary(self._client)
        if create:
            writing.begin(self._client)
        state.read(self._client)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reading within see one state; within another, that one's."""
        if self._state is not None:
            yield
            return
        told, _ = state.read(self._client)
        if told.terms != schema.TERMS:
            raise Damaged(
                f"{self.address}：索引由别的版本建立（{told.terms}，本程序用 {schema.TERMS}），用 qa check 重建",
                f"{self.address}: another version made its index ({told.terms}, not {schema.TERMS}); qa check makes it anew",
            )
        self._state = told
        try:
            yield
        finally:
            self._state = None

    @property
    def _now(self) -> State:
        assert self._state is not None
        return self._state

    def reports(self) -> Sequence[Summary]:
        """Return all reports by path: the same sequence for as long as they are the same."""
        with self.snapshot():
            self._by_id()
            return self._reports

    def report(self, report_id: int) -> Report:
        """Return one report, its text verified."""
        with self.snapshot(), sound(self.address):
            if report_id not in self._texts:
                summary = self._by_id().get(report_id)
                found = self._client.get(self._name("texts"), str(report_id)) if summary else None
                if summary is None or found is None:
                    raise Missing("这份报告已不在知识库里", "this report is no longer in the knowledge base")
                while len(self._texts) >= _TEXTS:
                    del self._texts[next(iter(self._texts))]
                self._texts[report_id] = documents.parts_of(found["_source"], summary, self._heads[report_id])
            return self._texts[report_id]

    def text(self, report_id: int) -> str:
        """Return one report's text, verified."""
        return self.report(report_id).text

    def find(self, name: str) -> Summary:
        """Return the one report called `name`: its path, its file's name, else a part of its title or path."""
        return named(self.reports(), name)

    def words(self, texts: Iterable[str]) -> Mapping[str, Word]:
        """Look words up."""
        with self.snapshot():
            return self._vocabulary.words(texts, self._now.generation)

    def words_that_sound(self, sounds: Iterable[str]) -> Mapping[str, Sequence[Word]]:
        """Look words up by toneless pinyin."""
        with self.snapshot():
            return self._vocabulary.sounding(sounds, self._now.generation)

    def words_short_as(self, short: str) -> Sequence[Word]:
        """Return the words that `short` may stand for."""
        if len(short) != 2 or any(character.isascii() for character in short):
            return []
        with self.snapshot():
            return self._vocabulary.shortened(short, self._now.generation)

    def size(self) -> tuple[int, int]:
        """Return (passages, words)."""
        with self.snapshot():
            return self._now.passages, self._now.words

    def search(
        self, clauses: Sequence[Clause], limit: int, within: Sequence[int] | None = None, *, every: bool = False
    ) -> Sequence[Found]:
        """Return the best passages, best first."""
        if not clauses or limit < 1 or (within is not None and not within):
            return []
        with self.snapshot(), sound(self.address):
            return [
                documents.found(source, self._by_id()[source["report"]], score)
                for source, score in self._scored(clauses, limit, within, every=every)
                if source["report"] in self._by_id()
            ]

    def _scored(
        self, clauses: Sequence[Clause], limit: int, within: Sequence[int] | None, *, every: bool
    ) -> Iterator[tuple[Mapping[str, Any], float]]:
        heaviest = sorted(clauses, key=lambda clause: -clause.weight)[:_MOST_CLAUSES]
        query = _query(heaviest, self._now, within, every=every)
        body = {
            "query": query,
            "sort": _ORDER,
            "track_total_hits": False,
            "_source": ["report", "place", "above", "text"],
        }
        while limit > 0:
            body["size"] = asked = min(limit, _PAGE)
            # All shards score by the same figures, as one index would.
            found = self._client.search(self._name("passages"), body, search_type="dfs_query_then_fetch")
            hits = found["hits"]["hits"]
            yield from ((hit["_source"], float(hit["sort"][0])) for hit in hits)
            if len(hits) < asked:
                return
            limit -= asked
            body["search_after"] = hits[-1]["sort"]

    def neighbours(self, report_id: int, first: int, last: int) -> Sequence[tuple[Passage, str]]:
        """Return some passages of a report in order."""
        with self.snapshot():
            summary = self._by_id().get(report_id)
            if summary is None:
                return []
            ordinals = range(max(first, 0), min(last + 1, summary.passages))
            keys = [documents.passage_key(report_id, ordinal) for ordinal in ordinals]
            found = self._client.several(self._name("passages"), keys)
            with sound(self.address):
                return [documents.placed(one["_source"]) for one in found]

    # Writing

    def add(self, paths: Sequence[str]) -> Iterator[Added]:
        """Add files and folders; a bad file is reported and the rest goes on. All are seen at the end, at once."""
        # Only adding reads files, outlines them and cuts them into words.
        from knowledge.adding.files import File, found
        from knowledge.adding.prepared import prepared

        with self._writer() as writer:
            listed = list(found(paths, ""))
            yield from (one for one in listed if isinstance(one, Added))
            files = [one for one in listed if isinstance(one, File)]
            done: list[Added] = []
            try:
                with closing(prepared(files, writer.known())) as all_rows:
                    for number, rows in enumerate(all_rows, 1):
                        done.append(_put(writer, rows)._replace(number=number, of=len(files)))
                        if writer.due:
                            writer.flush()
                            yield from done
                            done.clear()
            except GeneratorExit:  # who asked for it went away between two reports
                writer.tell()
                raise
            writer.tell()
            yield from done

    def remove(self, report_id: int) -> None:
        """Remove a report."""
        with self._writer() as writer:
            writer.remove(report_id)
            writer.tell()

    @contextmanager
    def _writer(self) -> Iterator[writing.Writer]:
        with state.writing(self._client) as lease:
            writer = writing.Writer(self._client, lease)
            if state.read(self._client)[0].terms != schema.TERMS:
                writer.rebuild()
            yield writer

    def check(self) -> Sequence[tuple[str, str]]:
        """Verify every text's hash and every passage; where the index differs from the texts, make it anew."""
        faults: dict[tuple[str, str], None] = {}
        with self._writer() as writer:  # nobody changes anything meanwhile
            writer.tell()
            with self.snapshot():
                for summary in self.reports():
                    with noting(faults):
                        self._check_report(summary)
                with noting(faults):
                    self._check_total()
            if faults:
                writer.rebuild()
        return list(faults)

    def _check_total(self) -> None:
        total = sum(summary.passages for summary in self.reports())
        if total != self._now.passages:
            raise Damaged(
                f"{self.address}：应有 {total} 段，记着 {self._now.passages} 段，已重建索引",
                f"{self.address}: {self._now.passages} passages instead of {total}; the index was made anew",
            )

    def _check_report(self, summary: Summary) -> None:
        self._texts.pop(summary.id, None)
        report = self.report(summary.id)
        stored = self.neighbours(summary.id, 0, summary.passages)
        told = [(passage, report.text[passage.lead : passage.end]) for passage in report.passages]
        if list(stored) != told:
            raise Damaged(
                f"{summary.path}：索引里的段落与正文不符，已重建索引",
                f"{summary.path}: the passages in the index are not the text's; the index was made anew",
            )

    def drift(self) -> Sequence[tuple[str, str]]:
        """Read the reports' files again, those that lie on this machine; return which have changed."""
        from knowledge.adding.files import drifted  # only checking reads files again

        here = [summary for summary in self.reports() if os.path.lexists(summary.source)]
        return list(drifted((s.path, s.source, self._hashes[s.id]) for s in here))

    # Inside

    def _name(self, kind: str) -> str:
        return f"{self.address.name}-{kind}"

    def _by_id(self) -> dict[int, Summary]:
        if self._summarised != self._now.generation:
            seen = {"bool": {"filter": [_born(self._now)], "must_not": [{"terms": {"id": self._now.gone}}]}}
            hits = list(self._client.each(self._name("reports"), seen, ["id"]))
            with sound(self.address):
                stored = [hit["_source"] for hit in hits]
                self._heads = {int(one["id"]): str(one["head"]) for one in stored}
                self._hashes = {int(one["id"]): str(one["source_hash"]) for one in stored}
                summaries = [documents.summary_of(one) for one in stored]
            self._reports = sorted(summaries, key=lambda one: (one.path, one.source))
            self._summaries = {one.id: one for one in self._reports}
            self._texts.clear()
            self._summarised = self._now.generation
        return self._summaries


def _put(writer: writing.Writer, rows: Rows | Added) -> Added:
    if isinstance(rows, Added):
        return rows
    if writer.has(rows):  # named twice, and prepared before the first was stored
        return Added(rows.path, "unchanged")
    if not documents.storable(rows):
        zh, en = "里面有半个字符（UTF-16 编码不完整），集群存不下", "holds half a character (broken UTF-16)"
        return Added(rows.path, "failed", zh=f"{rows.path}：{zh}", en=f"{rows.path}: {en}; no cluster can store it")
    status = "updated" if writer.put(rows) else "added"
    return Added(rows.path, status, len(rows.passages), len(rows.sections) - 1, rows.notes, rows.missing)


def _query(clauses: Sequence[Clause], now: State, within: Sequence[int] | None, *, every: bool) -> dict[str, Any]:
    """Return the query for passages that hold some of the clauses, or every one, in reports that are seen now."""
    only: list[dict[str, Any]] = [_born(now)]
    if within is not None:
        only.append({"terms": {"report": list(within)}})
    return {
        "bool": {
            "should": [{"term": {f"terms.{c.field}": {"value": c.term, "boost": c.weight}}} for c in clauses],
            "minimum_should_match": len(clauses) if every else 1,
            "filter": only,
            "must_not": [{"terms": {"report": now.gone}}] if now.gone else [],
        }
    }


def _born(now: State) -> dict[str, Any]:
    return {"range": {"born": {"lte": now.generation}}}
