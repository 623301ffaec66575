"""Candidates: the spans of the passages found that may be the answer, and what is known of each."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.base import Found
from knowledge.text import sentences
from knowledge.words import grams
from qa import spans
from qa.another import of_another
from qa.clauses import EXPLAINED, LONGEST_ANSWER, LONGEST_RUN, clause_spans, novelty, runs
from qa.figures import own_clause
from qa.model import Query
from qa.pull import pulled
from qa.reading import Mark, Reading, any_within, readings, strength
from qa.respectively import belongs
from qa.scope import naming, yearly
from qa.timely import plans_begin, year_fits

# By hand: how much of the question a span's sentence holds, how near, and the span's own form.
_SUPPORT, _PULL, _FIT = 0.42, 0.28, 0.3

# By hand: the index's own verdict on the passage counts this much. So many passages are cut into sentences, and so many
# of these are read closely; fewer where the place or the year that is asked for tells them apart.
_RANK = 0.25
_PASSAGES = 24
_SENTENCES, _SENTENCES_NARROW = 20, 14

# A span with a poorer form than this is not what was asked for; where a form is asked for, it then counts less.
_LEAST_FIT = 0.3
_UNTYPED = 0.85

# How far a term outside the sentence, but in its passage, still supports it.
_IN_PASSAGE = 0.6

_LONGEST_SENTENCE = 220

_LABEL = 4  # characters of a label, as most are

# No answer begins or ends with one of these.
_EDGES = " 。;,、:!?*#\n\r\t"

# A figure counts so much less where another one of its sentence, that is as likely by its form, holds more of what is asked.
_LESS, _LIKELY, _ABOUT = 0.7, 0.6, 0.05

# What a question asks for: a form; something that a report tells in a sentence or a list; or neither.
TYPED = frozenset({"number", "date", "title", "document", "contact", "person"})
TOLD = frozenset({"list", "yesno", "how", "reason", "definition"})

# What counts otherwise of a document that is not of a year, where neither a place nor a year is asked for either: the
# answer is then oftener a part of a clause.
_BY_SCOPE = (
    "hand", "typed fit", "clause fit", "clause fit, told", "untyped", "new", "length", "length, told", "own clause", "support",
    "sentence length",
)  # fmt: skip

# The columns of a candidate's features: of the span, of its sentence, and once more what counts otherwise.
_KNOWN = (
    "hand", "hand, scoped", "pull", "typed fit", "clause fit", "clause fit, told", "untyped", "new", "length", "length, told",
    "own clause", "own clause, asked", "left out", "run", "after a label", "up to a label", "form",
    "support", "in sentence", "in passage", "missing", "in report", "timely", "rank", "characters in sentence", "pairs in sentence",
    "pairs in passage", "heading", "place", "leads on", "sentence length",
)  # fmt: skip
FEATURES = (*_KNOWN, *(f"{name}, unscoped" for name in _BY_SCOPE))
_TWICE = tuple(map(_KNOWN.index, _BY_SCOPE))


class Sentence(NamedTuple):
    """A sentence text[start:end] of a passage found: how much of the question it holds, how well it fits the years (0-1).

    `scoped`: a place or a year is asked for, or its report is of a year. `of_year`: most of what was found beside it is of
    reports of a year, and all is weighed as that is.
    """

    hit: Found
    reading: Reading
    start: int
    end: int
    support: float
    timely: float
    rank: float
    scoped: bool
    of_year: bool = True


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
    ranks = [hit.score / top if top > 0 else 0.0 for hit in hits]
    passages = [
        (_most(query, reading) + _RANK * rank, rank, hit, reading)
        for rank, hit, reading in zip(ranks, hits, readings(query, hits), strict=True)
    ]
    passages.sort(key=lambda item: -item[0])
    found: list[tuple[float, Sentence]] = []
    plans = plans_begin(hits)
    count = _SENTENCES_NARROW if query.scope.narrow else _SENTENCES
    for most, rank, hit, reading in passages[:_PASSAGES]:
        # What can be worth no more than the least of so many that were found is not looked at.
        least = found[-1][0] if len(found) == count else -1.0
        if most <= least:
            break
        held, text = _held(query, reading), reading.folded.text
        supports = [(_support(held, start, end), start, end) for start, end in sentences(text)]
        supports = [one for one in supports if one[0] + _RANK * rank > least]
        fits = year_fits(query.scope, hit, [text[start:end] for _, start, end in supports], plans)
        scoped = query.scoped or yearly(hit.report)
        for (support, start, end), timely in zip(supports, fits, strict=True):
            worth = support * _weigh_year(timely) + _RANK * rank
            found.append((worth, Sentence(hit, reading, start, end, support, timely, rank, scoped)))
        found.sort(key=lambda item: -item[0])
        del found[count:]
    best = [one for _, one in found]
    of_year = 2 * sum(yearly(one.hit.report) for one in best) >= len(best)
    return best if of_year else [one._replace(of_year=False) for one in best]


def _most(query: Query, reading: Reading) -> float:
    """Return the most that any sentence of the passage can hold of the question: no more than it holds with what is around."""
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
        for span in _spans(query, sentence):
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
    pull = pulled(query, sentence.reading, span.start, span.end)
    typed = asked in TYPED and span.fit > _LEAST_FIT
    hand = _SUPPORT * sentence.support + _PULL * pull + _FIT * span.fit
    hand *= 1.0 if typed or asked not in TYPED else _UNTYPED
    hand = (1 - _RANK) * hand * _weigh_year(sentence.timely) + _RANK * sentence.rank
    length = min(end - start, 2 * LONGEST_ANSWER) / LONGEST_ANSWER
    own = (
        hand,
        hand if sentence.scoped else 0.0,
        pull,
        span.fit if typed else 0.0,
        0.0 if typed else span.fit,
        span.fit if asked in TOLD else 0.0,
        float(asked in TYPED and not typed),
        novelty(sentence.reading, span.start, span.end),
        length,
        length if asked in TOLD else 0.0,
        *(span.own if typed else (0.0, 0.0)),
        _left_out(sentence, start, end) if asked in EXPLAINED or query.asking.at_length else 0.0,
        *(_at_length(sentence, start, end) if query.asking.at_length else (0.0, 0.0, 0.0)),
        span.fit if typed else _form(query, sentence, start, end) if asked in TYPED and not by_form else 0.0,
    )
    known = own + around
    again = (0.0,) * len(_TWICE) if sentence.scoped else tuple(known[at] for at in _TWICE)
    return Candidate(sentence, start, end, typed, by_form, known + again)


def _form(query: Query, sentence: Sentence, start: int, end: int) -> float:
    """Return how well the best span of the form asked for that a span holds has that form (0-1)."""
    text = sentence.reading.folded.text
    return max((one.fit for one in spans.candidates(query.asking, text, start, end)), default=0.0)


def _left_out(sentence: Sentence, start: int, end: int) -> float:
    """Return the share (0-1) of what a sentence tells beyond the question's own words that stands outside of a span."""
    covered = sentence.reading.covered
    told = covered.count(0, sentence.start, sentence.end)
    return 1 - covered.count(0, max(start, sentence.start), min(end, sentence.end)) / told if told else 0.0


