"""From rows to documents and back. Pure; what comes back is looked at as if a stranger had written it."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from knowledge import rows
from knowledge.base import Found, Summary
from knowledge.errors import Damaged
from knowledge.model import Passage, Report, Section, section_path
from knowledge.rows import Rows
from knowledge.terms import FIELDS

Document = dict[str, Any]

# A report's number and a passage's ordinal make the passage's number; a report has no more passages than this.
_ORDINALS = 1 << 16

# What stands in a field without terms. Lucene would not count the passage among those that have the field, and rank by
# other figures than the local index does. No question has it as a term.
_ALL = {**dict.fromkeys(FIELDS, "\u2205"), "words": ""}


def number_of(report: Rows) -> int:
    """Return the number of a report: a hash of what it is called and what its file held, the same on every machine.

    It has 56 bits: that two of a million reports have the same one happens once in 140,000 such knowledge bases.
    """
    told = json.dumps([report.path, report.source, report.source_hash])
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:7], "big")


def storable(report: Rows) -> bool:
    """Whether a report is text that JSON can carry: half characters, which a UTF-16 file can hold, are not."""
    try:
        json.dumps([report.report, report.sections], ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def report_document(report: Rows, born: int) -> Document:
    """Return a report without its text."""
    named = dict(zip(rows.REPORT, report.report, strict=True))
    del named["text"]
    return {"id": number_of(report), "born": born, **named}


def text_document(report: Rows) -> Document:
    """Return a report's text, and how it is parted: places alone, for the text tells the rest."""
    places = [passage[: len(rows.PASSAGE)] for passage in report.passages]
    return {
        "text": report.report[6], "sections": json.dumps(report.sections, ensure_ascii=False), "passages": json.dumps(places),
    }  # fmt: skip


def passage_documents(
    summary: Summary,
    born: int,
    text: str,
    sections: tuple[Section, ...],
    passages: Sequence[Passage],
    terms: Iterable[Sequence[str]],
) -> Iterator[tuple[str, Document]]:
    """Yield (key, document) of each passage of a report, given their terms."""
    for passage, made in zip(passages, rows.checked(terms, (str,) * len(FIELDS)), strict=True):
        written = text[passage.lead : passage.end]
        yield passage_key(summary.id, passage.ordinal), {
            "report": summary.id, "ordinal": passage.ordinal, "born": born, "path": summary.path, "source": summary.source,
            "place": passage,
            "above": section_path(sections, passage.section),
            "text": written, "terms": _ALL | {field: held for field, held in zip(FIELDS, made, strict=True) if held},
        }  # fmt: skip


def passage_key(report: int, ordinal: int) -> str:
    """Return the key of a passage."""
    return f"{report}-{ordinal}"


def summary_of(document: Mapping[str, Any]) -> Summary:
    """Return the summary in a report's document."""
    return rows.summaries_of([[document[name] for name in rows.SUMMARY]])[0]


def parts_of(document: Mapping[str, Any], summary: Summary, head: str) -> Report:
    """Return the report in a text's document, its text verified; `head` is the sealed head as stored. Raises Damaged."""
    text = verified(document, summary)
    sections = rows.sections_of([tuple(row) for row in json.loads(document["sections"])], head)
    return rows.report_of(summary, text, sections, rows.passages_of(json.loads(document["passages"])))


def verified(document: Mapping[str, Any], summary: Summary) -> str:
    """Return the text in a text's document after comparing it with its hash. Raises Damaged."""
    text = document["text"]
    if not isinstance(text, str) or rows.text_digest(text) != summary.text_hash:
        raise Damaged(
            f"{summary.path}：存下的正文与校验值不符，不予引用；请先 qa remove 再 qa add 这份报告",
            f"{summary.path}: the stored text does not match its hash and is not quoted; qa remove it, and add it again",
        )
    return text


def placed(document: Mapping[str, Any]) -> tuple[Passage, str]:
    """Return the passage in a passage's document, and its text."""
    (passage,) = rows.passages_of([document["place"]])
    text = document["text"]
    if not isinstance(text, str) or len(text) != passage.end - passage.lead:
        raise TypeError(f"the text of passage {passage.ordinal}")
    return passage, text


def found(document: Mapping[str, Any], report: Summary, score: float) -> Found:
    """Return what a search found."""
    passage, text = placed(document)
    above = tuple(Section(*row) for row in rows.checked(document["above"], rows.SECTION_TYPES))
    return Found(report.id * _ORDINALS + passage.ordinal, report, above, passage, text, score)


@contextmanager
def sound(where: object) -> Iterator[None]:
    """Turn what a strange document ends in, into Damaged."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise Damaged(
            f"{where}：集群里有本程序没有写过的东西（{error!r}），请重新添加报告",
            f"{where}: the cluster holds what this program did not write ({error!r}); add the reports again",
        ) from error
