"""Questions made of what a text tells twice: a span that stands in two sentences is asked for with one, found in the other.

Recurring spans (Ram et al. 2021, "Few-Shot Question Answering by Pretraining Span Selection", arXiv 2101.00438), cut where
the teacher cuts words. The sentence that asks is taken out of the passage, so that no copy of it can be matched.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.text import fold
from qa.reader.features import PASSAGE_LENGTH
from qa.train.examples import CMRC_TRAIN, SHARED, Example, Passages, Source, Spans, even, kept
from qa.train.teacher import Tags, Teacher

CLOZE = "cloze"  # the set that its examples are called of

_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")
_LENGTHS = range(12, 70)  # of a sentence that asks
_SPAN = range(2, 20)  # characters of a span
_WORDS = 4  # of a span at most
_OFTEN = 5  # times in a document, at most
_COMMON = 0.01  # share of the documents that may have a span
_DOCUMENT = 12  # questions of a document, at most
_THINNED = 0.15  # words that are left out of a question

# Kinds of words that a span begins and ends with, and what asks for those that say what they are.
_NAMED = {
    "PER": ("谁", "哪位", "什么人"),
    "LOC": ("哪里", "什么地方", "哪个地方", "哪"),
    "ORG": ("什么机构", "哪个单位", "哪家公司", "哪个组织"),
    "TIME": ("什么时候", "何时", "哪一年", "哪年"),
    "nw": ("什么作品", "哪部作品", "什么"),
    "m": ("多少", "几"),
}
_NOMINAL = frozenset((*_NAMED, "n", "nr", "nz", "ns", "nt", "vn", "an", "s", "t"))
_OTHERWISE = ("什么", "哪个", "哪些", "什么", "")


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question, the folded text that answers it and that text's tags, the spans that do, and a text that does not."""

    question: str
    text: str
    tags: Tags
    spans: Spans
    other: str


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    kind: str


def documents(source: Source, hidden: set[tuple[str, int]], most: int, rng: random.Random) -> list[list[str]]:
    """Return the folded passages of documents of a set, of about `most` characters, but for those on `hidden` lines.

    Of a set that also judges, only the even documents; of CMRC none that is kept apart.
    """
    paths = [
        path
        for path in source.summaries
        if (even(path) if source.name in SHARED else source.name != CMRC_TRAIN or not kept(path))
    ]
    rng.shuffle(paths)
    found: list[list[str]] = []
    length = 0
    for path in paths:
        if length > most:
            break
        text, passages = source.report(path).text, []
        for passage in source.report(path).passages:
            first, last = (text.count("\n", 0, at) + 1 for at in (passage.lead, passage.end - 1))
            if passage.role == "body" and not any((path, line) in hidden for line in range(first, last + 1)):
                passages.append(fold(text[passage.lead : passage.end]).text[:PASSAGE_LENGTH])
        length += sum(map(len, passages))
        if passages:
            found.append(passages)
    return found


def examples(
    sets: Sequence[Sequence[Sequence[str]]], teacher: Teacher, passages: Passages, rng: random.Random
) -> tuple[list[Example], dict[int, Tags]]:
    """Return the questions of the documents of sets, and the tags of the passages that answer them."""
    found: list[Example] = []
    tags: dict[int, Tags] = {}
    for some in sets:
        tagged = iter(teacher.tag([text for document in some for text in document]))
        for one in make(some, [[next(tagged) for _ in document] for document in some], teacher.names, rng):
            gold = passages.add(one.text)
            tags[gold] = one.tags
            others = (passages.add(one.other),) if one.other else ()
            found.append(Example(one.question, {gold: one.spans}, others, CLOZE))
    return found, tags


def words(tags: Sequence[str]) -> list[_Word]:
    """Return the words that tags cut a text into."""
    found: list[_Word] = []
    for at, tag in enumerate(tags):
        kind, _, place = tag.rpartition("-")
        if place == "I" and found and found[-1].kind == kind and found[-1].end == at:
            found[-1] = _Word(found[-1].start, at + 1, kind)
        else:
            found.append(_Word(at, at + 1, kind or tag))
    return found


