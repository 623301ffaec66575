"""The terms of a passage, field by field, parted by spaces: what every index holds, so that all rank alike."""

import os
from collections.abc import Sequence
from itertools import pairwise

from knowledge import words
from knowledge.base import Summary
from knowledge.model import Section
from knowledge.text import fold

# The fields of an index; each has its own BM25 statistics and its own weights in a query.
FIELDS = ("title", "path", "words", "chars", "pairs")

# Change it when the terms of the same passage would come out differently.
VERSION = 4


class Terms:
    """The terms of one report's passages; its title's and its headings' are made once."""

    def __init__(self, report: Summary, sections: Sequence[Section]) -> None:
        # A title such as 2024年政府工作报告 leaves the place to the file's name.
        stem = os.path.splitext(report.path)[0]
        self._title = _title(report.head.title, stem, report.head.issuer)
        self._paths = _paths(sections)

    def of(self, section: int, text: str, cut: str) -> dict[str, str]:
        """Return the terms of a passage by field; `cut` are its words."""
        characters, pairs = words.lines(fold(text).text)
        path = self._paths[section]
        return {"title": self._title, "path": path, "words": cut, "chars": characters, "pairs": pairs}


def _title(*texts: str) -> str:
    """Return the words and pairs of what a report is called, for a field that has no gram fields of its own."""
    pairs = words.grams(fold(" ".join(texts)).text)[1]
    return " ".join(words.unique([*(word for text in texts for word in words.cut_report(fold(text).text)), *pairs]))


def _paths(sections: Sequence[Section]) -> list[str]:
    """Return the same of each section's headings, from the top (the whole report left out) down to its own."""
    terms: list[dict[str, None]] = []
    lasts: list[str] = []  # the last character of each path: with the next heading's first one it is a pair
    for section in sections:
        if section.parent is None:
            terms.append({})
            lasts.append("")
            continue
        title = fold(section.title).text
        characters = words.grams(title)[0]
        last = lasts[section.parent]
        pairs = map("".join, pairwise([last, *characters] if last else characters))
        terms.append(terms[section.parent] | dict.fromkeys([*words.cut_report(title), *pairs]))
        lasts.append(characters[-1] if characters else last)
    return [" ".join(path) for path in terms]
