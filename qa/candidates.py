"""Candidates: the spans of the passages found that may be the answer, and what is known of each."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.base import Found
from knowledge.text import sentences, strip_span
from knowledge.words import grams
from qa import spans
from qa.model import Query
from qa.reading import Mark, Reading, readings, strength
from qa.respectively import belongs
from qa.scope import naming, year_fit

# By hand: how much of the question a span's sentence holds, how near, and the span's own form.
_SUPPORT, _PULL, _FIT = 0.42, 0.28, 0.3

# By hand: the index's own verdict on the passage counts this much. So many passages are cut into sentences, and so many
# of these are read closely.
_RANK = 0.25
_PASSAGES = 24
_SENTENCES = 30

# A span with a poorer form than this is not what was asked for; where a form is asked for, it then counts less.
_LEAST_FIT = 0.3
_UNTYPED = 0.85

# How far a term outside the sentence, but in its passage, still supports it.
_IN_PASSAGE = 0.6

# Characters over which a term's pull on a span falls to 1/e; a clause or sentence end counts as some more.
_REACH = 18.0
_CLAUSE_GAP = 4
_SENTENCE_GAP = 12

# A clause or two as the answer, where no form is asked for, in characters.
_LONGEST_ANSWER = 60
_LONGEST_SENTENCE = 220

# What is explained (怎么, 为什么, 是什么意思) stands beside the question's words, often in several clauses: how many more.
_EXPLAINED = {"how": 3, "reason": 2, "definition": 2}

# No answer begins or ends with one of these.
_EDGES = " 。;,、:!?*#\n\r\t"

# A clause with a smaller share of new words says the question again.
_LEAST_NEW = 0.3

# What a question asks for: a form; something that a report tells in a sentence or a list; or neither.
TYPED = frozenset({"number", "date", "title", "document", "contact", "person"})
TOLD = frozenset({"list", "yesno", "how", "reason", "definition"})

# The columns of a candidate's features: of the span, then of its sentence.
FEATURES = (
    "hand", "hand, scoped", "pull", "typed fit", "clause fit", "clause fit, told", "untyped", "new", "length", "length, told",
    "support", "in sentence", "in passage", "missing", "in report", "timely", "rank", "pairs in sentence",
    "pairs in passage", "heading", "place", "leads on", "sentence length",
)  # fmt: skip


class Sentence(NamedTuple):
    """A sentence text[start:end] of a passage found: how much of the question it holds, how well it fits the years (0-1)."""

    hit: Found
    reading: Reading
    start: int
    end: int
    support: float
    timely: float
    rank: float


class Candidate(NamedTuple):
    """A span of a sentence, in folded text, that may be the answer.

    `typed`: it has the form that is asked for. `by_form`: rules found it, and not the reader.
    """

    sentence: Sentence
    start: int
    end: int
    typed: bool
    by_form: bool
    features: tuple[float, ...]


def promising(query: Query, hits: Sequence[Found]) -> list[Sentence]:
    """Return the sentences worth reading closely: those that hold most of the question, in the right year."""
    top = max((hit.score for hit in hits), default=0.0)
    passages = [
        (hit.score / top if top > 0 else 0.0, hit, one) for hit, one in zip(hits, readings(query, hits), strict=True)
    ]
    # No sentence holds more than its passage with what is around it.
    passages.sort(key=lambda item: -(_most(query, item[2]) + _RANK * item[0]))
    found = []
    for rank, hit, reading in passages[:_PASSAGES]:
        held = _held(query, reading)
        for start, end in sentences(reading.folded.text):
            support = _support(held, start, end)
            timely = year_fit(query.scope, hit, reading.folded.text[start:end])
            found.append(Sentence(hit, reading, start, end, support, timely, rank))
    found.sort(key=lambda s: -(s.support * _weigh_year(s.timely) + _RANK * s.rank))
    return found[:_SENTENCES]


def _most(query: Query, reading: Reading) -> float:
    """Return the most that any sentence of the passage can hold of the question."""
    return sum(
        term.weight * max(around, strength(marks))
        for term, marks, around in zip(query.terms, reading.marks, reading.around, strict=True)
    )


def _weigh_year(timely: float) -> float:
    return 0.4 + 0.6 * timely


def by_form(query: Query, read: Sequence[Sentence]) -> Iterator[Candidate]:
    """Yield the candidates of sentences that have the form asked for, and their clauses."""
    for sentence in read:
        around = around_of(query, sentence)
        for span in _spans(query, sentence.reading, sentence.start, sentence.end):
            candidate = make(query, sentence, span, around)
            if candidate is not None:
                yield candidate


def make(
    query: Query, sentence: Sentence, span: spans.Span, around: tuple[float, ...], *, by_form: bool = True
) -> Candidate | None:
    """Return the candidate of a span, trimmed of white space and marks; None where nothing is left."""
    start, end = trimmed(sentence.reading.folded.text, span.start, span.end)
    if start == end:
        return None
    asked = query.asking.kind
    pull = _pull(query, sentence.reading, span.start, span.end)
    typed = asked in TYPED and span.fit > _LEAST_FIT
    hand = _SUPPORT * sentence.support + _PULL * pull + _FIT * span.fit
    hand *= 1.0 if typed or asked not in TYPED else _UNTYPED
    hand = (1 - _RANK) * hand * _weigh_year(sentence.timely) + _RANK * sentence.rank
    length = min(span.end - span.start, 2 * _LONGEST_ANSWER) / _LONGEST_ANSWER
    own = (
        hand,
        hand if query.scope.places or query.scope.years else 0.0,
        pull,
        span.fit if typed else 0.0,
        0.0 if typed else span.fit,
        span.fit if asked in TOLD else 0.0,
        float(asked in TYPED and not typed),
        _novelty(sentence.reading, span.start, span.end),
        length,
        length if asked in TOLD else 0.0,
    )
    return Candidate(sentence, start, end, typed, by_form, own + around)


def around_of(query: Query, sentence: Sentence) -> tuple[float, ...]:
    """Return what is known of a sentence: how the question stands in it, in its passage, and in its report (0-1 each)."""
    reading, text = sentence.reading, sentence.reading.folded.text
    inside = passage = nowhere = told = 0.0
    for term, marks, around, report in zip(query.terms, reading.marks, reading.around, reading.report, strict=True):
        passage += term.weight * strength(marks)
        inside += term.weight * strength(marks) * _any_within(marks, sentence.start, sentence.end)
        nowhere += term.weight * (not marks and not around)
        told += term.weight * report
    here = text[sentence.start : sentence.end]
    pairs = _content_pairs(query.folded, query.asking.spans)
    return (
        sentence.support,
        inside,
        passage,
        nowhere,
        told,
        sentence.timely,
        sentence.rank,
        _share(pairs, here),
        _share(pairs, text),
        float(sentence.hit.passage.role == "heading"),
        float(bool(query.scope.places) and any(place in naming(sentence.hit.report) for place in query.scope.places)),
        float(here.rstrip().endswith(("?", ":"))),
        min(sentence.end - sentence.start, _LONGEST_SENTENCE) / _LONGEST_SENTENCE,
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and marks at its ends; an empty one where it holds no letter or digit."""
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    while start < end and text[start] in _EDGES:
        start += 1
    return (start, end) if any(map(str.isalnum, text[start:end])) else (start, start)


