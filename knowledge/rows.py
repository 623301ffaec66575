"""Rows: a report as it is stored, plain values for any database; made from a report, and made into its parts again.

What is read back is looked at as if a stranger had written it: what does not fit raises TypeError or ValueError.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from knowledge import terms
from knowledge.base import Summary
from knowledge.model import Field, Head, Passage, Report, Section
from knowledge.seal import head_holds, sealed, sections_hold

# What stands in a report's rows, in this order.
REPORT = (
    "path", "source", "source_hash", "encoding", "head", "notes", "text", "text_hash", "characters", "passages",
)  # fmt: skip
SUMMARY = ("id", "path", "source", "encoding", "text_hash", "characters", "passages", "head", "notes")
PASSAGE = ("ordinal", "section", "role", "start", "end", "lead")
SECTION = ("ordinal", "parent", "level", "label", "title", "start", "end", "heading_start", "heading_end")

# What must stand there; SQLite would store anything in any column, a cluster anything in any field.
_PASSAGE_TYPES = (int, int, str, int, int, int)
SECTION_TYPES = (int, int | None, int, str, str, int, int, int, int)
_SUMMARY_TYPES = (int, str, str, str, str, int, int, str, str)

_Made = TypeVar("_Made")


class Rows(NamedTuple):
    """A report as it is stored: plain values, which are cheap to send from the process that made them.

    `terms` are those of each passage, in the order of `terms.FIELDS`, for the index.
    """

    path: str
    source: str
    source_hash: str
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    report: tuple[Any, ...]
    sections: tuple[tuple[Any, ...], ...]
    passages: tuple[tuple[Any, ...], ...]
    terms: tuple[tuple[str, ...], ...]


def rows_of(report: Report, source_hash: str, missing: tuple[str, ...] = ()) -> Rows:
    """Return the rows of a report: its passages are cut into words. `missing` is what of its file was not read."""
    # Pages stand beside the head, where there are any: records from before there were readers of pages stay as they are.
    beside = {"pages": report.pages} if report.pages else {}
    written = {**report.head._asdict(), "fields": [field._asdict() for field in report.head.fields], **beside}
    head = json.dumps(written, ensure_ascii=False)
    notes = json.dumps(report.notes, ensure_ascii=False)
    sections = tuple(map(tuple, report.sections))
    head = sealed(head, (report.path, report.source, report.encoding, notes), sections)
    values = (
        report.path, report.source, source_hash, report.encoding, head, notes, report.text, text_digest(report.text),
        len(report.text), len(report.passages),
    )  # fmt: skip
    made = tuple(terms.of_report(report))
    words = terms.FIELDS.index("words")
    passages = tuple(
        (p.ordinal, p.section, p.role, p.start, p.end, p.lead, report.text[p.lead : p.end], held[words])
        for p, held in zip(report.passages, made, strict=True)
    )
    return Rows(report.path, report.source, source_hash, report.notes, missing, values, sections, passages, made)


def digest(data: bytes) -> str:
    """Return the hash that stands beside every stored text and file."""
    return hashlib.sha256(data).hexdigest()


def text_digest(text: str) -> str:
    """Return the hash of a text; surrogates, which a UTF-16 file can hold, are hashed as they are."""
    return digest(text.encode("utf-8", "surrogatepass"))


def summaries_of(rows: Iterable[Sequence[Any]]) -> list[Summary]:
    """Return the summaries that rows hold."""
    return _made(_summary, _SUMMARY_TYPES, rows)


def passages_of(rows: Iterable[Sequence[Any]]) -> list[Passage]:
    """Return the passages that rows hold."""
    return _made(_passage, _PASSAGE_TYPES, rows)


def sections_of(rows: Sequence[Sequence[Any]], head: str) -> tuple[Section, ...]:
    """Return a report's sections; the first characters of its head (`seal.LENGTH`) tell whether they are all as made."""
    if not sections_hold(head, rows):
        raise ValueError("sections are not as they were stored")
    sections = tuple(_made(Section, SECTION_TYPES, rows))
    for ordinal, section in enumerate(sections):
        # From any section a path leads up to section 0, the whole report, which alone has no parent.
        fits = section.parent is None if ordinal == 0 else section.parent in range(ordinal)
        if section.ordinal != ordinal or not fits:
            raise ValueError(f"section {ordinal}")
    return sections


def report_of(summary: Summary, text: str, sections: tuple[Section, ...], passages: Sequence[Passage]) -> Report:
    """Return a whole report of its parts."""
    if any(passage.section >= len(sections) for passage in passages):
        raise ValueError(f"a passage of report {summary.id} is in no section")
    return Report(
        summary.path, summary.source, text, summary.encoding, summary.head, sections, tuple(passages), summary.notes,
        summary.pages,
    )  # fmt: skip


def checked(rows: Iterable[Sequence[Any]], types: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield rows whose values are of these types. Raises TypeError at one whose are not."""
    for row in rows:
        if len(row) != len(types) or not all(map(isinstance, row, types)):
            raise TypeError(f"row {row[:1]} holds what it cannot")
        yield row


def _made(make: Callable[..., _Made], types: Sequence[Any], rows: Iterable[Sequence[Any]]) -> list[_Made]:
    return [make(*row) for row in checked(rows, types)]


def _passage(*row: Any) -> Passage:
    passage = Passage(*row)
    if not (passage.section >= 0 <= passage.lead <= passage.start <= passage.end):
        raise ValueError(f"passage {passage.ordinal}")
    return passage


def _summary(*row: Any) -> Summary:
    number, path, source, encoding, text_hash, characters, passages, written, notes = row
    if not head_holds(written, (path, source, encoding, notes)):
        raise ValueError(f"the head of report {number}")
    head = json.loads(written)
    head.pop("seal", None)
    pages = tuple(head.pop("pages", ()))
    if not all(map(int.__le__, pages, (*pages[1:], characters))):
        raise ValueError(f"pages of report {number}")
    head["fields"] = tuple(Field(**field) for field in head["fields"])
    return Summary(
        number,
        path,
        source,
        encoding,
        text_hash,
        characters,
        passages,
        Head(**head),
        tuple(json.loads(notes)),
        pages,
    )
