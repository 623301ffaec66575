"""What the reader makes of the candidates of the most promising passages, and the spans that it picks itself."""

import math
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from knowledge.text import letters
from qa import spans
from qa.another import of_another
from qa.candidates import TOLD, TYPED, Candidate, Sentence, around_of, make
from qa.kinds import with_noun
from qa.model import Kind, Query
from qa.reader import GROUPS, SPAN
from qa.reader.network import ANSWER_LENGTH, Network, Pick, Reading, total
from qa.scope import yearly
from qa.whole import whole

# The reader reads this many passages, the most promising ones; not those whose best candidate has less than exp(-6) of
# the odds of the best one of all; in reports of a year exp(-3), since rules know years and places, and reading does not.
_PASSAGES = 3
_FAR, _FAR_OF_YEAR = 6.0, 3.0

# Of their candidates by form it weighs this many, and it picks this many spans of its own. Of the candidates that are
# not weighed this many stay, for second and third answers.
_WEIGHED = 10
_PICKS = 6
_REST = 60

# What the reader believes: the most probable starts, and of each the most probable ends.
_STARTS, _ENDS = 12, 8

# What holds an answer is no longer than so many characters, or so many times as long (as `qa eval` has it).
_MOST_HOLDING, _TIMES_HOLDING = 60, 3

# A clause is narrowed to what has this share of the probability of all that the reader picks in its passage.
_LEAST_OF_PASSAGE = 0.2

# Below these a span's probability, or a passage's, makes no difference (natural logarithms).
_FLOOR = -12.0
_FAINT = -6.0


def views(query: Query, ordered: Sequence[tuple[float, Candidate]], network: Network) -> Iterator[Candidate]:
    """Yield the candidates (best first, each with its score) with what the reader makes of them, and those it picks."""
    least = ordered[0][0] - (_FAR_OF_YEAR if ordered[0][1].sentence.of_year else _FAR)
    candidates = [one for _, one in ordered]
    near = list(dict.fromkeys(one.sentence.hit.id for score, one in ordered if score >= least))[:_PASSAGES]
    inside = [[one for one in candidates if one.sentence.hit.id == passage] for passage in near]
    shown = _shown(inside)
    reading = network.read(query.folded, shown.texts)
    believed = _picks(network, reading, shown)
    expected = _Expected(believed, scoped=query.scoped)
    by_form = [one for one in candidates if one.sentence.hit.id in near][:_WEIGHED]
    picked = [_picked(query, _sentences(inside[pick.passage]), pick) for pick in _chosen(believed, expected)]
    places = {_place(one): one for one in by_form}
    first: dict[int, tuple[int, int, int]] = {}
    for one in filter(None, picked):
        places.setdefault(_place(one), one)
        first.setdefault(one.sentence.hit.id, _place(one))
    together = list(places.values())
    seen = _views(query, network, reading, shown, together, expected, set(first.values()))
    for one, view in zip(together, seen, strict=True):
        yield one._replace(features=one.features + view)
    weighed = set(map(id, by_form))
    rest = [one for one in candidates if id(one) not in weighed][:_REST]
    # As of one that the reader thinks nothing of.
    of_span = (_FLOOR, *(0.0,) * (len(SPAN) - 1))
    unread = {scoped: _view(query, of_span, _FAINT, 0.0, scoped=scoped) for scoped in (False, True)}
    yield from (one._replace(features=one.features + unread[one.sentence.scoped]) for one in rest)


def narrowed(query: Query, one: Candidate, network: Network) -> Candidate:
    """Return what the reader points to inside a clause that tells a name or a list; the clause, where it is not sure."""
    sentence = one.sentence
    begin, end = min(sentence.start, one.start), max(sentence.end, one.end)
    shown = _Shown((sentence.hit.id,), (begin,), (sentence.reading.folded.text[begin:end],))
    picks = _picks(network, network.read(query.folded, shown.texts), shown)
    inside = [pick for pick in picks if one.start <= pick.start and pick.end <= one.end]
    if not inside or math.exp(inside[0].score) < _LEAST_OF_PASSAGE * sum(math.exp(pick.score) for pick in picks):
        return one
    found = _picked(query, [sentence], inside[0])
    if found is None or not one.start <= found.start < found.end <= one.end:
        return one
    said = letters(sentence.reading.folded.text[found.start : found.end])
    return one if said in letters(query.folded) else found  # the question's own words are no answer to it


