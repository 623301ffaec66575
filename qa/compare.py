"""Comparisons: 湖南和湖北2020年的增速 is asked of each report by itself, and each answer stands beside its place and year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.asking import asking
from qa.scope import PROVINCES

_PLACE = rf"(?:{'|'.join(PROVINCES)})(?:省|市|自治区)?"
_AND = r"\s*(?:和|与|、|,|及|跟|同|比|还是)\s*"
_PLACES = re.compile(rf"{_PLACE}(?:{_AND}{_PLACE})+")
_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"(?<!\d){_YEAR}年?(?:{_AND}{_YEAR}年?)+")
_RANGE = re.compile(rf"(?<!\d)({_YEAR})年?\s*[-—~至到]+\s*({_YEAR})年")

# What a comparison asks of its parts together; each part by itself is asked for its figure.
_TOGETHER = re.compile(
    r"(?:谁|哪一?[个家年省])(?:的|更|最|比较)*(?:高|低|多|少|大|小|快|慢|好|差)|(?:是否|是不是)?一样(?:吗|多)?|有什么(?:区别|不同|变化)|相差多少|差多少|相比(?:如何)?"
)
_EACH = re.compile(r"(?:,|\s)*(?:各自?|分别)(?:都)?(?=是|有|为|达|增|新|多|$)|,\s*(?=各|分别)|各(?=新|增|有)")

# More parts than this make no table to read.
_MOST = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of a comparison: its place and year ('' where all parts share them), and what is asked of it."""

    place: str
    year: str
    question: str


def parts(folded: str) -> tuple[Part, ...]:
    """Cut a folded question into what it asks of each place and year it compares; () where it compares nothing."""
    found = tuple(_parts(folded))
    return found if 1 < len(found) <= _MOST else ()


def _parts(folded: str) -> Iterator[Part]:
    places, years = _PLACES.search(folded), _years(folded)
    spans = [(places.start(), places.end(), re.findall(_PLACE, places.group()))] if places else []
    if years is not None:
        spans.append(years)
    if not spans:
        return
    labels: list[tuple[str, ...]] = [()]
    questions = [folded]
    for start, end, names in sorted(spans, reverse=True):
        # From the back, so that what stands before keeps its place.
        questions = [q[:start] + name + q[end:] for q in questions for name in names]
        labels = [(name, *label) for label in labels for name in names]
    for label, question in zip(labels, questions, strict=True):
        place = next((name for name in label if not name[0].isdigit()), "")
        year = next((name.rstrip("年") for name in label if name[0].isdigit()), "")
        yield Part(place, year, _alone(question))


def _years(folded: str) -> tuple[int, int, list[str]] | None:
    listed = _YEARS.search(folded)
    if listed:
        return listed.start(), listed.end(), [f"{year}年" for year in re.findall(_YEAR, listed.group())]
    spanned = _RANGE.search(folded)
    # 2013到2017年建成了哪几座大桥 asks for all the years together, ...多少 for each.
    if spanned and asking(folded).kind == "number":
        first, last = int(spanned[1]), int(spanned[2])
        return spanned.start(), spanned.end(), [f"{year}年" for year in range(first, last + 1)]
    return None


def _alone(question: str) -> str:
    """Return the question of one part: without 各, and with 是多少 for what compares (哪个低, 一样吗)."""
    together = _TOGETHER.search(question)
    alone = _EACH.sub("", _TOGETHER.sub("", question))
    if together and not re.search("多少|几", alone):
        alone = alone.rstrip("?？, 是的") + "是多少?"
    return alone
