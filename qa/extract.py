"""Extraction: the best span in a passage found, scored by the question's terms around it and by its form."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.base import Found
from knowledge.text import sentences, strip_span
from qa import spans
from qa.model import Evidence, Query
from qa.reading import Reading, readings
from qa.scope import year_fit

# What a span's score is made of: how much of the question its sentence holds, how near, and the span's own form.
_SUPPORT, _PULL, _FIT = 0.42, 0.28, 0.3

# The index's own verdict on the passage counts this much; and this many sentences are read closely.
_RANK = 0.25
_SENTENCES = 40

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
_LONGEST_QUOTE = 220

# What is explained (怎么, 为什么, 是什么意思) stands beside the question's words, often in several clauses: how many more.
_EXPLAINED = {"how": 3, "reason": 2, "definition": 2}

# No answer begins or ends with one of these.
_EDGES = " 。;,、:!?*#\n\r\t"

# A clause with a smaller share of new words says the question again.
_LEAST_NEW = 0.3

_TYPED = frozenset({"number", "date", "title", "document", "contact", "person"})


def best_evidence(query: Query, hits: Sequence[Found]) -> list[Evidence]:
    """Return the evidence of all passages found, best first, at most one a sentence."""
    sentences_read = _promising(query, hits)
    found = [evidence for sentence in sentences_read for evidence in _read(query, sentence)]
    found.sort(key=lambda e: (-e.score, e.hit.report.path, e.hit.report.id, e.start, e.end))
    kept: list[Evidence] = []
    seen: set[tuple[int, int]] = set()
    for evidence in found:
        key = (evidence.hit.report.id, evidence.quote_start)
        if key not in seen:
            seen.add(key)
            kept.append(evidence)
    return kept


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a passage found, with how much of the question it holds and how well it fits the years (0-1)."""

    hit: Found
    reading: Reading
    start: int
    end: int
    support: float
    timely: float
    rank: float


def _promising(query: Query, hits: Sequence[Found]) -> list[_Sentence]:
    """Return the sentences worth reading closely: those that hold most of the question, in the right year."""
    top = max((hit.score for hit in hits), default=0.0)
    found = []
    for hit, reading in zip(hits, readings(query, hits), strict=True):
        rank = hit.score / top if top > 0 else 0.0
        for start, end in sentences(reading.folded.text):
            support = _support(query, reading, start, end)
            timely = year_fit(query.scope, hit, reading.folded.text[start:end])
            found.append(_Sentence(hit, reading, start, end, support, timely, rank))
    found.sort(key=lambda s: -(s.support * _weigh_year(s.timely) + _RANK * s.rank))
    return found[:_SENTENCES]


def _weigh_year(timely: float) -> float:
    return 0.4 + 0.6 * timely


def _read(query: Query, sentence: _Sentence) -> list[Evidence]:
    """Return the best evidence in one sentence."""
    reading, start, end = sentence.reading, sentence.start, sentence.end
    asked = query.asking.kind
    found: list[tuple[float, bool, int, int]] = []
    for span in _spans(query, reading, start, end):
        pull = _pull(query, reading, span.start, span.end)
        typed = asked in _TYPED and span.fit > _LEAST_FIT
        score = _SUPPORT * sentence.support + _PULL * pull + _FIT * span.fit
        score *= 1.0 if typed or asked not in _TYPED else _UNTYPED
        score = (1 - _RANK) * score * _weigh_year(sentence.timely) + _RANK * sentence.rank
        found.append((score, typed, span.start, span.end))
    found.sort(key=lambda item: (-item[0], item[2], item[3]))
    placed = ((item, _evidence(sentence.hit, reading, *item[2:], start, end)) for item in found)
    (score, typed, *_), place = next(((item, place) for item, place in placed if place), ((0.0, False), None))
    if place is None:
        return []
    missing = tuple(
        term.text
        for term, marks, around in zip(query.terms, reading.marks, reading.around, strict=True)
        if not marks and not around
    )
    return [Evidence(sentence.hit, *place, score, typed, sentence.timely, missing)]


