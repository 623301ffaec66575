"""How good the answers are, against questions with known answers (gold), by the figures the field uses.

cite@1    the first answer cites a gold line of a gold report; cite@3: one of the first three does
answer    the first answer holds a gold answer and is not much longer, or is at least half of one
EM, F1    of the first answer against the gold answers (F1: longest common substring, as in CMRC 2018)
missed    questions that have an answer and got none (lower is better)
refused   questions that have no answer and got none (higher is better)
right     cite@1 and answer; or refused. The one figure to raise.
verbatim  answers whose text and quote stand, character by character, in the stored report

A score is a probability: of the first answers with score 0.8, about 80 in 100 should be right. `reliability` says how
many are, and `calibration_error` how far off that is, on average (expected calibration error; Guo et al. 2017).
"""

import difflib
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.errors import KnowledgeError
from qa.bot import Bot
from qa.model import Answer, Reply

COLUMNS = ("right", "cite@1", "cite@3", "answer", "EM", "F1", "missed", "refused", "verbatim")

_DROP = re.compile(r"[\W_]+")
_MOST_CHARACTERS, _MOST_TIMES = 60, 3  # how long an answer that holds the gold answer may be


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with its answers, none where the reports do not tell, and the (report, line) pairs."""

    id: str
    question: str
    answers: tuple[str, ...]
    places: frozenset[tuple[str, int]]
    kind: str
    history: tuple[str, ...] = ()
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """One question's reply and its figures."""

    gold: Gold
    reply: Reply
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bin:
    """The first answers with a score from `least` up to the next bin: how many, their mean score, the share that is right."""

    least: float
    count: int
    score: float
    right: float


def read_gold(path: str) -> list[Gold]:
    """Read gold questions, one JSON object a line. Raises KnowledgeError naming the line that is not one."""
    golds = []
    with open(path, encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                golds.append(_gold(json.loads(line)))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise KnowledgeError(
                    f"{path} 第{number}行不是一道带答案的题（要有 question、answers、report、lines、kind）",
                    f"{path} line {number} is not a gold question (question, answers, report, lines, kind)",
                ) from error
    if not golds:
        raise KnowledgeError(f"{path}：没有题目", f"{path}: no questions")
    return golds


def _gold(row: Mapping[str, Any]) -> Gold:
    places = {(row["report"], line) for line in row["lines"]}
    places |= {(also["report"], line) for also in row.get("evidence") or () for line in also["lines"]}
    answers, history = tuple(row["answers"]), tuple(row.get("history") or ())
    if not all(isinstance(text, str) for text in (row["question"], *answers, *history)):
        raise TypeError("not text")
    return Gold(
        str(row.get("id", "")),
        row["question"],
        answers,
        frozenset(places),
        str(row.get("kind", "")),
        history,
        row.get("within"),
    )


def norm(text: str) -> str:
    """Drop punctuation and spaces, and case."""
    return _DROP.sub("", text).lower()


def f1(predicted: str, gold: str) -> float:
    """Return the F1 of the longest common substring."""
    p, g = norm(predicted), norm(gold)
    if not p or not g:
        return 0.0
    size = difflib.SequenceMatcher(None, p, g, autojunk=False).find_longest_match(0, len(p), 0, len(g)).size
    return 2 * size / (len(p) + len(g))


def holds(predicted: str, golds: Iterable[str]) -> bool:
    """Say whether an answer holds a gold answer and is not much longer, or is at least half of one."""
    p = norm(predicted)
    for g in filter(None, map(norm, golds)):
        if g in p and len(p) <= max(_MOST_CHARACTERS, _MOST_TIMES * len(g)):
            return True
        if p and p in g and 2 * len(p) >= len(g):
            return True
    return False


def cites(answer: Answer, places: frozenset[tuple[str, int]]) -> bool:
    """Say whether an answer stands on a gold line."""
    name = os.path.basename(answer.report.path)
    return any((name, line) in places for line in range(answer.line, answer.line_end + 1))


def score(gold: Gold, reply: Reply, text_of: Callable[[int], str]) -> dict[str, float]:
    """Return the figures of one reply; those that do not apply are left out."""
    got = reply.answers
    figures: dict[str, float] = {}
    if gold.answers:
        first = got[0].text if got else ""
        cited = [cites(answer, gold.places) for answer in got]
        figures["cite@1"] = float(any(cited[:1]))
        figures["cite@3"] = float(any(cited[:3]))
        figures["answer"] = float(bool(got) and holds(first, gold.answers))
        figures["EM"] = float(bool(got) and any(norm(first) == norm(answer) for answer in gold.answers))
        figures["F1"] = max(f1(first, answer) for answer in gold.answers)
        figures["missed"] = float(not got)
        figures["right"] = figures["cite@1"] * figures["answer"]
    else:
        figures["refused"] = figures["right"] = float(not got)
    if got:
        texts = [(answer, text_of(answer.report.id)) for answer in got[:3]]
        figures["verbatim"] = float(all(answer.text in text and answer.quote in text for answer, text in texts))
    return figures


def run(golds: Iterable[Gold], bot: Bot) -> Iterator[Scored]:
    """Ask every question and score the replies."""
    texts: dict[int, str] = {}

    def text_of(report: int) -> str:
        if report not in texts:
            texts[report] = bot.report(report).text
        return texts[report]

    for gold in golds:
        reply = bot.ask(gold.question, gold.history, gold.within)
        yield Scored(gold, reply, score(gold, reply, text_of))


def reliability(scored: Iterable[Scored], bins: int = 10) -> list[Bin]:
    """Return the first answers in bins of their score, highest first; empty ones are left out."""
    held: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one in scored:
        if one.reply.answers:
            said = one.reply.answers[0].score
            held[min(int(said * bins), bins - 1)].append((said, one.figures["right"]))
    return [
        Bin(number / bins, len(pairs), *(sum(column) / len(pairs) for column in zip(*pairs, strict=True)))
        for number, pairs in sorted(held.items(), reverse=True)
    ]


def calibration_error(bins: Iterable[Bin]) -> float | None:
    """Return by how much scores and shares of right answers differ, over all answers; None where there are none."""
    off = [(one.count, abs(one.score - one.right)) for one in bins]
    answers = sum(count for count, _ in off)
    return sum(count * by for count, by in off) / answers if answers else None


def means(scored: Sequence[Scored], *, kinds: bool = False) -> dict[str, dict[str, float | None]]:
    """Return the mean of every figure over the questions it applies to: for all, and for each kind."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in scored:
        for row in ("all", one.gold.kind) if kinds else ("all",):
            for name, value in one.figures.items():
                values[row][name].append(value)
    return {
        row: {
            "n": float(len(by["right"])),
            **{name: sum(by[name]) / len(by[name]) if by[name] else None for name in COLUMNS},
        }
        for row, by in values.items()
    }
