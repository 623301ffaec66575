"""Learn what each feature of a candidate counts: `python -m qa.train.weights SET... > qa/weights.txt`.

SET is a folder with `questions.jsonl` and a knowledge base `kb` over its reports. qa/weights.txt is for reports of a year;
qa/weights_others.txt, for all other documents, is learned likewise from sets of those.

- `rules`, `reader`: a candidate's score is linear in its features. The weights are those under which the right
  candidates of a question are the most probable of all its candidates (softmax over candidates, summed over the right
  ones; ListNet's top-one loss, Cao et al. 2007).
- `told`, `right`: logistic regression over the best candidate: does it stand on a gold line, and is it right? Questions
  that have no answer teach both, and so do some made of others: their main word is replaced by one that the reports of
  their place and year do not have, or they ask for a figure in another unit. Answerable ones whose gold passages are hidden teach `told`.

Squares of weights are penalised. Each set counts alike; one that is named twice, twice. On stderr: each set judged by weights learned on the others.
"""

import argparse
import random
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.base import Found, KnowledgeBase
from knowledge.local import LocalKnowledgeBase
from knowledge.text import fold
from qa.asking import GROUP, MAGNITUDE, UNIT
from qa.candidates import TYPED
from qa.compare import parts
from qa.conversation import resolve
from qa.evaluate import Gold, f1, holds, read_gold
from qa.extract import LONGEST_LEAD, columns, doubted, scored
from qa.model import Query, Term
from qa.question import understand
from qa.retrieve import retrieve

_MOST = 500  # questions of a set that are learned from
_CANDIDATES = 60  # of a question, the best by the weights there are
_PENALTY = 1e-3
_STEPS, _RATE = 300, 0.05
# What a question whose gold passages are hidden counts beside one that is asked as it is. For qa/weights.txt it was 0.3; of
# other documents, where questions that have no answer are at hand, fewer answers are lost for as many that are refused.
_HIDDEN = 0.1
_OTHERS, _SEED = 0.35, 5  # how many questions are also asked of another thing, which the reports do not tell
_HOW_MANY = re.compile(f"多少{MAGNITUDE}(?:{UNIT})?")
_OTHER_UNITS = ("元", "人", "个", "家", "公里", "亩", "吨", "%", "户")  # what is asked instead of a question's own

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Question:
    """A question's candidates: features (candidates, columns), who found them, how good they are.

    `cited`: on a gold line; `right`: and the answer holds a gold answer; `best`: and is as like one (F1) as any is.
    `spans`: (passage, start, end); `doubts`: what tells how sure each is (see `qa.extract.doubted`). `hidden`: the
    question has an answer (is `answerable`), but the passages that hold it were hidden.
    """

    features: Floats
    by_form: Flags
    cited: Flags
    right: Flags
    best: Flags
    spans: npt.NDArray[np.int64]
    doubts: Floats
    hidden: bool
    answerable: bool

    def only(self, chosen: Flags) -> "Question":
        """Return the question with some of its candidates."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in _OF_CANDIDATES})


_OF_CANDIDATES = tuple(one.name for one in fields(Question) if one.type is not bool)


def questions(folder: Path) -> Iterator[Question]:
    """Yield the questions of a set, with their candidates."""
    base = LocalKnowledgeBase(str(folder / "kb"))
    golds = read_gold(str(folder / "questions.jsonl"))
    asked = []
    for gold in golds[:: max(1, len(golds) // _MOST)]:
        resolved = resolve(gold.question, gold.history)
        if not parts(fold(resolved.text).text):
            query = understand(resolved.text, base, resolved.focus)
            within = (base.find(gold.within).id,) if gold.within else query.scope.reports
            asked.append((gold, query, within))
    words = sorted({main.text for _, query, _ in asked if (main := _main(query))})
    rng = random.Random(_SEED)
    for gold, query, within in asked:
        hits = retrieve(query, base, within)
        yield from _question(base, gold, query, hits, hidden=False)
        if gold.answers:
            places = _Places(base)
            hidden = [h for h in hits if not places.gold(gold, h, h.passage.lead, h.passage.end)]
            yield from _question(base, gold, query, hidden, hidden=True)
            nowhere = replace(gold, answers=(), places=frozenset())
            untold = [_other(query, base, words, rng)] if rng.random() < _OTHERS else []
            for other in filter(None, (*untold, _measured_otherwise(query, base, rng))):
                yield from _question(base, nowhere, other, retrieve(other, base, within), hidden=False)


def _main(query: Query) -> Term | None:
    """Return the word that tells most what is asked for: the heaviest that is no place."""
    words = [term for term in query.terms if term.text not in query.scope.places and len(term.text) > 1]
    return max(words, key=lambda term: term.weight, default=None)


def _other(query: Query, base: KnowledgeBase, words: Sequence[str], rng: random.Random) -> Query | None:
    """Return a question for a figure or a name with another word in it, that stands in no report of its place and year."""
    main, reports = _main(query), query.scope.reports
    if reports is None or main is None or query.asking.kind not in TYPED or main.text not in query.text:
        return None
    texts = [fold(base.text(report)).text for report in reports]
    absent = [word for word in words if word not in query.folded and not any(word in text for text in texts)]
    return understand(query.text.replace(main.text, rng.choice(absent)), base) if absent else None


def _measured_otherwise(query: Query, base: KnowledgeBase, rng: random.Random) -> Query | None:
    """Return the question for another figure of the same thing: what the kilometres that were built have cost."""
    asked = _HOW_MANY.search(query.text) if query.asking.kind == "number" else None
    if asked is None:
        return None
    units = [unit for unit in _OTHER_UNITS if GROUP[unit] != GROUP.get(query.asking.unit)]
    other = f"多少{rng.choice(units)}"
    return understand(query.text[: asked.start()] + other + query.text[asked.end() :], base)


class _Places:
    """Which spans stand on gold lines."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._ends: dict[int, list[int]] = {}

    def gold(self, gold: Gold, hit: Found, start: int, end: int) -> bool:
        number = hit.report.id
        if number not in self._ends:
            self._ends[number] = [at for at, character in enumerate(self._base.text(number)) if character == "\n"]
        first, last = (bisect_right(self._ends[number], at - 1) + 1 for at in (start, max(start, end - 1)))
        return any((hit.report.path, line) in gold.places for line in range(first, last + 1))


