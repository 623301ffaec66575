"""The terms of a passage, field by field, parted by spaces: what every index holds, so that all rank alike."""

import os
from functools import lru_cache

from knowledge import words
from knowledge.base import Summary
from knowledge.model import Section, section_path
from knowledge.text import fold

# The fields of an index; each has its own BM25 statistics and its own weights in a query.
FIELDS = ("title", "path", "words", "chars", "pairs", "sounds")

# Change it when the terms of the same passage would come out differently.
VERSION = 3


class Terms:
    """The terms of one report's passages; its title's and its headings' are made once."""

    def __init__(self, report: Summary, sections: tuple[Section, ...]) -> None:
        # A title such as 2024年政府工作报告 leaves the place to the file's name.
        stem = os.path.splitext(report.path)[0]
        self._title = " ".join(_short(report.head.title, stem, report.head.issuer))
        self._sections = sections
        self._paths: dict[int, str] = {}

    def of(self, section: int, text: str, cut: str) -> dict[str, str]:
        """Return the terms of a passage by field; `cut` are its words."""
        if section not in self._paths:
            above = section_path(self._sections, section)
            self._paths[section] = " ".join(_short(*(s.title for s in above)))
        characters, pairs = words.grams(fold(text).text)
        return {
            "title": self._title, "path": self._paths[section], "words": cut, "chars": " ".join(characters),
            "pairs": " ".join(pairs), "sounds": " ".join(words.pair_sounds(characters)),
        }  # fmt: skip


def _short(*texts: str) -> list[str]:
    """Words and pairs of short texts, for the fields that have no gram fields of their own."""
    pairs = words.grams(fold(" ".join(texts)).text)[1]
    return words.unique([*(word for text in texts for word in _cut(text)), *pairs])


@lru_cache(1 << 12)
def _cut(text: str) -> list[str]:
    """Cut a title, which stands in the path of every section below its own."""
    return words.cut_report(fold(text).text)
