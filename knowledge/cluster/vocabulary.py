"""The words of the reports on a cluster: how many passages hold each, and how often it stands in all.

Each generation adds a document for each word whose counts it changes; what a generation sees is the sum of those up to
it. So nothing is counted twice, whatever is tried again; and the sums are written anew from time to time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any

from knowledge import words
from knowledge.base import Word
from knowledge.cluster.bulk import Bulk
from knowledge.cluster.client import Client
from knowledge.cluster.documents import sound

# So many words are looked up at once. With all their generations that is less than a search returns.
_AT_ONCE = 500

# So many words are remembered before all are forgotten: 30 MB.
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Counts:
    """How much some passages change: for each word, the passages that hold it and how often it stands there."""

    passages: Counter[str] = field(default_factory=Counter)
    count: Counter[str] = field(default_factory=Counter)

    def add(self, cut: str, sign: int = 1) -> None:
        """Count the words of one passage; `sign` -1 takes them away."""
        for word, times in Counter(cut.split()).items():
            self.passages[word] += sign
            self.count[word] += sign * times

    def total(self) -> int:
        """Return how many words there are more."""
        return self.count.total()


class Vocabulary:
    """Looks words up, and remembers them for as long as the generation is the same."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.index = f"{client.address.name}-words"
        self._generation = -1
        self._known: dict[str, Word | None] = {}

    def words(self, texts: Iterable[str], generation: int) -> Mapping[str, Word]:
        """Look words up; those that stand in no report are left out."""
        if generation != self._generation or len(self._known) > _REMEMBERED:
            self._generation, self._known = generation, {}
        asked = words.unique(texts)
        unknown = [text for text in asked if text not in self._known]
        found = {word.text: word for _, word in self._sums("text", unknown, generation)}
        self._known |= {text: found.get(text) for text in unknown}
        return {text: known for text in asked if (known := self._known[text])}

    def sounding(self, sounds: Iterable[str], generation: int) -> Mapping[str, Sequence[Word]]:
        """Look words up by sound; the most frequent first."""
        found: dict[str, list[Word]] = {}
        for source, word in self._sums("sound", words.unique(sounds), generation):
            found.setdefault(source["sound"], []).append(word)
        return {said: sorted(alike, key=_most_frequent) for said, alike in found.items()}

    def shortened(self, short: str, generation: int) -> Sequence[Word]:
        """Return the words that a short form may stand for, the most frequent first."""
        return sorted((word for _, word in self._sums("short", [short], generation)), key=_most_frequent)[:3]

    def _sums(self, field: str, values: Sequence[str], generation: int) -> Iterator[tuple[Mapping[str, Any], Word]]:
        """Yield each word whose field has one of these values, with its document: the sum of its generations."""
        for at in range(0, len(values), _AT_ONCE):
            query = {"bool": {"filter": [{"terms": {field: values[at : at + _AT_ONCE]}}, _up_to(generation)]}}
            yield from self._summed(query)

    def _summed(self, query: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Word]]:
        with sound(self._client.address):
            hits = self._client.each(self.index, query, ["text", "born"])
            sources = (hit["_source"] for hit in hits)
            for text, generations in groupby(sources, key=lambda source: source["text"]):
                each = list(generations)
                passages, count = (sum(int(one[name]) for one in each) for name in ("passages", "count"))
                if passages > 0:
                    yield each[0], Word(str(text), passages, count)

    def write(self, bulk: Bulk, index: str, counts: Counts, born: int) -> None:
        """Write what a generation changes."""
        for word in sorted(counts.count):
            if counts.passages[word] or counts.count[word]:
                self._put(bulk, index, Word(word, counts.passages[word], counts.count[word]), born)
        bulk.send()

    def write_sums(self, bulk: Bulk, index: str) -> None:
        """Write the sums of all words, of all generations, into another index."""
        for _, word in self._summed({"match_all": {}}):
            self._put(bulk, index, word, 0)
        bulk.send()

    def _put(self, bulk: Bulk, index: str, word: Word, born: int) -> None:
        document = {
            "text": word.text, "sound": words.sound(word.text), "short": short_forms(word.text), "born": born,
            "passages": word.passages, "count": word.times,
        }  # fmt: skip
        bulk.put(index, f"{born}-{sha256(word.text.encode()).hexdigest()[:32]}", document)
        if bulk.full:
            bulk.send()


def short_forms(word: str) -> list[str]:
    """Return the two characters that may stand for a longer word: its first and last, or those its halves begin with."""
    if not 4 <= len(word) <= 6:
        return []
    return words.unique([word[0] + word[-1], *([word[0] + word[2]] if len(word) == 4 else [])])


def _most_frequent(word: Word) -> tuple[int, str]:
    return -word.times, word.text


def _up_to(generation: int) -> dict[str, Any]:
    return {"range": {"born": {"lte": generation}}}