def make(
    documents: Sequence[Sequence[str]], tags: Sequence[Sequence[Tags]], names: Sequence[str], rng: random.Random
) -> Iterator[Cloze]:
    """Yield the questions of documents, each the folded texts of its passages; `names[tag]` is what a tag is called."""
    cut = [[words([names[tag] for tag in one]) for one in some] for some in tags]
    spread: Counter[str] = Counter()
    for passages, parts in zip(documents, cut, strict=True):
        spread.update({span for text, some in zip(passages, parts, strict=True) for span in _phrases(text, some)})
    most = max(2, int(_COMMON * len(documents)))
    for number, (passages, parts) in enumerate(zip(documents, cut, strict=True)):
        made = list(_document(passages, parts, tags[number], spread, most, rng))
        rng.shuffle(made)
        for one in made[:_DOCUMENT]:
            if not one.other:
                one = Cloze(one.question, one.text, one.tags, one.spans, _other(documents, number, one, rng))
            yield one


def _other(documents: Sequence[Sequence[str]], number: int, one: Cloze, rng: random.Random) -> str:
    answer = one.text[slice(*one.spans[0])]
    for _ in range(5):
        text = rng.choice(documents[rng.randrange(len(documents))])
        if answer not in text:
            return text
    return ""


def _phrases(text: str, parts: Sequence[_Word]) -> dict[str, tuple[int, int, str]]:
    """Return the spans of one to some words that begin and end with a nominal one: (start, end, kind of the last)."""
    found = {}
    for first, word in enumerate(parts):
        if word.kind not in _NOMINAL:
            continue
        for last in parts[first : first + _WORDS]:
            if last.kind in ("w", "O"):
                break
            if last.kind in _NOMINAL and last.end - word.start in _SPAN:
                found[text[word.start : last.end]] = (word.start, last.end, last.kind)
    return found


def _document(
    passages: Sequence[str], cut: Sequence[Sequence[_Word]], tags: Sequence[Tags], spread: Counter[str], most: int,
    rng: random.Random,
) -> Iterator[Cloze]:  # fmt: skip
    whole = "\n".join(passages)
    for number, text in enumerate(passages):
        for match in _SENTENCE.finditer(text):
            if len(match.group().strip()) not in _LENGTHS:
                continue
            inside = [word for word in cut[number] if match.start() <= word.start and word.end <= match.end()]
            phrases = _phrases(text, inside)
            fit = [
                (span, place)
                for span, place in phrases.items()
                if spread[span] <= most and match.group().count(span) < whole.count(span) <= _OFTEN
            ]
            # What stands in a longer span that recurs too is not a whole.
            fit = [one for one in fit if not any(one[0] != more and one[0] in more for more, _ in fit)]
            rng.shuffle(fit)
            for span, place in fit[:2]:
                question = _ask(text, match.span(), inside, place, rng)
                left = text[: match.start()] + text[match.end() :]
                order = list(range(len(passages)))
                rng.shuffle(order)
                for at in order:
                    other = left if at == number else passages[at]
                    spans = tuple((m.start(), m.end()) for m in re.finditer(re.escape(span), other))
                    if not spans:
                        continue
                    tagged = np.delete(tags[at], slice(*match.span())) if at == number else tags[at]
                    beside = [p for n, p in enumerate(passages) if n not in (at, number) and span not in p]
                    yield Cloze(question, other, tagged, spans, rng.choice(beside) if beside else "")
                    break


def _ask(
    text: str, sentence: tuple[int, int], inside: Sequence[_Word], place: tuple[int, int, str], rng: random.Random
) -> str:
    """Return the sentence with what asks in the span's place, some words left out, cut to what stands around it."""
    start, end, kind = place
    asks = rng.choice(_NAMED.get(kind, _OTHERWISE))
    kept = []
    for word in inside:
        if word.start == start:
            kept.append(asks)
        elif (word.end <= start or word.start >= end) and (word.kind == "w" or rng.random() > _THINNED):
            kept.append(text[word.start : word.end])
    question = "".join(kept).strip(" 。!?;,\n")
    if len(question) > 30 and rng.random() < 0.6:  # the clauses around what asks
        at = question.find(asks) if asks else len(question) // 2
        first = question.rfind(",", 0, max(0, at - 8)) + 1
        last = question.find(",", at + 10)
        question = question[first : last if last > 0 else len(question)]
    if rng.random() < 0.25 and asks in question:  # what asks comes last
        question = question.replace(asks, "", 1) + rng.choice(("是", "的是", "")) + (asks or "什么")
    return question + ("?" if rng.random() < 0.7 else "")
