"""Passages: the outline's blocks, long paragraphs cut at sentence ends, so that a hit is a place and not a page."""

from collections.abc import Iterator

from knowledge.model import Head, Mark, Passage, Report
from knowledge.outline import Block, parse
from knowledge.text import sentences

# Longest passage, in characters; a sentence that is longer stays whole,
PASSAGE_LENGTH = 320
# unless it is longer than any sentence of prose: then it is cut at commas, or else anywhere.
_LONGEST_SENTENCE = 2000


def pieces(text: str, start: int, end: int, length: int = PASSAGE_LENGTH) -> list[tuple[int, int]]:
    """Cut text[start:end] into pieces of whole sentences, none longer than `length` unless one sentence is."""
    found: list[tuple[int, int]] = []
    at = start
    last = start
    for stop in _stops(text, start, end):
        if stop - at > length and last > at:
            found.append((at, last))
            at = last
        last = stop
    if at < end:
        found.append((at, end))
    return found


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end, and the parts of one that is too long."""
    for first, last in sentences(text, start, end):
        while last - first > _LONGEST_SENTENCE:
            most = first + _LONGEST_SENTENCE
            first = max(text.rfind(mark, first, most) for mark in "，、, ") + 1 or most
            yield first
        yield last


def cut(text: str, blocks: tuple[Block, ...]) -> tuple[Passage, ...]:
    """Cut the outline's blocks into passages."""
    passages: list[Passage] = []
    for block in blocks:
        whole = block.role != "body" and block.end - block.start <= _LONGEST_SENTENCE
        spans = [(block.start, block.end)] if whole else pieces(text, block.start, block.end)
        for index, (start, end) in enumerate(spans):
            lead = block.lead if index == 0 else start
            passages.append(Passage(len(passages), block.section, block.role, start, end, lead))
    return tuple(passages)


def make_report(
    text: str,
    head: Head,
    *,
    path: str,
    source: str,
    encoding: str,
    notes: tuple[str, ...] = (),
    marks: tuple[Mark, ...] = (),
    pages: tuple[int, ...] = (),
) -> Report:
    """Put a report together from its text: outline and passages follow from it and its marks alone."""
    outline = parse(text, head.title, marks)
    return Report(
        path,
        source,
        text,
        encoding,
        head,
        outline.sections,
        cut(text, outline.blocks),
        (*notes, *outline.notes),
        pages,
    )
