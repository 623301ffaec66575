"""What the reader makes of the candidates of the most promising passages, and the spans that it picks itself."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from qa import spans
from qa.candidates import TOLD, TYPED, Candidate, Sentence, around_of, make
from qa.model import Kind, Query
from qa.reader import GROUPS
from qa.reader.network import ANSWER_LENGTH, Network, Pick, Reading, total

# The reader reads this many passages, the most promising ones; not those whose best candidate has less than exp(-6) of
# the odds of the best one of all.
_PASSAGES = 3
_FAR = 6.0

# Of their candidates by form it weighs this many, and it picks this many spans of its own. Of the candidates that are
# not weighed this many stay, for second and third answers.
_WEIGHED = 10
_PICKS = 6
_REST = 60

# Below these a span's probability, or a passage's, makes no difference (natural logarithms).
_FLOOR = -12.0
_FAINT = -6.0


def views(query: Query, ordered: Sequence[tuple[float, Candidate]], network: Network) -> Iterator[Candidate]:
    """Yield the candidates (best first, each with its score) with what the reader makes of them, and those it picks."""
    least = ordered[0][0] - _FAR
    candidates = [one for _, one in ordered]
    passages = list(dict.fromkeys(one.sentence.hit.id for score, one in ordered if score >= least))[:_PASSAGES]
    sentences: dict[int, dict[int, Sentence]] = {number: {} for number in passages}
    for one in candidates:
        if one.sentence.hit.id in sentences:
            sentences[one.sentence.hit.id].setdefault(one.sentence.start, one.sentence)
    texts = [next(iter(sentences[number].values())).reading.folded.text for number in passages]
    reading = network.read(query.folded, texts)
    picks = network.picks(reading, _PICKS)
    by_form = [one for one in candidates if one.sentence.hit.id in sentences][:_WEIGHED]
    picked = (_picked(query, sentences[passages[pick.passage]].values(), pick) for pick in picks)
    own = [one for one in picked if one is not None]
    places = {(one.sentence.hit.id, one.start, one.end) for one in by_form}
    together = by_form + [one for one in own if (one.sentence.hit.id, one.start, one.end) not in places]
    seen = _views(query, network, reading, passages, together, picks)
    for one, view in zip(together, seen, strict=True):
        yield replace(one, features=one.features + view)
    weighed = set(map(id, by_form))
    rest = [one for one in candidates if id(one) not in weighed][:_REST]
    # As of one that the reader thinks nothing of.
    unread = _view(query, (_FLOOR, 0.0, 0.0, 0.0), _FAINT, 0.0)
    yield from (replace(one, features=one.features + unread) for one in rest)


def _picked(query: Query, sentences: Iterable[Sentence], pick: Pick) -> Candidate | None:
    """Return the candidate that the reader picks: whole numbers, whole lists, balanced brackets."""
    text = next(iter(sentences)).reading.folded.text
    start, end = spans.whole(text, pick.start, pick.end)
    sentence = next((one for one in sentences if one.start <= start < one.end), None)
    if sentence is None:
        return None
    return make(query, sentence, spans.Span(start, end, 0.0), around_of(query, sentence), by_form=False)


def _views(
    query: Query, network: Network, reading: Reading, passages: Sequence[int], candidates: Sequence[Candidate],
    picks: Sequence[Pick],
) -> Iterator[tuple[float, ...]]:  # fmt: skip
    """Yield the VIEW of each candidate."""
    starts: dict[int, dict[int, int]] = {}
    for one in candidates:
        of_passage = starts.setdefault(passages.index(one.sentence.hit.id), {})
        of_passage.setdefault(one.start, len(of_passage))
    ends = {
        number: network.ends(reading.states[number], [min(at, len(reading.states[number]) - 1) for at in begins])
        for number, begins in starts.items()
    }
    whole = [max(_FAINT, math.log(total(row) + 1e-9)) for row in reading.starts]
    first = {number: next((pick for pick in picks if pick.passage == number), None) for number in starts}
    for one in candidates:
        number = passages.index(one.sentence.hit.id)
        known, length = len(reading.starts[number]), one.end - one.start
        odds = _FLOOR
        if one.end <= known and length <= ANSWER_LENGTH:
            begins = float(reading.starts[number][one.start]) - whole[number]
            odds = max(_FLOOR, begins + float(ends[number][starts[number][one.start], length - 1]))
        pick = first[number]
        of_span = (odds, math.exp(min(0.0, odds)), _overlap(one, pick) if pick else 0.0, float(not one.by_form))
        yield _view(query, of_span, whole[number], math.exp(reading.nothing))


def _view(query: Query, of_span: tuple[float, ...], passage: float, nothing: float) -> tuple[float, ...]:
    """Put what is known of a span and its passage into the columns of what the question asks for."""
    asked = group(query.asking.kind)
    spread = [of_span if asked == name else (0.0,) * len(of_span) for name in GROUPS]
    scoped = bool(query.scope.places or query.scope.years)
    return (*chain.from_iterable(spread), passage if scoped else 0.0, 0.0 if scoped else passage, nothing)


def group(kind: Kind) -> str:
    """Return which of GROUPS a question belongs to by what it asks for."""
    return "typed" if kind in TYPED else "told" if kind in TOLD else "open"


def _overlap(one: Candidate, pick: Pick) -> float:
    """Return how much a candidate and a pick share (0-1): twice the common characters over those of both."""
    common = min(one.end, pick.end) - max(one.start, pick.start)
    return max(0.0, 2 * common / (one.end - one.start + pick.end - pick.start))
