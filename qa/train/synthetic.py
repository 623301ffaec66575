"""Questions made from reports: a number, a name, a list or a clause is taken out and asked for.

What was taken out is the answer. The rest of its clause, some words dropped, is the question, so that what the reader
learns is reports' language, units and layout, which no published set of questions has.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge import tables
from knowledge.base import Summary
from knowledge.model import Passage
from knowledge.text import fold
from qa.dates import DATE
from qa.question import understand
from qa.retrieve import retrieve
from qa.spans import NUMBER, QUOTED, TITLES
from qa.train.examples import Example, Passages, Source

# How many questions of each kind are made; the rare kinds run out before.
QUOTAS = {
    "number": 3200, "title": 400, "quoted": 500, "date": 400, "PER": 200, "LOC": 700, "ORG": 500, "list": 900, "how": 900,
}  # fmt: skip
_PASSAGE = 2  # questions of one passage
_LEAST_PASSAGE, _LONGEST_ANSWER = 40, 60  # characters
_LENGTHS = range(7, 45)  # of a question
_FOUND, _OTHERS = 8, 4  # passages looked for, and kept of those that do not answer

# What asks for each kind of name that the teacher knows. It also tags times, which DATE finds better.
_NAMES = {
    "PER": ("谁", "什么人", "哪位"),
    "LOC": ("哪里", "什么地方", "哪个地方", "哪儿"),
    "ORG": ("哪个单位", "什么机构", "哪家单位", "哪个部门"),
}
_HOW = ("怎么", "如何", "怎样", "用什么办法", "采取什么措施")
_SENTENCE_END = re.compile(r"[。!?;\n]")
_LIST = re.compile(r"[^,。;:!?\n、的]{2,8}(?:、[^,。;:!?\n、的]{2,8}){1,5}(?=等|[,。;:])")
_CLAUSE = re.compile(r"(?<=[,。;:])([^,。;:!?\n]{6,30})(?=[,。;])")
_NO_FIGURE = re.compile(r"(?:19|20)\d\d年.*|.*[月日]")
_PLACE = re.compile(r"(.*?)(?:省|市|自治区|壮族|回族|维吾尔)")

# Tags the characters of each folded text: NAMES-B begins, NAMES-I goes on.
Tagger = Callable[[Sequence[str]], Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is taken out of a folded text, and what asks for it ("" where the next clause does)."""

    start: int
    end: int
    asks: str
    kind: str


def gaps(text: str, tags: Sequence[str], rng: random.Random) -> Iterator[Gap]:
    """Yield what a folded text could be asked for."""
    for match in NUMBER.finditer(text):
        unit = match["unit"]
        if unit and not _NO_FIGURE.fullmatch(match.group()) and text[match.start() - 1 : match.start()] != "第":
            more = re.sub(r"[余多几]", "", match["more"] or "")
            scaled = "多少" + (more if rng.random() < 0.5 else "") + unit
            few = "多少" if unit in ("%", "元") else "几" + unit
            yield Gap(*match.span(), rng.choice(("多少" + unit, "多少", scaled, few, "有多少" + unit)), "number")
    for match in TITLES.finditer(text):
        which = "哪些文件" if "》" in match.group()[:-1] else "哪个规定"
        yield Gap(*match.span(), rng.choice(("什么", "哪个文件", "哪部文件", "什么文件", which)), "title")
    for match in QUOTED.finditer(text):
        yield Gap(*match.span(), rng.choice(("什么", "哪个", "什么称号", "哪项")), "quoted")
    for match in DATE.finditer(text):
        if re.match(r"\d{4}", match.group()):
            yield Gap(*match.span(), rng.choice(("什么时候", "哪一年", "何时", "哪年")), "date")
    for start, end, kind in _named(tags):
        if end - start > 1:
            yield Gap(start, end, rng.choice(_NAMES[kind]), kind)
    for match in _LIST.finditer(text):
        yield Gap(*match.span(), rng.choice(("哪些", "什么", "哪几个", "哪些方面")), "list")
    # A clause often tells how what the next one says is done.
    yield from (Gap(*match.span(), "", "how") for match in _CLAUSE.finditer(text))


