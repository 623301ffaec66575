"""Reading a passage for a question: where each of the question's terms stands in it, in its headings, around it."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from knowledge.base import Found
from knowledge.text import Folded, fold, fold_plain
from qa.model import Query, Term
from qa.scope import naming

# How far a term supports a passage that stands in its headings, elsewhere in its section, or in its report's title.
_IN_PATH = 0.6
_IN_SECTION = 0.45
_IN_TITLE = 0.5

# How like (0-100) a place must be to a word of three characters or more to stand for it, and how much it then counts. Two
# characters of three are not enough: 就业率 is no 失业率, nor 发电量 the 用电量.
_LEAST_LIKENESS = 70
_NEARLY = 0.8


class Mark(NamedTuple):
    """A place where a term stands: `strength` 1 as written, less as a homophone or in part."""

    start: int
    end: int
    strength: float


class Reading(NamedTuple):
    """A passage made ready: folded, with the places of each term, and how far (0-1) what is around it holds each.

    `around`: its headings, its section, its report's title. `report`: any passage of its report that was found.
    `covered` has a 1 for each character that is part of a place of any term, else a 0.
    """

    folded: Folded
    marks: tuple[tuple[Mark, ...], ...]
    around: tuple[float, ...]
    report: tuple[float, ...]
    covered: bytes


def readings(query: Query, hits: Sequence[Found]) -> list[Reading]:
    """Read the passages found."""
    texts = [fold_kept(hit.text) for hit in hits]
    marked = [tuple(_marks(term, folded.text) for term in query.terms) for folded in texts]
    beside = _beside(query.terms, hits)
    strengths = [list(map(strength, marks)) for marks in marked]
    sections = _told([(hit.report.id, hit.passage.section) for hit in hits], strengths)
    reports = _told([hit.report.id for hit in hits], strengths)
    found = []
    for hit, folded, marks, around in zip(hits, texts, marked, beside, strict=True):
        near = [_IN_SECTION * told for told in sections[hit.report.id, hit.passage.section]]
        report = tuple(map(max, around, reports[hit.report.id]))
        found.append(Reading(folded, marks, tuple(map(max, around, near)), report, _covered(folded.text, marks)))
    return found


def strength(marks: Sequence[Mark]) -> float:
    """Return how strongly a term stands in a passage: everywhere alike."""
    return marks[0].strength if marks else 0.0


def any_within(marks: Sequence[Mark], start: int, end: int) -> bool:
    """Whether a place of a term begins in text[start:end]."""
    for mark in marks:  # noqa: SIM110 - not any(): this is asked 800 times a question
        if start <= mark.start < end:
            return True
    return False


def _covered(text: str, marks: Iterable[Sequence[Mark]]) -> bytes:
    covered = bytearray(len(text))
    for mark in chain.from_iterable(marks):
        covered[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
    return bytes(covered)


def _beside(terms: Sequence[Term], hits: Sequence[Found]) -> list[list[float]]:
    """Return how far the headings of each passage and its report's title hold each term."""
    titles: dict[int, list[float]] = {}
    paths: dict[tuple[int, int], list[float]] = {}
    for hit in hits:  # of one report or section there are many
        report, section = hit.report.id, (hit.report.id, hit.passage.section)
        if report not in titles:
            titles[report] = [_IN_TITLE * _within(term, naming(hit.report)) for term in terms]
        if section not in paths:
            path = _folded_line(" ".join(one.title for one in hit.section_path))
            held = [_IN_PATH * _within(term, path) for term in terms]
            paths[section] = list(map(max, held, titles[report]))
    return [paths[hit.report.id, hit.passage.section] for hit in hits]


@lru_cache(maxsize=2048)  # the next keystroke, and the next question of a conversation, finds most of them again
def fold_kept(text: str) -> Folded:
    """Return the text folded, as `knowledge.text.fold` does; a passage that was folded a question ago is not folded again."""
    return fold(text)


@lru_cache(maxsize=4096)
def _folded_line(line: str) -> str:
    return fold_plain(line)


