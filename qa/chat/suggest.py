"""Questions to begin with, drawn from the reports' own headings and figures."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from knowledge.base import Summary
from knowledge.model import Report
from qa.render import one_line
from qa.survey import label_of

if TYPE_CHECKING:
    from qa.bot import Bot

SUGGESTED = 3
# Reports that are looked at: opening one takes some milliseconds.
_LOOKED_AT = 3
# A suggestion is tried before it is offered; trying takes some milliseconds, so not all are.
_TRIED = 12

# A clause that ends with a figure: what stands before it, the number, its unit.
_FIGURE = re.compile(
    r"(?<=[，。；、,;：:\n])(?P<what>[\u4e00-\u9fff]{4,14}?)(?P<number>\d[\d.]*)(?P<unit>[余多]?[万亿]?[\u4e00-\u9fff]{0,2}|%)(?=[，。；,;])"
)
# A clause that begins so says nothing by itself.
_DANGLING = re.compile(
    r"^(?:其中|分别|比|较|同比|增长|下降|达|共|约|近|超|占|为|其|并|至|了|年|月|日|以|将|再|已|这)|[第年月日]$"
)
# A heading of this length tells what its section is about and still fits into a question on one line.
_SHORTEST, _LONGEST = 4, 18
_HAN = re.compile(r"[\u4e00-\u9fff、]+")


def suggestions(bot: "Bot") -> list[str]:
    """Return questions that the reports answer, as many as are shown. Raises KnowledgeError."""
    found: list[str] = []
    for question, told in islice(_questions(bot), _TRIED):
        reply = bot.ask(question)
        if reply.answers and told in reply.answers[0].text and question not in found:
            found.append(question)
        if len(found) == SUGGESTED:
            break
    return found


def _questions(bot: "Bot") -> Iterator[tuple[str, str]]:
    """Yield questions with what their answer must hold: of one report after another, figures and headings in turn."""
    summaries = bot.reports()
    # Those far apart, the newest first: names sort by year within a place.
    some = list(summaries)[:: -(-len(summaries) // _LOOKED_AT)][::-1] if summaries else []
    each = [_of(bot.report(summary.id), summary, alone=len(summaries) == 1) for summary in some]
    return chain.from_iterable((pair for pair in row if pair) for row in zip_longest(*each))


def _of(report: Report, summary: Summary, *, alone: bool) -> Iterator[tuple[str, str]]:
    place, year = label_of(summary)
    lead = "" if alone else f"{place}{f'{year}年' if year else ''}"
    # Most reports look back on the year before.
    back = "" if alone else f"{place}{f'{int(year) - 1}年' if year else ''}"
    figures = ((f"{back}{what}多少{unit}？", number) for what, number, unit in _figures(report.text))
    headings = ((f"{lead}“{title}”讲了什么？", "") for title in _headings(report))
    return chain.from_iterable(filter(None, row) for row in zip_longest(figures, headings))


def _figures(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _FIGURE.finditer(text):
        what, number, unit = match.group("what", "number", "unit")
        if not _DANGLING.search(what) and len(number) > 1:
            yield what, number, "" if unit == "%" else unit.lstrip("余多")


def _headings(report: Report) -> Iterable[str]:
    """Return the headings to ask about, the first three far apart in the report."""
    titles = [one_line(section.title) for section in report.sections[1:] if section.label]
    fit = [title for title in titles if _SHORTEST <= len(title) <= _LONGEST and _HAN.fullmatch(title)]
    return fit[:: -(-len(fit) // SUGGESTED)] + fit if fit else []
