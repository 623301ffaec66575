"""Questions about a report itself: what a field of its head says (索引号), and on which day it was given (哪天作的)."""

from collections.abc import Iterable, Sequence

from knowledge.base import KnowledgeBase, Summary
from knowledge.head import day_given
from knowledge.model import DATE_NAMES, NUMBER_NAMES, Field, section_path
from knowledge.patterns import late
from knowledge.text import fold_plain, letters, line_number, page_number, strip_span
from qa.model import GIVEN, Abstention, Answer, Query, Term
from qa.scope import naming

# What a title says beside what its document is about, and what a question calls a head field by.
_FRAME = late(r"关于|印发|转发|公布|发布|的通知$|中华人民共和国")
_NUMBER = late("文号|字号")
_FIELD = late(r"文号|索引|报告|文件|公文|字号|[发公印]布?|日期|时间|哪|机关|单位|份|新|[作做]出?$|宣读")

# A title is named by a question that has so much of it (a share of its characters), without its frame.
_LEAST_CALLED = 0.5

_SURE = 0.95  # what a head says of its report, in a field of that name


def ask(query: Query, base: KnowledgeBase, within: int | None) -> tuple[list[Answer], Abstention | None]:
    """Answer a question about a report itself from its head.

    Only where it is clear which report is meant: the one named by `within`, the only one there is, or the one called so.
    """
    summary = _meant(query, base, within)
    if summary is None:
        return [], None
    text = base.text(summary.id)
    fields = _wanted(query, summary, text)
    for field in fields:
        if field.value and text[field.start : field.end] == field.value:
            return [_cited(query, field, summary, text, base)], None
    if fields:
        name = fields[0].name
        return [], Abstention("field_empty", f"报告的“{name}”一栏是空的", f"the report's field '{name}' is empty")
    return [], None


def _meant(query: Query, base: KnowledgeBase, within: int | None) -> Summary | None:
    """Return the one report that a question is about; None where that is not clear."""
    summaries = [summary for summary in base.reports() if within is None or summary.id == within]
    if len(summaries) != 1 or (query.field_names == NUMBER_NAMES and _words(query)):
        only = query.scope.reports
        summaries = [one for one in summaries if (only is None or one.id in only) and _called(query, one)]
    return summaries[0] if len(summaries) == 1 else None


def _called(query: Query, summary: Summary) -> bool:
    """Whether a question calls a report by its title: all its words stand there, and most of the title is said."""
    title, words, name = fold_plain(summary.head.title), _words(query), naming(summary)
    core = letters(_FRAME.sub("", title.rpartition("关于印发")[2] or title))
    named = sum(map(query.folded.__contains__, core)) >= _LEAST_CALLED * len(core)
    return bool(core) and named and bool(words) and all(any(form in name for form in term.forms) for term in words)


def _words(query: Query) -> list[Term]:
    """Return what a question that asks for a head field says beside it."""
    return [term for term in query.terms if not _FIELD.match(term.text)]


def _wanted(query: Query, summary: Summary, text: str) -> Sequence[Field]:
    """Return the fields of a report's head that a question asks for, the likeliest first."""
    asked = query.field_names
    if asked is GIVEN:
        if given := day_given(text):
            return [Field("", text[slice(*given)], *given)]
        asked = DATE_NAMES  # of what was given to no meeting, when it was written
    names = [name.lower() for name in asked]
    if _NUMBER.search(query.folded):
        names = [name for name in names if not name.startswith("索引")]  # an index number is none of these
        number = summary.head.number
        at = text.find(number) if number else -1
        beside = [Field("文号", number, at, at + len(number))] if at != -1 else []
        return _called_so(names, summary.head.fields) or beside
    return _called_so(names, summary.head.fields)


def _called_so(names: Sequence[str], fields: Iterable[Field]) -> Sequence[Field]:
    """Return the fields with these names, in the order of the names."""
    return sorted((one for one in fields if one.name.lower() in names), key=lambda one: names.index(one.name.lower()))


def _cited(query: Query, field: Field, summary: Summary, text: str, base: KnowledgeBase) -> Answer:
    """Return a field's value as an answer; its line is the quote."""
    start, end = field.start, field.end
    if query.asking.kind == "date" and " " in field.value:
        end = start + field.value.index(" ")  # the day is asked for, not the minute
    begin, stop = _line(text, field)
    line = line_number(text, start)
    path = section_path(base.report(summary.id).sections, 0)
    return Answer(
        text[start:end], text[begin:stop], _SURE, summary, path, start, end, begin, stop, line, line,
        page_number(summary.pages, start),
    )  # fmt: skip


def _line(text: str, field: Field) -> tuple[int, int]:
    """Return the line that a field stands in, without white space at its ends."""
    begin = max(text.rfind(mark, 0, field.start) for mark in "\r\n") + 1
    ends = (text.find(mark, field.end) for mark in "\r\n")
    return strip_span(text, begin, min((end for end in ends if end != -1), default=len(text)))
