"""Extraction: of all candidates the best, as evidence: by what is known of each, and by what the reader makes of it."""

import math
import os
from collections.abc import Iterable, Sequence
from functools import cache
from operator import mul
from typing import TYPE_CHECKING

from knowledge.base import Found
from knowledge.errors import Damaged
from knowledge.text import strip_span
from qa import spans
from qa.candidates import FEATURES, Candidate, by_form, promising
from qa.doubt import DOUBTS, doubts
from qa.model import Evidence, Query
from qa.reader import VIEW, WEIGHTS

if TYPE_CHECKING:
    from qa.reader.network import Network

_LONGEST_QUOTE = 220

# What is known of a piece of evidence among all candidates, beside its own features, to tell how sure it is: its share
# of the odds, its lead over the best candidate elsewhere, the weight of the question's words that no report has; and doubts.
AMONG = ("share", "lead", "unknown", *DOUBTS)
LONGEST_LEAD = 6.0

# What rules are as sure of as this need not be read, in a report of a year: how those tell is what rules know. Half of it is
# enough where they found the form that is asked for: of 237 such figures and dates reading made none better. They are half
# as sure where no form is asked for, nor a place or a year: the answer is then oftener a part of the clause that they find.
SURE = 0.8
_ENOUGH = 0.5
_LOOSE = 0.5

# What is a part of the clause that tells it; measures and reasons are told by clauses.
_NARROWED = frozenset({"name", "list", "place", "definition"})

# Whether something is so is told by a whole sentence, and rules find it; the reader looks for what fills a gap.
_UNREAD = "yesno"


def best_evidence(query: Query, hits: Sequence[Found]) -> list[Evidence]:
    """Return the evidence of all passages found, best first, one a passage: a second answer is another place to look."""
    found = scored(query, hits, SURE)
    whole = _whole(found)
    narrow = _narrow(query, found)
    kept: dict[int, Evidence] = {}
    for score, one in found:
        if one.sentence.hit.id not in kept:
            known = one.features + _among(query, one, score, found, whole)
            shown = narrow if narrow and one is found[0][1] else one
            kept[one.sentence.hit.id] = _evidence(query, shown, score)._replace(known=known)
    return list(kept.values())


def _narrow(query: Query, found: Sequence[tuple[float, Candidate]]) -> Candidate | None:
    """Return the part of the best clause that is the name or the list asked for, where rules found no more than the clause.

    Of a report of a year: of others all is read anyway. How sure the answer is, the clause tells.
    """
    if not found or query.asking.kind not in _NARROWED or query.asking.at_length:
        return None
    best = found[0][1]
    if best.typed or not best.by_form or not best.sentence.of_year or (network := _network()) is None:
        return None
    from qa.reader.views import narrowed

    return narrowed(query, best, network)


def _whole(found: Sequence[tuple[float, Candidate]]) -> float:
    """Return the odds of all candidates together, where those of the first are 1."""
    return sum(math.exp(score - found[0][0]) for score, _ in found)


def _among(
    query: Query, one: Candidate, score: float, found: Sequence[tuple[float, Candidate]], whole: float
) -> tuple[float, ...]:
    other = next((rival for rival, candidate in found if _apart(one, candidate)), score - LONGEST_LEAD)
    lead = max(-LONGEST_LEAD, min(LONGEST_LEAD, score - other))
    return math.exp(score - found[0][0]) / whole, lead, *doubted(query, one)


def doubted(query: Query, one: Candidate) -> tuple[float, ...]:
    """Return what is known of a candidate by itself to tell how sure it is: the last columns of `AMONG`."""
    return unknown_share(query, one), *doubts(query, one)


def unknown_share(query: Query, one: Candidate) -> float:
    """Return the weight (0-1) of the question's words that no report has, and that this passage does not explain."""
    marks = zip(query.terms, one.sentence.reading.marks, one.sentence.reading.around, strict=True)
    return sum(term.weight for term, here, around in marks if not term.known and not here and not around)


def _apart(one: Candidate, other: Candidate) -> bool:
    return one.sentence.hit.id != other.sentence.hit.id or one.end <= other.start or other.end <= one.start


