"""What a figure is of: the clause that it stands in, and how much of it and of the question go together."""

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from knowledge.patterns import late
from qa import spans
from qa.model import Query
from qa.reading import Reading, any_within, strength
from qa.respectively import listed

if TYPE_CHECKING:
    from re import Pattern

# What ends a figure's own clause; and what in it names no subject: how much, by how much, beside what.
OWN_END = late(r",(?!\d{3}(?!\d))|[、;。:!?\n]|[和及与](?=\d)")
_SUBJECTLESS = frozenset(
    "等各和与及至达到为是了约超近逾突破再分别同比年增减产长提高降低少幅速率升落回居排名列全国第位总数量计共累较其中均"
)

# So many characters before a figure, and behind it, say of what it is.
_NEAR = 10


def own_clause(query: Query, reading: Reading, sentence: tuple[int, int], start: int, end: int) -> tuple[float, float]:
    """Return how much of the question (0-1) the clause holds that a figure stands in, and what share of it is asked for.

    Where the clause names no subject, as the second of 粮食产量1308亿斤、增长5%, it has the one of the clause before.
    """
    text, first = reading.folded.text, sentence[0]
    things, which = listed(text, start, end)
    begin, stop = clause(text, sentence, start, end, spans.CLAUSE_END if things else OWN_END)
    tells = telling(text)
    before, after = ([at for at in range(*part) if tells[at]] for part in ((begin, start), (end, stop)))
    near = before[-_NEAR:] + after[:_NEAR]
    asked = sum(bool(reading.covered[at]) or text[at] in query.folded for at in near) / max(1, len(near))
    if things:
        asked = sum(map(query.folded.__contains__, things[which])) / max(1, len(things[which]))
    # A clause that is asked for and names but a part (其中农村13889元) has the rest of its subject from those before.
    holds = sum(
        term.weight * strength(marks) * (1.0 if any_within(marks, begin, stop) else asked)
        for term, marks in zip(query.terms, reading.marks, strict=True)
        if any_within(marks, first, stop)
    )
    return holds, asked


def clause(
    text: str, sentence: tuple[int, int], start: int, end: int, ends: "Pattern[str]" = OWN_END
) -> tuple[int, int]:
    """Return the clause of a sentence that text[start:end] stands in; with those before it, where it names no subject."""
    first, last = sentence
    stop = match.start() if (match := OWN_END.search(text, end, last)) else last
    begins = [first, *(match.end() for match in ends.finditer(text, first, start))]
    tells = telling(text)
    begin = begins.pop()
    while begins and (tells.count(1, begin, stop) == 0 or _in_brackets(text, first, begin, start)):
        begin = begins.pop()
    return begin, stop


def _in_brackets(text: str, first: int, begin: int, end: int) -> bool:
    """Whether text[begin:end] begins inside of brackets that close in it: 州)6对 of 友好城市(省、州)6对."""
    if text.rfind("(", first, begin) <= text.rfind(")", first, begin):
        return False  # no bracket is open: 2) is a label
    closed = text.find(")", begin, end)
    return closed != -1 and text.find("(", begin, closed) == -1


class _Tells(dict[str, int]):
    """Whether a character says of what a figure is, 1 or 0. Filled as characters are met."""

    def __missing__(self, character: str) -> int:
        self[character] = tells = int(character.isalnum() and character not in _SUBJECTLESS)
        return tells


_TELLS = _Tells()


@lru_cache(maxsize=2048)  # as `reading.fold_kept`
def telling(text: str) -> bytes:
    """Return a 1 for each character that says of what a figure is: outside of figures and titles, and no mark; else a 0."""
    told = bytearray(map(_TELLS.__getitem__, text))
    for match in chain(spans.NUMBER.finditer(text), spans.TITLE.finditer(text)):
        told[match.start() : match.end()] = bytes(match.end() - match.start())
    return bytes(told)
