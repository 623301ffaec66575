"""层次序数: the labels that number the parts of a Chinese document (GB/T 9704-2012, 7.3.3), and laws' 第X条.

Only what a label is; which section it opens is `outline`'s business.
"""

import re
from typing import NamedTuple

from knowledge.numerals import value

# The rank of each kind: a section closes all open sections of its own rank or a greater one. Markdown's own
# headings stand above the numbered ones.
MARKDOWN_RANK = 1  # to 6: the number of #
RANKS = {
    "编": 10,
    "部分": 11,
    "章": 12,
    "节": 13,
    "条": 14,
    "一、": 20,
    "（一）": 21,
    "1.": 22,
    "（1）": 23,
    "①": 24,
    "bold": 25,
    "一是": 26,
    "表": 27,  # a table, whose heading is the line that heads its columns
}

# Bounded: no label is longer, and Python refuses to make a number of thousands of digits.
_CHINESE = "[一二三四五六七八九十百零〇]{1,12}"
_LABEL = re.compile(
    rf"第(?P<part>{_CHINESE}|[0-9０-９]{{1,6}})(?P<unit>编|部分|章|节|条)(?=[\s　:：、]|$)"
    rf"|(?P<one>{_CHINESE})[、．](?=\S)"
    rf"|[（(〔]\s*(?P<two>{_CHINESE})\s*[)）〕][、.．]?"
    # 2020. is a year and 12.4 a decimal; 1.2020年 is a label all the same.
    r"|(?P<three>[0-9０-９]{1,2})(?:[.．](?![0-9０-９])|[.．](?=[0-9]{4}年)|、(?=\D))"
    r"|[（(](?P<four>[0-9０-９]{1,2})[)）]"
    r"|(?P<five>[①-⑳])"
)
_KINDS = {"one": "一、", "two": "（一）", "three": "1.", "four": "（1）", "five": "①"}

_RUN_IN = re.compile(r"([一二三四五六七八九十]{1,3})是(?=\S)")
_MARK = "。！？；：，、.!?;:, \n\t　"


class Label(NamedTuple):
    """A label as written at text[start:end]: its kind (a key of RANKS), and the number it counts."""

    kind: str
    number: int
    start: int
    end: int


def label_at(text: str, start: int, end: int) -> Label | None:
    """Return the label that text[start:end] begins with, or None."""
    match = _LABEL.match(text, start, end)
    if match is None:
        return None
    if match["part"]:
        kind, written = match["unit"], match["part"]
    else:
        group = next(name for name in _KINDS if match[name])
        kind, written = _KINDS[group], match[group]
    if kind == "①":
        number: int | None = ord(written) - ord("①") + 1
    else:
        number = int(written) if written.isdecimal() else value(written)
    if number is None:
        return None
    return Label(kind, number, match.start(), match.end())


def run_in_labels(text: str, start: int, end: int) -> list[Label]:
    """Return the chain 一是, 二是, ... of a paragraph, in order; empty where there is none.

    A chain begins with 一是 and counts on by one. It has at least two links, or opens the paragraph: 统一是 alone
    is no label. After a lost full stop (职责二是自觉) a link still counts, as the chain expects its number there.
    """
    found = [
        Label("一是", number, match.start(), match.end())
        for match in _RUN_IN.finditer(text, start, end)
        if (number := value(match[1])) is not None
    ]
    if found and found[0].start == start:
        chain = [found[0]]
    else:
        firsts = [label for label in found if label.number == 1]
        clean = [label for label in firsts if text[label.start - 1] in _MARK]
        chain = (clean or firsts)[:1]
    for label in found:
        if chain and label.start > chain[-1].start and label.number == chain[-1].number + 1:
            chain.append(label)
    return chain if len(chain) > 1 or (chain and chain[0].start == start) else []
