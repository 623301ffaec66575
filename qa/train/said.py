"""Learn how likely what answers a question has a word that it says: `python -m qa.train.said SET... > knowledge/tables/said.txt`.

SET is a folder with `questions.jsonl` and a knowledge base `kb` over its reports, as `qa.train.weights` takes it. People say
搞, 花钱 and 隔壁, which reports hardly do: where these are missing, little speaks against a passage. A word's share of the
questions that say it, whose answering passage has it in any form, is drawn to what is usual for words like it (a logistic
regression on its length, its part of speech, how often jieba's dictionary counts it, and how often the reports of all sets have it), as if it had
been asked about so many times more (`_PRIOR`). Words that no question says get what is
usual, but for nouns.
"""

import argparse
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from knowledge import tables
from knowledge.base import KnowledgeBase, Summary
from knowledge.local import LocalKnowledgeBase
from knowledge.text import fold_plain
from qa.evaluate import Gold, read_gold
from qa.question import understand
from qa.scope import naming

_PRIOR = 1.5  # questions
_AROUND = 400  # characters beside an answer in a line that is a whole document
_LONG = 3000  # characters of such a line
_LEAST_COUNT = 100  # how often jieba's dictionary counts a word, at least, that no question says and that is told of
_NEAR_USUAL = 4  # so near (percent) to what is usual for all, a word that no question says needs no line
_STEPS = 30
_NAMES, _KINDS = frozenset(("nr", "ns", "nt", "nz", "nrt", "nrfg")), "nvadrtmqi"  # jieba's parts of speech
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def said(base: KnowledgeBase, golds: Iterable[Gold]) -> Iterator[tuple[str, bool]]:
    """Yield each word of the questions that have an answer, but for places, and whether what answers has it in any form.

    A follow-up counts with what it says itself.
    """
    reports = {summary.path: summary for summary in base.reports()}
    for gold in golds:
        told = [_told(base, reports[path], line, gold.answers) for path, line in gold.places if path in reports]
        query = understand(gold.question, base)
        for term in query.terms if gold.answers and told else ():
            if term.text not in query.scope.places:
                yield term.text, any(form in one for form in term.forms for one in told)


def _told(base: KnowledgeBase, report: Summary, line: int, answers: Iterable[str]) -> str:
    """Return a line that answers, folded, with what names its report; of a line that is a document, what is near the answer."""
    text = base.text(report.id).split("\n")[line - 1]
    at = next((at for answer in answers if (at := text.find(answer)) != -1), 0)
    if len(text) > _LONG:
        text = text[max(0, at - _AROUND) : at + _AROUND]
    return f"{fold_plain(text)} {naming(report)}"


def _tags() -> dict[str, str]:
    """Return the part of speech of each word of jieba's dictionary."""
    import jieba

    lines = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8").splitlines()
    return {word: tag for word, _, tag in (line.split(" ") for line in lines)}


class Usual:
    """What is usual for words of a kind: a logistic regression."""

    def __init__(self, bases: Iterable[KnowledgeBase], tags: Mapping[str, str]) -> None:
        self._bases = list(bases)
        self._words = sum(base.size()[1] for base in self._bases)
        self._tags = tags
        self._weights = np.zeros(len(self._features("")))

    def learn(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """Learn from how many questions say a word, and how many of these find it in what answers."""
        rows = np.array([self._features(word) for word in counts])
        asked, found = np.array(list(counts.values()), dtype=float).T
        for _ in range(_STEPS):  # Newton's
            chance = 1 / (1 + np.exp(-rows @ self._weights))
            gradient = rows.T @ (asked * chance - found) + self._weights
            curve = (rows * (asked * chance * (1 - chance))[:, None]).T @ rows + np.eye(len(self._weights))
            self._weights -= np.linalg.solve(curve, gradient)

    def __call__(self, word: str) -> float:
        """Return how likely (0-1) what answers has such a word."""
        return float(1 / (1 + np.exp(-np.array(self._features(word)) @ self._weights)))

    def _features(self, word: str) -> list[float]:
        times = sum(found.times for base in self._bases for found in base.words([word]).values())
        tag = self._tags.get(word, "")
        told, spoken = (math.log1p(1e6 * share) for share in (times / self._words, tables.frequency(word)))
        single = float(len(word) == 1)
        return [
            1.0, single, float(len(word) == 2), float(len(word) > 3), float(word.isascii()), float(any(map(str.isdigit, word))),
            told, float(times == 0), single * told, spoken, float(spoken == 0),
            float(tag in _NAMES), *(float(tag not in _NAMES and tag[:1] == kind) for kind in _KINDS),
        ]  # fmt: skip


def main() -> None:
    """Print a word a line, and how likely (percent) what answers has it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    folders = parser.parse_args().sets
    bases = [LocalKnowledgeBase(str(folder / "kb")) for folder in folders]
    counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for folder, base in zip(folders, bases, strict=True):
        for word, found in said(base, read_gold(str(folder / "questions.jsonl"))):
            counts[word] = (counts[word][0] + 1, counts[word][1] + found)
    tags = _tags()
    usual = Usual({base.size(): base for base in bases}.values(), tags)  # sets over the same reports count once
    usual.learn(counts)
    # A noun that no question says is rare in reports as a thing is (公爵), and not as a way of speech.
    others = (word for word in tables.words(_LEAST_COUNT) if not tags.get(word, "n").startswith("n"))
    shares = {word: 100 * usual(word) for word in others}
    shares = {word: share for word, share in shares.items() if abs(share - 100 * tables.USUALLY_TOLD) > _NEAR_USUAL}
    for word, (asked, times) in counts.items():
        if not _CHINESE.fullmatch(word):  # a number, mostly, that tells nothing of another
            continue
        shares[word] = 100 * (times + _PRIOR * usual(word)) / (asked + _PRIOR)
    for word in sorted(shares, key=lambda word: word.encode("utf-8")):
        print(f"{word} {shares[word]:.0f}")


if __name__ == "__main__":
    main()