def scored(query: Query, hits: Sequence[Found], sure: float) -> list[tuple[float, Candidate]]:
    """Return all candidates, best first, each with the logarithm of its odds to be the answer, but for a constant.

    What rules are `sure` of (the probability that they are right) in a report of a year is not read; nor does the order
    that reading makes count where its best is less probably right. Other documents are read, and so is all that can be
    where `sure` is above 1; then reading counts.
    """
    candidates = _in_order(by_form(query, promising(query, hits)), "rules")
    if not candidates or query.asking.kind == _UNREAD:
        return candidates
    best = candidates[0][1]
    by_rules = _right(query, candidates, "rules") if best.sentence.of_year else 0.0
    if by_rules >= (_ENOUGH * sure if best.typed else sure):
        return candidates
    network = _network()
    if network is None:
        return candidates
    from qa.reader.views import views

    read = _in_order(views(query, candidates, network), "reader")
    return candidates if sure <= 1 and by_rules > _right(query, read, "reader") else read


def _network() -> "Network | None":
    try:
        return reader()
    except (Damaged, OSError):  # `qa check` tells
        return None


def reader() -> "Network | None":
    """Return the reader; None where there are no weights: then rules answer alone. Raises Damaged and OSError."""
    if not os.path.exists(WEIGHTS):
        return None
    # Imported here: it needs numpy, which a question that rules answer need not wait for.
    from qa.reader.network import load

    return load(WEIGHTS)


def _right(query: Query, candidates: Sequence[tuple[float, Candidate]], kind: str) -> float:
    """Return how probably the best candidate is right, as `kind` knows it."""
    score, best = candidates[0]
    known = best.features + _among(query, best, score, candidates, _whole(candidates))
    chance = _chance(known, f"{kind} right", of_year=best.sentence.of_year)
    loose = kind == "rules" and not (best.typed or query.scoped)
    return _LOOSE * chance if loose else chance


def _in_order(candidates: Iterable[Candidate], kind: str) -> list[tuple[float, Candidate]]:
    found = [
        (round(sum(map(mul, one.features, weights(kind, of_year=one.sentence.of_year))), 6), one) for one in candidates
    ]
    found.sort(key=lambda item: (-item[0], *_position(item[1])))
    return found


def _position(one: Candidate) -> tuple[str, int, int, int, int]:
    hit = one.sentence.hit
    return hit.report.path, hit.report.id, hit.passage.ordinal, one.start, one.end


def columns(kind: str) -> tuple[str, ...]:
    """Return the names of the features that count for `kind`: rules or reader, alone or followed by told or right."""
    return FEATURES + (VIEW if kind.startswith("reader") else ()) + ((*AMONG, "constant") if " " in kind else ())


@cache
def weights(kind: str, *, of_year: bool) -> tuple[float, ...]:
    """Return what each of the columns of `kind` counts, as learned; a new one counts nothing until it is.

    What tells in reports of a year, which are alike and tell figures, is not what tells in rules, articles and findings:
    each has weights of its own.
    """
    learned = _learned("weights.txt" if of_year else "weights_others.txt")
    return tuple(learned.get(f"{kind}: {name}", 0.0) for name in columns(kind))


@cache
def _learned(name: str) -> dict[str, float]:
    # Not importlib.resources, nor pathlib: their imports take longer than to read the file.
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        lines = (line.rsplit(None, 1) for line in file if not line.startswith("#"))
        return {name: float(weight) for name, weight in lines}


def probability(evidence: Evidence, of: str) -> float:
    """Return the probability that the reports tell what is asked, here (`told`), or that the answer is `right`."""
    if not evidence.known:  # found as written, not weighed: its score is its probability
        return evidence.score
    read = len(evidence.known) > len(FEATURES) + len(AMONG)
    return _chance(evidence.known, f"{'reader' if read else 'rules'} {of}", of_year=evidence.of_year)


def _chance(known: tuple[float, ...], kind: str, *, of_year: bool) -> float:
    odds = sum(map(mul, (*known, 1.0), weights(kind, of_year=of_year)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _evidence(query: Query, one: Candidate, score: float) -> Evidence:
    """Map a candidate and its sentence to the report's text."""
    hit, reading = one.sentence.hit, one.sentence.reading
    around = _quote(reading.folded.text, one.start, one.end, one.sentence.start, max(one.sentence.end, one.end))
    span = reading.folded.original(one.start, one.end)
    quote = strip_span(hit.text, *reading.folded.original(*around))
    lead = hit.passage.lead
    missing = tuple(
        term.text
        for term, marks, around in zip(query.terms, reading.marks, reading.around, strict=True)
        if not marks and not around
    )
    return Evidence(
        hit, lead + span[0], lead + span[1], lead + min(quote[0], span[0]), lead + max(quote[1], span[1]), score, one.typed,
        one.sentence.timely, missing, of_year=one.sentence.of_year,
    )  # fmt: skip


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
