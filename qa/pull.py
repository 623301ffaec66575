"""How close the words of a question stand to a span."""

import math
from collections.abc import Sequence

from qa.figures import OWN_END, telling
from qa.model import Query
from qa.reading import Mark, Reading, strength

# Characters over which a term's pull on a span falls to 1/e; a clause or sentence end counts as some more.
_REACH = 18.0
_CLAUSE_GAP = 4
_BEHIND = 24
_SENTENCE_GAP = 12


def _distance(text: str, start: int, end: int, told: bytes) -> int:
    """Return the characters from start to end; the end of a clause or a sentence counts as some more.

    Only those that are `told`, where that says which of them tell of something.
    """
    clauses, stops = text.count(",", start, end), text.count("。", start, end) + text.count(";", start, end)
    between = told.count(1, start, end) if told else end - start
    return between + _CLAUSE_GAP * clauses + _SENTENCE_GAP * stops


def pulled(query: Query, reading: Reading, start: int, end: int) -> float:
    """Return how close (0-1) the question's terms stand to the span."""
    total = 0.0
    text = reading.folded.text
    told = telling(text) if query.asking.kind == "number" else b""
    for term, marks in zip(query.terms, reading.marks, strict=True):
        if marks:
            total += term.weight * (strength(marks) * math.exp(-_gap(text, marks, start, end, told) / _REACH))
    return total


def _gap(text: str, marks: Sequence[Mark], start: int, end: int, told: bytes) -> float:
    """Return how far from text[start:end] the nearest mark stands; what follows tells a little less than what leads to it."""
    nearest = math.inf
    for mark in marks:
        if mark.end <= start:
            first, last, more = mark.end, start, 0
        elif mark.start >= end:
            # What stands in another clause behind a figure is told of the next one.
            first, last, more = end, mark.start, _BEHIND if told and OWN_END.search(text, end, mark.start) else 2
        else:
            return 0
        # No distance is less than the characters, but where only some of them count.
        if (0 if told else last - first) + more < nearest:
            nearest = min(nearest, _distance(text, first, last, told) + more)
    return nearest