def _support(query: Query, reading: Reading, start: int, end: int) -> float:
    """Return how much of the question (0-1) the sentence text[start:end] holds, with its passage and headings."""
    total = 0.0
    for term, marks, around in zip(query.terms, reading.marks, reading.around, strict=True):
        best = around
        for mark in marks:
            inside = start <= mark.start < end
            best = max(best, mark.strength * (1.0 if inside else _IN_PASSAGE))
        total += term.weight * best
    return total


def _distance(text: str, start: int, end: int) -> int:
    """Return the characters from start to end; the end of a clause or a sentence counts as some more."""
    clauses, stops = text.count(",", start, end), text.count("。", start, end) + text.count(";", start, end)
    return end - start + _CLAUSE_GAP * clauses + _SENTENCE_GAP * stops


def _pull(query: Query, reading: Reading, start: int, end: int) -> float:
    """Return how close (0-1) the question's terms stand to the span."""
    total = 0.0
    text = reading.folded.text
    for term, marks in zip(query.terms, reading.marks, strict=True):
        best = 0.0
        for mark in marks:
            if mark.end <= start:
                gap = _distance(text, mark.end, start)
            elif mark.start >= end:
                gap = (
                    _distance(text, end, mark.start) + 2
                )  # what follows a span tells a little less than what leads to it
            else:
                gap = 0
            best = max(best, mark.strength * math.exp(-gap / _REACH))
        total += term.weight * best
    return total


def _spans(query: Query, reading: Reading, start: int, end: int) -> list[spans.Span]:
    """Return the candidates of a sentence: those of the form asked for, and its clauses."""
    text = reading.folded.text
    kind = query.asking.kind
    typed = [span for span in spans.candidates(query.asking, text, start, end) if not _asked(query, text, span)]
    if typed and kind in _TYPED:
        return typed
    fit = 0.3 if kind in _TYPED else 0.45 if kind == "list" else 0.6
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
    covered: set[int] = set()
    for marks in reading.marks:
        for mark in marks:
            if mark.start < end and start < mark.end:
                covered.update(range(max(mark.start, start), min(mark.end, end)))
    return 1.0 - len(covered) / max(1, end - start)


def _evidence(
    hit: Found, reading: Reading, start: int, end: int, quote_start: int, quote_end: int
) -> tuple[int, int, int, int] | None:
    """Map a span and its sentence to the report's text, trimmed of white space and closing marks."""
    text = reading.folded.text
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    while start < end and text[start] in _EDGES:
        start += 1
    if not any(character.isalnum() for character in text[start:end]):
        return None
    base = hit.passage.lead
    quote_start, quote_end = _quote(text, start, end, quote_start, quote_end)
    span = reading.folded.original(start, end)
    quote = strip_span(hit.text, *reading.folded.original(quote_start, quote_end))
    quote = (min(quote[0], span[0]), max(quote[1], span[1]))
    return base + span[0], base + span[1], base + quote[0], base + quote[1]


def _quote(text: str, start: int, end: int, quote_start: int, quote_end: int) -> tuple[int, int]:
    """Return the sentence around the span; of one too long to read, the clauses around it."""
    if quote_end - quote_start <= _LONGEST_QUOTE:
        return quote_start, quote_end
    parts = spans.clauses(text, quote_start, quote_end)
    chosen = [part for part in parts if part[1] > start and part[0] < end] or [(start, end)]
    begin, finish = chosen[0][0], chosen[-1][1]
    for part in reversed([p for p in parts if p[1] <= begin]):
        if end - part[0] > _LONGEST_QUOTE // 2:
            break
        begin = part[0]
    for part in [p for p in parts if p[0] >= finish]:
        if part[1] - begin > _LONGEST_QUOTE:
            break
        finish = part[1]
    return begin, finish
