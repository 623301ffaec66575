"""What tells how sure evidence is, beside what ranks it: whether it stands by what is asked, or only near it.

A report that tells how many were built may not tell what they cost: the nearest figure is then about the same thing, in the
right year and place, and wrong.
"""

from typing import get_args

from qa.candidates import Candidate
from qa.figures import clause
from qa.model import Kind, Query
from qa.reading import any_within, strength
from qa.timely import told_of

_KINDS = get_args(Kind)
DOUBTS = (
    "in clause", "missing in clause", "beside missing", "counted in sentence", "unit named", "again", "meant", "unmeant",
    *(f"kind {kind}" for kind in _KINDS),
)  # fmt: skip


def doubts(query: Query, one: Candidate) -> tuple[float, ...]:
    """Return, in the order of `DOUBTS`, what is known (0-1 each) of how a candidate stands to the question's words.

    Of all words but places: which share of them the candidate's own clause holds, and the weight of the heaviest that it
    does not. Whether the word before the question words is missing in the clause, and the one after them (多少名志愿者) is
    in the sentence. How much of the candidate the question itself says; whether it tells plans or results, as asked.
    """
    sentence, marks = one.sentence, one.sentence.reading.marks
    text = sentence.reading.folded.text
    begin, end = clause(text, (sentence.start, sentence.end), one.start, one.end)
    places, asked, kind = query.scope.places, query.asking, query.asking.kind
    first, last = asked.spans[0] if asked.spans else (len(query.folded),) * 2
    whole = held = heaviest = before = 0.0
    counted: float | None = None
    for term, found in zip(query.terms, marks, strict=True):
        if term.text in places:
            continue
        inside = strength(found) * any_within(found, begin, end)
        whole += term.weight
        held += term.weight * inside
        heaviest = heaviest if inside else max(heaviest, term.weight)
        if term.end <= first:
            before = float(not inside)
        elif term.start >= last and counted is None:
            counted = strength(found) * any_within(found, sentence.start, sentence.end)
    whole = whole or 1.0
    told, intent = told_of(query.scope.years, sentence.hit), query.scope.intent
    pairs = [text[at : at + 2] for at in range(one.start, one.end - 1)]
    return (
        held / whole, heaviest / whole, before, counted or 0.0, float(bool(asked.unit) and not asked.implied),
        sum(map(query.folded.__contains__, pairs)) / (len(pairs) or 1),
        float(bool(told) and told == intent), float(bool(told) and intent in ("plan", "result") and told != intent),
        *(float(kind == other) for other in _KINDS),
    )  # fmt: skip
