"""The terms of a passage, field by field, parted by spaces: what every index holds, so that all rank alike."""

import os
from collections.abc import Iterator, Sequence

from knowledge import words
from knowledge.base import Summary
from knowledge.model import Report, Section
from knowledge.text import fold

# The fields of an index; each has its own BM25 statistics and its own weights in a query.
FIELDS = ("title", "path", "words", "chars", "pairs")

# Change it when the terms of the same passage would come out differently.
VERSION = 5


class Terms:
    """The terms of one report's passages; its title's and its headings' are made once."""

    def __init__(self, report: Report | Summary, sections: Sequence[Section]) -> None:
        # A title such as 2024年政府工作报告 leaves the place to the file's name.
        stem = os.path.splitext(report.path)[0]
        self._title = _title(report.head.title, stem, report.head.issuer)
        self._paths = _paths(sections)

    def of(self, section: int, folded: str, cut: str) -> tuple[str, ...]:
        """Return the terms of a passage, field by field, of its folded text; `cut` are its words."""
        return self._title, self._paths[section], cut, words.characters(folded), words.seams(cut)


def of_report(report: Report) -> Iterator[tuple[str, ...]]:
    """Yield the terms of each passage of a report, which is cut into words here."""
    terms = Terms(report, report.sections)
    for passage in report.passages:
        folded = fold(report.text[passage.lead : passage.end]).text
        own = folded if passage.lead == passage.start else fold(report.text[passage.start : passage.end]).text
        yield terms.of(passage.section, folded, joined(own))


def joined(folded: str) -> str:
    """Return the words of folded text as they are indexed."""
    return " ".join(words.cut_report(folded))


def _title(*texts: str) -> str:
    """Return the words and seams of what a report is called, for a field that has no gram fields of its own."""
    return " ".join(words.unique(term for text in texts for term in _terms(text)))


def _paths(sections: Sequence[Section]) -> list[str]:
    """Return the same of each section's headings, from the top (the whole report left out) down to its own."""
    terms: list[dict[str, None]] = []
    for section in sections:
        terms.append({} if section.parent is None else terms[section.parent] | dict.fromkeys(_terms(section.title)))
    return [" ".join(path) for path in terms]


def _terms(text: str) -> list[str]:
    cut = words.cut_report(fold(text).text)
    return cut + words.seams(" ".join(cut)).split()
