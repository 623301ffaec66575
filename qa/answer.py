"""From evidence to an answer that is checked against the stored text."""

import re
from collections.abc import Sequence
from itertools import accumulate

from knowledge.base import KnowledgeBase
from knowledge.errors import Damaged
from knowledge.text import fold, fold_plain, line_number, page_number
from qa.elsewhere import of_another_place
from qa.extract import probability
from qa.model import Answer, Evidence, Query, Term
from qa.scope import naming
from qa.spelling import in_numerals
from qa.timely import LEAST_FIT


def cite(evidence: Evidence, text: str) -> Answer:
    """Make an answer of evidence: its words are taken from its report's verified text. Raises Damaged."""
    hit = evidence.hit
    if text[hit.passage.lead : hit.passage.end] != hit.text:
        raise Damaged(
            f"{hit.report.path}：段落与正文不符，不予引用；请运行 qa check",
            f"{hit.report.path}: a passage does not match the text and is not quoted; run qa check",
        )
    start, end = evidence.start, evidence.end
    return Answer(
        text[start:end], text[evidence.quote_start : evidence.quote_end], round(probability(evidence, "right"), 3),
        hit.report, hit.section_path, start, end, evidence.quote_start, evidence.quote_end,
        line_number(text, start), line_number(text, max(start, end - 1)), page_number(hit.report.pages, start),
    )  # fmt: skip


def cited(evidence: Sequence[Evidence], base: KnowledgeBase) -> tuple[Answer, ...]:
    """Make answers of evidence, best first: none is surer than the one before it. Raises Damaged."""
    texts = {number: base.text(number) for number in dict.fromkeys(one.hit.report.id for one in evidence)}
    found = [cite(one, texts[one.hit.report.id]) for one in evidence]
    scores = accumulate((one.score for one in found), min)
    return tuple(one._replace(score=score) for one, score in zip(found, scores, strict=True))


# So much less in odds (a natural logarithm) may evidence have that alone holds a word that is no word of the reports.
_BEHIND = 0.5


def of_the_unknown(query: Query, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return evidence with that before the best which has a word that the best lacks and that the reports' words do not have.

    Such a word is a name, mostly: 新市 stands in the title of one report, cut into other words.
    """
    unknown = {term.text for term in query.terms if not term.known}
    if not evidence or not unknown.intersection(evidence[0].missing):
        return evidence
    least = evidence[0].score - _BEHIND
    holds = (one for one in evidence if one.score >= least and not unknown.intersection(one.missing))
    other = next(holds, None)
    return [other, *(one for one in evidence if one is not other)] if other else evidence


# No clause stands for a telephone number, or for that of a document.
UNMISTAKABLE = frozenset({"contact", "document"})


def of_the_form(query: Query, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return evidence with that of the form asked for first, where nothing else can be the answer."""
    return sorted(evidence, key=lambda one: not one.typed) if query.asking.kind in UNMISTAKABLE else evidence


def timely(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the evidence of the years asked for; where there is none, all of it, to say what there is instead."""
    return [one for one in evidence if one.timely >= LEAST_FIT] or evidence


def of_the_place(query: Query, evidence: Sequence[Evidence], base: KnowledgeBase) -> Sequence[Evidence]:
    """Return the evidence without that of another place; where there is none else, all of it. Raises Damaged."""
    return [one for one in evidence if of_another_place(query, one, base) is None] or evidence


def stand_ins(query: Query, evidence: Sequence[Evidence], base: KnowledgeBase) -> tuple[tuple[str, str], ...]:
    """Return the words that evidence has by another form alone, each with that form: (公车, 公务用车)."""
    seen = base.words(term.text for term in query.terms)
    pairs = (
        (term.text, _standing_in(term, text, short=term.text not in seen))
        for text in map(_told_with, evidence)
        for term in query.terms
        if term.text not in text
    )
    written = "\n".join(fold_plain(one.hit.text) for one in evidence)
    numerals = (pair for pair in in_numerals(query.text) if pair[0] not in written)
    return tuple(dict.fromkeys((*(pair for pair in pairs if pair[1]), *numerals)))


def _standing_in(term: Term, text: str, *, short: bool) -> str:
    """Return what the text has for a term: a synonym, or what two characters are `short` for (律所); '' for none."""
    synonym = next((variant.text for variant in term.variants if variant.text in text), "")
    if synonym or not short or len(term.text) != 2 or term.text.isascii():
        return synonym
    longer = re.search(rf"{re.escape(term.text[0])}[^\W的之与和及]{{1,3}}{re.escape(term.text[1])}", text)
    return longer.group() if longer else ""


def as_typed(query: Query, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the evidence of an exact query, in which a word that does not stand as typed is missing."""
    if not query.exact:
        return evidence
    return [
        one._replace(missing=tuple(term.text for term in query.terms if term.text not in _told_with(one)))
        for one in evidence
    ]


def _told_with(evidence: Evidence) -> str:
    """Return the passage, its headings and its report's name, folded: where words can stand."""
    headings = " ".join(section.title for section in evidence.hit.section_path)
    return f"{fold(evidence.hit.text).text} {fold_plain(headings)} {naming(evidence.hit.report)}"