class _Shown(NamedTuple):
    """What the reader is shown of each passage, which is told by the id of its hit: a text, and where in it that begins."""

    passages: tuple[int, ...]
    begins: tuple[int, ...]
    texts: tuple[str, ...]

    def place(self, one: Candidate) -> tuple[int, int, int]:
        """Return the number of a candidate's passage, and where in what is shown of it the candidate starts and ends."""
        number = self.passages.index(one.sentence.hit.id)
        return number, one.start - self.begins[number], one.end - self.begins[number]


def _shown(inside: Sequence[Sequence[Candidate]]) -> _Shown:
    """Return what is shown of the passages of some candidates: all; of a report of a year, the sentences that may answer.

    There each sentence is about another thing, and those around it tell the reader nothing.
    """
    passages, begins, texts = [], [], []
    for candidates in inside:
        sentence = candidates[0].sentence
        text = sentence.reading.folded.text
        begin, end = 0, len(text)
        if sentence.of_year and yearly(sentence.hit.report):
            begin = min(min(one.start, one.sentence.start) for one in candidates)
            end = max(max(one.end, one.sentence.end) for one in candidates)
        passages.append(sentence.hit.id)
        begins.append(begin)
        texts.append(text[begin:end])
    return _Shown(tuple(passages), tuple(begins), tuple(texts))


def _sentences(candidates: Iterable[Candidate]) -> list[Sentence]:
    """Return the sentences of candidates of one passage, each once, in the order of the candidates."""
    return list({one.sentence.start: one.sentence for one in candidates}.values())


def _picks(network: Network, reading: Reading, shown: _Shown) -> list[Pick]:
    """Return what the reader picks, by where it stands in its passage."""
    found = []
    for pick in network.picks(reading, _STARTS, _ENDS):
        begin = shown.begins[pick.passage]
        found.append(pick._replace(start=begin + pick.start, end=begin + pick.end))
    return found


def _place(one: Candidate) -> tuple[int, int, int]:
    return one.sentence.hit.id, one.start, one.end


def _picked(query: Query, sentences: Iterable[Sentence], pick: Pick) -> Candidate | None:
    """Return the candidate that the reader picks: whole words of the question, numbers and lists, balanced brackets."""
    reading = next(iter(sentences)).reading
    start, end = pick.start, pick.end
    start -= reading.folded.text[start - 1 : start] == "我"  # 我局, 我省
    for mark in chain.from_iterable(reading.marks):
        start = mark.start if mark.start < start < mark.end else start
        end = mark.end if mark.start < end < mark.end else end
    end = with_noun(query, reading.folded.text, reading.marks, start, end)
    start, end = whole(reading.folded.text, start, end)
    sentence = next((one for one in sentences if one.start <= start < one.end), None)
    if sentence is None or _of_another(query, sentence, start, end):
        return None
    return make(query, sentence, spans.Span(start, end, 0.0), around_of(query, sentence), by_form=False)


def _of_another(query: Query, sentence: Sentence, start: int, end: int) -> bool:
    """Whether all figures of a span that is to tell a number are of something else."""
    if query.asking.kind != "number":
        return False
    text, within = sentence.reading.folded.text, (sentence.start, sentence.end)
    figures = [match.span() for match in spans.NUMBER.finditer(text, start, end) if match["unit"]]
    return bool(figures) and all(of_another(query, text, within, *figure) for figure in figures)


def _views(
    query: Query, network: Network, reading: Reading, shown: _Shown, candidates: Sequence[Candidate],
    expected: "_Expected", best: Container[tuple[int, int, int]],
) -> Iterator[tuple[float, ...]]:  # fmt: skip
    """Yield the VIEW of each candidate; `best` are the picks that are the most probable of their passages."""
    masses = [max(_FAINT, math.log(total(row) + 1e-9)) for row in reading.starts]
    first = {pick.passage: pick for pick in reversed(expected.believed)}
    read = [shown.place(one) for one in candidates]
    numbers = [number for number, _, _ in read]
    good = zip(*expected.of(numbers, [one.start for one in candidates], [one.end for one in candidates]), strict=True)
    likely = _odds(network, reading, masses, read)
    for one, number, odds, (like, holds) in zip(candidates, numbers, likely, good, strict=True):
        pick = first.get(number)
        of_span = (
            odds, math.exp(min(0.0, odds)), _overlap(one, pick) if pick else 0.0, float(like), float(holds),
            float(not one.by_form), float(_place(one) in best),
        )  # fmt: skip
        yield _view(query, of_span, masses[number], math.exp(reading.nothing), scoped=one.sentence.scoped)