@lru_cache(maxsize=8)
def _content_pairs(folded: str, asking: tuple[tuple[int, int], ...]) -> frozenset[str]:
    """Return the neighbouring characters of the question, without the words that ask."""
    characters = list(folded)
    for start, end in asking:
        characters[start:end] = " " * (end - start)
    return frozenset(grams("".join(characters))[1])


def _share(pairs: frozenset[str], text: str) -> float:
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


_Held = Sequence[tuple[Sequence[Mark], float, float]]


def _held(query: Query, reading: Reading) -> _Held:
    """Return of each term its places, and how much a sentence holds of the question by it: one that has it, and another."""
    return [
        (marks, term.weight * max(around, strength(marks)), term.weight * max(around, strength(marks) * _IN_PASSAGE))
        for term, marks, around in zip(query.terms, reading.marks, reading.around, strict=True)
    ]


def _support(held: _Held, start: int, end: int) -> float:
    """Return how much of the question (0-1) the sentence text[start:end] holds, with its passage and headings."""
    total = 0.0
    for marks, inside, outside in held:
        total += inside if _any_within(marks, start, end) else outside
    return total


def _any_within(marks: Sequence[Mark], start: int, end: int) -> bool:
    for mark in marks:  # noqa: SIM110 - not any(): this is asked 800 times a question
        if start <= mark.start < end:
            return True
    return False