def _at_length(sentence: Sentence, start: int, end: int) -> tuple[float, float, float]:
    """Return how much longer (0-1) a span is than a clause or two, and whether it is all that stands between two labels."""
    from knowledge.labels import label_at  # few questions need it, and its pattern takes 1.5 ms to compile

    text = sentence.reading.folded.text
    before = len(text[:start].rstrip(" \t"))
    after = next((at for at in range(end, len(text)) if text[at] not in _EDGES or text[at] == "\n"), len(text))
    longer = max(0, min(end - start, LONGEST_RUN) - LONGEST_ANSWER) / (LONGEST_RUN - LONGEST_ANSWER)
    labels = (label_at(text, at, before) for at in range(max(0, before - _LABEL), before))
    led = before <= _heading(sentence) or text[before - 1] in ":\n" or any(one and one.end == before for one in labels)
    closed = after == len(text) or text[after] == "\n" or label_at(text, after, len(text)) is not None
    return longer, float(led), float(closed)


def _heading(sentence: Sentence) -> int:
    """Return the length of the heading that runs into the passage, in folded text."""
    passage, offsets = sentence.hit.passage, sentence.reading.folded.offsets
    length = passage.start - passage.lead
    return length if offsets is None else bisect_left(offsets, length)


def around_of(query: Query, sentence: Sentence) -> tuple[float, ...]:
    """Return what is known of a sentence: how the question stands in it, in its passage, and in its report (0-1 each)."""
    reading, text = sentence.reading, sentence.reading.folded.text
    inside = passage = nowhere = told = things = 0.0
    for term, marks, around, report in zip(query.terms, reading.marks, reading.around, reading.report, strict=True):
        passage += term.weight * strength(marks)
        if term.text not in query.scope.places:  # of a place is the report
            things += term.weight
            inside += term.weight * strength(marks) * any_within(marks, sentence.start, sentence.end)
        nowhere += term.weight * (not marks and not around)
        told += term.weight * report
    here = text[sentence.start : sentence.end]
    characters, pairs = _content(query.folded, query.asking.spans)
    return (
        sentence.support,
        inside / things if things else 1.0,
        passage,
        nowhere,
        told,
        sentence.timely,
        sentence.rank,
        _share(characters, here),
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
def _content(folded: str, asking: tuple[tuple[int, int], ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of the question, and its pairs of neighbours, without the words that ask."""
    written = list(folded)
    for start, end in asking:
        written[start:end] = " " * (end - start)
    characters, pairs = grams("".join(written))
    return frozenset(characters), frozenset(pairs)


def _share(grams: frozenset[str], text: str) -> float:
    return sum(map(text.__contains__, grams)) / len(grams) if grams else 0.0


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
        total += inside if any_within(marks, start, end) else outside
    return total


def _spans(query: Query, sentence: Sentence) -> list[spans.Span]:
    """Return the candidates of a sentence: those of the form asked for, and its clauses."""
    reading, start, end = sentence.reading, sentence.start, sentence.end
    text = reading.folded.text
    kind = query.asking.kind
    typed = [span for span in spans.candidates(query.asking, text, start, end) if not _asked(query, text, span)]
    if kind == "number" and typed:
        typed = [span for span in typed if not of_another(query, text, (start, end), span.start, span.end)]
        if not typed:  # nor is a clause around such a figure
            return []
        typed = _figures(query, sentence, typed)
    if typed and kind in TYPED:
        return typed
    fit = 0.3 if kind in TYPED else 0.45 if kind == "list" else 0.6
    reach = EXPLAINED.get(kind, 2)
    found = [*typed, *clause_spans(query, reading, start, end, fit, reach)]
    return [*found, *runs(reading, start, end, of_year=sentence.of_year)] if query.asking.at_length else found


def _figures(query: Query, sentence: Sentence, figures: Sequence[spans.Span]) -> list[spans.Span]:
    """Return a sentence's figures; what is told of another thing fits less, and so does what is told of less that is asked.

    收入25735元,其中农村13889元: the question for the one in 农村 is not asked of all.
    """
    text = sentence.reading.folded.text
    named = " ".join(query.subjects) or query.folded
    within = (sentence.start, sentence.end)
    clauses = [own_clause(query, sentence.reading, within, one.start, one.end) for one in figures]
    most = max((own[0] for own, one in zip(clauses, figures, strict=True) if one.fit > _LIKELY), default=0.0)
    found = []
    for one, own in zip(figures, clauses, strict=True):
        less = _LESS if own[0] < most - _ABOUT else 1.0
        found.append(one._replace(fit=one.fit * belongs(named, text, one.start, one.end) * less, own=own))
    return found


def _asked(query: Query, text: str, span: spans.Span) -> bool:
    """A span that the question itself holds (the year it asks about) is no answer to it."""
    written = text[span.start : span.end]
    return written in query.folded