def _odds(
    network: Network, reading: Reading, masses: Sequence[float], read: Sequence[tuple[int, int, int]]
) -> list[float]:
    """Return how probable each span (passage, start, end of what is shown) is among all of its passage, as a logarithm.

    `_FLOOR` for a span that is not shown, or too long.
    """
    starts: dict[int, dict[int, int]] = {}
    for number, start, _ in read:
        of_passage = starts.setdefault(number, {})
        of_passage.setdefault(start, len(of_passage))
    ends = {
        number: network.ends(reading.states[number], [min(max(0, at), len(reading.states[number]) - 1) for at in rows])
        for number, rows in starts.items()
    }
    found = []
    for number, start, end in read:
        odds = _FLOOR
        if start >= 0 and end <= len(reading.starts[number]) and end - start <= ANSWER_LENGTH:
            started = float(reading.starts[number][start]) - masses[number]
            odds = max(_FLOOR, started + float(ends[number][starts[number][start], end - start - 1]))
        found.append(odds)
    return found


class _Expected:
    """How good a span is expected to be if the answer is one of those believed in, as probably as the reader thinks."""

    def __init__(self, believed: Sequence[Pick], *, scoped: bool) -> None:
        """`scoped`: the passages are compared by rules, by place and year, which the reader knows nothing of."""
        self.believed = believed
        rows = np.array([(one.passage, one.start, one.end, one.score) for one in believed]).reshape(-1, 4)
        self._passage, self._start, self._end = rows[:, 0], rows[:, 1], rows[:, 2]
        self._chance = np.exp(rows[:, 3])
        for here in [self._passage == one for one in set(self._passage)] if scoped else [...]:
            self._chance[here] /= self._chance[here].sum() or 1.0

    def of(self, passage: Any, start: Any, end: Any) -> tuple[Any, Any]:
        """Return how like the answer (F1) spans are expected to be; how probably each holds it, or is most of it."""
        passage, start, end = (np.asarray(one)[..., None] for one in (passage, start, end))
        common = np.minimum(self._end, end) - np.maximum(self._start, start)
        common[(common < 0) | (self._passage != passage)] = 0
        size, answer = end - start, self._end - self._start
        holds = (common == answer) & (size <= np.maximum(_MOST_HOLDING, _TIMES_HOLDING * answer))
        holds |= (common == size) & (2 * size >= answer)
        return 2 * common / (size + answer) @ self._chance, holds @ self._chance


def _chosen(believed: Sequence[Pick], expected: _Expected) -> list[Pick]:
    """Return the picks to weigh: of some starts the most probable end; the likest to the answer, the likeliest to hold it."""
    first: dict[tuple[int, int], Pick] = {}
    for pick in believed:
        first.setdefault((pick.passage, pick.start), pick)
    if not believed:
        return []
    good = expected.of(*zip(*((pick.passage, pick.start, pick.end) for pick in believed), strict=True))
    return [*list(first.values())[:_PICKS], *(believed[int(np.argmax(one))] for one in good)]


def _view(
    query: Query, of_span: tuple[float, ...], passage: float, nothing: float, *, scoped: bool
) -> tuple[float, ...]:
    """Put what is known of a span and its passage into the columns of what the question asks for."""
    asked = group(query.asking.kind)
    spread = [of_span if asked == name else (0.0,) * len(of_span) for name in GROUPS]
    by_group = tuple(chain.from_iterable(spread))
    if scoped:
        return (*by_group, *(0.0,) * len(by_group), passage, 0.0, nothing)
    return (*by_group, *by_group, 0.0, passage, nothing)


def group(kind: Kind) -> str:
    """Return which of GROUPS a question belongs to by what it asks for."""
    return "typed" if kind in TYPED else "told" if kind in TOLD else "open"


def _overlap(one: Candidate, pick: Pick) -> float:
    """Return how much a candidate and a pick share (0-1): twice the common characters over those of both."""
    common = min(one.end, pick.end) - max(one.start, pick.start)
    return max(0.0, 2 * common / (one.end - one.start + pick.end - pick.start))
