"""From evidence to an answer that is checked against the stored text."""

import re
from collections.abc import Sequence
from itertools import accumulate

from knowledge.base import KnowledgeBase, Summary
from knowledge.errors import Damaged
from knowledge.model import NUMBER_NAMES, Field, section_path
from knowledge.text import fold, fold_plain, letters, line_number, page_number
from qa.extract import probability
from qa.model import Abstention, Answer, Evidence, Query, Term
from qa.patterns import late
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


# What a title says beside what its document is about, and what a question calls a head field by.
_FRAME = late(r"关于|印发|转发|公布|发布|的通知$|中华人民共和国")
_NUMBER = late("文号|字号")
_FIELD = late(r"文号|索引|报告|文件|公文|字号|[发公印]布?|日期|时间|哪|机关|单位|份|新")

# A title is named by a question that has so much of it (a share of its characters), without its frame.
_LEAST_CALLED = 0.5


def _called(query: Query, summary: Summary) -> bool:
    """Whether a question calls a report by its title: all its words stand there, and most of the title is said."""
    title, words = fold_plain(summary.head.title), _words(query)
    core = letters(_FRAME.sub("", title.rpartition("关于印发")[2] or title))
    named = sum(map(query.folded.__contains__, core)) >= _LEAST_CALLED * len(core)
    return bool(core) and named and bool(words) and all(any(form in title for form in term.forms) for term in words)


def _words(query: Query) -> list[Term]:
    """Return what a question that asks for a head field says beside it."""
    return [term for term in query.terms if not _FIELD.match(term.text)]


def ask_field(query: Query, base: KnowledgeBase, within: int | None) -> tuple[list[Answer], Abstention | None]:
    """Answer a question about a report itself (哪天发布的, 索引号) from its head.

    Only where it is clear which report is meant: the one named by `within`, the only one there is, or the one called so.
    """
    summaries = [s for s in base.reports() if within is None or s.id == within]
    if len(summaries) != 1 or (query.field_names == NUMBER_NAMES and _words(query)):
        summaries = [summary for summary in summaries if _called(query, summary)]
    if len(summaries) != 1:
        return [], None
    summary = summaries[0]
    wanted = {name.lower() for name in query.field_names}
    text = base.text(summary.id)
    by_number = bool(_NUMBER.search(query.folded))
    if by_number:  # an index number is none of these
        wanted = {name for name in wanted if not name.startswith("索引")}
    fields = [field for field in summary.head.fields if field.name.lower() in wanted]
    if by_number and not fields and (at := text.find(summary.head.number)) != -1 and summary.head.number:
        fields = [Field("文号", summary.head.number, at, at + len(summary.head.number))]
    for field in sorted(fields, key=lambda f: query.field_names.index(f.name) if f.name in query.field_names else 99):
        if field.value and text[field.start : field.end] == field.value:
            start, end = field.start, field.end
            if query.asking.kind == "date" and " " in field.value:
                end = start + field.value.index(" ")  # the day is asked for, not the minute
            line = line_number(text, start)
            line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
            quote_start = line_start + len(text[line_start:start]) - len(text[line_start:start].lstrip())
            path = section_path(base.report(summary.id).sections, 0)
            return [
                Answer(
                    text[start:end],
                    text[quote_start : field.end],
                    0.95,
                    summary,
                    path,
                    start,
                    end,
                    quote_start,
                    field.end,
                    line,
                    line,
                    page_number(summary.pages, start),
                )
            ], None
    if fields:
        name = fields[0].name
        return [], Abstention("field_empty", f"报告的“{name}”一栏是空的", f"the report's field '{name}' is empty")
    return [], None
