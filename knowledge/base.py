"""What a knowledge base can do, whatever keeps it: the local one today, a cluster behind the same door later."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from knowledge.model import Head, Passage, Report, Section


class Word(NamedTuple):
    """A word of the reports: how many passages hold it, and how often it stands in all."""

    text: str
    passages: int
    times: int


class Clause(NamedTuple):
    """One weighted term to search for in one field of the index."""

    field: str
    term: str
    weight: float


class Summary(NamedTuple):
    """A report without its text: what a list shows and what every hit needs.

    `pages` is where each page of the file begins, in characters of the text; empty where a format has no pages.
    """

    id: int
    path: str
    source: str
    encoding: str
    text_hash: str
    characters: int
    passages: int
    head: Head
    notes: tuple[str, ...]
    pages: tuple[int, ...] = ()


class Found(NamedTuple):
    """A passage that the index found, with the index's own score; `text` reaches from its `lead` to its `end`."""

    id: int
    report: Summary
    section_path: tuple[Section, ...]
    passage: Passage
    text: str
    score: float


class Added(NamedTuple):
    """What became of one file: `status` is added, updated, unchanged, failed or left_out; its reason in two languages.

    What could not be read of a file that was added or updated is `missing`, a line each. `number` and `of` tell which
    of how many files it was; what was left out of a folder is not counted.
    """

    path: str
    status: str
    passages: int = 0
    sections: int = 0
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""
    number: int = 0
    of: int = 0


class KnowledgeBase(Protocol):
    """Reports, their passages, and a search over them. All reading is safe while another process writes."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Let all reading within see one state of the reports, whoever writes meanwhile."""

    def reports(self) -> Sequence[Summary]:
        """Return all reports in the order they are ranked in when scores are equal.

        It is the same sequence, for whoever keeps what follows from it, as long as the reports are the same.
        """

    def report(self, report_id: int) -> Report:
        """Return one report with its text, verified against its hash. Raises Damaged."""

    def text(self, report_id: int) -> str:
        """Return a report's text, verified against its hash. Raises Damaged."""

    def find(self, name: str) -> Summary:
        """Return the one report called `name` (path, file name, or part of the title). Raises Missing."""

    def words(self, texts: Iterable[str]) -> Mapping[str, Word]:
        """Look words up; those that stand in no report are left out."""

    def words_that_sound(self, sounds: Iterable[str]) -> Mapping[str, Sequence[Word]]:
        """Look words up by toneless pinyin (see `words.sound`)."""

    def words_short_as(self, short: str) -> Sequence[Word]:
        """Return the words that `short`, of two characters, may stand for: 律所 for 律师事务所, 国资 for 国有资产."""

    def size(self) -> tuple[int, int]:
        """Return (passages, words) over all reports."""

    def search(
        self, clauses: Sequence[Clause], limit: int, within: Sequence[int] | None = None, *, every: bool = False
    ) -> Sequence[Found]:
        """Return the best `limit` passages by BM25 over the clauses, best first; equal scores by report, position.

        `within` holds the ids of the reports to look in; None is all. With `every`, only passages that hold all clauses.
        """

    def neighbours(self, report_id: int, first: int, last: int) -> Sequence[tuple[Passage, str]]:
        """Return the passages with ordinals first..last of a report, with their text (from `lead`)."""

    def add(self, paths: Sequence[str]) -> Iterator[Added]:
        """Add files and folders, one result a file as it is done. Raises Unwritable."""

    def remove(self, report_id: int) -> None:
        """Remove a report. Raises Unwritable."""

    def drift(self) -> Sequence[tuple[str, str]]:
        """Read the reports' files again; return which have changed or gone, each in Chinese and English.

        Answers are not worse for it: they come from the stored texts.
        """

    def check(self) -> Sequence[tuple[str, str]]:
        """Verify every stored hash and the index; return faults, each in Chinese and English. Repairs the index."""
