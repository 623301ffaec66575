"""Passages: the outline's blocks, long paragraphs cut at sentence ends, so that a hit is a place and not a page."""

from knowledge.model import Head, Mark, Passage, Report
from knowledge.outline import Block, parse
from knowledge.text import sentences

# Longest passage, in characters; a sentence that is longer stays whole.
PASSAGE_LENGTH = 320


def pieces(text: str, start: int, end: int, length: int = PASSAGE_LENGTH) -> list[tuple[int, int]]:
    """Cut text[start:end] into pieces of whole sentences, none longer than `length` unless one sentence is."""
    found: list[tuple[int, int]] = []
    at = start
    last = start
    for _, stop in sentences(text, start, end):
        if stop - at > length and last > at:
            found.append((at, last))
            at = last
        last = stop
    if at < end:
        found.append((at, end))
    return found


def cut(text: str, blocks: tuple[Block, ...]) -> tuple[Passage, ...]:
    """Cut the outline's blocks into passages."""
    passages: list[Passage] = []
    for block in blocks:
        spans = [(block.start, block.end)] if block.role != "body" else pieces(text, block.start, block.end)
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
