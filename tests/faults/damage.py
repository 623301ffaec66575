"""What a person can do with a knowledge base, done to a damaged one: it answers, or says in one line what is wrong."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.base import Clause
from knowledge.errors import KnowledgeError
from knowledge.local import LocalKnowledgeBase

LONG = bool(os.environ.get("QA_LONG"))  # QA_LONG=1 looks for rare faults at length

ASKED = [
    Clause(field, term, 1.0)
    for field in ("words", "chars", "title", "path")
    for term in ("局", "公务用车", "改革", "法治")
]


def use(folder: Path, text: str) -> list[str]:
    """Do everything once; return the complaints. Whatever is cited as the report's text is the report's text."""
    complaints: list[str] = []

    def told(problems: Iterable[tuple[str, str]]) -> None:
        for zh, en in problems:
            assert len(zh.splitlines()) == len(en.splitlines()) == 1
            complaints.append(zh)

    def attempt(action: Callable[[], object]) -> object:
        try:
            return action()
        except KnowledgeError as error:
            told([(error.zh, error.en)])
            return None

    opened = attempt(lambda: LocalKnowledgeBase(str(folder)))
    if not isinstance(opened, LocalKnowledgeBase):
        return complaints
    base = opened
    attempt(base.size)
    attempt(lambda: base.words(["公务用车", "改革"]))
    attempt(lambda: base.words_that_sound(["gong'wu'yong'ce"]))
    attempt(lambda: [hit.section_path for hit in base.search(ASKED, 60)])
    summaries = attempt(base.reports)
    for summary in summaries if isinstance(summaries, list) else ():
        stored = attempt(lambda number=summary.id: base.text(number))  # type: ignore[misc]
        assert stored is None or stored == text
        attempt(lambda number=summary.id: base.report(number))  # type: ignore[misc]
        attempt(lambda number=summary.id: base.neighbours(number, 0, 99))  # type: ignore[misc]
    attempt(lambda: base.find("湖南"))
    attempt(lambda: told(base.check()))
    base.close()
    return complaints