def _question(
    base: KnowledgeBase, gold: Gold, query: Query, hits: Sequence[Found], *, hidden: bool
) -> Iterator[Question]:
    places = _Places(base)
    rows, by_form, cited, right, alike, spans, doubts = [], [], [], [], [], [], []
    for _, one in scored(query, hits, sure=2.0)[:_CANDIDATES]:
        hit, folded = one.sentence.hit, one.sentence.reading.folded
        start, end = (hit.passage.lead + at for at in folded.original(one.start, one.end))
        answer = base.text(hit.report.id)[start:end]
        rows.append(one.features)
        by_form.append(one.by_form)
        spans.append((hit.id, one.start, one.end))
        doubts.append(doubted(query, one))
        cited.append(bool(gold.answers) and places.gold(gold, hit, start, end))
        right.append(cited[-1] and holds(answer, gold.answers))
        alike.append(max(f1(answer, known) for known in gold.answers) if cited[-1] else 0.0)
    if rows:
        near = np.array(alike) >= max(0.3, max(alike) - 0.02)
        yield Question(
            np.array(rows), np.array(by_form), np.array(cited), np.array(right), near & np.array(cited), np.array(spans),
            np.array(doubts), hidden, bool(gold.answers),
        )  # fmt: skip


def adam(weights: Floats, gradient_at: Callable[[Floats], Floats]) -> Floats:
    """Minimise by Adam (Kingma and Ba 2015), from `weights`, what `gradient_at` gives the gradient of."""
    mean, square = np.zeros(len(weights)), np.zeros(len(weights))
    weights = weights.copy()
    for step in range(1, _STEPS + 1):
        gradient = gradient_at(weights)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        rate = _RATE * (1 - step / (_STEPS + 1))
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return weights


def learn_order(sets: Sequence[Sequence[Question]], kind: str) -> Floats:
    """Return the weights that make the right candidates most probable."""
    width = len(columns(kind))
    rows, share = [], []
    for one in sets:
        kept = [
            question.only(question.by_form) if kind == "rules" else question for question in one if not question.hidden
        ]
        kept = [question for question in kept if question.cited.any()]
        rows += kept
        share += [1 / len(kept) / len(sets)] * len(kept)
    weight = np.array(share)
    features = np.concatenate([question.features[:, :width] for question in rows])
    spread = features.std(axis=0)
    spread[spread == 0] = 1.0
    features /= spread
    sizes = np.array([len(question.features) for question in rows])
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    targets = [
        np.concatenate([question.cited for question in rows]),
        np.concatenate([question.right if question.right.any() else question.cited for question in rows]),
        np.concatenate([question.best if question.best.any() else question.cited for question in rows]),
    ]

    def gradient(weights: Floats) -> Floats:
        score = features @ weights
        score -= np.repeat(np.maximum.reduceat(score, begins), sizes)
        raised = np.exp(np.maximum(score, -40))
        everything = raised / np.repeat(np.add.reduceat(raised, begins), sizes)
        total = 2 * _PENALTY * weights * penalised
        for target in targets:
            some = raised * target
            some /= np.repeat(np.add.reduceat(some, begins), sizes)
            total = total + ((everything - some) * np.repeat(weight, sizes)) @ features / len(targets)
        return np.asarray(total)

    penalised = np.array([not name.startswith("hand") for name in columns(kind)])
    start = np.array([8.0 if name == "hand" else 0.0 for name in columns(kind)])
    return np.asarray(adam(start * spread, gradient) / spread)