def _told(keys: Sequence[Hashable], strengths: Sequence[Sequence[float]]) -> dict[Hashable, list[float]]:
    """Return, for each key, how strongly each term stands in any of the passages found that have it.

    A long paragraph names its subject once, and its later pieces speak of it without the name.
    """
    told: dict[Hashable, list[float]] = {}
    for key, row in zip(keys, strengths, strict=True):
        told[key] = list(map(max, told[key], row)) if key in told else list(row)
    return told


def _marks(term: Term, text: str) -> tuple[Mark, ...]:
    """Find a term: as written, else as a homophone, else most of it or its letters in order (律所 in 律师事务所)."""
    if term.text in text:
        marks = _written(term.text, text, 1.0)
        for variant in term.variants:
            # A sentence may say it by a synonym where the next one says it as asked (地区生产总值, 占GDP比重).
            if variant.why == "synonym":
                marks += _written(variant.text, text, 1.0)
        return marks
    for variant in term.variants:
        if variant.text in text:
            return _written(variant.text, text, variant.weight)
    if len(term.text) >= 3:
        return _in_parts(term.text, text) or _nearly(term.text, text)
    if len(term.text) == 2 and not term.text.isascii():
        return tuple(_spread(term.text, text))
    return ()


def _written(form: str, text: str, strength: float) -> tuple[Mark, ...]:
    return tuple(Mark(at, at + len(form), strength) for at in _occurrences(form, text))


# How much a compound counts that stands in two parts (汽车、太阳能电池产量 for 汽车产量).
_IN_PARTS = 0.7


def _in_parts(form: str, text: str) -> tuple[Mark, ...]:
    """Return the places of the first half of a word of four characters, which tells what kind, where the text has both."""
    if len(form) != 4 or form[2:] not in text:
        return ()
    return _written(form[:2], text, _IN_PARTS)


def _nearly(form: str, text: str) -> tuple[Mark, ...]:
    """Return the place in `text` that is most like a longer word, where it is like enough: 交通运输业 for 交通运输行业."""
    if len(text) < len(form) or not _may_be_like(form, text):
        return ()
    # Imported here, and it takes longer than all else that a question does: few need it.
    from rapidfuzz.fuzz import partial_ratio_alignment

    found = partial_ratio_alignment(form, text, score_cutoff=_LEAST_LIKENESS)
    if found is None:
        return ()
    return (Mark(found.dest_start, found.dest_end, _NEARLY * found.score / 100),)


def _may_be_like(form: str, text: str) -> bool:
    """Whether so many of a word's characters stand in `text` that a place in it may be like enough.

    Places are as long as the word, but for those at the ends of the text, which may be shorter: the likest of these
    has just the characters that it shares with the word.
    """
    size, least = len(form), _LEAST_LIKENESS * len(form)
    shared = sum(map(text.__contains__, form))
    if 100 * shared >= least:
        return True
    if (200 - _LEAST_LIKENESS) * shared < least:  # no end of the text has more of them than all of it
        return False
    ends = text[:size], text[-size:]
    return any((200 - _LEAST_LIKENESS) * sum(map(end.__contains__, form)) >= least for end in ends)


def _spread(pair: str, text: str) -> Iterator[Mark]:
    """Yield the places where two characters stand in order with one to three others between: 律所 in 律师事务所."""
    if pair[1] not in text:
        return
    for at in _occurrences(pair[0], text):
        end = text.find(pair[1], at + 2, at + 5)
        if end != -1 and not re.search(r"\W", text[at:end]):
            yield Mark(at, end + 1, 0.5)


def _occurrences(form: str, text: str) -> list[int]:
    found = []
    at = text.find(form)
    while at != -1:
        found.append(at)
        at = text.find(form, at + 1)
    return found


def _within(term: Term, text: str) -> float:
    if term.text in text:
        return 1.0
    return 0.0 if not term.variants else max((v.weight for v in term.variants if v.text in text), default=0.0)