def _named(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of the names among the words."""
    for start, tag in enumerate(tags):
        if tag.endswith("-B") and (kind := tag[:-2]) in _NAMES:
            end = start + 1
            while end < len(tags) and tags[end] == f"{kind}-I":
                end += 1
            yield start, end, kind


def ask(text: str, tags: Sequence[str], gap: Gap, rng: random.Random) -> str:
    """Return the question that a gap in a folded text leaves; "" where it leaves none worth asking."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, gap.start)]
    start = ends[-1] if ends else 0
    stop = _SENTENCE_END.search(text, gap.end)
    end = stop.start() if stop else len(text)
    question = _how(text, tags, gap, end, rng) if gap.kind == "how" else _clause(text, tags, gap, (start, end), rng)
    question = re.sub(r"^[,、:的和及\d.()]+", "", question)
    told = re.sub(r"多少|什么|哪\w|[,的]", "", question)
    return question if len(question) in _LENGTHS and len(told) >= 5 else ""


def _how(text: str, tags: Sequence[str], gap: Gap, end: int, rng: random.Random) -> str:
    """Ask how the clause behind the gap is done."""
    after = text.find(",", gap.end + 1, end)
    after = end if after < 0 else after
    if text[gap.end : gap.end + 1] != "," or not 6 <= after - gap.end - 1 <= 26:
        return ""
    body = _thinned(text, tags, gap.end + 1, after, 0.12, rng)
    return rng.choice(_HOW) + body


def _clause(text: str, tags: Sequence[str], gap: Gap, sentence: tuple[int, int], rng: random.Random) -> str:
    """Put what asks for the gap in its place in the clause, with the clause before it now and then."""
    first, last = sentence
    start = max(first, text.rfind(",", first, gap.start) + 1, text.rfind(":", first, gap.start) + 1)
    end = text.find(",", gap.end, last)
    before = _thinned(text, tags, start, gap.start, 0.12, rng)
    after = _thinned(text, tags, gap.end, last if end < 0 else end, 0.12, rng)
    if rng.random() < 0.35 and start - 2 > first:
        earlier = max(first, text.rfind(",", first, start - 1) + 1)
        before = _thinned(text, tags, earlier, start - 1, 0.2, rng) + rng.choice((",", "")) + before
    asks = gap.asks if before else gap.asks.removeprefix("有")
    if rng.random() < 0.2 and gap.kind in ("title", "quoted", "list"):
        return before + after + rng.choice(("是什么", "有哪些", "包括什么"))
    if rng.random() < 0.15 and gap.kind == "number" and before:
        return before + after + "是多少"
    return before + asks + after


def _thinned(text: str, tags: Sequence[str], start: int, end: int, share: float, rng: random.Random) -> str:
    """Return the words that the tags cut text[start:end] into, but for a share of them."""
    kept = []
    while start < end:
        stop = start + 1
        while stop < end and tags[stop].endswith("-I"):
            stop += 1
        if rng.random() > share:
            kept.append(text[start:stop])
        start = stop
    return "".join(kept)


def placed(question: str, path: str, rng: random.Random) -> str:
    """Put the place and the year that a report's file name tells before a question, or one of them, or neither."""
    found, year = _PLACE.match(path), re.search(r"20\d\d", path)
    place = found[1] if found else ""
    said = rng.choice((place, "", place))
    # A government's work report tells of the year before and plans its own.
    return said + (f"{int(year[0]) - rng.randint(0, 1)}年" if year and rng.random() < 0.7 else "") + question


@cache
def _sounding() -> dict[str, list[str]]:
    """Map each syllable to its characters."""
    by: dict[str, list[str]] = {}
    for character, syllable in tables.syllables().items():
        by.setdefault(syllable, []).append(character)
    return by


def mistyped(question: str, rng: random.Random) -> str:
    """Replace a character by one that sounds the same, in one of twelve questions."""
    if rng.random() > 0.08:
        return question
    at = rng.randrange(len(question))
    syllable = tables.syllables().get(question[at])
    return question[:at] + rng.choice(_sounding()[syllable]) + question[at + 1 :] if syllable else question


Drawn = tuple[Source, Summary, Passage, str]


def pool(source: Source, hidden: set[tuple[str, int]]) -> list[Drawn]:
    """Return the passages of a set that questions can be made from: long enough, on no `hidden` (report, line)."""
    found = []
    for path, summary in source.summaries.items():
        report = source.report(path)
        for passage in report.passages:
            if passage.role != "body" or passage.end - passage.lead < _LEAST_PASSAGE:
                continue
            first, last = (report.text.count("\n", 0, at) + 1 for at in (passage.lead, passage.end - 1))
            if not any((path, line) in hidden for line in range(first, last + 1)):
                found.append((source, summary, passage, report.text[passage.lead : passage.end]))
    return found


def examples(drawn: Sequence[Drawn], tag: Tagger, passages: Passages, rng: random.Random) -> Iterator[Example]:
    """Yield questions made from passages, in random order, until the quotas are full."""
    texts = [fold(text).text for *_, text in drawn]
    tagged = tag(texts)
    made: Counter[str] = Counter()
    order = list(range(len(drawn)))
    rng.shuffle(order)
    for number in order:
        source, summary, passage, written = drawn[number]
        text, tags = texts[number], tagged[number]
        found = list(gaps(text, tags, rng))
        rng.shuffle(found)
        done = 0
        for gap in found:
            if made[gap.kind] >= QUOTAS[gap.kind] or done >= _PASSAGE or gap.end - gap.start > _LONGEST_ANSWER:
                continue
            question = ask(text, tags, gap, rng)
            if not question:
                continue
            question = _finished(question, source, summary, rng)
            others = _others(question, source, summary, passage, rng, passages)
            gold = passages.number(source.name, summary.id, passage.ordinal, written)
            yield Example(question, {gold: ((gap.start, gap.end),)}, others, source.name, summary.path)
            made[gap.kind] += 1
            done += 1
        if all(made[kind] >= QUOTAS[kind] for kind in QUOTAS):
            return


def _finished(question: str, source: Source, summary: Summary, rng: random.Random) -> str:
    if source.name.endswith("provinces") and rng.random() < 0.6:
        question = placed(question, summary.path, rng)
    if rng.random() < 0.5:
        question += "?"
    return mistyped(question, rng)


def _others(
    question: str, source: Source, summary: Summary, passage: Passage, rng: random.Random, passages: Passages
) -> tuple[int, ...]:
    """Return the passages that the program finds for a question beside its own, in the report or in all."""
    query = understand(question, source.base)
    found = retrieve(query, source.base, None if rng.random() < 0.5 else (summary.id,), _FOUND)
    numbers = [
        passages.number(source.name, hit.report.id, hit.passage.ordinal, hit.text)
        for hit in found
        if (hit.report.id, hit.passage.ordinal) != (summary.id, passage.ordinal) and hit.passage.role == "body"
    ]
    return tuple(numbers[:_OTHERS])