def ordered(rows: Sequence[Question], kind: str, weights: Floats) -> tuple[Floats, Flags, Flags, Flags]:
    """Return, of each question, what is known of its best candidate, whether it is cited, and right, and hidden."""
    known, cited, right, hidden = [], [], [], []
    for question in rows:
        if kind == "rules":
            question = question.only(question.by_form)
        if not len(question.features):
            continue
        scores = question.features[:, : len(weights)] @ weights
        best = int(np.argmax(scores))
        passage, start, end = question.spans[best]
        apart = (question.spans[:, 0] != passage) | (question.spans[:, 2] <= start) | (question.spans[:, 1] >= end)
        others = scores[apart]
        lead = scores[best] - (others.max() if len(others) else scores[best] - LONGEST_LEAD)
        lead = max(-LONGEST_LEAD, min(LONGEST_LEAD, float(lead)))
        share = 1 / float(np.exp(scores - scores[best]).sum())
        among = (share, lead, *question.doubts[best], 1.0)
        known.append((*question.features[best, : len(weights)], *among))
        cited.append(question.cited[best])
        right.append(question.right[best])
        hidden.append(question.hidden)
    return np.array(known), np.array(cited), np.array(right), np.array(hidden)


def learn_sure(sets: Sequence[Sequence[Question]], kind: str, order: Floats, of: str) -> Floats:
    """Return the weights of a logistic regression: `told`, as likely as not beforehand, or `right`, as things are."""
    parts = [ordered(one, kind, order) for one in sets]
    known = np.concatenate([part[0] for part in parts])
    target = np.concatenate([part[1 if of == "told" else 2] for part in parts]).astype(float)
    weight = np.concatenate([_alike(part, of) for part in parts])
    weight /= weight.sum()
    spread = known.std(axis=0)
    spread[spread == 0] = 1.0
    known /= spread

    def gradient(weights: Floats) -> Floats:
        chance = 1 / (1 + np.exp(-np.clip(known @ weights, -30, 30)))
        penalty = 2 * _PENALTY * weights * (np.arange(len(weights)) < len(weights) - 1)
        return np.asarray(((chance - target) * weight) @ known + penalty)

    return np.asarray(adam(np.zeros(known.shape[1]), gradient) / spread)


def _alike(part: tuple[Floats, Flags, Flags, Flags], of: str) -> Floats:
    """Weigh the questions of a set: those with hidden passages count for `told` alone; each set counts alike."""
    _, _, _, hidden = part
    weight = np.where(hidden, _HIDDEN if of == "told" else 0.0, 1.0)
    return np.asarray(weight / weight.sum())


def figures(rows: Sequence[Question], kind: str, order: Floats, told_: Floats, right: Floats) -> str:
    """Return how good the best candidates are, and how well `told` and `right` know it."""
    rows = _seen(rows, kind)
    known, cited, correct, hidden = ordered(rows, kind, order)
    if kind == "rules":
        rows = [question.only(question.by_form) for question in rows]
    told = np.array([question.answerable for question in rows if len(question.features)])
    sure = {name: 1 / (1 + np.exp(-(known @ weights))) for name, weights in (("told", told_), ("right", right))}
    open_ = ~hidden
    found = []
    for least in (0.15, 0.2, 0.3, 0.4):
        kept = sure["told"] >= least
        found.append(
            f"{least}: lost {np.mean(~kept[open_ & cited]):.3f} refused {np.mean(~kept[~told]) if (~told).any() else 1:.3f} "
            f"hidden {np.mean(~kept[hidden]) if hidden.any() else 1:.3f}"
        )
    off = float(np.mean(np.abs(sure["right"][open_].mean() - correct[open_].mean())))
    return (
        f"cited {cited[open_].mean():.3f} right {correct[open_].mean():.3f} (said {sure['right'][open_].mean():.3f}, "
        f"off {off:.3f}); told at {'; '.join(found)}"
    )


def _seen(rows: Sequence[Question], kind: str) -> list[Question]:
    """Return the questions that `kind` looks at: the reader reads not all of them."""
    return [question for question in rows if question.features.shape[1] >= len(columns(kind))]


def learn(sets: Sequence[Sequence[Question]], kind: str) -> tuple[Floats, Floats, Floats]:
    """Return the weights for the order, for `told`, and for `right`."""
    sets = [_seen(one, kind) for one in sets]
    order = learn_order(sets, kind)
    return order, learn_sure(sets, kind, order, "told"), learn_sure(sets, kind, order, "right")


def main() -> None:
    """Learn from all sets, and judge each by what the others teach."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    folders = parser.parse_args().sets
    learned_from = {folder: list(questions(folder)) for folder in dict.fromkeys(folders)}
    names = ", ".join(folder.name for folder in folders)
    print(f"# What each feature of a candidate counts (qa/extract.py). Learned by qa/train/weights.py from {names}.")
    for kind in ("rules", "reader"):
        for folder, rows in learned_from.items():
            # A set and the same questions mistyped are one.
            own = folder.name.split("_")[0]
            others = [learned_from[other] for other in folders if other.name.split("_")[0] != own]
            if others:
                print(
                    f"{kind} {folder.name}, learned on the others: {figures(rows, kind, *learn(others, kind))}",
                    file=sys.stderr,
                )
        weights = learn([learned_from[folder] for folder in folders], kind)
        for of, learned in zip(("", " told", " right"), weights, strict=True):
            for name, weight in zip(columns(kind + of), learned, strict=True):
                print(f"{kind}{of}: {name} {weight:.4f}")


if __name__ == "__main__":
    main()