def _distance(text: str, start: int, end: int) -> int:
    """Return the characters from start to end; the end of a clause or a sentence counts as some more."""
    clauses, stops = text.count(",", start, end), text.count("。", start, end) + text.count(";", start, end)
    return end - start + _CLAUSE_GAP * clauses + _SENTENCE_GAP * stops


def _pull(query: Query, reading: Reading, start: int, end: int) -> float:
    """Return how close (0-1) the question's terms stand to the span."""
    total = 0.0
    text = reading.folded.text
    for term, marks in zip(query.terms, reading.marks, strict=True):
        if marks:
            total += term.weight * (strength(marks) * math.exp(-_gap(text, marks, start, end) / _REACH))
    return total


def _gap(text: str, marks: Sequence[Mark], start: int, end: int) -> float:
    """Return how far from text[start:end] the nearest mark stands; what follows tells a little less than what leads to it."""
    nearest = math.inf
    for mark in marks:
        if mark.end <= start:
            first, last, more = mark.end, start, 0
        elif mark.start >= end:
            first, last, more = end, mark.start, 2
        else:
            return 0
        if last - first + more < nearest:
            nearest = min(nearest, _distance(text, first, last) + more)
    return nearest


def _spans(query: Query, reading: Reading, start: int, end: int) -> list[spans.Span]:
    """Return the candidates of a sentence: those of the form asked for, and its clauses."""
    text = reading.folded.text
    kind = query.asking.kind
    typed = [span for span in spans.candidates(query.asking, text, start, end) if not _asked(query, text, span)]
    if kind == "number":
        typed = [
            span._replace(fit=span.fit * belongs(" ".join(query.subjects) or query.folded, text, span.start, span.end))
            for span in typed
        ]
    if typed and kind in TYPED:
        return typed
    fit = 0.3 if kind in TYPED else 0.45 if kind == "list" else 0.6
    reach = _EXPLAINED.get(kind, 2)
    return [*typed, *_clause_spans(query, reading, start, end, fit, reach)]


def _asked(query: Query, text: str, span: spans.Span) -> bool:
    """A span that the question itself holds (the year it asks about) is no answer to it."""
    written = text[span.start : span.end]
    return written in query.folded


def _clause_spans(query: Query, reading: Reading, start: int, end: int, fit: float, reach: int) -> list[spans.Span]:
    """Return a sentence's clauses, alone and with up to `reach` next ones, up to the longest answer.

    A clause that only says the question again tells nothing, but where 是不是 asks for just that.
    """
    text = reading.folded.text
    parts = spans.clauses(text, start, strip_span(text, start, end)[1])
    explained = query.asking.kind in _EXPLAINED
    found = []
    for first in range(len(parts)):
        for last in range(first, min(first + 1 + reach, len(parts))):
            begin, stop = parts[first][0], parts[last][1]
            if stop - begin > _LONGEST_ANSWER and last > first:
                break
            new = _novelty(reading, begin, stop)
            worth = fit
            if explained:
                if new < _LEAST_NEW:
                    continue
                worth = 0.2 + 0.7 * new
            elif query.asking.kind != "yesno" and new < _LEAST_NEW:
                worth = 0.5 * fit
            # A longer answer has to earn its length.
            found.append(spans.Span(begin, stop, worth - (0.03 if explained else 0.1) * (last - first)))
    return found


def _novelty(reading: Reading, start: int, end: int) -> float:
    """Return the share (0-1) of text[start:end] that is not the question's own words."""
    return 1.0 - reading.covered.count(1, start, end) / max(1, end - start)
